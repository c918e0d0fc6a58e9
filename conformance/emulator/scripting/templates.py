"""Texts with places to fill in: ``${name}``, where ``$${`` stands for a plain ``${``. Nothing is ever executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACE = re.compile(r"\$\$\{|\$\{([^{}]*)\}")
MAX_VALUE = 10_000
"""Characters of one value that are filled in: what a client sends must not multiply without bounds."""


def names_in(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every name that ``value``, plain values of any nesting, wants filled in, with the path of its text."""
    if isinstance(value, str):
        yield from ((path, found[1]) for found in PLACE.finditer(value) if found[1] is not None)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from names_in(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from names_in(item, (*path, number))


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """``value`` with every place filled in; raises ``KeyError`` for a name that is not among ``names``."""
    if isinstance(value, str):
        if "${" not in value:
            return value
        return PLACE.sub(lambda found: "${" if found[1] is None else names[found[1]][:MAX_VALUE], value)
    if isinstance(value, dict):
        return {key: filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    return value
