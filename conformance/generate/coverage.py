"""What generated bodies have reached of a shape: branches of unions, fields of records, values of enumerations.

Measured on the bodies that were sent, not on what was meant to be made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from conformance.generate.fit import branch_of, places
from conformance.generate.shape import Enum, Json, Record, Shape, Text, Union, every

__all__ = ["Coverage", "Goal", "Kind", "Report", "goals"]

Kind = Literal["branch", "field", "value", "known"]
KINDS: dict[Kind, str] = {
    "branch": "union branches",
    "field": "fields",
    "value": "enum values",
    "known": "known values of open lists",
}


class Goal(NamedTuple):
    """One thing to reach: ``("branch", "Tool", "function")``, ``("field", "FunctionTool", "parameters")``.

    ``where`` is the type, or the path below it where the shape has no name of its own; ``what`` the label of the
    branch, the name of the field, or the value as JSON.
    """

    kind: Kind
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """How many goals of each kind there are and were reached, and which were not."""

    reached: dict[Kind, int]
    totals: dict[Kind, int]
    missed: tuple[Goal, ...]
    bodies: int

    def percent(self, kind: Kind) -> float:
        """The share that was reached, 100.0 where there is nothing of the kind."""
        return 100.0 * self.reached[kind] / self.totals[kind] if self.totals[kind] else 100.0

    def as_json(self) -> dict[str, Any]:
        """For result files: counts and percentages by kind, and what was missed as ``[kind, where, what]``."""
        kinds: dict[str, Any] = {
            kind: {"reached": self.reached[kind], "total": self.totals[kind], "percent": round(self.percent(kind), 1)}
            for kind in KINDS
        }
        return {"bodies": self.bodies, **kinds, "missed": [list(goal) for goal in self.missed]}

    def lines(self, most: int = 5) -> list[str]:
        """A line for each kind and for at most ``most`` of what was missed."""
        told = [
            f"{self.reached[kind]} of {self.totals[kind]} {words} ({self.percent(kind):.1f} %)"
            for kind, words in KINDS.items()
            if self.totals[kind]
        ]
        told += [f"not reached: {goal}" for goal in self.missed[:most]]
        if len(self.missed) > most:
            told.append(f"… and {len(self.missed) - most} more")
        return told


class Coverage:
    """Counts how often bodies have reached each goal of ``shape``."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.bodies = 0
        self.hits: dict[Goal, int] = dict.fromkeys(_all(shape), 0)

    def add(self, body: Json) -> None:
        """Counts a body; what of it has no place in the shape counts for nothing."""
        self.bodies += 1
        for _, shape, value in places(self.shape, body):
            for goal in _reached(shape, value):
                self.hits[goal] += 1

    def merge(self, others: Iterable[Coverage]) -> None:
        """Adds what others, of the same shape, have counted."""
        for other in others:
            self.bodies += other.bodies
            for goal, count in other.hits.items():
                self.hits[goal] += count

    @property
    def missed(self) -> tuple[Goal, ...]:
        """What no body has reached, in the order of the documents."""
        return tuple(goal for goal, count in self.hits.items() if not count)

    def report(self) -> Report:
        """What has been reached so far."""
        reached: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        totals: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        for goal, count in self.hits.items():
            totals[goal.kind] += 1
            reached[goal.kind] += count > 0
        return Report(reached, totals, self.missed, self.bodies)


@cache
def goals(shape: Shape) -> tuple[Goal, ...]:
    """What there is to reach at ``shape`` itself, in the order of its branches, fields or values."""
    match shape:
        case Union():
            return tuple(Goal("branch", shape.name, branch.label) for branch in shape.branches)
        case Record():
            return tuple(Goal("field", shape.name, field.name) for field in shape.fields)
        case Enum() if len(shape.values) > 1:
            return tuple(Goal("value", shape.name, json.dumps(value)) for value in shape.values)
        case Text():
            return tuple(Goal("known", shape.name, text) for text in shape.known)
        case _:
            return ()


def _all(shape: Shape) -> Iterator[Goal]:
    for found in every(shape):
        yield from goals(found)


@cache
def _named(shape: Shape) -> dict[str, Goal]:
    """The goals at ``shape`` by what they are called there."""
    return {goal.what: goal for goal in goals(shape)}


def _reached(shape: Shape, value: Json) -> list[Goal]:
    named = _named(shape)
    if not named:
        return []
    match shape:
        case Union():
            branch = branch_of(shape, value)
            return [] if branch is None else [named[branch.label]]
        case Record() if isinstance(value, dict):
            return [named[name] for name in value if name in named]
        case Enum():
            goal = named.get(json.dumps(value))
        case Text() if isinstance(value, str):
            goal = named.get(value)
        case _:
            return []
    return [] if goal is None else [goal]
