"""Choices that depend on nothing but the value they are made for, so that the same body is always mended alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

Item = TypeVar("Item")
WORD = re.compile(r"[^A-Za-z0-9_]+")
NAME_LENGTH = 60


def pick(options: Sequence[Item], value: object) -> Item:
    """One of ``options``, told by ``value``, any JSON value."""
    return options[crc32(repr(value).encode("utf-8", "surrogatepass")) % len(options)]


def kept(value: object, options: Sequence[Item]) -> Item:
    """``value`` where it is one of ``options``, else one that it tells."""
    for option in options:
        if option == value and type(option) is type(value):
            return option
    return pick(options, value)


def between(value: object, low: int, high: int) -> int:
    """A whole number as near to ``value`` as ``low`` and ``high`` allow."""
    return max(low, min(high, int(value))) if isinstance(value, int | float) else low


def word(value: object, otherwise: str) -> str:
    """``value`` as a name that every documented rule for names allows: a letter, then letters, digits and ``_``."""
    cleaned = WORD.sub("_", str(value)).strip("_")[:NAME_LENGTH]
    return cleaned if cleaned[:1].isalpha() and cleaned.isascii() else otherwise + (f"_{cleaned}" if cleaned else "")


def unique(name: str, taken: set[str]) -> str:
    """``name``, with a number behind it where it is in ``taken``; it is in there afterwards."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return found
