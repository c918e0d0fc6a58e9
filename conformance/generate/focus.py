"""Bodies about one type: most of its fields at once, and next to nothing beside it.

A walk has each optional field in one body of four, so that what shows with three certain fields of one type hardly
comes up. Here one type is picked, many-fielded ones and those near the top more often; the way there is as lean as can
be, but for the switches (booleans, enumerations) that lie beside it.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache
from itertools import accumulate

from conformance.generate import values
from conformance.generate.nested import finished
from conformance.generate.shape import (
    Enum,
    Json,
    List,
    Map,
    Nested,
    Record,
    Shape,
    Text,
    Union,
    children,
    is_choice_of_fields,
    needs_depth,
)
from conformance.generate.walk import Draw, Make, maker

__all__ = ["dense", "focused", "lean", "toward", "weights"]

OF_A_SCHEMA = 10.0  # weight of a field that holds a JSON Schema, as of a type with six fields right below the body
SWITCH = 0.3  # how likely one is thrown on the way
LONG = 0.25  # how likely a text of a type with most of its fields is as long as may be


@cache
def focused(shape: Shape) -> Make:
    """A function that makes values of ``shape``, each about one of the types in it, or about two."""
    if isinstance(shape, Union) and is_choice_of_fields(shape):
        ways = [focused(branch.shape) for branch in shape.branches]
        return lambda draw, depth: ways[int(draw() ** 3 * len(ways))](draw, depth)
    heavy = {found: weight for found, weight in weights(shape).items() if weight}
    if not heavy:
        return maker(shape)
    targets, sums = list(heavy), list(accumulate(heavy.values()))
    total, last = sums[-1], len(targets) - 1

    def one(draw: Draw, depth: int) -> Json:
        return toward(shape, targets[min(bisect(sums, draw() * total), last)])(draw, depth)

    # Of a record any optional fields go together, so that the fields of two values make one.
    both = 0.5 if isinstance(shape, Record) else 0.0
    return lambda draw, depth: one(draw, depth) | one(draw, depth) if draw() < both else one(draw, depth)


def weights(shape: Shape) -> dict[Shape, float]:
    """The types below ``shape``: the square of the number of optional fields by the square of the depth."""
    heavy: dict[Shape, float] = {}
    depths = {shape: 0}
    waiting = [shape]
    for found in waiting:  # grows as it goes, so that the shortest way to each comes first
        depth = depths[found] + isinstance(found, Record)
        for child in children(found):
            if child not in depths and not isinstance(found, Nested):
                depths[child] = depth
                waiting.append(child)
        if isinstance(found, Record) and depths[found]:
            optional = sum(not field.required for field in found.fields)
            heavy[found] = (optional / (1 + depths[found])) ** 2
        elif isinstance(found, Nested):
            heavy[found] = OF_A_SCHEMA
    return heavy


@cache
def toward(shape: Shape, target: Shape, made: Make | None = None) -> Make:
    """A function that makes values of ``shape`` with a ``target`` in them, as ``made`` makes it or with most fields."""
    if shape is target:
        return made or dense(shape)
    ways = [child for child in children(shape) if target in _below(child)]
    through = [toward(way, target, made) for way in ways]
    size = len(through)
    match shape:
        case Record():
            return _record(shape, dict(zip(ways, through, strict=True)))
        case List():
            item, fewest = through[0], shape.min_items
            most = 2 if shape.max_items is None else max(1, shape.max_items)
            return lambda draw, depth: [item(draw, depth) for _ in range(max(fewest, min(most, 1 + int(draw() * 2))))]
        case Map():
            value = through[0]
            return lambda draw, depth: {values.KEYS[0]: value(draw, depth)}
        case _:
            return lambda draw, depth: through[int(draw() * size)](draw, depth)


def _record(shape: Record, through: dict[Shape, Make]) -> Make:
    """One of the fields that lead on, what is required, and some switches."""
    required = [(field.name, lean(field.shape)) for field in shape.fields if field.required]
    switches = [
        (field.name, maker(field.shape))
        for field in shape.fields
        if not field.required and isinstance(field.shape, Enum)
    ]
    onward = [(field.name, through[field.shape]) for field in shape.fields if field.shape in through]
    size = len(onward)

    def make(draw: Draw, depth: int) -> dict[str, Json]:
        name, value = onward[int(draw() * size)]
        made = {other: less(draw, depth) for other, less in required if other != name}
        made[name] = value(draw, depth)
        for other, switch in switches:
            if draw() < SWITCH:
                made.setdefault(other, switch(draw, depth))
        return made

    return make


def dense(shape: Shape) -> Make:
    """A record with at least half of its optional fields; anything else as a walk makes it."""
    if not isinstance(shape, Record):
        return maker(shape)
    fields = [(field.name, field.required, _bold(field.shape)) for field in shape.fields]

    def make(draw: Draw, depth: int) -> dict[str, Json]:
        share = 0.5 + draw() / 2
        return {name: value(draw, depth) for name, required, value in fields if required or draw() < share}

    return make


def _bold(shape: Shape) -> Make:
    """What makes values of ``shape``; those of texts are long more often."""
    usual = maker(shape)
    longest = values.longest(shape) if isinstance(shape, Text) else ""
    return (lambda draw, depth: longest if draw() < LONG else usual(draw, depth)) if longest else usual


@cache
def _below(shape: Shape) -> frozenset[Shape]:
    return frozenset((shape,)).union(*map(_below, children(shape)))


@cache
def lean(shape: Shape) -> Make:
    """A function that makes values of ``shape`` with nothing in them that need not be."""
    match shape:
        case Record():
            required = [(field.name, lean(field.shape)) for field in shape.fields if field.required]
            return lambda draw, depth: {name: value(draw, depth) for name, value in required}
        case List():
            item, length = lean(shape.item), max(shape.min_items, 0 if needs_depth(shape.item) else 1)
            return lambda draw, depth: [item(draw, depth) for _ in range(length)]
        case Union():
            return lean(next(branch.shape for branch in shape.branches if not needs_depth(branch.shape)))
        case Nested():
            inner = lean(shape.shape)
            return lambda draw, depth: finished(inner(draw, depth))
        case _:
            return lambda draw, _depth: maker(shape)(draw, 0)
