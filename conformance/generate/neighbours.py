"""Bodies with lists in which each kind of item stands right before each kind: two calls side by side, a result after a
thought, a text after a picture. A walk has lists of one or two items most often, and hardly comes by such a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

from conformance.generate.crossing import ways
from conformance.generate.focus import toward
from conformance.generate.interleaved import interleaved
from conformance.generate.shape import Json, List, Nested, Record, Reference, Shape, Union, every
from conformance.generate.walk import DEPTH, maker

__all__ = ["neighbours"]

LONGEST = 6
"""Items of a list; a longer one shows more at once, and takes longer to be made small."""
UNKEPT = ("store", "background")
"""Fields that may keep the list from being looked at once more."""


def neighbours(shape: Shape, seed: int) -> Iterator[Json]:
    """Valid bodies of ``shape`` in which every two kinds of item of a list stood side by side, both ways round, and
    each beside its own kind; those of each list in turns. Ends by itself.
    """
    draw = Random(seed)  # noqa: S311 - not for secrets
    first = ways(shape)[0]
    yield from interleaved(*(_lists(first, found, kinds, draw) for found, kinds in _mixed(first)))


def _mixed(shape: Shape) -> Iterator[tuple[List, list[Shape]]]:
    """The lists below ``shape`` of items of several kinds, with these; JSON Schemas have their own turn."""
    apart = {inner for found in every(shape) if isinstance(found, Nested) for inner in every(found.shape)}
    for found in every(shape):
        if isinstance(found, List) and found not in apart:
            item = found.item.shape if isinstance(found.item, Reference) else found.item
            kinds = [branch.shape for branch in item.branches] if isinstance(item, Union) else []
            if len(kinds) > 1 and all(isinstance(kind, Record) for kind in kinds):
                yield found, kinds


def _lists(shape: Shape, found: List, kinds: list[Shape], draw: Random) -> Iterator[Json]:
    most = LONGEST if found.max_items is None else min(LONGEST, found.max_items)
    for row in _rows(len(kinds), most, draw):
        items = [maker(kinds[number])(draw.random, 1) for number in row]
        body = toward(shape, found, lambda _draw, _depth, items=items: items)(draw.random, DEPTH)
        yield {name: value for name, value in body.items() if name not in UNKEPT}


def _rows(kinds: int, most: int, draw: Random) -> Iterator[list[int]]:
    """Rows of two to ``most`` numbers below ``kinds``, in which each two follow each other once, by chance ordered."""
    after = [draw.sample(range(kinds), kinds) for _ in range(kinds)]
    for first, _ in product(draw.sample(range(kinds), kinds), range(kinds)):
        row = [first]
        while after[row[-1]] and len(row) < most:
            row.append(after[row[-1]].pop())
        if len(row) > 1:
            yield row
