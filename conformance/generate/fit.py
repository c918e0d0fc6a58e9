"""Which shape each part of a body has: the way back from a value to the tree.

Whether a value is valid is the business of ``conformance.schema``. Here it is only looked at closely enough to tell
the branches of a union apart: by the tag, then by JSON types, constants and the names of fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

import jsonschema_rs

from conformance.generate.shape import (
    Branch,
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
)

__all__ = ["Path", "Place", "branch_of", "is_whole", "looks_like", "places"]

Path = tuple[str | int, ...]
Place = tuple[Path, Shape, Json]


def places(
    shape: Shape, value: Json, path: Path = (), enters: Callable[[Shape], object] | None = None
) -> Iterator[Place]:
    """``value`` and all parts of it that ``shape`` speaks of, each with its path and shape, parents first.

    A union comes before the branch that the value is of, at the same path. Of what has another shape nothing comes,
    nor of a shape that ``enters``, where it is given, says no to.
    """
    if isinstance(shape, Reference):
        shape = shape.shape
    if enters is not None and not enters(shape):
        return
    yield path, shape, value
    match shape, value:
        case Union(), _:
            branch = branch_of(shape, value)
            if branch is not None:
                yield from places(branch.shape, value, path, enters)
        case Nested(), dict():
            kept = {name: item for name, item in value.items() if name != "$defs"}
            yield from places(shape.shape, kept, path, enters)
        case Record(), dict():
            for field in shape.fields:
                if field.name in value:
                    yield from places(field.shape, value[field.name], (*path, field.name), enters)
        case Map(), dict():
            for name, item in value.items():
                yield from places(shape.value, item, (*path, name), enters)
        case List(), list():
            for index, item in enumerate(value):
                yield from places(shape.item, item, (*path, index), enters)
        case _:
            return


def is_whole(shape: Shape, value: Json) -> bool:
    """Whether all JSON Schemas that ``value`` carries are JSON Schemas, and refer to nothing that is not in them."""
    return all(_compiles(part) for _, found, part in places(shape, value) if isinstance(found, Nested))


def _compiles(schema: Json) -> bool:
    try:
        jsonschema_rs.validator_for(schema, retriever=_nowhere)
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return False
    return True


def _nowhere(uri: str) -> NoReturn:
    raise ValueError(uri)


def branch_of(shape: Union, value: Json) -> Branch | None:
    """The branch that ``value`` names, or the first that it looks like; None where it is like none of them.

    Of the ways to have the fields of one type it is the first whose fields are there, whatever they are.
    """
    if shape.tag is not None and isinstance(value, dict):
        tag = value.get(shape.tag)
        for branch in shape.branches:
            if branch.tag is not None and branch.tag == tag:
                return branch
    if is_choice_of_fields(shape) and isinstance(value, dict):
        return next((branch for branch in shape.branches if _has_required(branch.shape, value)), None)
    for branch in shape.branches:
        if branch.tag is None and looks_like(branch.shape, value):
            return branch
    return None


def looks_like(shape: Shape, value: Json) -> bool:
    """Whether ``value`` has the JSON types, constants and names of ``shape``; bounds and patterns are not looked at."""
    match shape:
        case Text():
            return isinstance(value, str)
        case Number():
            return type(value) is int or (isinstance(value, float) and (not shape.integer or value.is_integer()))
        case Enum():
            return any(type(value) is type(known) and value == known for known in shape.values)
        case List():
            return isinstance(value, list) and all(looks_like(shape.item, item) for item in value)
        case Map():
            return isinstance(value, dict) and all(looks_like(shape.value, item) for item in value.values())
        case Record():
            return isinstance(value, dict) and _has_the_fields(shape, value)
        case Union():
            if shape.tag is None:
                return any(looks_like(branch.shape, value) for branch in shape.branches)
            branch = branch_of(shape, value)
            return branch is not None and (branch.tag is None or looks_like(branch.shape, value))
        case Nested():
            return isinstance(value, dict)
        case Reference():
            return looks_like(shape.shape, value)
        case Free():
            return True


def _has_required(shape: Shape, value: Json) -> bool:
    return isinstance(shape, Record) and all(field.name in value for field in shape.fields if field.required)


def _has_the_fields(shape: Record, value: dict[str, Json]) -> bool:
    found = 0
    for field in shape.fields:
        if field.name in value:
            found += 1
            if not looks_like(field.shape, value[field.name]):
                return False
        elif field.required:
            return False
    return shape.open or found == len(value)
