"""What generated bodies have reached of a shape: branches of unions, fields of records, values of enumerations.

Measured on the bodies that were sent, not on what was meant to be made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from conformance.generate.fit import branch_of, places
from conformance.generate.shape import Enum, Json, Record, Reference, Shape, Text, Union, children, every

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
    """Knows which goals of ``shape`` bodies have reached; of a part where all is reached nothing is looked at again."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.bodies = 0
        self._missed = dict.fromkeys(_all(shape))
        self._left = {found: len(below) for found, below in _below(shape).items()}

    def add(self, body: Json) -> None:
        """Counts a body; what of it has no place in the shape counts for nothing."""
        self.bodies += 1
        for _, shape, value in places(self.shape, body, enters=self._left.get):
            for goal in _reached(shape, value):
                if goal in self._missed:
                    self._reach(goal)

    def _reach(self, goal: Goal) -> None:
        del self._missed[goal]
        for above in _above(self.shape)[goal]:
            self._left[above] -= 1

    @property
    def missed(self) -> tuple[Goal, ...]:
        """What no body has reached, in the order of the documents."""
        return tuple(self._missed)

    def report(self) -> Report:
        """What has been reached so far."""
        reached: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        totals: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        for goal in dict.fromkeys(_all(self.shape)):
            totals[goal.kind] += 1
            reached[goal.kind] += goal not in self._missed
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
def _below(shape: Shape) -> dict[Shape, frozenset[Goal]]:
    """For ``shape`` and each below it, what there is to reach there and below, references followed."""
    return {found: _goals_from(found) for found in every(shape)}


def _goals_from(shape: Shape) -> frozenset[Goal]:
    found: set[Goal] = set()
    seen: set[Shape] = set()
    waiting = [shape]
    while waiting:
        one = waiting.pop()
        one = one.shape if isinstance(one, Reference) else one
        if one not in seen:
            seen.add(one)
            found.update(goals(one))
            waiting += children(one)
    return frozenset(found)


@cache
def _above(shape: Shape) -> dict[Goal, tuple[Shape, ...]]:
    """The other way round: from where on the way to each goal goes."""
    found: dict[Goal, list[Shape]] = {}
    for one, below in _below(shape).items():
        for goal in below:
            found.setdefault(goal, []).append(one)
    return {goal: tuple(shapes) for goal, shapes in found.items()}


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
