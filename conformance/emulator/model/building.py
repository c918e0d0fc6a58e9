"""One way of filling in a JSON schema: from the plainest to ways that a seed decides about."""

from __future__ import annotations

import json
import random
import re
from typing import Any
from urllib.parse import unquote

from conformance.emulator.errors import ApiError
from conformance.emulator.json_schema import Validator, compiled
from conformance.emulator.model.merging import both_of, merged
from conformance.emulator.model.numbers import integer_for, number_for
from conformance.emulator.model.strings import string_for

Json = dict[str, Any]

MAX_NODES = 5_000
MAX_DEPTH = 60
DEEP = 6
"""The depth from which on the way that ends soonest is taken."""
MAX_SIZE = 1_000
SIZES = ("minLength", "minItems", "minProperties", "minContains")
COMBINERS = ("anyOf", "oneOf")
OBJECT_WORDS = frozenset(("properties", "required", "minProperties", "additionalProperties", "patternProperties"))
ARRAY_WORDS = frozenset(("items", "prefixItems", "minItems", "contains", "uniqueItems"))
NUMBER_WORDS = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))
STRING_WORDS = frozenset(("minLength", "maxLength", "pattern", "format"))
KINDS = (("object", OBJECT_WORDS), ("array", ARRAY_WORDS), ("number", NUMBER_WORDS), ("string", STRING_WORDS))
HARD = frozenset(("not", "oneOf", "if", "uniqueItems", "contains", "enum", "const", "pattern", "propertyNames"))
TRIES = 6
"""How often a value with keywords that are hard to satisfy is built anew where it is."""


class TooLarge(Exception):
    """The schema asks for more than is built."""


