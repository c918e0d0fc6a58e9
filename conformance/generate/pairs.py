"""Bodies that hold each two values of each type together: what breaks by two fields at once is met, not hoped for.

The fields of a type are a table: each value of an enumeration, each bound of a number, and for other fields that they
are there. Rows are drawn until every two entries of different fields stood in one, for many types a dozen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
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
TRIES = 2
"""Bodies by which it is seen whether two fields go together."""


def pairs(shape: Shape, seed: int, granted: Callable[[Json], Json] | None = None) -> Iterator[Json]:
    """Valid bodies about each type below ``shape``, those with the most weight first; ends by itself.

    ``granted`` is what a body becomes before it is sent: fields that it does not leave together are not put together,
    for the one would take the others along.
    """
    draw = Random(seed)  # noqa: S311 - not for secrets
    found = weights(shape)
    for record in sorted(found, key=lambda one: -found[one]):
        if isinstance(record, Record) and found[record]:
            yield from _About(shape, record, draw).bodies(granted)


class _About:
    """Makes bodies with one record in them, as lean as can be beside it."""

    def __init__(self, shape: Shape, record: Record, draw: Random) -> None:
        self._draw = draw
        self._row: Row = {}
        self._required = [(field.name, maker(field.shape)) for field in record.fields if field.required]
        self._columns = [(field, levels(field.shape)) for field in record.fields if not field.required]
        self._body = toward(shape, record, self._record)

    def bodies(self, granted: Callable[[Json], Json] | None) -> Iterator[Json]:
        """Bodies that hold each two entries together, but for those that do not stay so."""
        apart = {pair for pair in self._pairs() if not self._stay(pair, granted)} if granted else set()
        for row in rows([len(entries) for _, entries in self._columns], self._draw, apart):
            yield self._made(
                {self._columns[number][0]: self._columns[number][1][entry] for number, entry in row.items()}
            )

    def _pairs(self) -> Iterator[frozenset[int]]:
        return map(frozenset, combinations(range(len(self._columns)), 2))

    def _stay(self, pair: frozenset[int], granted: Callable[[Json], Json]) -> bool:
        """Whether the two fields are together still in one of a few bodies when it was granted."""
        fields = [self._columns[number][0] for number in pair]
        names = {field.name for field in fields}
        return any(_holds(granted(self._made(dict.fromkeys(fields, ANY))), names) for _ in range(TRIES))

    def _made(self, row: Row) -> Json:
        self._row = row
        return self._body(self._draw.random, 0)

    def _record(self, draw: Draw, depth: int) -> Json:
        made = {name: value(draw, depth) for name, value in self._required}
        for field, value in self._row.items():
            made[field.name] = maker(field.shape)(draw, depth) if value is ANY else value
        return made


def _holds(value: Json, names: set[str]) -> bool:
    """Whether some object in ``value`` has all of ``names``."""
    if isinstance(value, dict):
        return names <= value.keys() or any(_holds(inner, names) for inner in value.values())
    return isinstance(value, list) and any(_holds(inner, names) for inner in value)


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
