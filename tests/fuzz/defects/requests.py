"""Where things are in a create request, whatever the form of its input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = Any


def objects(value: Json) -> Iterator[dict[str, Json]]:
    """Every object in ``value``, outer ones first."""
    if isinstance(value, dict):
        yield value
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        yield from objects(item)


def tools(body: Json, kind: str) -> list[dict[str, Json]]:
    """The tools of ``kind`` that a request declares."""
    declared = body.get("tools")
    return [tool for tool in declared if _is(tool, kind)] if isinstance(declared, list) else []


def blocks(body: Json, kind: str) -> list[dict[str, Json]]:
    """The steps and contents of ``kind`` anywhere in the input."""
    return [found for found in objects(body.get("input")) if _is(found, kind)]


def config(body: Json) -> dict[str, Json]:
    """The generation_config, empty where there is none."""
    found = body.get("generation_config")
    return found if isinstance(found, dict) else {}


def _is(value: Json, kind: str) -> bool:
    return isinstance(value, dict) and value.get("type") == kind
