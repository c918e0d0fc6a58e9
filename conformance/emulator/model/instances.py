"""An instance of any JSON schema: the answer of a model that was told which shape to answer in.

Several variants are built, from plain to peculiar, and the first that validates is taken; a schema that no variant
satisfies gets the plainest one. What would be too large to build is refused, as the documentation allows.
"""

from __future__ import annotations

from typing import Any

from conformance.emulator.errors import invalid
from conformance.emulator.json_schema import compiled
from conformance.emulator.model.strings import string_for

Json = dict[str, Any]

MAX_NODES = 5_000
MAX_LENGTH = 10_000
VARIANTS = 12
COMBINERS = ("anyOf", "oneOf")


def instance_of(schema: Any, path: str) -> Any:
    """A value that satisfies ``schema`` where one is found; raises 400 naming ``path`` if it is too complex."""
    validator = compiled(schema, path)
    values = []
    for variant in range(VARIANTS):
        value = _Builder(schema, variant, path).value(schema, 0)
        if validator.is_valid(value):
            return value
        values.append(value)
    return values[0]


class _Builder:
    """One way of filling in a schema. ``variant`` shifts every choice and decides about optional properties."""

    def __init__(self, root: Any, variant: int, path: str) -> None:
        self.root = root
        self.variant = variant
        self.path = path
        self.nodes = 0

    def value(self, schema: Any, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > 60:
            raise invalid(f"The schema at '{self.path}' is too complex.")
        if not isinstance(schema, dict):
            return None if schema is False else "value"
        schema = self._resolved(schema, depth)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._choose(schema["enum"])
        return self._typed(schema, depth)

    def _choose(self, options: list[Any]) -> Any:
        return options[self.variant % len(options)]

    def _resolved(self, schema: Json, depth: int) -> Json:
        """``schema`` with references followed and branches chosen, merged into one object."""
        merged = {key: value for key, value in schema.items() if key not in ("$ref", "allOf", *COMBINERS)}
        parts = list(schema.get("allOf", []))
        if isinstance(schema.get("$ref"), str):
            parts.append(self._referred(schema["$ref"]))
        for combiner in COMBINERS:
            if schema.get(combiner):
                parts.append(self._branch(schema[combiner], depth))
        for part in parts:
            if isinstance(part, dict):
                self.nodes += 1
                if self.nodes > MAX_NODES or depth > 60:
                    raise invalid(f"The schema at '{self.path}' is too complex.")
                merged = _merged(merged, self._resolved(part, depth + 1))
        return merged

    def _branch(self, branches: list[Any], depth: int) -> Any:
        """The branch of this variant; deep down the last one that refers to nothing, so that recursion ends."""
        if depth > 6:
            plain = [branch for branch in branches if isinstance(branch, dict) and "$ref" not in branch]
            branches = sorted(plain, key=lambda branch: branch.get("type") != "null") or branches
            return branches[0]
        return self._choose(branches)

    def _referred(self, reference: str) -> Any:
        target: Any = self.root
        for part in reference.removeprefix("#").strip("/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(target, dict):
                target = target.get(key, {}) if key else target
            elif isinstance(target, list) and key.isdigit() and int(key) < len(target):
                target = target[int(key)]
        return target

    def _typed(self, schema: Json, depth: int) -> Any:
        match _type_of(schema, self.variant):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, depth)
            case "integer":
                return _integer(schema, self.variant)
            case "number":
                return _number(schema, self.variant)
            case "boolean":
                return self.variant % 2 == 0
            case "null":
                return None
        return string_for(self._sized(schema, "minLength"), self.variant)

    def _sized(self, schema: Json, keyword: str) -> Json:
        if isinstance(schema.get(keyword), int | float) and schema[keyword] > MAX_LENGTH:
            raise invalid(f"The schema at '{self.path}' is too complex: {keyword} is more than {MAX_LENGTH}.")
        return schema

    def _object(self, schema: Json, depth: int) -> Json:
        properties = schema.get("properties", {})
        required = [name for name in schema.get("required", []) if name not in properties]
        optional = self.variant % 2 == 0 and depth < 4
        names = [name for name in properties if optional or name in schema.get("required", [])]
        others = schema.get("additionalProperties", {})
        others = others if isinstance(others, dict) else {}
        filled = {name: self.value(properties[name], depth + 1) for name in names}
        filled |= {name: self.value(others, depth + 1) for name in required}
        least = self._sized(schema, "minProperties").get("minProperties", 0)
        for name in properties:
            if len(filled) < least and name not in filled:
                filled[name] = self.value(properties[name], depth + 1)
        while len(filled) < least:
            filled[f"property_{len(filled) + 1}"] = self.value(others, depth + 1)
        return filled

    def _array(self, schema: Json, depth: int) -> list[Any]:
        first = schema.get("prefixItems") or (schema["items"] if isinstance(schema.get("items"), list) else [])
        rest = schema.get("items", {}) if not isinstance(schema.get("items"), list) else {}
        least = int(self._sized(schema, "minItems").get("minItems", 0 if depth > 4 else 1))
        most = int(schema.get("maxItems", max(least, 2, len(first))))
        items = [self.value(item, depth + 1) for item in first[:most]]
        contains = schema.get("contains")
        while len(items) < least:
            builder = _Builder(
                self.root, self.variant + len(items) if schema.get("uniqueItems") else self.variant, self.path
            )
            builder.nodes = self.nodes
            items.append(builder.value(contains if contains and not items else rest, depth + 1))
            self.nodes = builder.nodes
        return items


def _merged(one: Json, other: Json) -> Json:
    both = {**one, **other}
    for key in ("properties", "required"):
        if key in one and key in other:
            same = isinstance(one[key], dict)
            both[key] = {**one[key], **other[key]} if same else [*one[key], *other[key]]
    return both


def _type_of(schema: Json, variant: int) -> str:
    kind = schema.get("type")
    if isinstance(kind, list) and kind:
        plain = [item for item in kind if item != "null"] or kind
        return str(plain[variant % len(plain)])
    if isinstance(kind, str):
        return kind
    if "properties" in schema or "required" in schema or "minProperties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema or "minItems" in schema:
        return "array"
    if any(key in schema for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")):
        return "number"
    return "string"


def _integer(schema: Json, variant: int) -> int:
    step = schema.get("multipleOf", 1)
    step = int(step) if float(step).is_integer() else 1
    low = schema.get("minimum")
    if isinstance(schema.get("exclusiveMinimum"), int | float):
        low = schema["exclusiveMinimum"] + 1
    high = schema.get("maximum")
    if isinstance(schema.get("exclusiveMaximum"), int | float):
        high = schema["exclusiveMaximum"] - 1
    if low is None:
        low = min(1, high) if high is not None else 1
    return -(-int(-(-low // 1)) // step) * step + (variant * step if high is None else 0)


def _number(schema: Json, variant: int) -> float:
    low, high = schema.get("minimum"), schema.get("maximum")
    if isinstance(schema.get("exclusiveMinimum"), int | float):
        low = schema["exclusiveMinimum"]
    if isinstance(schema.get("exclusiveMaximum"), int | float):
        high = schema["exclusiveMaximum"]
    step = schema.get("multipleOf")
    if step:
        return float(step * (-(-(low or step) // step) + (1 if low == schema.get("exclusiveMinimum") else 0)))
    if low is None and high is None:
        return 1.5 + variant
    if low is None or high is None:
        return float(high - 0.5) if low is None else float(low + 0.5)
    return float((low + high) / 2)
