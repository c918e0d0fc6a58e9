"""JSON Schemas that something satisfies: built around a value, every keyword chosen so that it holds for that value."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
from hypothesis import assume
from hypothesis import strategies as st

Json = dict[str, Any]

NAMES = st.sampled_from(("name", "age", "tags", "kind", "x_1", "Größe"))
PATTERNS = {
    "^[a-z]+$": "abc",
    "^\\d{3}-\\d{4}$": "555-1234",
    "^(?:red|green)$": "red",
    "[A-Z]{2}": "xAB",
    "^v\\d+(?:\\.\\d+)*$": "v1.2",
    "^[^@]+@[^@]+$": "me@home",
    "^\\S+ \\S+$": "a b",
}
"""Regular expressions, each with a text that matches."""
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 1000),
    st.floats(-1e4, 1e4, width=16),
    st.text("abc é", max_size=8),
    st.sampled_from(sorted(PATTERNS.values())),
)


def values(depth: int) -> st.SearchStrategy[Any]:
    """Values nested at most ``depth`` levels deep."""
    if depth == 0:
        return SCALARS
    inner = values(depth - 1)
    return st.one_of(SCALARS, st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4))


@st.composite
def schemas(draw: st.DrawFn, depth: int = 2) -> Any:
    """A schema for a value nested at most ``depth`` levels deep."""
    value = draw(values(depth))
    schema = draw(around(value, depth))
    if isinstance(schema, dict) and draw(st.booleans()):
        schema = {"$defs": {"it": schema}, "$ref": "#/$defs/it"}
    return schema


@st.composite
def anything(draw: st.DrawFn) -> Any:
    """A schema for no value in particular."""
    return draw(around(draw(values(1)), 0))


@st.composite
def around(draw: st.DrawFn, value: Any, depth: int) -> Any:
    """A schema that ``value`` satisfies."""
    match draw(st.integers(0, 14)):
        case 0:
            return True if draw(st.booleans()) else {}
        case 1:
            return {"const": value}
        case 2:
            return {"enum": [*draw(st.lists(SCALARS, max_size=2)), value]}
        case 3 if depth:
            return draw(combined(value, depth))
    return {"type": draw(st.sampled_from(_types(value))), **draw(keywords(value, depth))}


def _types(value: Any) -> list[Any]:
    match value:
        case None:
            return ["null", ["string", "null"]]
        case bool():
            return ["boolean", ["null", "boolean"]]
        case int():
            return ["integer", "number", ["integer", "null"], ["string", "integer"]]
        case float():
            return ["number", ["number", "null"]]
        case str():
            return ["string", ["string", "null"]]
        case list():
            return ["array"]
    return ["object"]


@st.composite
def keywords(draw: st.DrawFn, value: Any, depth: int) -> Json:
    """Keywords beside the type that hold for ``value``."""
    match value:
        case bool() | None:
            return {}
        case int() | float():
            found = numeric(value)
        case str():
            found = textual(value)
        case list():
            found = listed(value, depth)
        case _:
            found = objective(value, depth)
    return draw(found)


@st.composite
def numeric(draw: st.DrawFn, value: float) -> Json:
    found: Json = {}
    if draw(st.booleans()):
        found[draw(st.sampled_from(("minimum", "exclusiveMinimum")))] = value - draw(st.integers(1, 5))
    if draw(st.booleans()):
        found[draw(st.sampled_from(("maximum", "exclusiveMaximum")))] = value + draw(st.integers(1, 5))
    if isinstance(value, int) and value and draw(st.booleans()):
        found["multipleOf"] = abs(value) if draw(st.booleans()) else 1
    return found


@st.composite
def textual(draw: st.DrawFn, value: str) -> Json:
    found: Json = {}
    if draw(st.booleans()):
        found["minLength"] = max(0, len(value) - draw(st.integers(0, 3)))
    if draw(st.booleans()):
        found["maxLength"] = len(value) + draw(st.integers(0, 3))
    fitting = [pattern for pattern in PATTERNS if re.search(pattern, value)]
    if draw(st.booleans()) and fitting:
        found["pattern"] = draw(st.sampled_from(fitting))
    if draw(st.integers(0, 3)) == 0 and not found:
        found["format"] = draw(st.sampled_from(("date", "date-time", "email", "uuid")))
    return found


@st.composite
def listed(draw: st.DrawFn, value: list[Any], depth: int) -> Json:
    found: Json = {}
    if draw(st.booleans()) and value:
        first = draw(st.integers(1, len(value)))
        found["prefixItems"] = [draw(around(item, depth - 1)) for item in value[:first]]
        if first == len(value) and draw(st.booleans()):
            found["items"] = False
    elif draw(st.booleans()) and value:
        found["items"] = {"anyOf": [draw(around(item, depth - 1)) for item in value]}
    if draw(st.booleans()):
        found["minItems"] = draw(st.integers(0, len(value)))
    if draw(st.booleans()):
        found["maxItems"] = len(value) + draw(st.integers(0, 2))
    if draw(st.integers(0, 3)) == 0 and value:
        found["contains"] = draw(around(draw(st.sampled_from(value)), depth - 1))
    if draw(st.integers(0, 3)) == 0 and jsonschema.Draft202012Validator({"uniqueItems": True}).is_valid(value):
        found["uniqueItems"] = True
    return found


@st.composite
def objective(draw: st.DrawFn, value: Json, depth: int) -> Json:
    described = [name for name in value if draw(st.integers(0, 3))]
    found: Json = {"properties": {name: draw(around(value[name], depth - 1)) for name in described}}
    if draw(st.booleans()):
        found["required"] = [name for name in value if draw(st.booleans())]
    if len(described) == len(value) and draw(st.booleans()):
        found["additionalProperties"] = False
    if draw(st.integers(0, 3)) == 0:
        found["minProperties"] = draw(st.integers(0, len(value)))
    if draw(st.integers(0, 3)) == 0:
        found["maxProperties"] = len(value) + draw(st.integers(0, 1))
    if len(value) > 1 and draw(st.integers(0, 3)) == 0:
        one, other = draw(st.permutations(sorted(value)))[:2]
        found["dependentRequired"] = {one: [other]}
    if draw(st.integers(0, 5)) == 0:
        found["propertyNames"] = {"maxLength": max((len(name) for name in value), default=0) + 3}
    if draw(st.integers(0, 5)) == 0:
        found["patternProperties"] = {"^x_": {"type": ["string", "number", "boolean", "null", "array", "object"]}}
    return found


@st.composite
def combined(draw: st.DrawFn, value: Any, depth: int) -> Json:
    """Several schemas that ``value`` satisfies together, or one of which it does."""
    mine, others = draw(around(value, depth - 1)), draw(st.lists(anything(), min_size=1, max_size=2))
    match draw(st.sampled_from(("anyOf", "oneOf", "allOf", "not", "if"))):
        case "anyOf":
            return {"anyOf": draw(st.permutations([mine, *others]))}
        case "oneOf":
            assume(not any(fits(other, value) for other in others))
            return {"oneOf": draw(st.permutations([mine, *others]))}
        case "allOf":
            return {"allOf": [mine, draw(around(value, depth - 1))]}
        case "not":
            assume(not fits(others[0], value))
            return {"allOf": [mine], "not": others[0]}
    rest = draw(around(value, depth - 1))
    return {"allOf": [mine], "if": others[0], **({"then": rest} if fits(others[0], value) else {"else": rest})}


def fits(schema: Any, value: Any) -> bool:
    """Whether ``value`` is valid by ``schema``, as jsonschema sees it."""
    return jsonschema.Draft202012Validator(schema).is_valid(value)
