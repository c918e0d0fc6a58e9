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
    children,
    is_choice_of_fields,
    needs_depth,
    refers,
)

__all__ = ["DEPTH", "Draw", "Make", "Walk", "maker"]

Draw = Callable[[], float]
Make = Callable[[Draw, int], Json]

DEPTH = 4  # how often a shape may be within itself
FOCUSED = 0.5  # of the bodies are about one type
ALIKE = 0.15  # of the lists of a union have items of one branch alone
SHALLOW = 2  # levels of a value of any kind
LENGTHS = (0,) * 8 + (1,) * 32 + (2,) * 16 + (3,) * 6 + (5, 8)


class Walk(Iterator[Json]):
    """Valid bodies of ``shape``; the one with a number depends on ``seed`` and the number alone."""

    def __init__(self, shape: Shape, seed: int) -> None:
        from conformance.generate.focus import focused

        self._make, self._focused = maker(shape), focused(shape)
        self._random = Random()  # noqa: S311 - not for secrets
        self._seed = abs(seed) << 32
        self._numbers = count()

    def __next__(self) -> Json:
        return self.at(next(self._numbers))

    def at(self, number: int) -> Json:
        """The body with ``number``, from 0."""
        self._random.seed(self._seed + number)
        draw = self._random.random
        return (self._focused if draw() < FOCUSED else self._make)(draw, DEPTH)


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
            return lambda draw, _depth: free(draw, SHALLOW)
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
    """Each bound has one chance in four, what else is worth trying has as much together."""
    low = -1000 if shape.minimum is None else shape.minimum
    high = max(low, 1000) if shape.maximum is None else shape.maximum
    bounds = [bound for bound in (shape.minimum, shape.maximum) if bound is not None]
    edges = values.numbers(shape)
    size, width, wide = len(edges), high - low, len(bounds) / 4

    def make(draw: Draw, _depth: int) -> float:
        chance = draw()
        if chance < wide:
            return bounds[int(chance * 4)]
        if chance < wide + 0.25:
            return edges[int((chance - wide) * 4 * size)]
        number = low + draw() * width
        return int(number) if shape.integer else round(number, 4)

    return make


def _list(shape: List) -> Make:
    item, fewest = maker(shape.item), shape.min_items
    most = shape.max_items if shape.max_items is not None else fewest + max(LENGTHS)
    lengths = tuple(min(max(length, fewest), most) for length in LENGTHS)
    needs, size = needs_depth(shape.item), len(lengths)
    kinds = [maker(branch.shape) for branch in shape.item.branches] if isinstance(shape.item, Union) else []
    alike = ALIKE if most > 1 and kinds and not any(needs_depth(branch) for branch in children(shape.item)) else 0
    pair = min(most, max(fewest, 2))

    def make(draw: Draw, depth: int) -> list[Json]:
        if needs and depth <= 0:
            return []
        if alike and draw() < alike:
            kind = kinds[int(draw() * len(kinds))]
            return [kind(draw, depth) for _ in range(pair)]
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
            made[others[int(draw() * len(others))]] = free(draw, SHALLOW)
        return made

    return make


def _union(shape: Union) -> Make:
    makes = [maker(branch.shape) for branch in shape.branches]
    if is_choice_of_fields(shape):  # the first way, an input for a model, is the one that has most below it
        return lambda draw, depth: makes[int(draw() ** 3 * len(makes))](draw, depth)
    ends = [make for make, branch in zip(makes, shape.branches, strict=True) if not needs_depth(branch.shape)] or makes
    goes_on = [make for make, branch in zip(makes, shape.branches, strict=True) if refers(branch.shape)]
    size, ending, going = len(makes), len(ends), len(goes_on)

    def make(draw: Draw, depth: int) -> Json:
        if depth <= 0:
            return ends[int(draw() * ending)](draw, depth)
        if going and draw() < 0.5:  # the first ones, objects and lists, are most of what is nested
            return goes_on[int(draw() ** 2 * going)](draw, depth)
        return makes[int(draw() * size)](draw, depth)

    return make
