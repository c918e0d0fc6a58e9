"""A cassette as YAML text: every string comes back exactly, and what people read is a literal block.

Written here and not by PyYAML, whose dumper folds long lines, loses the character U+0085 in blocks, and would write a
stream that uses CRLF as one endless line. The text depends on nothing but the values.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping

STEP = "  "

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.-]*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_ODD = re.compile("[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not print, or takes for an end of line."""
_ESCAPED = re.compile('[\\\\"\n\t]|' + _ODD.pattern)
_NAMES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def written(value: object, indent: str = "") -> str:
    """``value``, a mapping or list of mappings, as lines of YAML. What is a ``Flow`` takes one line."""
    return "".join(_lines(value, indent))


class Flow(dict[str, object]):
    """A mapping on one line."""


def _lines(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            text = written(item, indent + STEP)
            yield f"{indent}- {text.removeprefix(indent + STEP)}"
        return
    assert isinstance(value, Mapping)
    for name, item in value.items():
        key = f"{indent}{_inline(name)}:"
        if item and (_nested(item) or (isinstance(item, list) and isinstance(item[0], Mapping))):
            yield f"{key}\n{written(item, indent + STEP)}"
        elif isinstance(item, str):
            yield f"{key} {_text(item, indent + STEP)}\n"
        else:
            yield f"{key} {_inline(item)}\n"


def _nested(item: object) -> bool:
    return isinstance(item, Mapping) and not isinstance(item, Flow)


def _inline(value: object) -> str:
    """``value`` on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_inline(name)}: {_inline(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bytes):
        return f'!!binary "{base64.b64encode(value).decode()}"'
    if isinstance(value, str):
        return _quoted(value)
    return "null" if value is None else repr(value).lower()  # numbers, and true and false


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if not _ODD.search(text) and "\n" not in text and "\t" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _text(text: str, indent: str) -> str:
    """A text as a block where it can be one, and as several lines in quotes where it has to be escaped."""
    if "\n" not in text and '"' not in text:
        return _quoted(text)
    if _ODD.search(text) or not text.strip("\n"):
        return _in_lines(text, indent)
    hint = "2" if text[0] in " \t\n" else ""
    rest = len(text) - len(text.rstrip("\n"))
    chomp = "-" if rest == 0 else "" if rest == 1 else "+"
    lines = text.split("\n") if rest == 0 else text[:-1].split("\n")
    return f"|{hint}{chomp}\n" + "\n".join(indent + line if line else "" for line in lines)


def _in_lines(text: str, indent: str) -> str:
    """A text in quotes, a line for each of its lines."""
    lines = [_ESCAPED.sub(_escape, line) for line in text.splitlines(keepends=True) or [""]]
    protected = [f"\\{line}" if line.startswith(" ") else line for line in lines]
    return '"' + f"\\\n{indent}".join(protected) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    number = ord(character)
    width, letter = (2, "x") if number < 0x100 else (4, "u") if number < 0x10000 else (8, "U")
    return _NAMES.get(character) or f"\\{letter}{number:0{width}x}"
