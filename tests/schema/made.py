"""Values made from the schemas themselves: one that is valid, and ones that are wrong in one place each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.schema import Profile, load

Schema = dict[str, Any]

# A value for each pattern that a schema asks for.
FITTING = (
    "AAAA",
    "2026-05-20",
    "2026-05-20T10:00:00Z",
    "1000",
    "files/abc-123",
    "application/json; charset=UTF-8",
    "Bearer abc",
)
OF_TYPE: dict[str, Any] = {"null": None, "boolean": True, "number": 7.5, "string": "AAAA", "array": [], "object": {}}
UNKNOWN = "of-no-revision"


@dataclass(frozen=True)
class Maker:
    """Makes values of the types of one revision in one profile."""

    revision: str
    profile: Profile

    def document(self, name: str) -> Schema:
        return load(self.revision).document(name, self.profile)

    def valid(self, name: str) -> Any:
        """A value of the type ``name`` with every field that can be there."""
        return self._made(self.document(name), self.document(name))

    def wrong(self, name: str) -> Iterator[tuple[str, Any]]:
        """Values that are no ``name``, each with what is wrong with it."""
        schema = self.document(name)
        value = self.valid(name)
        if "discriminator" in schema:
            yield from _wrongly_tagged(schema["discriminator"]["propertyName"], value)
        for kind, other in self._of_other_types(schema, schema):
            yield f"is {kind}", other
        if isinstance(value, str) and self._is_closed(schema, schema):
            yield "unknown value", UNKNOWN
        if isinstance(value, dict) and "properties" in schema:
            yield from self._wrong_members(schema, value)

    def _wrong_members(self, schema: Schema, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        alternatives = [set(branch["required"]) for rule in ("oneOf", "anyOf") for branch in schema.get(rule, ())]
        for name in {*schema.get("required", ()), *_needed(alternatives, value)}:
            without = {field: item for field, item in value.items() if field != name}
            yield f"no {name}", without
        if schema.get("additionalProperties") is False:
            yield "unknown field", value | {"of_no_revision": 1}
        for name in value:
            field = schema["properties"].get(name, {})
            for kind, other in self._of_other_types(field, schema):
                yield f"{name} is {kind}", value | {name: other}
            if self._is_closed(field, schema):
                yield f"{name} of unknown value", value | {name: UNKNOWN}
            for kind, other in self._of_other_items(field, schema):
                yield f"{name} has {kind}", value | {name: [other]}

    def _of_other_types(self, schema: Schema, root: Schema) -> Iterator[tuple[str, Any]]:
        allowed = self.types(schema, root)
        for kind, other in OF_TYPE.items():
            if allowed and kind not in allowed:
                yield kind, other
        if "integer" in allowed and "number" not in allowed:
            yield "a fraction", 0.5

    def _of_other_items(self, schema: Schema, root: Schema) -> Iterator[tuple[str, Any]]:
        """Items of a type that no list here takes; nothing where an item could be a value of another branch."""
        lists = [(part, at) for part, at in self._parts(schema, root) if part.get("type") == "array"]
        if len(lists) == 1:
            part, at = lists[0]
            yield from self._of_other_types(part.get("items", {}), at)

    def types(self, schema: Schema, root: Schema) -> set[str]:
        """The JSON types that ``schema`` allows; empty where it allows all."""
        found: set[str] = set()
        for part, _ in self._parts(schema, root):
            if "const" in part or "enum" in part:
                values = [part["const"]] if "const" in part else part["enum"]
                found |= {"string" if isinstance(value, str) else "boolean" for value in values}
            elif "type" in part:
                found |= {part["type"]} if isinstance(part["type"], str) else set(part["type"])
            else:
                return set()
        return found

    def _is_closed(self, schema: Schema, root: Schema) -> bool:
        """Whether the strings here are those of a list alone."""
        parts = [part for part, _ in self._parts(schema, root)]
        open_ones = [part for part in parts if "string" in (part.get("type") or ()) and "enum" not in part]
        return any("enum" in part or "const" in part for part in parts) and not open_ones

    def _parts(self, schema: Schema, root: Schema) -> Iterator[tuple[Schema, Schema]]:
        """``schema`` behind its references, with unions as their branches; each with the document it is in."""
        if ref := schema.get("$ref"):
            local = ref.startswith("#/$defs/")
            name = ref.removeprefix("#/$defs/").removesuffix(".json")
            target = root["$defs"][name] if local else self.document(name)
            yield from self._parts(target, root if local else target)
        elif "anyOf" in schema and "properties" not in schema:
            for branch in schema["anyOf"]:
                yield from self._parts(branch, root)
        else:
            yield schema, root

    def _made(self, schema: Schema, root: Schema) -> Any:
        part, root = next(self._parts(schema, root))
        if "const" in part:
            return part["const"]
        if "enum" in part:
            return part["enum"][0]
        match part.get("type"):
            case "object":
                return self._object(part, root)
            case "array":
                return [self._made(part.get("items", {}), root)]
            case "integer" | "number":
                return max(part.get("minimum", 1), 1)
            case "boolean":
                return True
            case ["object", *_]:
                return {}
            case _:
                return next(text for text in FITTING if re.search(part.get("pattern", ""), text))

    def _object(self, schema: Schema, root: Schema) -> dict[str, Any]:
        fields = {name: field for name, field in schema.get("properties", {}).items() if field is not False}
        value = {name: self._made(field, root) for name, field in fields.items()}
        for branch in schema.get("oneOf", ())[1:]:
            for name in branch["required"]:
                value.pop(name, None)
        for name, needed in schema.get("dependentRequired", {}).items():
            if not value.keys() >= set(needed):
                value.pop(name, None)
        return value


def _needed(alternatives: list[set[str]], value: dict[str, Any]) -> set[str]:
    """What cannot be left out because no other alternative is there."""
    given = [names for names in alternatives if names <= value.keys()]
    return given[0] if len(given) == 1 else set()


def _wrongly_tagged(tag: str, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield f"unknown {tag}", value | {tag: UNKNOWN}
