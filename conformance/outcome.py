"""From lines to files and an exit code: what ``run`` and ``judge`` do alike once they have results."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from conformance import __version__, console
from conformance.known.complaints import Complaint
from conformance.known.listing import Listing
from conformance.ledger import counts
from conformance.report.lines import FORMAT
from conformance.report.results import FILE, ReportError, ResultWriter, read
from conformance.report.scores import summarise
from conformance.requirement import features, fingerprint
from conformance.target import ConfigurationError

OK, NOT_CONFORMING, INCOMPLETE = range(3)
BAD = frozenset({"fail", "unexpected-pass"})
"""The statuses that a run fails by."""
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
    """The result stream being written in ``folder``, and what it amounts to so far.

    ``listing`` is the list of known failures that results are held against. With ``as_json`` what is said goes to
    standard error, and ``conclude`` prints one JSON object on standard output.
    """

    folder: Path
    writer: ResultWriter
    meter: console.Meter | None
    first: Line
    titles: Mapping[str, str]
    listing: Listing | None = None
    as_json: bool = False
    results: list[Line] = field(default_factory=list)
    summary: dict[str, object] | None = None

    def write(self, lines: Iterable[Line]) -> None:
        """Append lines; results are marked by the list of known failures, and counted."""
        for line in lines:
            if line["kind"] != "result":
                self.writer.write(line)
                continue
            if self.meter:
                self.meter.count(line)
            if (marked := self.listing.take(line) if self.listing else line) is not None:
                self._keep(marked)

    def _keep(self, line: Line) -> None:
        self.writer.write(line)
        self.results.append(line)

    def finish(self) -> None:
        """Write the summary line: the run is whole. It has the features in the order of the first line."""
        self._settle(whole=True)
        place = {feature: number for number, feature in enumerate(self.titles)}
        ordered = sorted(self.results, key=lambda line: place.get(str(line["feature"]), len(place)))
        self.summary = {**summarise(ordered), "finished": now()}
        self.writer.write(self.summary)

    def _settle(self, *, whole: bool) -> None:
        for line in self.listing.settle(whole=whole) if self.listing else ():
            self._keep(line) if line["kind"] == "result" else self.writer.write(line)

    def render(self) -> Path:
        """Write the reports beside the results, whole or not; the path of the HTML page."""
        from conformance.report import write_all

        if self.summary is None:
            self._settle(whole=False)
        return write_all(read(self.writer.path), self.folder)["html"]

    def say(self, *lines: str) -> None:
        """Print lines for people."""
        for line in lines:
            print(line, file=sys.stderr if self.as_json else sys.stdout)

    def of_listing(self, *, strict: bool) -> list[str]:
        """What there is to say because of the list of known failures, in lines."""
        told = self.listing.told if self.listing else []
        return [*console.known(self.results), *console.complaints(self.complaints, strict=strict), *told]

    @property
    def complaints(self) -> Sequence[Complaint]:
        """What is wrong with the list of known failures."""
        return self.listing.complaints if self.listing else ()

    def code(self, *, strict: bool) -> int:
        """The exit code: 2 where incomplete, 1 where it does not conform (with ``strict``: where it warned) or the list
        of known failures is wrong."""
        statuses = {str(line["status"]) for line in self.results}
        if self.summary is None or "error" in statuses or self.summary["conformance"] is None:
            return INCOMPLETE
        warned = any(line["status"] == "warn" and "known" not in line for line in self.results)
        stale = any(complaint.fails(strict=strict) for complaint in self.complaints)
        return NOT_CONFORMING if statuses & BAD or (strict and warned) or stale else OK


@contextmanager
def outcome(
    folder: Path, first: Line, total: int, doing: str | None, listing: Listing | None = None, *, as_json: bool = False
) -> Iterator[Outcome]:
    """An outcome to write into, which tells how far it is unless ``doing`` is none; raises ``ConfigurationError`` where
    ``folder`` can't be written.
    """
    try:
        writer = ResultWriter(folder / FILE)
    except ReportError as error:
        raise ConfigurationError(str(error)) from None
    with writer, nullcontext() if doing is None else console.Meter(total, doing) as meter:
        areas: Any = first["features"]
        titles = {area["name"]: area["title"] for area in areas}
        result = Outcome(folder, writer, meter, first, titles, listing, as_json)
        writer.write(first)
        yield result


def conclude(found: Outcome, *, strict: bool) -> int:
    """Render the reports, print the scoreboard or the JSON summary, and return the exit code."""
    if found.meter:
        found.meter.settle()
    page = found.render()
    code = found.code(strict=strict)
    found.say(*console.failures(found.results), *found.of_listing(strict=strict))
    if found.summary is None:
        found.say(f"interrupted after {len(found.results)} results; what is known is in {page}")
    else:
        found.say("", *console.scoreboard(found.results, found.summary, found.titles), f"report      {page}")
    if found.as_json:
        print(as_json(found, code, page))
    return code


def as_json(found: Outcome, code: int, page: Path) -> str:
    """The outcome as one JSON object; ``docs/ci.md`` has a table of its members."""
    told = ("target", "revision", "lane", "suite", "started", "selected")
    bad = BAD | {"error", "expected-fail"}
    members = ("id", "feature", "level", "status", "message", "known")
    summary = found.summary or summarise(found.results)
    whole = {
        "exit": code,
        "complete": found.summary is not None,
        **{name: found.first[name] for name in told if name in found.first},
        **{name: value for name, value in summary.items() if name != "kind"},
        "failures": [
            {name: line[name] for name in members if name in line} for line in found.results if line["status"] in bad
        ],
        "complaints": [{**complaint.line} for complaint in found.complaints],
        "results": str(found.writer.path),
        "report": str(page),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def default_folder(*parts: str) -> Path:
    """``conformance-out/<parts>``; what a folder's name can't hold becomes a dash."""
    return Path("conformance-out", *(re.sub(r"[^A-Za-z0-9._-]+", "-", part) for part in parts))


def leave_now(code: int) -> None:
    """End the process without waiting for requests that are still under way."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
