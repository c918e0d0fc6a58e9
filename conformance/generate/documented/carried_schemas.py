"""JSON Schemas that requests carry: kept to the documented keywords, and to what some value satisfies.

Answers may be held to a schema that can't be met no more than calls may; clauses so.keywords, so.nullable, so.recursive
and fc.tool.schema-keywords say what there is.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs

Json = dict[str, Any]

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
SAID = ("title", "description")
FORMATS = ("date-time", "date", "time")
SIZES = (("minItems", "maxItems"), ("minLength", "maxLength"))
COMBINED = ("oneOf", "allOf")
"""Documented for functions alone."""
MOST_ITEMS, DEEPEST = 4, 8
BY_TYPE = {
    "object": ("properties", "required", "additionalProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems"),
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum"),
    "integer": ("minimum", "maximum"),
}
FALLBACK: Json = {"type": "object", "properties": {"answer": {"type": "string"}}}


def mended(schema: object, *, more: bool = False) -> Any:
    """``schema`` without what is not documented or can't be met; ``more`` has the keywords of functions as well.

    One that is all right comes back as it is; so does what comes back.
    """
    if isinstance(schema, bool):
        return True
    definitions = schema.get("$defs") if isinstance(schema, dict) else None
    names = frozenset(definitions) if isinstance(definitions, dict) else frozenset[str]()
    made = _node(schema, more, names, 0)
    if names and "$ref" in repr(made):
        assert isinstance(definitions, dict)
        made["$defs"] = {name: _node(value, more, names, 0) for name, value in definitions.items()}
    try:
        jsonschema_rs.validator_for(made, retriever=_nowhere)
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return dict(FALLBACK)
    return made


def _nowhere(uri: str) -> Any:
    raise ValueError(uri)


def _node(schema: object, more: bool, names: frozenset[str], depth: int) -> Any:
    if not isinstance(schema, dict) or depth > DEEPEST:
        return {}
    made: Json = {name: schema[name] for name in SAID if isinstance(schema.get(name), str)}
    if isinstance(ref := schema.get("$ref"), str):
        known = depth > 0 and (ref == "#" or ref.removeprefix("#/$defs/") in names)
        return made | ({"$ref": ref} if known else {})
    branches = schema.get("anyOf")
    if isinstance(branches, list) and branches:
        # At the top, and at the top of a definition, a branch that is a reference could lead in a circle.
        return made | {"anyOf": [_node(branch, more, names, depth and depth + 1) for branch in branches]}
    for name in COMBINED if more else ():
        if isinstance(branches := schema.get(name), list) and branches:
            told = [_node(branch, more, names, depth and depth + 1) for branch in branches]
            return made | {name: _apart(told) if name == "oneOf" else told[:1]}
    kinds = _kinds(schema.get("type"))
    if kinds:
        made["type"] = kinds if isinstance(schema["type"], list) else kinds[0]
    values = _values(schema.get("enum"), kinds)
    if values:
        return made | {"enum": values}
    if more and "const" in schema and _fits(schema["const"], kinds):
        return made | {"const": schema["const"]}
    for kind in kinds:
        for name in BY_TYPE.get(kind, ()):
            if name in schema and (value := _keyword(name, schema, more, names, depth)) is not None:
                made[name] = value
    _in_order(made)
    if more and "default" in schema and _fits(schema["default"], kinds) and "pattern" not in made:
        made["default"] = schema["default"]
    return made


def _apart(branches: list[Any]) -> list[Any]:
    """Those of ``branches`` of which no value can be two: each of JSON types of its own."""
    found: list[Any] = []
    taken: set[str] = set()
    for branch in branches:
        kinds = {"number" if kind == "integer" else kind for kind in _kinds(branch.get("type"))}
        if kinds and not kinds & taken:
            found.append(branch)
            taken |= kinds
    return found or branches[:1]


def _kinds(given: object) -> list[str]:
    listed = given if isinstance(given, list) else [given]
    return list(dict.fromkeys(kind for kind in listed if isinstance(kind, str) and kind in TYPES))


def _fits(value: object, kinds: list[str]) -> bool:
    return not kinds or any(
        isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds
    )


def _values(given: object, kinds: list[str]) -> list[Any]:
    fitting = [value for value in given if _fits(value, kinds)] if isinstance(given, list) else []
    return [value for index, value in enumerate(fitting) if value not in fitting[:index]]


def _keyword(name: str, schema: Json, more: bool, names: frozenset[str], depth: int) -> Any:
    """The value of the keyword as it may stay; None where it may not."""
    value = schema[name]
    match name:
        case "properties" if isinstance(value, dict):
            return {key: _node(inner, more, names, depth + 1) for key, inner in value.items()}
        case "required" if isinstance(value, list) and isinstance(schema.get("properties"), dict):
            # A property that leads back to the whole would have to be there for ever.
            there = {key for key, inner in schema["properties"].items() if "$ref" not in repr(inner)}
            found = list(dict.fromkeys(key for key in value if isinstance(key, str) and key in there))
            return found or None
        case "additionalProperties":
            return value if isinstance(value, bool) else _node(value, more, names, depth + 1)
        case "items":
            return _node(value, more, names, depth + 1) if isinstance(value, dict) else None
        case "prefixItems" if isinstance(value, list) and value:
            return [_node(inner, more, names, depth + 1) for inner in value]
        case "minItems" | "maxItems" | "minLength" | "maxLength" if type(value) is int and value >= 0:
            if name in SIZES[1] and (not more or "pattern" in schema or "format" in schema):
                return None
            back = name == "minItems" and "$ref" in repr((schema.get("items"), schema.get("prefixItems")))
            return None if back else min(value, MOST_ITEMS) if name == "minItems" else value
        case "minimum" | "maximum" if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        case "format" if value in FORMATS:
            return value
        case "pattern" if more and isinstance(value, str):
            return value
    return None


def _in_order(made: Json) -> None:
    """Lower bounds are not above upper ones, and a whole number is left between them."""
    for low, high in (*SIZES, ("minimum", "maximum")):
        if low in made and high in made and made[low] > made[high]:
            made[low], made[high] = made[high], made[low]
    if "integer" in _kinds(made.get("type")) and "minimum" in made and "maximum" in made:
        made["minimum"], made["maximum"] = int(made["minimum"] // 1), int(-(-made["maximum"] // 1))
