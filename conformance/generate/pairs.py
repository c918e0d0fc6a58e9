"""Bodies that hold each two values of each type together: what breaks by two fields at once is met, not hoped for.

The fields of a type are a table: each value of an enumeration, each bound of a number, and for other fields that they
are there. Rows are drawn until every two entries of different fields stood in one, for many types a dozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from conformance.generate.covering import rows
from conformance.generate.focus import toward, weights
from conformance.generate.shape import Enum, Field, Json, Number, Record, Shape
from conformance.generate.walk import Draw, maker

__all__ = ["ANY", "levels", "pairs"]

Row = dict[Field, Json]
"""The optional fields to have, with a value, or with ``ANY``."""
ANY = object()
"""Whatever value there may be."""


def pairs(shape: Shape, seed: int) -> Iterator[Json]:
    """Valid bodies about each type below ``shape``, those with the most weight first; ends by itself."""
    draw = Random(seed)  # noqa: S311 - not for secrets
    found = weights(shape)
    for record in sorted(found, key=lambda one: -found[one]):
        if isinstance(record, Record) and found[record]:
            yield from _about(shape, record, draw)


def _about(shape: Shape, record: Record, draw: Random) -> Iterator[Json]:
    current: list[Row] = [{}]
    required = [(field.name, maker(field.shape)) for field in record.fields if field.required]

    def make(random: Draw, depth: int) -> Json:
        made = {name: value(random, depth) for name, value in required}
        for field, value in current[0].items():
            made[field.name] = maker(field.shape)(random, depth) if value is ANY else value
        return made

    body = toward(shape, record, make)
    for row in _rows(record, draw):
        current[0] = row
        yield body(draw.random, 0)


def _rows(record: Record, draw: Random) -> Iterator[Row]:
    columns = [(field, levels(field.shape)) for field in record.fields if not field.required]
    for row in rows([len(entries) for _, entries in columns], draw):
        yield {columns[number][0]: columns[number][1][entry] for number, entry in row.items()}


def levels(shape: Shape) -> tuple[Json, ...]:
    """The values of ``shape`` that are told apart: those of an enumeration, bounds, and otherwise ``ANY``."""
    match shape:
        case Enum():
            return shape.values
        case Number() if shape.minimum is not None and shape.maximum is not None:
            kind = int if shape.integer else float
            return kind(shape.minimum), kind(shape.maximum)
        case _:
            return (ANY,)
