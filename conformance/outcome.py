"""From lines to files and an exit code: what ``run`` and ``judge`` do alike once they have results."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from conformance import __version__, console
from conformance.ledger import counts
from conformance.report.lines import FORMAT
from conformance.report.results import FILE, ReportError, ResultWriter, read
from conformance.report.scores import summarise
from conformance.requirement import features, fingerprint
from conformance.target import ConfigurationError

OK, NOT_CONFORMING, INCOMPLETE = range(3)
Line = Mapping[str, object]


def header(
    *,
    target: Mapping[str, str],
    revision: str,
    lane: str,
    command: str,
    selected: Line | None = None,
    capabilities: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """The first line of a result stream; ``selected`` is what was to be judged, ``capabilities`` what the target
    declares of features. What is not known is left out.
    """
    known = {"selected": selected, "capabilities": None if capabilities is None else dict(capabilities)}
    return {
        "kind": "run",
        "format": FORMAT,
        "suite": {"version": __version__, "requirements": fingerprint()},
        "target": dict(target),
        "revision": revision,
        "lane": lane,
        "started": now(),
        "command": command,
        "features": [{"name": f.name, "title": f.title, "about": f.about, "source": f.source} for f in features()],
        "ledger": counts(),
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
        result = Outcome(folder, writer, meter)
        writer.write(first)
        yield result


def conclude(found: Outcome, *, strict: bool) -> int:
    """Render the reports, print the scoreboard, and return the exit code."""
    found.meter.settle()
    page = found.render()
    titles = {feature.name: feature.title for feature in features()}
    for line in console.failures(found.results):
        print(line)
    if found.summary is None:
        print(f"interrupted after {len(found.results)} results; what is known is in {page}")
        return INCOMPLETE
    print("\n".join(["", *console.scoreboard(found.results, found.summary, titles)]))
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
