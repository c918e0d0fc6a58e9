"""From lines to files and an exit code: what ``run`` and ``judge`` do alike once they have results."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from conformance import __version__, console
from conformance.ledger import counts
from conformance.report.lines import FORMAT
from conformance.report.results import FILE, ReportError, ResultWriter, read
from conformance.report.scores import summarise
from conformance.requirement import features, fingerprint
from conformance.target import ConfigurationError

OK, NOT_CONFORMING, INCOMPLETE = range(3)
Line = Mapping[str, object]


class Area(Protocol):
    """A documented area, of servers or of clients."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Suite:
    """What a run judges by: the hash of the requirements, the areas they are of, the ledger of clauses."""

    requirements: str
    areas: Sequence[Area]
    ledger: Mapping[str, object] | None = None


def header(
    *,
    target: Mapping[str, str | None],
    revision: str,
    lane: str,
    command: str,
    selected: Line | None = None,
    capabilities: Mapping[str, str] | None = None,
    suite: Suite | None = None,
) -> dict[str, object]:
    """The first line of a result stream; ``selected`` is what was to be judged, ``capabilities`` what the target
    declares of features, ``suite`` what it is judged by where that is not what servers are. What is not known is left
    out.
    """
    judged_by = suite or Suite(fingerprint(), features(), counts())
    known = {"selected": selected, "capabilities": None if capabilities is None else dict(capabilities)}
    return {
        "kind": "run",
        "format": FORMAT,
        "suite": {"version": __version__, "requirements": judged_by.requirements},
        "target": dict(target),
        "revision": revision,
        "lane": lane,
        "started": now(),
        "command": command,
        "features": [{"name": f.name, "title": f.title, "about": f.about, "source": f.source} for f in judged_by.areas],
        **({"ledger": judged_by.ledger} if judged_by.ledger else {}),
        **{name: value for name, value in known.items() if value is not None},
    }


def now() -> str:
    """The time as ``2026-11-21T22:00:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Outcome:
    """The result stream being written in ``folder``, and what it amounts to so far."""

    folder: Path
    writer: ResultWriter
    meter: console.Meter
    titles: Mapping[str, str]
    results: list[Line] = field(default_factory=list)
    summary: dict[str, object] | None = None

    def write(self, lines: Iterable[Line]) -> None:
        """Append lines; results are counted."""
        for line in lines:
            self.writer.write(line)
            if line["kind"] == "result":
                self.results.append(line)
                self.meter.count(line)

    def finish(self) -> None:
        """Write the summary line: the run is whole."""
        self.summary = {**summarise(self.results), "finished": now()}
        self.writer.write(self.summary)

    def render(self) -> Path:
        """Write the reports beside the results; the path of the HTML page."""
        from conformance.report import write_all

        return write_all(read(self.writer.path), self.folder)["html"]

    def code(self, *, strict: bool) -> int:
        """The exit code: 2 where incomplete, 1 where it does not conform (with ``strict``: where it warned)."""
        statuses = {str(line["status"]) for line in self.results}
        if self.summary is None or "error" in statuses or self.summary["conformance"] is None:
            return INCOMPLETE
        bad = {"fail", "unexpected-pass"} | ({"warn"} if strict else set())
        return NOT_CONFORMING if statuses & bad else OK


@contextmanager
def outcome(folder: Path, first: Line, total: int, doing: str) -> Iterator[Outcome]:
    """An outcome to write into; raises ``ConfigurationError`` where ``folder`` can't be written."""
    try:
        writer = ResultWriter(folder / FILE)
    except ReportError as error:
        raise ConfigurationError(str(error)) from None
    with writer, console.Meter(total, doing) as meter:
        areas: Any = first["features"]
        result = Outcome(folder, writer, meter, {area["name"]: area["title"] for area in areas})
        writer.write(first)
        yield result


def conclude(found: Outcome, *, strict: bool) -> int:
    """Render the reports, print the scoreboard, and return the exit code."""
    found.meter.settle()
    page = found.render()
    for line in console.failures(found.results):
        print(line)
    if found.summary is None:
        print(f"interrupted after {len(found.results)} results; what is known is in {page}")
        return INCOMPLETE
    print("\n".join(["", *console.scoreboard(found.results, found.summary, found.titles)]))
    print(f"report      {page}")
    return found.code(strict=strict)


def default_folder(*parts: str) -> Path:
    """``conformance-out/<parts>``; what a folder's name can't hold becomes a dash."""
    return Path("conformance-out", *(re.sub(r"[^A-Za-z0-9._-]+", "-", part) for part in parts))


def leave_now(code: int) -> None:
    """End the process without waiting for requests that are still under way."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
