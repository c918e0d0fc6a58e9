"""An instance of any JSON schema: the answer of a model that was told which shape to answer in.

Several ways to fill in the schema are tried, from plain to peculiar, and the first that validates is taken. What is too
large to build, or satisfied by none of them, is refused, as the documentation allows (clause so.too-complex-400).
"""

from __future__ import annotations

from typing import Any

from conformance.emulator.errors import ApiError, invalid
from conformance.emulator.json_schema import compiled
from conformance.emulator.model.building import Builder, TooLarge

WAYS = 64
MAX_NODES = 20_000
"""How many nodes are built for one schema in all."""
LAST_RESORTS: tuple[Any, ...] = (0, True, False, None, {}, [], "", "a", 0.5, -1, 1, [0], {"a": 0})


def instance_of(schema: Any, path: str) -> Any:
    """A value that satisfies ``schema``; raises 400 naming ``path`` if none is found or it is too complex."""
    validator = compiled(schema, path)
    spent = 0
    for way in range(WAYS):
        builder = Builder(schema, way)
        try:
            built = builder.value(schema, 0)
        except TooLarge:
            if way == 0:
                raise _too_complex(path) from None
            built = None
        if validator.is_valid(built):
            return built
        spent += builder.nodes
        if spent > MAX_NODES:
            break
    for value in LAST_RESORTS:
        if validator.is_valid(value):
            return value
    raise _too_complex(path)


def _too_complex(path: str) -> ApiError:
    return invalid(f"The schema at '{path}' is too complex.")
