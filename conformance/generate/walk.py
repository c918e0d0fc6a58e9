"""Volume: a random walk over a shape, ten thousand bodies a second, each of them made again by its seed and index.

A shape is compiled once to closures that take nothing but a source of random numbers and a depth. Small bodies are more
likely than large ones, edges more likely than by chance. Only ``Random.random`` is drawn from, whose numbers are the
same on every version of Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count
from random import Random
from typing import Any

from conformance.generate import values
from conformance.generate.nested import finished
from conformance.generate.shape import (
    Enum,
    Free,
    Json,
    List,
    Map,
    Nested,
    Number,
    Record,
    Reference,
    Shape,
    Text,
    Union,
    is_choice_of_fields,
    needs_depth,
)

__all__ = ["DEPTH", "Draw", "Make", "Walk", "maker"]

Draw = Callable[[], float]
Make = Callable[[Draw, int], Json]

DEPTH = 2  # how often a shape may be within itself
LENGTHS = (0,) * 8 + (1,) * 32 + (2,) * 16 + (3,) * 6 + (5, 8)


class Walk(Iterator[Json]):
    """Valid bodies of ``shape``; the one with a number depends on ``seed`` and the number alone."""

    def __init__(self, shape: Shape, seed: int) -> None:
        self._make = maker(shape)
        self._random = Random()  # noqa: S311 - not for secrets
        self._seed = abs(seed) << 32
        self._numbers = count()

    def __next__(self) -> Json:
        return self.at(next(self._numbers))

    def at(self, number: int) -> Json:
        """The body with ``number``, from 0."""
        self._random.seed(self._seed + number)
        return self._make(self._random.random, DEPTH)


@cache
def maker(shape: Shape) -> Make:
    """A function of a source of random numbers and a depth that makes a value of ``shape``."""
    match shape:
        case Text():
            return _text(shape)
        case Number():
            return _number(shape)
        case Enum():
            return _one_of(shape.values)
        case List():
            return _list(shape)
        case Map():
            return _map(shape)
        case Free():
            return free
        case Record():
            return _record(shape)
        case Union():
            return _union(shape)
        case Nested():
            return _nested(shape)
        case Reference():
            return lambda draw, depth: maker(shape.shape)(draw, depth - 1)


def _nested(shape: Nested) -> Make:
    """Half of them are of the first kind, objects with properties, as nearly all of them are in practice."""
    inner = maker(shape.shape)
    usual = maker(shape.shape.branches[0].shape) if isinstance(shape.shape, Union) else inner
    return lambda draw, _depth: finished((usual if draw() < 0.5 else inner)(draw, DEPTH))


def _one_of(choices: Sequence[Json]) -> Make:
    if len(choices) == 1:
        only = choices[0]
        return lambda _draw, _depth: only
    size = len(choices)
    return lambda draw, _depth: choices[int(draw() * size)]


def _text(shape: Text) -> Make:
    plain, strange = values.plain(shape), values.strange(shape)
    if not strange:
        return _one_of(plain)
    known, odd, letters = len(plain), len(strange), len(values.ALPHABET)
    shortest, longest = shape.min_length, shape.max_length

    def make(draw: Draw, _depth: int) -> str:
        chance = draw()
        if chance < 0.75:
            return plain[int(chance / 0.75 * known)]
        if chance < 0.9:
            return strange[int((chance - 0.75) / 0.15 * odd)]
        length = max(shortest, int(draw() * 12))
        if longest is not None:
            length = min(length, longest)
        return "".join([values.ALPHABET[int(draw() * letters)] for _ in range(length)])

    return make


def _number(shape: Number) -> Make:
    edges = values.numbers(shape)
    low = -1000 if shape.minimum is None else shape.minimum
    high = max(low, 1000) if shape.maximum is None else shape.maximum
    size, width = len(edges), high - low
    if shape.integer:

        def whole(draw: Draw, _depth: int) -> float:
            chance = draw() * 2
            return edges[int(chance * size)] if chance < 1 else int(low + (chance - 1) * width)

        return whole

    def fraction(draw: Draw, _depth: int) -> float:
        chance = draw() * 2
        return edges[int(chance * size)] if chance < 1 else round(low + (chance - 1) * width, 4)

    return fraction


def _list(shape: List) -> Make:
    item, fewest = maker(shape.item), shape.min_items
    most = shape.max_items if shape.max_items is not None else fewest + max(LENGTHS)
    lengths = tuple(min(max(length, fewest), most) for length in LENGTHS)
    needs, size = needs_depth(shape.item), len(lengths)

    def make(draw: Draw, depth: int) -> list[Json]:
        if needs and depth <= 0:
            return []
        return [item(draw, depth) for _ in range(lengths[int(draw() * size)])]

    return make


def _map(shape: Map) -> Make:
    value, needs = maker(shape.value), needs_depth(shape.value)
    keys, size, lengths = values.KEYS, len(values.KEYS), len(LENGTHS)

    def make(draw: Draw, depth: int) -> dict[str, Json]:
        if needs and depth <= 0:
            return {}
        return {keys[int(draw() * size)]: value(draw, depth) for _ in range(LENGTHS[int(draw() * lengths)])}

    return make


def free(draw: Draw, depth: int) -> Json:
    """Any JSON value, of at most ``depth`` levels."""
    chance = draw()
    if depth <= 0 or chance < 0.7:
        return values.SCALARS[int(draw() * len(values.SCALARS))]
    length = int(draw() * 3)
    if chance < 0.85:
        return [free(draw, depth - 1) for _ in range(length)]
    return {values.KEYS[int(draw() * len(values.KEYS))]: free(draw, depth - 1) for _ in range(length)}


def _record(shape: Record) -> Make:
    """Which optional fields there are is one number, a bit for each; bit 0 is for those that are always there."""
    bits = [0 if field.required else index for index, field in enumerate(shape.fields, start=1)]
    fields = [(1 << bit, field.name, maker(field.shape)) for bit, field in zip(bits, shape.fields, strict=True)]
    full = (1 << len(fields) + 1) - 1
    shallow = full & ~sum(
        1 << bit for bit, field in zip(bits, shape.fields, strict=True) if bit and needs_depth(field.shape)
    )
    others = [key for key in values.KEYS if all(key != field.name for field in shape.fields)] if shape.open else []

    def make(draw: Draw, depth: int) -> dict[str, Json]:
        chance = draw()
        if chance < 0.05:
            mask = full
        elif chance < 0.2:
            mask = 1
        else:
            mask = int(draw() * full) & int(draw() * full) | 1
        if depth <= 0:
            mask &= shallow
        made = {name: value(draw, depth) for bit, name, value in fields if bit & mask}
        if others and chance > 0.5:
            made[others[int(draw() * len(others))]] = free(draw, DEPTH)
        return made

    return make


def _union(shape: Union) -> Make:
    branches: list[Any] = [maker(branch.shape) for branch in shape.branches]
    near = [maker(branch.shape) for branch in shape.branches if not needs_depth(branch.shape)] or branches
    size, nearest = len(branches), len(near)
    if is_choice_of_fields(shape):  # the first way, an input for a model, is the one that has most below it
        return lambda draw, depth: branches[int(draw() ** 3 * size)](draw, depth)

    def make(draw: Draw, depth: int) -> Json:
        if depth <= 0:
            return near[int(draw() * nearest)](draw, depth)
        return branches[int(draw() * size)](draw, depth)

    return make
