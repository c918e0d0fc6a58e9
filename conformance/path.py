"""JSON paths of the plain kind, ``$.steps[1].content[0].text``: read, replace, remove. No wildcards, no filters."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final

_TOKEN = re.compile(r"\.([A-Za-z_][\w-]*)|\[(-?\d+)\]")


class Missing(Enum):
    """The value that a path without a value has; ``None`` is a value of JSON."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = Missing.MISSING


@lru_cache(maxsize=1024)  # checks ask for the same few hundred, again and again
def parse(path: str) -> tuple[str | int, ...]:
    """``$.a[0].b`` as ``("a", 0, "b")``; raises ``ValueError`` for anything else."""
    steps: list[str | int] = []
    position = 1
    while path.startswith("$") and position < len(path):
        token = _TOKEN.match(path, position)
        if token is None:
            break
        steps.append(token[1] if token[1] is not None else int(token[2]))
        position = token.end()
    if not path.startswith("$") or position != len(path):
        raise ValueError(f"{path!r} is not a path like $.steps[0].type")
    return tuple(steps)


def get(value: object, path: str) -> object:
    """The value at ``path``, or ``MISSING``."""
    for step in parse(path):
        value = _child(value, step)
    return value


def put(value: object, path: str, new: object) -> object:
    """A copy of ``value`` with ``new`` at ``path``; ``MISSING`` removes it. ``LookupError`` if no such parent."""
    return _put(value, parse(path), new)


def _child(value: object, step: str | int) -> object:
    if isinstance(step, str):
        return value.get(step, MISSING) if isinstance(value, dict) else MISSING
    return value[step] if isinstance(value, list) and -len(value) <= step < len(value) else MISSING


def _put(value: object, steps: tuple[str | int, ...], new: object) -> object:
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    child = _put(_child(value, step), rest, new) if rest else new
    if isinstance(step, str) and isinstance(value, dict):
        copy = {**value, step: child}
        if child is MISSING:
            del copy[step]
        return copy
    if isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
        items = list(value)
        items[step : step + 1 or None] = [] if child is MISSING else [child]
        return items
    raise LookupError(f"nothing to put {step!r} into")
