"""The schemas of requests as a small tree that generators, shrinking and coverage read.

A shape says what values there are, in the terms of someone who makes one: which branch, which fields, how many items.
It is compiled once from the documents of ``schemas/<revision>/request``; what is not in it (what a text means, which
fields go together) is the business of :mod:`conformance.generate.documented`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

__all__ = [
    "Branch",
    "Enum",
    "Field",
    "Free",
    "Json",
    "List",
    "Map",
    "Nested",
    "Number",
    "Record",
    "Reference",
    "Shape",
    "Text",
    "Union",
    "children",
    "compiled",
    "every",
    "is_choice_of_fields",
    "needs_depth",
    "refers",
]

Json = Any


@dataclass(frozen=True, eq=False, slots=True)
class Text:
    """A text. ``known`` are values that the documents name without closing the list: models, media types."""

    name: str
    min_length: int = 0
    max_length: int | None = None
    pattern: str | None = None
    base64: bool = False
    known: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Number:
    """A number within bounds, which belong to it."""

    name: str
    minimum: float | None
    maximum: float | None
    integer: bool


@dataclass(frozen=True, eq=False, slots=True)
class Enum:
    """One of some values: an enumeration, a constant, a boolean, null."""

    name: str
    values: tuple[Json, ...]


@dataclass(frozen=True, eq=False, slots=True)
class List:
    """Items of one kind."""

    name: str
    item: Shape
    min_items: int = 0
    max_items: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Map:
    """An object whose keys are the client's own."""

    name: str
    value: Shape


@dataclass(frozen=True, eq=False, slots=True)
class Free:
    """Any JSON value."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """A member of a record."""

    name: str
    shape: Shape
    required: bool


@dataclass(frozen=True, eq=False, slots=True)
class Record:
    """An object with declared fields; an ``open`` one may have others, of any value."""

    name: str
    fields: tuple[Field, ...]
    open: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Branch:
    """One choice of a union. ``label`` says which; ``tag`` is the value of the union's tag that names it, if any."""

    label: str
    shape: Shape
    tag: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Union:
    """One of several shapes, told apart by the member ``tag``, or where there is none by what the value looks like."""

    name: str
    branches: tuple[Branch, ...]
    tag: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Nested:
    """A JSON Schema that the client sends: what ``shape`` makes, put in order by ``nested.finished``."""

    name: str
    shape: Shape


@dataclass(frozen=True, eq=False, slots=True)
class Reference:
    """A shape within itself; one level of depth is spent here."""

    name: str
    _named: dict[str, Shape] = field(repr=False)

    @property
    def shape(self) -> Shape:
        return self._named[self.name]


Shape = Text | Number | Enum | List | Map | Free | Record | Union | Nested | Reference


def children(shape: Shape) -> tuple[Shape, ...]:
    """The shapes directly below ``shape``; a reference has none."""
    match shape:
        case List():
            return (shape.item,)
        case Map():
            return (shape.value,)
        case Record():
            return tuple(field.shape for field in shape.fields)
        case Union():
            return tuple(branch.shape for branch in shape.branches)
        case Nested():
            return (shape.shape,)
        case _:
            return ()


def every(shape: Shape) -> Iterator[Shape]:
    """``shape`` and all below it, each once, parents first."""
    seen: set[Shape] = set()
    waiting = [shape]
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            yield found
            waiting += reversed(children(found))


def is_choice_of_fields(shape: Union) -> bool:
    """Whether the branches are ways to have the fields of one type: its rules on what has to be present."""
    return all(isinstance(branch.shape, Record) and branch.shape.name == shape.name for branch in shape.branches)


@cache
def needs_depth(shape: Shape) -> bool:
    """Whether every value of ``shape`` that is not empty has something of a shape within itself."""
    match shape:
        case Reference():
            return True
        case Record():
            return any(needs_depth(field.shape) for field in shape.fields if field.required)
        case List():
            return needs_depth(shape.item)
        case Map():
            return needs_depth(shape.value)
        case Union():
            return all(needs_depth(branch.shape) for branch in shape.branches)
        case _:
            return False


def refers(shape: Shape) -> bool:
    """Whether a value of ``shape`` may have something of a shape within itself."""
    return any(isinstance(found, Reference) for found in every(shape))


@cache
def compiled(revision: str, name: str = "CreateRequest") -> Shape:
    """The shape of the request type ``name`` at ``revision``; raises ``ValueError`` where there is no such type."""
    from conformance.generate.reading import Reader
    from conformance.schema import load

    schemas = load(revision)
    return Reader(lambda wanted: schemas.document(wanted, "request")).named(name)
