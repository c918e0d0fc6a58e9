"""Schemas in a few words, for people: ``list of Step``, ``integer ≥ 0``, ``"text"``."""

from __future__ import annotations

import json
from typing import Any

BOUNDS = {"minimum": "≥ {}", "maximum": "≤ {}", "minLength": "of length ≥ {}", "minItems": "of length ≥ {}"}


def described(schema: Any, limit: int = 8) -> str:
    """What a value of ``schema`` is; of more than ``limit`` values or branches the rest is counted."""
    if isinstance(schema, bool) or schema == {}:
        return "nothing" if schema is False else "anything"
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2].removesuffix(".json"))
    if "const" in schema or "enum" in schema:
        return _listed([json.dumps(value, ensure_ascii=False) for value in values_of(schema) or []], limit)
    if is_union(schema):
        return _listed([described(branch, limit) for branch in schema["anyOf"]], limit)
    return " ".join([_kind(schema, limit), *_bounds(schema)])


def values_of(schema: dict[str, Any]) -> list[Any] | None:
    """The values that are allowed, if they are listed."""
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def is_union(schema: dict[str, Any]) -> bool:
    """Whether a value has one of several forms; alternatives among required fields are not forms."""
    return bool(schema.get("anyOf")) and not alternatives(schema, "anyOf")


def alternatives(schema: dict[str, Any], rule: str) -> list[list[str]]:
    """The sets of fields of which at least one (``anyOf``) or exactly one (``oneOf``) has to be there."""
    branches = [branch for branch in schema.get(rule, ()) if isinstance(branch, dict) and "required" in branch]
    return [branch["required"] for branch in branches if not branch.keys() & {"$ref", "type", "properties"}]


def _kind(schema: dict[str, Any], limit: int) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "anything")
    if kind == "array":
        return f"list of {described(schema.get('items', True), limit)}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {described(schema['additionalProperties'], limit)}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _bounds(schema: dict[str, Any]) -> list[str]:
    bounds = [text.format(schema[key]) for key, text in BOUNDS.items() if key in schema]
    if "pattern" in schema:
        bounds.append(str(schema.get("format") or f"like {schema['pattern']}"))
    for rule, words in (("oneOf", "one"), ("anyOf", "at least one")):
        names = [" and ".join(fields) for fields in alternatives(schema, rule)]
        bounds += [f"with {words} of {', '.join(names)}"] if names else []
    for name, needed in schema.get("dependentRequired", {}).items():
        bounds.append(f"with {name} only beside {' and '.join(needed)}")
    return bounds


def _listed(names: list[str], limit: int) -> str:
    if len(names) > limit:
        names = [*names[: limit - 1], f"{len(names) - limit + 1} more"]
    return " or ".join(names)
