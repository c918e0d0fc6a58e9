"""What a check of a value against a schema finds, and the words it is told in."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong.

    ``path`` is a JSON path such as ``$.steps[1].type``, ``rule`` the JSON Schema keyword or ``discriminator``, and
    ``value`` what was found there. As text: one line with all of it.
    """

    path: str
    rule: str
    message: str
    value: object

    def __str__(self) -> str:
        return f"{self.path}: {self.message} [{self.rule}]"


def member(path: str, name: str) -> str:
    """The JSON path of the member ``name`` of what is at ``path``."""
    return f"{path}.{name}" if re.fullmatch(r"[A-Za-z_]\w*", name) else f"{path}[{json.dumps(name)}]"


def hint(value: object, known: Iterable[Any]) -> str:
    """`` (did you mean '…'?)`` when one of ``known`` is spelt much like ``value``, else nothing."""
    names = [name for name in known if isinstance(name, str)]
    close = difflib.get_close_matches(value[:80], names, 1) if isinstance(value, str) else []
    return f" (did you mean {close[0]!r}?)" if close else ""


def choice(known: Iterable[Any]) -> str:
    """The values that would have been right."""
    return f" (known: {', '.join(map(repr, known))})"


def shown(value: object, limit: int = 80) -> str:
    """``value`` on one short line: JSON, but a string in single quotes as the service writes them."""
    if isinstance(value, str):
        text = repr(value[:limit])
    else:
        try:
            text = json.dumps(value, default=str)
        except (RecursionError, ValueError):  # nested beyond Python's limit, or a number with too many digits
            text = f"a very large {type(value).__name__}"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
