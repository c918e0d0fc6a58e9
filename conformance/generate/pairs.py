"""Bodies that hold each two values of each type together: what breaks by two fields at once is met, not hoped for.

The fields of a type are a table: each value of an enumeration, each bound of a number, and for other fields that they
are there. Rows are drawn until every two entries of different fields stood in one, for many types a dozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

from conformance.generate.focus import toward, weights
from conformance.generate.shape import Enum, Field, Json, Number, Record, Shape
from conformance.generate.walk import Draw, maker

__all__ = ["pairs"]

Row = dict[Field, Json]
"""The optional fields to have, with a value, or with ``ANY``."""
ANY = object()
BESIDE = 0.7
"""How likely a field joins a row, where that brings two entries together for the first time."""


def pairs(shape: Shape, seed: int) -> Iterator[Json]:
    """Valid bodies about each type below ``shape`` in turns, those with the most weight first; ends by itself."""
    draw = Random(seed)  # noqa: S311 - not for secrets
    found = weights(shape)
    records = [one for one in sorted(found, key=lambda one: -found[one]) if isinstance(one, Record) and found[one]]
    waiting = [_about(shape, record, draw) for record in records]
    while waiting:
        for bodies in list(waiting):
            if (body := next(bodies, ANY)) is ANY:
                waiting.remove(bodies)
            else:
                yield body


def _about(shape: Shape, record: Record, draw: Random) -> Iterator[Json]:
    rows: list[Row] = [{}]
    required = [(field.name, maker(field.shape)) for field in record.fields if field.required]

    def make(random: Draw, depth: int) -> Json:
        made = {name: value(random, depth) for name, value in required}
        for field, value in rows[0].items():
            made[field.name] = maker(field.shape)(random, depth) if value is ANY else value
        return made

    body = toward(shape, record, make)
    for row in _rows(record, draw):
        rows[0] = row
        yield body(draw.random, 0)


def _rows(record: Record, draw: Random) -> Iterator[Row]:
    optional = [field for field in record.fields if not field.required]
    levels = {field: _levels(field.shape) for field in optional}
    left = {
        ((one, a), (other, b))
        for one, other in combinations(range(len(optional)), 2)
        for a in range(len(levels[optional[one]]))
        for b in range(len(levels[optional[other]]))
    }
    ordered = sorted(left)
    draw.shuffle(ordered)
    for pair in ordered:
        if pair not in left:
            continue
        chosen = dict(pair)
        for place in draw.sample(range(len(optional)), len(optional)):
            if place not in chosen and draw.random() < BESIDE:
                news = [
                    (sum(_pair((place, level), entry) in left for entry in chosen.items()), level)
                    for level in range(len(levels[optional[place]]))
                ]
                if (best := max(news))[0]:
                    chosen[place] = best[1]
        left -= {_pair(one, other) for one, other in combinations(chosen.items(), 2)}
        yield {optional[place]: levels[optional[place]][level] for place, level in chosen.items()}


def _pair(one: tuple[int, int], other: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (one, other) if one < other else (other, one)


def _levels(shape: Shape) -> tuple[Json, ...]:
    match shape:
        case Enum():
            return shape.values
        case Number() if shape.minimum is not None and shape.maximum is not None:
            kind = int if shape.integer else float
            return kind(shape.minimum), kind(shape.maximum)
        case _:
            return (ANY,)
