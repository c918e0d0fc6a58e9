"""The forms that a schema gives a value, and whether one schema takes all that another takes.

A form is one branch of a union; what is no union has one. Containment is decided by jsonschema-rs, which works it out
on the canonical forms of both; what it can't prove counts as not contained.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import jsonschema_rs
from jsonschema_rs import canonical

from conformance.described import alternatives, described, is_union, values_of

Schema = dict[str, Any]
RULES = frozenset({"type", "const", "enum", "minItems", "minLength", "minimum", "maximum", "pattern"})
RULES |= {"dependentRequired", "anyOf", "oneOf"}
UNIONS = ("anyOf", "oneOf")
Relation = Literal["same", "narrowed", "widened", "replaced"]


def forms(schema: Any, renamed: Callable[[str], str] = str) -> dict[str, Any]:
    """The forms of a value by what they are called; ``renamed`` gives the name of a type that counts.

    Two branches that are called alike are kept apart by the text of their schema.
    """
    branches = schema["anyOf"] if isinstance(schema, dict) and is_union(schema) else [schema]
    found: dict[str, Any] = {}
    for branch in branches:
        name = _called(branch, renamed)
        found[name if name not in found else f"{name} {json.dumps(branch, sort_keys=True)}"] = branch
    return found


def _called(schema: Any, renamed: Callable[[str], str]) -> str:
    if isinstance(schema, bool):
        return described(schema)
    if "$ref" in schema:
        return renamed(referred(schema["$ref"]))
    if schema.get("type") == "array":
        return f"{_called(schema.get('items', True), renamed)}[]"
    if (values := values_of(schema)) is not None:
        return " or ".join(sorted({"string" if isinstance(value, str) else repr(value) for value in values}))
    return described({key: schema[key] for key in ("type", "properties") if key in schema})


def rules(schema: Schema, other: Schema) -> Schema:
    """The part of one form that is compared as a whole.

    Without fields and items, which are compared one by one; without listed values where ``other`` lists them too; and
    with required fields only where alternatives to them came or went.
    """
    found = {key: value for key, value in schema.items() if key in RULES}
    if values_of(schema) is not None and values_of(other) is not None:
        found = {key: value for key, value in found.items() if key not in {"const", "enum", "type"}}
    if is_union(schema):
        found.pop("anyOf")
    if "required" in schema and any(_alternatives(schema, rule) != _alternatives(other, rule) for rule in UNIONS):
        found["required"] = schema["required"]
    return found


def _alternatives(schema: Schema, rule: str) -> list[list[str]]:
    return sorted(alternatives(schema, rule))


def relation(before: Schema | bool, after: Schema | bool) -> Relation:
    """What happened to the values of two self-contained schemas."""
    return _related(before, after, before, after)


def relation_of_rules(before: Schema, after: Schema) -> tuple[Relation, Schema, Schema]:
    """What happened to the rules of a form, and the rules. One about a field that may not be there changes nothing."""
    old, new = rules(before, after), rules(after, before)
    if old == new:
        return "same", old, new
    return _related({**old, **_closed(before)}, {**new, **_closed(after)}, old, new), old, new


def _closed(schema: Schema) -> Schema:
    if schema.get("additionalProperties", True) is not False:
        return {}
    return {"properties": dict.fromkeys(schema.get("properties", {}), True), "additionalProperties": False}


def _related(was: Schema | bool, is_: Schema | bool, old: Schema | bool, new: Schema | bool) -> Relation:
    """Whether ``new`` still takes all that ``was``, and ``old`` took all that ``is_`` now."""
    keeps, adds_nothing = _takes(new, was), _takes(old, is_)
    if keeps and adds_nothing:
        return "same"
    return "widened" if keeps else "narrowed" if adds_nothing else "replaced"


def _takes(schema: Schema | bool, other: Schema | bool) -> bool:
    covering, covered = jsonschema_rs.canonicalize(schema), jsonschema_rs.canonicalize(other)
    return covering.covers(covered) == canonical.Containment.YES


@dataclass(frozen=True)
class Library:
    """A set of types by name, which refer to each other."""

    documents: Mapping[str, Schema]

    def self_contained(self, schema: Schema | bool) -> Schema | bool:
        """``schema`` with the types that it refers to inside it, so that nothing else is needed to judge a value."""
        if isinstance(schema, bool):
            return schema
        beside = next(iter(self.documents.values()))["$id"].rpartition("/")[0]
        bundled: Schema = jsonschema_rs.bundle({**schema, "$id": f"{beside}/-.json"}, registry=self._registry)
        return bundled

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(document["$id"], document) for document in self.documents.values()])


def references(schema: Any) -> Iterator[str]:
    """The names of the types that ``schema`` refers to."""
    if isinstance(schema, list):
        for item in schema:
            yield from references(item)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield referred(schema["$ref"])
        for item in schema.values():
            yield from references(item)


def referred(ref: str) -> str:
    """The name of the type that a reference leads to."""
    return ref.rpartition("/")[2].removesuffix(".json")
