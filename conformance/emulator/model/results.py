"""Telling the user what the client's functions returned."""

from __future__ import annotations

import json
from typing import Any

from conformance.emulator.model.prompt import Json, Prompt, text_of


def told(prompt: Prompt) -> str:
    """One sentence for each result that the client just handed in."""
    return " ".join(_sentence(result, prompt.call(result["call_id"])) for result in prompt.results)


def _sentence(result: Json, call: Json) -> str:
    value = plain(result.get("result"))
    name = str(result.get("name") or call.get("name") or "function")
    place = next((item for item in call.get("arguments", {}).values() if isinstance(item, str)), None)
    if result.get("is_error"):
        return f"Calling {name} failed: {value}"
    if value.endswith((".", "!", "?")):
        return value
    subject = name.removeprefix("get_").removeprefix("get").replace("_", " ").strip().lower() or name
    where = f" in {place}" if place else ""
    return f"The {subject}{where} is {value}."


def plain(value: Any) -> str:
    """A result as words: values of an object after each other, with their names unless there is only one."""
    if isinstance(value, str):
        parsed = _parsed(value)
        return value if parsed is None else plain(parsed)
    if isinstance(value, dict):
        if len(value) == 1:
            return plain(next(iter(value.values())))
        return ", ".join(f"{key.replace('_', ' ')} {plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        if all(isinstance(item, dict) and "type" in item for item in value):
            pictures = sum(item["type"] == "image" for item in value)
            seen = f"{pictures} image{'s' if pictures > 1 else ''} attached" if pictures else ""
            return ", ".join(part for part in (text_of({"content": value}), seen) if part)
        return ", ".join(plain(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    """The object in ``text`` if it holds JSON, else None."""
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
