"""Going on with an interrupted run: what is known is taken over, the rest is played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conformance.known.marking import unmarked
from conformance.report.results import ReportError, Run, read
from conformance.target import ConfigurationError

Line = Mapping[str, Any]
BEFORE = "e-"
"""Begins the keys of exchanges that were taken over; those of the run that goes on start anew."""


@contextmanager
def earlier(folder: Path, first: Line) -> Iterator[list[Line]]:
    """The lines to take over from ``folder/results.jsonl``: every result but errors and what is flaky, and the
    exchanges they name.

    While the block runs the old file lies beside the new one, so that nothing is lost if this run is interrupted too.
    Raises ``ConfigurationError`` where there is no such file, or it is of another run than ``first`` begins.
    """
    path, kept = folder / "results.jsonl", folder / "results.before.jsonl"
    found = [_read(file) for file in (path, kept) if file.is_file() or file == path]
    run = max(found, key=lambda each: len(each.results))
    _check(run, first, path)
    path.replace(kept) if run is found[0] else path.unlink()
    yield list(_taken_over(run))
    kept.unlink()


def _read(path: Path) -> Run:
    try:
        return read(path)
    except ReportError as error:
        raise ConfigurationError(f"--resume: {error}") from None


def _check(run: Run, first: Line, path: Path) -> None:
    before: Line = run.header
    for name in ("suite", "revision", "lane"):
        if before[name] != first[name]:
            raise ConfigurationError(f"--resume: {path} is of another {name}: leave --resume out to start anew")
    if before["target"]["name"] != first["target"]["name"]:
        raise ConfigurationError(f"--resume: {path} is of target {before['target']['name']!r}: give that one")


def _taken_over(run: Run) -> Iterator[Line]:
    before = (unmarked(result) for result in run.results if result["status"] != "error")
    results = [result for result in before if result is not None]  # the list of known failures may be another now
    named = {key for result in results for seen in result["observations"] for key in seen["exchanges"]}
    for key, line in run.exchanges.items():
        if key in named:
            yield {**line, "id": BEFORE + key}
    for result in results:
        yield {**result, "observations": [_renamed(seen) for seen in result["observations"]]}


def _renamed(seen: Line) -> Line:
    one = {"exchange": BEFORE + seen["exchange"]} if seen["exchange"] else {}
    return {**seen, **one, "exchanges": [BEFORE + key for key in seen["exchanges"]]}
