"""Reports: the result stream of a run and what is rendered from it. Rendering never needs a re-run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report.formats import OF_A_RUN, rendered
from conformance.report.results import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conformance.report.results import Run

__all__ = ["ReportError", "write_all"]


def write_all(run: Run, directory: Path, formats: Iterable[str] = OF_A_RUN) -> dict[str, Path]:
    """Write a run in `formats` (names of `formats.FORMATS`) into a folder; format names to the path of the first file.

    Raises ReportError where a file cannot be written.
    """
    written: dict[str, Path] = {}
    for name in formats:
        for file, text in rendered(run, name).items():
            path = directory / file
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                raise ReportError(f"cannot write {path}: {error.strerror or error}") from error
            written.setdefault(name, path)
    return written