class Builder:
    """A value for a schema, and for the schemas inside of it. Way 0 takes the first of everything and all optional
    properties; in the others a seed chooses."""

    def __init__(self, root: Any, way: int) -> None:
        self.root = root
        self.nodes = 0
        self._random = random.Random(way) if way else None  # noqa: S311 - repeatable, not secret
        self._validators: dict[int, Validator | None] = {}

    def choose(self, number: int) -> int:
        """One of ``number`` possibilities."""
        return self._random.randrange(number) if self._random and number else 0

    def value(self, schema: Any, depth: int, shift: int = 0) -> Any:
        """A value for ``schema``; ``shift`` makes it differ from its neighbours. Raises ``TooLarge``."""
        built = self._once(schema, depth, shift)
        check = self._validator(schema) if depth and self._random else None
        for again in range(1, TRIES if check else 0):
            if check is None or check.is_valid(built):
                break
            built = self._once(schema, depth, shift + again)
        return built

    def _validator(self, schema: Any) -> Validator | None:
        """What checks a value of ``schema`` on its own, where that is worth it and it does not refer elsewhere."""
        if not isinstance(schema, dict) or not HARD & schema.keys():
            return None
        if id(schema) not in self._validators:
            alone = "$ref" not in json.dumps(schema) and "$dynamicRef" not in schema
            self._validators[id(schema)] = _compiled(schema) if alone else None
        return self._validators[id(schema)]

    def _once(self, schema: Any, depth: int, shift: int) -> Any:
        if not isinstance(schema, dict):
            return ("example", 1.5, None, [], {}, True)[self.choose(6)] if not shift else f"value{shift}"
        schema = self._resolved(schema, depth)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._one_of(schema, shift)
        match self._type_of(schema):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, depth)
            case "integer":
                return integer_for(schema, shift + self.choose(3))
            case "number":
                return number_for(schema, shift + self.choose(3))
            case "boolean":
                return (self.choose(2) + shift) % 2 == 0
            case "null":
                return None
        return string_for(schema, shift + self.choose(3), self.choose)

    def _one_of(self, schema: Json, shift: int) -> Any:
        """A value of the enum, one that the other keywords allow if there is any."""
        others = {key: item for key, item in schema.items() if key not in ("$defs", "definitions", "enum")}
        check = _compiled(others) if len(others) > 1 and "$ref" not in json.dumps(others) else None
        fitting = [value for value in schema["enum"] if check is None or check.is_valid(value)] or schema["enum"]
        return fitting[(shift + self.choose(len(fitting))) % len(fitting)]

    def _spend(self, depth: int, schema: Json) -> None:
        self.nodes += 1
        large = any(isinstance(schema.get(word), int | float) and schema[word] > MAX_SIZE for word in SIZES)
        if large or self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise TooLarge

    def _resolved(self, schema: Json, depth: int) -> Json:
        """``schema`` with references followed and branches chosen, merged into one object."""
        self._spend(depth, schema)
        apart = ("$ref", "$dynamicRef", "allOf", "if", "then", "else", *COMBINERS)
        result = {key: value for key, value in schema.items() if key not in apart}
        parts = list(schema.get("allOf", []))
        parts += [self._referred(schema[word]) for word in ("$ref", "$dynamicRef") if isinstance(schema.get(word), str)]
        parts += [self._branch(schema[combiner], depth) for combiner in COMBINERS if schema.get(combiner)]
        parts += self._condition(schema)
        for part in parts:
            if isinstance(part, dict):
                result = merged(result, self._resolved(part, depth + 1))
        return result

    def _condition(self, schema: Json) -> list[Any]:
        """What is asked for under a condition: its opposite, or the condition with its consequence."""
        if "if" not in schema:
            return []
        if self.choose(2):
            return [schema["if"], schema.get("then", True)]
        return [schema.get("else", True), schema.get("then", True)] if not self._random else [schema.get("else", True)]

    def _branch(self, branches: list[Any], depth: int) -> Any:
        """One of the branches; deep down one that refers to nothing, null first, so that recursion ends."""
        if depth > DEEP:
            plain = [branch for branch in branches if isinstance(branch, dict) and "$ref" not in branch]
            return min(plain or branches, key=lambda branch: isinstance(branch, dict) and branch.get("type") != "null")
        possible = [branch for branch in branches if branch is not False] or branches
        return possible[self.choose(len(possible))]

    def _referred(self, reference: str) -> Any:
        """What ``reference`` points at: a place in the schema, or an anchor."""
        place = reference.rpartition("#")[2] if "#" in reference else reference
        if place and not place.startswith("/"):
            return _anchored(self.root, place)
        target: Any = self.root
        for part in filter(None, place.split("/")):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            target = target[int(key)] if isinstance(target, list) else target.get(key, {})
        return target

    def _type_of(self, schema: Json) -> str:
        kind = schema.get("type")
        if isinstance(kind, list) and kind:
            if not self._random:
                return str(next((item for item in kind if item != "null"), "null"))
            return str(kind[self.choose(len(kind))])
        if isinstance(kind, str):
            return kind
        fitting = [word for word, words in KINDS if words & schema.keys()]
        if not self._random or self.choose(2):
            return fitting[0] if fitting else "string"
        return ("string", "integer", "boolean", "null", "object", "array", "number")[self.choose(7)]

    def _object(self, schema: Json, depth: int) -> Json:
        properties = {name: item for name, item in schema.get("properties", {}).items() if item is not False}
        wanted = self._wanted(schema, properties, depth)
        filled: Json = {}
        for name in [*(name for name in properties if name in wanted), *(n for n in wanted if n not in properties)]:
            filled[name] = self.value(self._property(schema, name), depth + 1)
        for number in range(int(schema.get("minProperties", 0)) - len(filled)):
            name = self._new_name(schema, filled, properties, number)
            filled[name] = self.value(self._property(schema, name), depth + 1)
        return filled

    def _wanted(self, schema: Json, properties: Json, depth: int) -> list[str]:
        """The names to fill in: those required, optional ones as far as there is room, and what these require."""
        found = list(schema.get("required", []))
        most = schema.get("maxProperties", len(properties) + len(found))
        for name in properties if depth < 4 else ():
            if name not in found and len(found) < most and (not self._random or self.choose(2)):
                found.append(name)
        dependencies = {**schema.get("dependencies", {}), **schema.get("dependentRequired", {})}
        for name in found:  # grows while it is walked
            needed = dependencies.get(name, [])
            found += [other for other in needed if other not in found] if isinstance(needed, list) else []
        return found

    def _property(self, schema: Json, name: str) -> Any:
        """The schema of the property ``name``, by its name and by every pattern that fits it."""
        found = schema.get("properties", {}).get(name)
        fitting = [item for pattern, item in schema.get("patternProperties", {}).items() if _fits(pattern, name)]
        if found is None and not fitting:
            return schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
        for item in fitting:
            found = item if found is None else both_of(found, item)
        return found

    def _new_name(self, schema: Json, filled: Json, properties: Json, number: int) -> str:
        """A name for one more property: one that is described, one that fits a pattern, or a new one."""
        spare = [name for name in properties if name not in filled]
        if spare:
            return spare[0]
        patterns = [pattern for pattern in schema.get("patternProperties", {}) if pattern]
        for more in range(MAX_DEPTH):
            named = schema.get("propertyNames", {})
            if isinstance(named, dict) and named:
                name = str(self.value({"type": "string", **named}, MAX_DEPTH - 1, number + more))
            elif patterns and schema.get("additionalProperties") is False:
                name = string_for({"pattern": patterns[more % len(patterns)], "minLength": more}, more, self.choose)
            else:
                name = f"property_{number + more + 1}"
            if name not in filled:
                break
        return name

    def _array(self, schema: Json, depth: int) -> list[Any]:
        items = schema.get("items", True)
        first = list(schema.get("prefixItems", items if isinstance(items, list) else []))
        rest = items if not isinstance(items, list) else schema.get("additionalItems", True)
        least = int(schema.get("minItems", 0 if depth > 4 or self.choose(3) == 2 else 1))
        most = int(schema.get("maxItems", max(least, len(first)) + MAX_DEPTH))
        most = min(most, len(first)) if rest is False else most
        wanted = [schema["contains"]] * int(schema.get("minContains", 1)) if "contains" in schema else []
        if self.choose(4) == 3:
            wanted = []  # perhaps what comes anyway is what it has to contain
        plan = first[: min(most, len(first) if not self._random else max(least, self.choose(len(first) + 1)))]
        room = max(most - len(plan), 0)
        plan += [both_of(rest, item) for item in wanted[:room]]
        for place, item in enumerate(wanted[room:]):  # no room behind them: what is there has to do it
            at = (place + self.choose(len(plan))) % len(plan) if plan else 0
            plan[at : at + 1] = [both_of(plan[at], item)] if plan else []
        plan += [rest] * (min(least, most) - len(plan))
        return self._filled(plan, depth, unique=bool(schema.get("uniqueItems")))

    def _filled(self, plan: list[Any], depth: int, *, unique: bool) -> list[Any]:
        values: list[Any] = []
        seen: set[str] = set()
        for place, item in enumerate(plan):
            start = place if unique else 0
            value = self.value(item, depth + 1, start)
            for shift in range(start + 1, 2 * start + 4) if unique else ():
                if _text(value) not in seen:
                    break
                value = self.value(item, depth + 1, shift)
            seen.add(_text(value) if unique else "")
            values.append(value)
        return values


def _text(value: Any) -> str:
    """The same text for what JSON Schema takes for the same: 1 is 1.0, and neither is true."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _fits(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False


def _compiled(schema: Json) -> Validator | None:
    try:
        return compiled(schema, "")
    except ApiError:
        return None


def _anchored(schema: Any, name: str) -> Any:
    """The part of ``schema`` that is called ``name``."""
    if isinstance(schema, dict):
        if name in (schema.get("$anchor"), schema.get("$dynamicAnchor"), schema.get("$id")):
            return schema
        schema = list(schema.values())
    found = (_anchored(item, name) for item in schema) if isinstance(schema, list) else ()
    return next((part for part in found if part is not None), None)
