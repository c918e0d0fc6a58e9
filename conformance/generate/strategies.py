"""Strategies of hypothesis made from shapes: for properties, and for failures that shrink to what matters.

The branch of a union is drawn before anything in it, and nothing that was drawn is thrown away. Whatever comes first in
a document shrinks out last: first branches, no optional fields, few items, plain texts. An optional field is an item of
a list of fields, so that shrinking removes it as a whole.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

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
    needs_depth,
)

__all__ = ["requests"]

Made = SearchStrategy[Any]

DEPTH = 2  # how often a shape may be within itself
DEPTH_OF_SCHEMAS = 3
MOST = 3  # items of a list that has no bound
MOST_FIELDS = 6  # optional ones of a record: half as many on average, and what takes more shows in the random walk
LONG = 100
_OTHER = object()


@cache
def requests(shape: Shape, depth: int = DEPTH) -> Made:
    """Values of ``shape``, all of them valid; a shape is within itself at most ``depth`` times."""
    match shape:
        case Text():
            return _text(shape)
        case Number():
            return _number(shape)
        case Enum():
            return st.sampled_from(shape.values)
        case List():
            most = shape.min_items + MOST if shape.max_items is None else shape.max_items
            empty = depth <= 0 and needs_depth(shape.item)
            return (
                st.just(()).map(list)
                if empty
                else st.lists(requests(shape.item, depth), min_size=shape.min_items, max_size=most)
            )
        case Map():
            empty = depth <= 0 and needs_depth(shape.value)
            return st.just(()).map(dict) if empty else _object(requests(shape.value, depth))
        case Free():
            return _free(DEPTH)
        case Record():
            return _record(shape, depth)
        case Union():
            near = [branch for branch in shape.branches if depth > 0 or not needs_depth(branch.shape)]
            return st.one_of([requests(branch.shape, depth) for branch in near])
        case Nested():
            return requests(shape.shape, DEPTH_OF_SCHEMAS).map(finished)
        case Reference():
            return requests(shape.shape, depth - 1)


def _text(shape: Text) -> Made:
    plain, strange = values.plain(shape), values.strange(shape)
    if shape.base64:
        return _or_other(plain, st.binary(max_size=24).map(lambda data: b64encode(data).decode()))
    if not strange:
        return st.sampled_from(plain)
    most = shape.min_length + 12 if shape.max_length is None else shape.max_length
    long = [text for text in strange if len(text) > LONG]
    other = st.text(min_size=shape.min_length, max_size=most)
    short = (*plain, *(text for text in strange if len(text) <= LONG))
    return _or_other(short, st.sampled_from(long) | other if long else other)


def _number(shape: Number) -> Made:
    if not shape.integer:
        others = st.floats(shape.minimum, shape.maximum, allow_nan=False, allow_infinity=False)
        return _or_other(values.numbers(shape), others)
    low = -(2**31) if shape.minimum is None else int(shape.minimum)
    high = 2**31 - 1 if shape.maximum is None else int(shape.maximum)
    return _or_other(values.numbers(shape), st.integers(low, high))


def _or_other(chosen: tuple[Json, ...], other: Made) -> Made:
    """Mostly one of ``chosen``, which costs a single draw, and at times an ``other``."""
    return _chosen_or_other(st.sampled_from((*chosen, _OTHER)), other)


@st.composite
def _chosen_or_other(draw: DrawFn, chosen: Made, other: Made) -> Json:
    value = draw(chosen)
    return draw(other) if value is _OTHER else value


def _object(value: Made) -> Made:
    return st.lists(st.tuples(st.sampled_from(values.KEYS), value), max_size=MOST).map(dict)


@cache
def _free(depth: int) -> Made:
    """Any JSON value of at most ``depth`` levels."""
    scalars = st.sampled_from(values.SCALARS) | st.text(max_size=8)
    if depth <= 0:
        return scalars
    return scalars | st.lists(_free(depth - 1), max_size=MOST) | _object(_free(depth - 1))


def _record(shape: Record, depth: int) -> Made:
    optional = [field for field in shape.fields if not field.required and (depth > 0 or not needs_depth(field.shape))]
    members = [(field.name, requests(field.shape, depth)) for field in optional]
    if shape.open:
        names = [key for key in values.KEYS if all(key != field.name for field in shape.fields)]
        members += [(name, _free(1)) for name in names]
    most = min(MOST_FIELDS, len(optional) + shape.open)
    chosen = st.lists(_member(st.sampled_from(members)), max_size=most) if members else None
    required = {field.name: requests(field.shape, depth) for field in shape.fields if field.required}
    return _made(required, chosen, tuple(field.name for field in shape.fields))


@st.composite
def _member(draw: DrawFn, members: SearchStrategy[tuple[str, Made]]) -> tuple[str, Json]:
    name, value = draw(members)
    return name, draw(value)


@st.composite
def _made(draw: DrawFn, required: dict[str, Made], chosen: Made | None, order: tuple[str, ...]) -> dict[str, Json]:
    """The members in the order of the document, which is easier to read than the order they were drawn in."""
    made = {name: draw(value) for name, value in required.items()}
    if chosen is not None:
        made.update(draw(chosen))
    return {name: made[name] for name in order if name in made} | made
