"""Bodies for what has not been reached yet, so that a few hundred requests reach everything.

A body takes in several goals at first. What is still missing after that, because the body was changed before it was
sent, gets bodies of its own with next to nothing beside it, each time on another way. After some attempts a goal is
given up; values of open lists, such as the models that a target does not have, are tried once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random

from conformance.generate.coverage import Coverage, Goal, goals
from conformance.generate.nested import finished, within
from conformance.generate.shape import (
    Enum,
    Json,
    List,
    Map,
    Nested,
    Record,
    Reference,
    Shape,
    Text,
    Union,
    every,
    needs_depth,
)
from conformance.generate.values import KEYS
from conformance.generate.walk import maker

__all__ = ["visits"]

TOGETHER = 8  # goals of one body
ATTEMPTS = 4  # for one goal


def visits(coverage: Coverage, seed: int) -> Iterator[Json]:
    """Valid bodies for the goals that ``coverage`` misses; the caller adds to it what was made of them.

    The same bodies come for the same seed and the same additions. Ends when all is reached or has been tried enough.
    """
    tried: Counter[Goal] = Counter()
    draw = Random(seed)  # noqa: S311 - not for secrets
    for attempt in range(ATTEMPTS):
        while wanted := [goal for goal in coverage.missed if _is_due(goal, tried[goal], attempt)]:
            visit = _Visit(set(wanted if attempt == 0 else wanted[:1]), draw, TOGETHER if attempt == 0 else 1, attempt)
            body = visit.made(coverage.shape)
            # A goal that cannot be reached from here must not come again and again.
            tried.update(visit.taken or wanted[:1])
            yield body


def _is_due(goal: Goal, tried: int, attempt: int) -> bool:
    return tried <= attempt and (not attempt or goal.kind != "known")


class _Visit:
    """Makes one body, and knows which goals it took in."""

    def __init__(self, wanted: set[Goal], draw: Random, most: int, attempt: int) -> None:
        self._wanted = wanted
        self._draw = draw
        self._left = most
        self._attempt = attempt
        self._below: dict[Shape, bool] = {}
        self.taken: list[Goal] = []

    def made(self, shape: Shape) -> Json:
        """A value of ``shape`` that goes for as many goals as are left, and is lean beside them."""
        match shape:
            case Enum():
                return self._known(shape, shape.values)
            case Text():
                return self._known(shape, shape.known)
            case List():
                return [self.made(shape.item) for _ in range(self._length(shape))]
            case Map():
                return {KEYS[0]: self.made(shape.value)}
            case Record():
                return self._record(shape)
            case Union():
                return self.made(self._branch(shape))
            case Nested():
                inner = self.made(shape.shape)
                return finished(within(inner) if self._attempt % 2 else inner)
            case Reference():
                return self._plain(shape.shape)
            case _:
                return self._plain(shape)

    def _plain(self, shape: Shape) -> Json:
        return maker(shape)(self._draw.random, 0)

    def _known(self, shape: Enum | Text, known: tuple[Json, ...]) -> Json:
        for goal, value in zip(goals(shape), known, strict=False):  # a constant is no goal
            if self._takes(goal):
                return value
        return self._plain(shape)

    def _branch(self, shape: Union) -> Shape:
        """A branch that is a goal, or leads to one, another with each attempt; else the first that ends."""
        for goal, branch in zip(goals(shape), shape.branches, strict=True):
            if self._takes(goal):
                return branch.shape
        shapes = [branch.shape for branch in shape.branches]
        if leading := [one for one in shapes if self._leads(one)]:
            return leading[self._attempt % len(leading)]
        return next(one for one in shapes if isinstance(one, Reference) or not needs_depth(one))

    def _record(self, shape: Record) -> Json:
        """The required fields, those that are goals, and those that lead to goals."""
        own = zip(goals(shape), shape.fields, strict=True)
        chosen = {field.name for goal, field in own if self._takes(goal, free=field.required) or field.required}
        return {
            field.name: self.made(field.shape)
            for field in shape.fields
            if field.name in chosen or self._leads(field.shape)
        }

    def _length(self, shape: List) -> int:
        length = 2 if self._leads(shape.item) else 0 if needs_depth(shape.item) else 1
        most = length if shape.max_items is None else min(length, shape.max_items)
        return max(most, shape.min_items)

    def _takes(self, goal: Goal, *, free: bool = False) -> bool:
        """Whether ``goal`` is wanted and there is room for it, or it is ``free``: there in any case."""
        if goal not in self._wanted or not (free or self._left):
            return False
        self._left -= not free
        self._wanted.discard(goal)
        self.taken.append(goal)
        return True

    def _leads(self, shape: Shape) -> bool:
        """Whether something below ``shape`` was wanted when it was first asked, and there is room for it."""
        if shape not in self._below:
            self._below[shape] = not self._wanted.isdisjoint(_below(shape))
        return self._left > 0 and self._below[shape]


@cache
def _below(shape: Shape) -> frozenset[Goal]:
    """The goals at ``shape`` and below it."""
    return frozenset(goal for found in every(shape) for goal in goals(found))
