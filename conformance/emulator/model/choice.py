"""Which of several functions a question asks for, and the arguments that it gives them."""

from __future__ import annotations

import re
from typing import Any

from conformance.emulator.json_schema import compiled
from conformance.emulator.model.instances import instance_of
from conformance.emulator.model.mentions import mentioned

Json = dict[str, Any]

FILLER = frozenset(
    ("get", "set", "fetch", "find", "create", "make", "run", "do", "the", "a", "an", "of", "for", "to", "current", "by")
)
PLACE_FIELDS = re.compile(r"location|city|place|town|destination|address", re.IGNORECASE)
PLACES = re.compile(
    r"\b(?:in|for|at|of|to|from)\s+((?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+)*"
    r"(?:(?:\s*,\s*and|\s*,|\s+and)\s+(?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+)*)*)"
)
NUMBER = re.compile(r"(?<![\w.])-?\d{1,15}(?:\.\d{1,15})?(?![\w])")


def asked_for(question: str, functions: list[Json]) -> list[Json]:
    """The functions that the question names, or else those that it has a telling word in common with."""
    named = [function for function in functions if re.search(rf"\b{re.escape(function['name'])}\b", question)]
    if named:
        return named
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", question)}
    return [function for function in functions if any(_same(key, word) for key in _keys(function) for word in words)]


def arguments_for(function: Json, question: str, rivals: int) -> list[Json]:
    """The calls of ``function``, as ``{"name", "arguments"}``: one, or one for each place or group of numbers.

    ``rivals`` is how many functions are called in the turn. Raises 400 for parameters that are no JSON schema or too
    complex to fill in.
    """
    schema = function.get("parameters", {})
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    places = _places(question)
    takes_place = any(PLACE_FIELDS.search(name) for name in properties)
    groups = [[place] for place in places] if takes_place and places else [places]
    numbers = [float(found) if "." in found else int(found) for found in NUMBER.findall(question)]
    width = sum(_kind(item) in ("number", "integer") for item in properties.values())
    if not takes_place and width and rivals == 1 and len(numbers) > width and len(numbers) % width == 0:
        chunks = [numbers[start : start + width] for start in range(0, len(numbers), width)]
        return [_call(function, schema, [], chunk, question) for chunk in chunks]
    return [_call(function, schema, group, numbers, question) for group in groups]


def _keys(function: Json) -> set[str]:
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", function["name"])
    return {part.lower() for part in parts if part.lower() not in FILLER}


def _same(key: str, word: str) -> bool:
    return key == word or (min(len(key), len(word)) >= 4 and (key.startswith(word) or word.startswith(key)))


def _call(function: Json, schema: Any, places: list[str], numbers: list[Any], question: str) -> Json:
    arguments = _arguments(schema, list(places), list(numbers), question)
    return {"name": function["name"], "arguments": arguments}


def _arguments(schema: Any, places: list[str], numbers: list[Any], question: str) -> Json:
    """Arguments taken from the question, completed from the schema and valid by it wherever that is possible."""
    whole = instance_of(schema, "parameters") if schema else {}
    if not isinstance(schema, dict) or not isinstance(whole, dict):
        return {}
    found = {}
    for name, item in schema.get("properties", {}).items():
        value = _from_question(name, item if isinstance(item, dict) else {}, places, numbers, question)
        if value is not None:
            found[name] = value
        elif name in schema.get("required", []):
            found[name] = whole.get(name)
    return found if compiled(schema, "parameters").is_valid(found) else whole


def _from_question(name: str, schema: Json, places: list[str], numbers: list[Any], question: str) -> Any:
    if schema.get("enum"):
        named = [value for value in schema["enum"] if isinstance(value, str) and value.lower() in question.lower()]
        return named[0] if named else None
    kind = _kind(schema)
    if kind == "string" and PLACE_FIELDS.search(name):
        return places.pop(0) if places else "Paris"
    if kind in ("number", "integer") and numbers:
        return numbers.pop(0)
    return mentioned(name, schema, question)


def _kind(schema: Any) -> str:
    kind = schema.get("type", "string") if isinstance(schema, dict) else "string"
    return next((str(item) for item in kind if item != "null"), "null") if isinstance(kind, list) else str(kind)


def _places(question: str) -> list[str]:
    found = PLACES.search(question)
    return re.split(r"\s*,\s*and\s+|\s*,\s*|\s+and\s+", found[1]) if found else []
