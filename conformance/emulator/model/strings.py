"""Strings for a string schema: by format, by pattern where that is simple, by length."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

FORMATS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "phil@example.com",
    "idn-email": "phil@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "iri": "https://example.com/",
    "uri-reference": "/example",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "regex": "^example$",
    "json-pointer": "/example",
}
WORDS = ("example", "sample", "another", "further", "more", "one", "two", "three", "four", "five", "six", "seven")
TOKEN = re.compile(r"(\\.|\[[^\]]+\]|\.|[^\\\[\].*+?{}])(\{(\d+)(?:,\d*)?\}|[+*?])?")
CLASSES = {r"\d": "7", r"\w": "a", r"\s": " ", r"\D": "a", r"\S": "a", r"\W": "-", ".": "a"}


def string_for(schema: Json, variant: int) -> str:
    """A string for ``schema``; best effort where it has a pattern."""
    if isinstance(schema.get("pattern"), str):
        return _matching(schema["pattern"], variant)
    text = FORMATS.get(str(schema.get("format"))) or WORDS[variant % len(WORDS)]
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    while len(text) < least:
        text += " " + WORDS[(variant + len(text)) % len(WORDS)]
    return text[: max(least, int(most))] if most is not None and len(text) > most else text


def _matching(pattern: str, variant: int) -> str:
    """A text for a simple pattern: literals, classes, one level of groups with alternatives, counts."""
    body = pattern.removeprefix("^").removesuffix("$")
    body = re.sub(r"\((?:\?:)?([^()]*)\)(?![*+?{])", lambda group: _option(group[1], variant), body)
    body = _option(body, variant) if "(" not in body else body
    return "".join(_one(token[1]) * _times(token[2], token[3]) for token in TOKEN.finditer(body))


def _option(alternatives: str, variant: int) -> str:
    options = alternatives.split("|")
    return options[variant % len(options)]


def _one(token: str) -> str:
    if token.startswith("["):
        inner = token[1:-1]
        if inner.startswith("^"):
            return next(letter for letter in "aZ7-_ " if letter not in inner)
        return CLASSES.get(inner[:2], inner[0])
    return CLASSES.get(token, token[-1])


def _times(count: str | None, exactly: str | None) -> int:
    if exactly:
        return min(int(exactly), 1000)
    return 0 if count in ("*", "?") else 1
