"""When the scripted model calls the client's functions, and with which arguments."""

from __future__ import annotations

import re
from typing import Any

from conformance.emulator.json_schema import compiled
from conformance.emulator.model.instances import instance_of
from conformance.emulator.model.prompt import Prompt

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


def calls(prompt: Prompt) -> list[Json]:
    """The calls to make now, as ``{"name", "arguments"}``; none when the model would rather answer."""
    mode, allowed = choice(prompt.config.get("tool_choice", "auto"))
    functions = [tool for tool in prompt.tools if tool["type"] == "function"]
    if allowed is not None:
        functions = [tool for tool in functions if tool["name"] in allowed]
    if mode == "none" or not functions or (prompt.results and mode != "any"):
        return []
    wanted = _asked_for(prompt.question, functions) or (functions[:1] if mode == "any" else [])
    return [call for function in wanted for call in _calls_of(function, prompt.question, len(wanted))]


def choice(tool_choice: Any) -> tuple[str, list[str] | None]:
    """``(mode, names)`` of a tool_choice in either form; names is None when all are allowed."""
    if isinstance(tool_choice, dict):
        allowed = tool_choice.get("allowed_tools", {})
        return allowed.get("mode", "auto"), allowed.get("tools")
    return tool_choice, None


def _asked_for(question: str, functions: list[Json]) -> list[Json]:
    """The functions that the question names, or else those that it has a telling word in common with."""
    named = [function for function in functions if re.search(rf"\b{re.escape(function['name'])}\b", question)]
    if named:
        return named
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", question)}
    return [function for function in functions if any(_same(key, word) for key in _keys(function) for word in words)]


def _keys(function: Json) -> set[str]:
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", function["name"])
    return {part.lower() for part in parts if part.lower() not in FILLER}


def _same(key: str, word: str) -> bool:
    return key == word or (min(len(key), len(word)) >= 4 and (key.startswith(word) or word.startswith(key)))


def _calls_of(function: Json, question: str, rivals: int) -> list[Json]:
    """One call, or one per place when the question names several and the function takes a place."""
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
        mentioned = [value for value in schema["enum"] if isinstance(value, str) and value.lower() in question.lower()]
        return mentioned[0] if mentioned else None
    kind = _kind(schema)
    if kind == "string" and PLACE_FIELDS.search(name):
        return places.pop(0) if places else "Paris"
    if kind in ("number", "integer") and numbers:
        return numbers.pop(0)
    return None


def _kind(schema: Any) -> str:
    kind = schema.get("type", "string") if isinstance(schema, dict) else "string"
    return next((str(item) for item in kind if item != "null"), "null") if isinstance(kind, list) else str(kind)


def _places(question: str) -> list[str]:
    found = PLACES.search(question)
    return re.split(r"\s*,\s*and\s+|\s*,\s*|\s+and\s+", found[1]) if found else []
