"""Reads the documents of a profile into shapes. Knows the keywords of the request schemas, and raises for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import Any

from conformance.generate import nested
from conformance.generate.shape import (
    Branch,
    Enum,
    Field,
    Free,
    List,
    Map,
    Nested,
    Number,
    Record,
    Reference,
    Shape,
    Text,
    Union,
)

Schema = dict[str, Any]

KEYWORDS = frozenset(
    {"$ref", "type", "const", "enum", "anyOf", "oneOf", "properties", "required", "dependentRequired", "discriminator"}
    | {"additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern"}
    | {"minimum", "maximum", "contentEncoding", "examples"}
)
REMARKS = frozenset({"$schema", "$id", "$comment", "title", "description", "default", "deprecated"})


class Reader:
    """Shapes of the types that ``document`` gives by name; a type is read once."""

    def __init__(self, document: Callable[[str], Schema]) -> None:
        self._document = document
        self._named: dict[str, Shape] = {}
        self._open: set[str] = set()

    def named(self, name: str) -> Shape:
        """The shape of the type ``name``; raises ``ValueError`` where there is none, or for a keyword of no meaning."""
        if name in self._named:
            return self._named[name]
        if name in self._open:
            return Reference(name, self._named)
        self._open.add(name)
        if name in nested.FIELDS:
            shape: Shape = _nested(name)
        else:
            shape = self._read(self._document(name), name)
        self._open.discard(name)
        self._named[name] = shape
        return shape

    def _read(self, schema: Schema | bool, name: str) -> Shape:
        if isinstance(schema, bool) or not schema:
            return Free(name)
        if unknown := [word for word in schema.keys() - KEYWORDS - REMARKS if not word.startswith("x-")]:
            raise ValueError(f"{name}: no shape is known for {', '.join(sorted(unknown))}")
        if "$ref" in schema:
            return self.named(schema["$ref"].removesuffix(".json"))
        if "const" in schema:
            return Enum(name, (schema["const"],))
        if "enum" in schema:
            return Enum(name, tuple(schema["enum"]))
        if "discriminator" in schema:
            return self._tagged(schema, name)
        if "anyOf" in schema and not _only_names(schema["anyOf"]):
            return self._untagged(schema["anyOf"], name)
        return self._of_type(schema, name)

    def _of_type(self, schema: Schema, name: str) -> Shape:
        match schema.get("type"):
            case [*types]:
                shape = self._untagged([{**schema, "type": one} for one in types], name)
                return Union(name, tuple(self._schema_or_not(branch, name) for branch in shape.branches))
            case "object":
                return self._object(schema, name)
            case "array":
                item = self._read(schema.get("items", True), f"{name}[]")
                return List(name, item, schema.get("minItems", 0), schema.get("maxItems"))
            case "string":
                return Text(
                    name,
                    schema.get("minLength", 0),
                    schema.get("maxLength"),
                    schema.get("pattern"),
                    schema.get("contentEncoding") == "base64",
                    tuple(schema.get("examples", ())),
                )
            case "integer" | "number" as kind:
                return Number(name, schema.get("minimum"), schema.get("maximum"), kind == "integer")
            case "boolean":
                return Enum(name, (False, True))
            case "null":
                return Enum(name, (None,))
            case _:
                return Free(name)

    def _schema_or_not(self, branch: Branch, name: str) -> Branch:
        """A JSON Schema is an object or a boolean."""
        if name in nested.FIELDS and isinstance(branch.shape, Map):
            return Branch(branch.label, _nested(name))
        return branch

    def _tagged(self, schema: Schema, name: str) -> Union:
        tags = {ref: tag for tag, ref in schema["discriminator"]["mapping"].items()}
        branches = []
        for branch in schema["anyOf"]:
            tag = tags.get(branch["$ref"])
            label = branch["$ref"].removesuffix(".json") if tag is None else tag
            branches.append(Branch(label, self._read(branch, f"{name}:{label}"), tag))
        return Union(name, tuple(branches), schema["discriminator"]["propertyName"])

    def _untagged(self, branches: list[Schema], name: str) -> Union:
        made = []
        for branch in branches:
            label = _label(branch)
            made.append(Branch(label, self._read(branch, f"{name}:{label}")))
        return Union(name, tuple(made))

    def _object(self, schema: Schema, name: str) -> Shape:
        others = schema.get("additionalProperties", True)
        if "properties" not in schema:
            if name in nested.FIELDS:
                return _nested(name)
            return Map(name, self._read(others, f"{name}{{}}"))
        declared = {member: read for member, read in schema["properties"].items() if read is not False}
        shapes = {member: self._read(read, f"{name}.{member}") for member, read in declared.items()}
        records = []
        for required, excluded in _choices(schema, name):
            fields = tuple(
                Field(member, shape, member in required) for member, shape in shapes.items() if member not in excluded
            )
            records.append(Branch(" and ".join(sorted(required)), Record(name, fields, others is not False)))
        if len(records) == 1:
            return records[0].shape
        return Union(name, tuple(records))


def _nested(name: str) -> Nested:
    return Nested(name, _schema_shape(nested.FIELDS[name]))


@cache
def _schema_shape(name: str) -> Shape:
    return Reader(nested.documents().__getitem__).named(name)


def _choices(schema: Schema, name: str) -> Iterator[tuple[set[str], set[str]]]:
    """Which fields an object must and may not have, once for each way to satisfy the rules on what is present.

    ``oneOf`` leaves one of its fields and excludes the others; of ``anyOf`` each way has one field and none of those
    that the ways before it had, so that no two ways overlap. ``dependentRequired`` then excludes what its other lacks.
    """
    ways = [_ways(rule, schema[rule]) for rule in ("anyOf", "oneOf") if rule in schema]
    for one in product(*ways):
        required = set(schema.get("required", ())).union(*(way[0] for way in one))
        excluded: set[str] = set().union(*(way[1] for way in one))
        for member, needed in schema.get("dependentRequired", {}).items():
            if excluded.intersection(needed):
                excluded.add(member)
            elif not required.issuperset(needed):
                raise ValueError(f"{name}: {member} needs {needed}, which is neither required nor excluded")
        yield required, excluded


def _ways(rule: str, branches: list[Schema]) -> list[tuple[set[str], set[str]]]:
    names = [set(branch["required"]) for branch in branches]
    others = [names[:index] + (names[index + 1 :] if rule == "oneOf" else []) for index in range(len(names))]
    return [(wanted, set().union(*excluded)) for wanted, excluded in zip(names, others, strict=True)]


def _only_names(branches: list[Schema]) -> bool:
    """Whether the branches say nothing but which fields there are; see ``descent``."""
    return all("required" in branch and not branch.keys() & KEYWORDS - {"required"} for branch in branches)


def _label(branch: Schema) -> str:
    """What a branch of a union without a tag is called: its type, or the JSON type and what is in it."""
    if "$ref" in branch:
        return str(branch["$ref"]).removesuffix(".json")
    if branch.get("type") == "array":
        return f"list of {_label(branch['items'])}"
    if "const" in branch:
        return repr(branch["const"])
    return str(branch.get("type", "enumeration" if "enum" in branch else "anything"))
