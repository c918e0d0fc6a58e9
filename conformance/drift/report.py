"""What ``conformance drift`` found, between which two sides, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.drift.change import Change, Seen
from conformance.drift.compare import Drift
from conformance.drift.question import Observation

FORMAT = "conformance-drift/1"


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what it was called, how many exchanges it has, how many of them have no date, first and last day.

    A revision has no exchanges.
    """

    name: str
    exchanges: int = 0
    undated: int = 0
    first: str = ""
    last: str = ""

    @classmethod
    def of(cls, name: str, observations: Sequence[Observation]) -> Side:
        """The side called ``name`` with these observations."""
        days = sorted(observation.day for observation in observations if observation.day)
        ends = (days[0], days[-1]) if days else ("", "")
        return cls(name, len(observations), len(observations) - len(days), *ends)

    @property
    def title(self) -> str:
        """The side in a line: its name, how many exchanges, from when to when."""
        if not self.exchanges:
            return self.name
        undated = f", {self.undated} without a date" if self.undated else ""
        dates = f", {self.first} to {self.last}" if self.first else ""
        return f"{self.name} ({self.exchanges} exchange{'s' if self.exchanges > 1 else ''}{dates}{undated})"


@dataclass(frozen=True, slots=True)
class Report:
    """``new`` is ``None`` where one set is looked at over time; then changes are from day to day."""

    old: Side
    new: Side | None
    drift: Drift
    since: str = ""

    def since_day(self, day: str) -> Report:
        """This report without what had changed before ``day``."""
        return replace(self, drift=self.drift.since(day), since=day)

    @property
    def exit_code(self) -> int:
        """0 nothing changed, 1 something did, 2 nothing could be compared."""
        return 1 if self.drift.changes else 0 if self.drift.compared else 2

    @property
    def heading(self) -> str:
        """What was compared, in a line."""
        return f"{self.old.title} over time" if self.new is None else f"{self.old.title} → {self.new.title}"

    @property
    def counted(self) -> str:
        """How much was compared and found, in a line."""
        sure = sum(change.sure for change in self.drift.changes)
        perhaps = len(self.drift.changes) - sure
        return (
            f"{sure} sure, {perhaps} perhaps; {self.drift.compared} questions compared, "
            f"{self.drift.apart} had no like on the other side"
        )


def as_json(report: Report) -> str:
    """The report in the form of ``schemas/report/drift.schema.json``."""
    document = {
        "format": FORMAT,
        "old": _side(report.old),
        "new": None if report.new is None else _side(report.new),
        "since": report.since or None,
        "compared": report.drift.compared,
        "apart": report.drift.apart,
        "changes": [_change(change) for change in report.drift.changes],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "exchanges": side.exchanges,
        "undated": side.undated,
        "first": side.first or None,
        "last": side.last or None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "sure": change.sure,
        "chance": round(change.chance, 6),
        "place": change.place,
        "aspect": change.aspect,
        "kind": change.kind,
        "path": change.path,
        "before": change.before or None,
        "after": change.after or None,
        "after_day": change.after_day or None,
        "by_day": change.by_day or None,
        "old": _seen(change.old),
        "new": _seen(change.new),
    }


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "could": seen.could,
        "did": seen.did,
        "first": seen.first or None,
        "last": seen.last or None,
        "example": seen.example or None,
    }
