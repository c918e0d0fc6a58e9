"""Strings for a string schema: by format, by pattern, by length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.emulator.model.patterns import matching

Json = dict[str, Any]
Choose = Callable[[int], int]

FORMATS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "phil@example.com",
    "idn-email": "phil@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "iri": "https://example.com/",
    "uri-reference": "/example",
    "iri-reference": "/example",
    "uri-template": "/{example}",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "regex": "^example$",
    "json-pointer": "/example",
    "relative-json-pointer": "0/example",
}
WORDS = ("example", "sample", "another", "further", "more", "one", "two", "three", "four", "five", "six", "seven")


def string_for(schema: Json, shift: int, choose: Choose) -> str:
    """A string for ``schema``; each ``shift`` gives another one. Best effort where it has a pattern."""
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    if isinstance(schema.get("pattern"), str):
        return _by_pattern(schema["pattern"], least, choose)
    text = FORMATS.get(str(schema.get("format"))) or _word(shift)
    while len(text) < least:
        text += " " + WORDS[(shift + len(text)) % len(WORDS)]
    return _cut(text, shift, max(least, int(most))) if most is not None and len(text) > most else text


def _word(shift: int) -> str:
    again, place = divmod(shift, len(WORDS))
    return WORDS[place] + (f" {again + 1}" if again else "")


def _cut(text: str, shift: int, most: int) -> str:
    """The beginning of ``text``, its last letter turned on so that different shifts stay different."""
    cut = text[:most]
    return cut[:-1] + chr(ord("a") + (ord(cut[-1]) + shift) % 26) if cut and shift else cut


def _by_pattern(pattern: str, least: int, choose: Choose) -> str:
    try:
        texts = (matching(pattern, choose, more) for more in range(least + 1))
        text = next((text for text in texts if len(text) >= least), matching(pattern, choose))
    except ValueError:
        text = ""
    missing = "a" * (least - len(text))
    return text + missing if not pattern.endswith("$") else missing + text
