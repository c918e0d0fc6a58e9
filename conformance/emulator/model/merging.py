"""Two JSON schemas as one that asks for both, as far as keywords can be put together.

What cannot be put together (two patterns, two ``contains``) keeps the second; whoever builds by the result checks what
was built.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from math import lcm
from typing import Any

Json = dict[str, Any]

GREATER = frozenset(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"))
SMALLER = frozenset(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"))
NESTED = frozenset(("items", "additionalProperties", "propertyNames", "additionalItems", "unevaluatedProperties"))
MAPPED = frozenset(("properties", "patternProperties", "dependentSchemas"))


def merged(one: Json, other: Json) -> Json:
    """A schema that both ``one`` and ``other`` are in."""
    both = {**one, **other}
    for key in one.keys() & other.keys():
        both[key] = _joined(key, one[key], other[key])
    return both


def both_of(one: Any, other: Any) -> Any:
    """A schema for what satisfies both; either may be a boolean."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one if one == other else {"allOf": [one, other]}


def _joined(key: str, one: Any, other: Any) -> Any:
    if key in GREATER | SMALLER and not isinstance(one, bool) and not isinstance(other, bool):
        return max(one, other) if key in GREATER else min(one, other)
    if key in NESTED:
        return both_of(one, other)
    if key in MAPPED and isinstance(one, dict) and isinstance(other, dict):
        return {name: both_of(one.get(name, True), other.get(name, True)) for name in {**one, **other}}
    match key:
        case "required":
            return list(dict.fromkeys([*one, *other]))
        case "type":
            return _types(one, other)
        case "enum":
            known = [json.dumps(value, sort_keys=True) for value in other]
            return [value for value in one if json.dumps(value, sort_keys=True) in known] or other
        case "not":
            return {"anyOf": [one, other]}
        case "multipleOf" if isinstance(one, int) and isinstance(other, int):
            return lcm(one, other)
        case "prefixItems":
            return [both_of(mine, yours) for mine, yours in zip_longest(one, other, fillvalue=True)]
        case "allOf":
            return [*one, *other]
        case "dependentRequired":
            return {name: [*one.get(name, []), *other.get(name, [])] for name in {**one, **other}}
        case "uniqueItems":
            return one or other
    return other


def _types(one: Any, other: Any) -> Any:
    mine, yours = ([kinds] if isinstance(kinds, str) else list(kinds) for kinds in (one, other))
    common = [kind for kind in mine if kind in yours or (kind == "integer" and "number" in yours)]
    common += [kind for kind in yours if kind == "integer" and "number" in mine and kind not in common]
    return common or other
