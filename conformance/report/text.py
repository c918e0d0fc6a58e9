"""Text from a target made fit to show: nothing invisible, nothing that reorders the line, nothing without end."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from math import floor
from typing import Any

BODY_LIMIT = 6_000  # characters of a body that a reader still scrolls through
DATA_LIMIT = 400  # of the data of one event
VALUE_LIMIT = 800  # of an observed value
LINE_LIMIT = 300  # of a message in a list

# Control characters, lone surrogates and noncharacters (illegal in XML or UTF-8), and the marks that reorder text (a
# target could make `evil` read as `live`). Tab and newline stay.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    r"""The text with each character that cannot be shown safely written as `\uXXXX`."""
    return _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, and how many were left out."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text) - limit:,} more characters)"


def sentence_case(text: str) -> str:
    """The text with a capital first letter: a docstring may go on after its title in the middle of a sentence."""
    return text[:1].upper() + text[1:]


def one_line(text: str, limit: int = LINE_LIMIT) -> str:
    """The text on one line, its white space folded."""
    return cut(" ".join(text.split()), limit)


def compact(value: Any, limit: int = DATA_LIMIT) -> str:
    """A JSON value on one line; a string that stands for an unparsed body or datum as it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return cut(clean(text), limit)


def quoted(value: Any, limit: int = VALUE_LIMIT) -> str:
    """A JSON value on one line as JSON, so that "1" and 1 differ."""
    return cut(clean(json.dumps(value, ensure_ascii=False)), limit)


def pretty(value: Any, limit: int = BODY_LIMIT) -> str:
    """A JSON value, indented; a string as it is. Far beyond the limit it stays compact: indenting takes seconds."""
    if isinstance(value, str):
        return cut(clean(value), limit)
    text = json.dumps(value, ensure_ascii=False)
    if len(text) < 4 * limit:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    return cut(clean(text), limit)


def percent(fraction: float | None) -> str:
    """0.9952 as "99.5 %"; only all is "100 %"; a dash where nothing was scored."""
    if fraction is None:
        return "—"
    if fraction == 1:
        return "100 %"
    return f"{floor(fraction * 1000) / 10:g} %"


def moment(iso: str | None) -> str:
    """An ISO time as "21 November 2026, 22:00 UTC"; what is no ISO time as it is."""
    if not iso:
        return "unknown"
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return cut(iso, 40)
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def seconds(duration: float | None) -> str:
    """A duration as "12 ms" or "1.25 s"; empty where it was not recorded."""
    if duration is None:
        return ""
    return f"{duration * 1000:.0f} ms" if duration < 1 else f"{duration:.2f} s"
