"""Reports: the result stream of a run and what is rendered from it. Rendering never needs a re-run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report.results import ReportError

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.results import Run

__all__ = ["ReportError", "write_all"]


def write_all(run: Run, directory: Path) -> dict[str, Path]:
    """Write `report.html`, `report.md` and `junit.xml` of a run into a folder; format names to the paths written.

    Raises ReportError where a file cannot be written.
    """
    from conformance.report.html import render_html
    from conformance.report.junit import render_junit
    from conformance.report.markdown import render_markdown

    written = {}
    for name, file, render in (
        ("html", "report.html", render_html),
        ("markdown", "report.md", render_markdown),
        ("junit", "junit.xml", render_junit),
    ):
        path = directory / file
        try:
            directory.mkdir(parents=True, exist_ok=True)
            path.write_text(render(run), encoding="utf-8", newline="\n")
        except OSError as error:
            raise ReportError(f"cannot write {path}: {error.strerror or error}") from error
        written[name] = path
    return written
