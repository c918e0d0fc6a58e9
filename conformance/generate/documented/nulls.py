"""Nulls of a request: those that stand for a field left out (clause create.null-optional-fields)."""

from __future__ import annotations

from typing import Any

from conformance.generate.documented.world import World
from conformance.schema import load

REQUEST = "CreateRequest"
"""The type of the bodies that are looked at."""


def without_nulls(body: Any, world: World) -> Any:
    """``body`` without the nulls that stand for fields left out (create.null-optional-fields)."""
    if not isinstance(body, dict) or not _has_null(body):
        return body
    try:
        return load(world.revision.name).without_nulls(REQUEST, body)
    except RecursionError:
        return body


def _has_null(body: Any) -> bool:
    """Whether there is a null anywhere; without recursion, however deep ``body`` is."""
    left = [body]
    while left:
        value = left.pop()
        if value is None:
            return True
        if isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
    return False
