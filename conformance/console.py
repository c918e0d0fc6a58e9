"""What a command prints: progress while it works, then one line per feature, then the two numbers."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from conformance.report.scores import feature_label
from conformance.report.text import percent

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from conformance.known.complaints import Complaint

Line = Mapping[str, object]
_ORDER = ("pass", "fail", "warn", "unsupported", "error", "expected-fail", "unexpected-pass", "not-applicable")
_WORDS = {"pass": "passed", "fail": "failed", "warn": "warned", "error": "in error"}


class Meter:
    """Live progress on a terminal, a plain line per feature elsewhere (CI logs keep every line), and where there are no
    words for what is being done.
    """

    def __init__(self, total: int, doing: str) -> None:
        self.total, self.doing = total, doing
        self._bar: tuple[Progress, TaskID] | None = None
        self._feature: str | None = None
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        if self.doing and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            progress = Progress(*columns, console=Console(stderr=True), transient=True)
            progress.start()
            self._bar = (progress, progress.add_task(self.doing, total=self.total))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.settle()

    def settle(self) -> None:
        """Say what was counted and not said yet; nothing is shown live any more."""
        if self._bar is not None:
            self._bar[0].stop()
        self._flush()
        self._feature = None

    def count(self, line: Line) -> None:
        """One more result."""
        feature = str(line["feature"])
        if self._bar is not None:
            self._bar[0].update(self._bar[1], advance=1, description=feature)
            return
        if feature != self._feature:
            self._flush()
            self._feature = feature
        self._counts[str(line["status"])] += 1

    def _flush(self) -> None:
        if self._bar is None and self._feature is not None:
            print(f"  {self._feature}: {counted(self._counts)}", file=sys.stderr, flush=True)
        self._counts.clear()


def counted(counts: Mapping[str, int]) -> str:
    """Counts of statuses in words: ``12 passed, 1 warned``."""
    return ", ".join(f"{counts[status]} {_WORDS.get(status, status)}" for status in _ORDER if counts.get(status))


def scoreboard(results: Sequence[Line], summary: Line, titles: Mapping[str, str]) -> list[str]:
    """One line per feature with its verdict and counts, then conformance and coverage."""
    verdicts = summary["features"]
    assert isinstance(verdicts, Mapping)
    width = max((len(titles.get(name, name)) for name in verdicts), default=0)
    lines = []
    for name, verdict in verdicts.items():
        of_one = [line for line in results if line["feature"] == name]
        counts = Counter(str(line["status"]) for line in of_one)
        shown = feature_label(verdict, of_one)
        lines.append(f"{shown:14} {titles.get(name, name):{width}}  {counted(counts)}")
    lines += [
        "",
        " · ".join(f"{name} {percent(_fraction(summary, name))}" for name in ("conformance", "coverage")),
    ]
    return lines


def failures(results: Sequence[Line]) -> list[str]:
    """What failed or could not be judged; requirements that say the same share a line."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for line in results:
        if line["status"] in {"fail", "error", "unexpected-pass"}:
            grouped.setdefault((str(line["status"]), str(line["message"])), []).append(str(line["id"]))
    return [f"{status}: {', '.join(ids)}: {message}" for (status, message), ids in grouped.items()]


def known(results: Sequence[Line]) -> list[str]:
    """What fails as the list of known failures says it does; requirements with the same reason share a line."""
    grouped: dict[str, list[str]] = {}
    for line in results:
        told = line.get("known")
        if line["status"] == "expected-fail" and isinstance(told, Mapping):
            place = f"{told['reason']} ({told['file']}:{told['line']})"
            grouped.setdefault(place, []).append(str(line["id"]))
    return [f"expected-fail: {', '.join(ids)}: {place}" for place, ids in grouped.items()]


def complaints(found: Sequence[Complaint], *, strict: bool) -> list[str]:
    """What is wrong with the list of known failures; what fails the run comes first."""
    bad = [str(complaint) for complaint in found if complaint.fails(strict=strict)]
    return [*bad, *(f"note: {complaint}" for complaint in found if not complaint.fails(strict=strict))]


def _fraction(summary: Line, name: str) -> float | None:
    value = summary[name]
    return float(value) if isinstance(value, (int, float)) else None
