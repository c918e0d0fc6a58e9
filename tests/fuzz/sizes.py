"""How large a request is, in terms of someone who reads it."""

from __future__ import annotations

from typing import Any


def fields(value: Any) -> int:
    """The members of all objects in ``value``: what has to be read to see what it asks for."""
    if isinstance(value, dict):
        return len(value) + sum(fields(item) for item in value.values())
    return sum(fields(item) for item in value) if isinstance(value, list) else 0
