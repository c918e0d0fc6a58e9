"""An instance of any JSON schema: the answer of a model that was told which shape to answer in.

Several variants are built, from plain to peculiar, and the first that validates is taken; a schema that no variant
satisfies gets the plainest one. What would be too large to build is refused, as the documentation allows.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from conformance.emulator.errors import invalid
from conformance.emulator.json_schema import compiled
from conformance.emulator.model.numbers import integer_for, number_for
from conformance.emulator.model.strings import string_for

Json = dict[str, Any]

MAX_NODES = 5_000
MAX_DEPTH = 60
MAX_SIZE = 1_000
SIZES = ("minLength", "minItems", "minProperties")
VARIANTS = 12
LAST_RESORTS: tuple[Any, ...] = (0, True, None, {}, [], "", 0.5, -1)
COMBINERS = ("anyOf", "oneOf")
OBJECT_WORDS = frozenset(("properties", "required", "minProperties", "additionalProperties"))
ARRAY_WORDS = frozenset(("items", "prefixItems", "minItems", "contains", "uniqueItems"))
NUMBER_WORDS = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))


def instance_of(schema: Any, path: str) -> Any:
    """A value that satisfies ``schema`` where one is found; raises 400 naming ``path`` if it is too complex."""
    validator = compiled(schema, path)
    plainest = _Builder(schema, 0, path).value(schema, 0)
    built = (_Builder(schema, variant, path).value(schema, 0) for variant in range(1, VARIANTS))
    return next(filter(validator.is_valid, chain((plainest,), built, LAST_RESORTS)), plainest)


class _Builder:
    """One way of filling in a schema. ``variant`` shifts every choice and decides about optional properties."""

    def __init__(self, root: Any, variant: int, path: str) -> None:
        self.root = root
        self.variant = variant
        self.path = path
        self.nodes = 0

    def value(self, schema: Any, depth: int, shift: int = 0) -> Any:
        """A value for ``schema``; ``shift`` makes it differ from its neighbours."""
        if not isinstance(schema, dict):
            return f"value{shift}"
        schema = self._resolved(schema, depth)
        choice = self.variant + shift
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][choice % len(schema["enum"])]
        match _type_of(schema, choice):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, depth)
            case "integer":
                return integer_for(schema, choice)
            case "number":
                return number_for(schema, choice)
            case "boolean":
                return choice % 2 == 0
            case "null":
                return None
        return string_for(schema, choice)

    def _spend(self, depth: int, schema: Json) -> None:
        self.nodes += 1
        large = any(isinstance(schema.get(word), int | float) and schema[word] > MAX_SIZE for word in SIZES)
        if large or self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise invalid(f"The schema at '{self.path}' is too complex.")

    def _resolved(self, schema: Json, depth: int) -> Json:
        """``schema`` with references followed and branches chosen, merged into one object."""
        self._spend(depth, schema)
        merged = {key: value for key, value in schema.items() if key not in ("$ref", "allOf", *COMBINERS)}
        parts = list(schema.get("allOf", []))
        if isinstance(schema.get("$ref"), str):
            parts.append(self._referred(schema["$ref"]))
        parts += [self._branch(schema[combiner], depth) for combiner in COMBINERS if schema.get(combiner)]
        for part in parts:
            if isinstance(part, dict):
                merged = _merged(merged, self._resolved(part, depth + 1))
        return merged

    def _branch(self, branches: list[Any], depth: int) -> Any:
        """The branch of this variant; further down one that refers to nothing, null first, so that recursion ends."""
        if depth > 6:
            plain = [branch for branch in branches if isinstance(branch, dict) and "$ref" not in branch]
            return min(plain or branches, key=lambda branch: isinstance(branch, dict) and branch.get("type") != "null")
        return branches[self.variant % len(branches)]

    def _referred(self, reference: str) -> Any:
        target: Any = self.root
        for part in filter(None, reference.removeprefix("#").split("/")):
            key = part.replace("~1", "/").replace("~0", "~")
            target = target[int(key)] if isinstance(target, list) else target.get(key, {})
        return target

    def _object(self, schema: Json, depth: int) -> Json:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        optional = self.variant % 2 == 0 and depth < 4
        filled = {
            name: self.value(item, depth + 1) for name, item in properties.items() if optional or name in required
        }
        others = schema.get("additionalProperties", {})
        filled |= {name: self.value(others, depth + 1) for name in required if name not in filled}
        least = schema.get("minProperties", 0)
        spare = [name for name in properties if name not in filled]
        for number in range(int(least) - len(filled)):
            name = spare[number] if number < len(spare) else f"property_{number + 1}"
            filled[name] = self.value(properties.get(name, others), depth + 1)
        return filled

    def _array(self, schema: Json, depth: int) -> list[Any]:
        items = schema.get("items", {})
        first = schema.get("prefixItems", items if isinstance(items, list) else [])
        least = int(schema.get("minItems", 0 if depth > 4 else 1))
        most = int(schema.get("maxItems", max(least, len(first))))
        values = [self.value(item, depth + 1) for item in first[:most]]
        wanted = schema.get("contains")
        if wanted is not None and len(values) < most:
            values.append(self.value(wanted, depth + 1))
        rest = items if not isinstance(items, list) else {}
        unique = bool(schema.get("uniqueItems"))
        missing = min(least, most) - len(values)
        return [*values, *(self.value(rest, depth + 1, number if unique else 0) for number in range(missing))]


def _merged(one: Json, other: Json) -> Json:
    both = {**one, **other}
    for key in ("properties", "required"):
        if key in one and key in other:
            both[key] = one[key] | other[key] if isinstance(one[key], dict) else [*one[key], *other[key]]
    return both


def _type_of(schema: Json, choice: int) -> str:
    kind = schema.get("type")
    if isinstance(kind, list) and kind:
        plain = [item for item in kind if item != "null"] or kind
        return str(plain[choice % len(plain)])
    if isinstance(kind, str):
        return kind
    for word, words in (("object", OBJECT_WORDS), ("array", ARRAY_WORDS), ("number", NUMBER_WORDS)):
        if words & schema.keys():
            return word
    return "string"
