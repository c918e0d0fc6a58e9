"""A site made of result files: its pages as text, and on disk."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from conformance.report.matrix.board import sections
from conformance.report.matrix.brief import Brief, brief
from conformance.report.matrix.listing import listing
from conformance.report.matrix.pages import feature_page, index_page
from conformance.report.matrix.sources import result_files
from conformance.report.results import ReportError, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conformance.report.matrix.board import Section

REPORT = "report.html"  # of the whole run, beside its results
LISTING = "matrix.json"
_OURS = re.compile(r"(?:features|clients)/[a-z0-9-]{1,80}\.html")


def briefs(arguments: Iterable[str]) -> list[Brief]:
    """The runs that the arguments of the command name, in short; a file that is there twice counts once.

    Raises ReportError with the path of a file that cannot be read or is no result file.
    """
    return [brief(read(path), path) for path in result_files(arguments)]


def write_site(runs: list[Brief], out: Path) -> list[Section]:
    """Write the site into a folder, and take away its pages of an earlier time that are no more.

    Pages link to the full report of a run where one lies beside its results. Raises ReportError where a file can't be
    written, or another site is there.
    """
    shown = sections(runs)
    links = {run.path: link for run in runs if (link := _report(run.path, out))}
    pages = rendered(shown, links)
    _check(out)
    try:
        _tidy(out, pages)
        for name, page in pages.items():
            file = out / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ReportError(
            f"cannot write {error.filename or out}: {error.strerror or error}; choose another --out"
        ) from error
    return shown


def rendered(shown: list[Section], links: dict[Path, str]) -> dict[str, str]:
    """Every file of the site by its name below the folder; `links` leads from the folder to full reports."""
    pages = {"index.html": index_page(shown, links)}
    for section in shown:
        for row in section.rows:
            pages[row.page] = feature_page(section, row, {path: f"../{link}" for path, link in links.items()})
    pages[LISTING] = json.dumps(listing(shown, sorted(pages)), indent=1, ensure_ascii=True) + "\n"
    return pages


def _report(results: Path, out: Path) -> str | None:
    report = results.parent / REPORT
    if not report.is_file():
        return None
    try:
        return quote(os.path.relpath(report.resolve(), out.resolve()).replace(os.sep, "/"))
    except ValueError:  # on another drive
        return None


def _check(out: Path) -> None:
    """Raise ReportError for a folder that holds somebody else's site."""
    index = out / "index.html"
    if index.is_file() and not (out / LISTING).is_file():
        raise ReportError(f"{index} is there and not of this command: choose another folder with --out")


def _tidy(out: Path, pages: dict[str, str]) -> None:
    try:
        before = json.loads((out / LISTING).read_text("utf-8"))["pages"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in before if isinstance(before, list) else ():
        if isinstance(name, str) and _OURS.fullmatch(name) and name not in pages:
            (out / name).unlink(missing_ok=True)
