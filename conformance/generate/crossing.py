"""Bodies that hold each two things together that stand in different fields of the request: a tool of a kind and a
setting of the model, a step of the history and a format of the answer. What is right alone and wrong together, most
often is so across types, where :mod:`~conformance.generate.pairs` doesn't look.

Beside them, JSON Schemas with each kind of schema right within each other one, and functions that have to be called.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from conformance.generate.covering import rows
from conformance.generate.focus import dense, lean, toward
from conformance.generate.nested import finished
from conformance.generate.pairs import ANY, levels
from conformance.generate.shape import (
    Json,
    List,
    Map,
    Nested,
    Record,
    Reference,
    Shape,
    Union,
    every,
    is_choice_of_fields,
)
from conformance.generate.values import KEYS
from conformance.generate.walk import DEPTH, Make, maker

__all__ = ["crossings", "forced", "schemas", "ways"]

ALWAYS = 8
"""Choices of a field that every request has, such as its input."""
FORCED = 16
"""Requests that have a function called."""


def crossings(shape: Shape, seed: int) -> Iterator[Json]:
    """Valid bodies of ``shape``, those of each way to have its fields in turns; ends by itself."""
    draw = Random(seed)  # noqa: S311 - not for secrets
    for way in ways(shape):
        yield from _crossed(way, draw)


def ways(shape: Shape) -> list[Record]:
    """The ways to have the fields of a request; the first is an input for a model."""
    found = [branch.shape for branch in shape.branches] if isinstance(shape, Union) else [shape]
    return [way for way in found if isinstance(way, Record)]


def _crossed(record: Record, draw: Random) -> Iterator[Json]:
    columns = [
        (field.name, _some(_choices(field.shape, 1), draw) if field.required else _choices(field.shape, 1))
        for field in record.fields
    ]
    required = [(field.name, lean(field.shape)) for field in record.fields if field.required]
    for row in rows([len(choices) for _, choices in columns], draw):
        body = {name: make(draw.random, 0) for name, make in required}
        for number, entry in row.items():
            name, choices = columns[number]
            body[name] = choices[entry](draw.random, DEPTH)
        yield body


def _some(choices: list[Make], draw: Random) -> list[Make]:
    """A few: what is always there meets all the others in any case."""
    return draw.sample(choices, min(ALWAYS, len(choices)))


def _choices(shape: Shape, deep: int) -> list[Make]:
    """What there may be at ``shape``: each branch, item, or field of a record by itself, ``deep`` levels down."""
    match shape:
        case Union() if not is_choice_of_fields(shape):
            return [make for branch in shape.branches for make in _choices(branch.shape, 0)]
        case List():
            return [_alone(make) for make in _choices(shape.item, 0)]
        case Record() if deep and any(not field.required for field in shape.fields):
            return [
                _with(lean(shape), field.name, make)
                for field in shape.fields
                if not field.required
                for make in _choices(field.shape, deep - 1)
            ]
        case Record():
            return [dense(shape)]
        case _:
            return [_constant(level) if level is not ANY else maker(shape) for level in levels(shape)]


def _constant(value: Json) -> Make:
    return lambda _draw, _depth: value


def _alone(make: Make) -> Make:
    return lambda draw, depth: [make(draw, depth)]


def _with(rest: Make, name: str, make: Make) -> Make:
    return lambda draw, depth: rest(draw, depth) | {name: make(draw, depth)}


# --- calls ------------------------------------------------------------------------------------------------------------


def forced(shape: Shape, seed: int) -> Iterator[Json]:
    """Valid bodies of ``shape`` with a function, and a choice that has it called: by chance, they hardly meet."""
    draw = Random(seed)  # noqa: S311 - not for secrets
    way = ways(shape)[0]
    tools = next(field.shape for field in way.fields if field.name == "tools")
    function = next(found for found in every(tools) if isinstance(found, Record) and found.name == "FunctionTool")
    for _ in range(FORCED):
        declared = toward(tools, function)(draw.random, DEPTH)
        yield lean(way)(draw.random, DEPTH) | {"tools": declared, "generation_config": {"tool_choice": "any"}}


# --- JSON Schemas -----------------------------------------------------------------------------------------------------


def schemas(shape: Shape, seed: int) -> Iterator[Json]:
    """Valid bodies of ``shape`` with a JSON Schema of each kind right within one of each other kind; ends by itself."""
    draw = Random(seed)  # noqa: S311 - not for secrets
    for nested in (found for found in every(shape) if isinstance(found, Nested)):
        for make in _nested(nested.shape):
            yield toward(shape, nested, _finished(make))(draw.random, DEPTH)


def _nested(union: Shape) -> Iterator[Make]:
    """Schemas of two levels, each with most of what may be said."""
    kinds = [branch.shape for branch in union.branches] if isinstance(union, Union) else [union]
    for inner in kinds:
        for outer in kinds:
            for field in outer.fields if isinstance(outer, Record) else ():
                if (around := _around(field.shape, union)) is not None:
                    yield _with(dense(outer), field.name, _within(around, dense(inner)))


def _around(shape: Shape, union: Shape) -> Shape | None:
    """The map, list or reference itself that holds schemas; None where ``shape`` holds none."""
    match shape:
        case Reference():
            return shape if shape.shape is union else None
        case Map():
            return shape if _around(shape.value, union) else None
        case List():
            return shape if _around(shape.item, union) else None
        case Union():
            return next((found for branch in shape.branches if (found := _around(branch.shape, union))), None)
        case _:
            return None


def _within(around: Shape, make: Make) -> Make:
    match around:
        case Map():
            return lambda draw, depth: {KEYS[0]: make(draw, depth)}
        case List():
            return _alone(make)
        case _:
            return make


def _finished(make: Make) -> Make:
    return lambda draw, depth: finished(make(draw, depth))
