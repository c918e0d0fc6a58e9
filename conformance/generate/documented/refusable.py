"""What is valid and granted, and yet a server may refuse: by which clause.

Where the target was seen to grant something of the kind (``probes``), it has to grant it always.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.generate.documented.nulls import REQUEST, without_nulls
from conformance.generate.documented.permitted import PERMITTED
from conformance.generate.documented.world import World
from conformance.schema import load

Json = dict[str, Any]


def refusable(body: Any, world: World) -> str | None:
    """The clause by which a server may refuse ``body``; None where it has to accept it.

    Says nothing of what is not granted: a body that the schemas refuse has none, either.
    """
    body = without_nulls(body, world)
    if not load(world.revision.name).is_valid(REQUEST, body, "request"):
        return None
    for one in PERMITTED:
        if one.clause not in world.takes and one.shows(body, world):
            return one.clause
    return None


def probes(world: World) -> Iterator[tuple[str, Json]]:
    """Least requests, each with the clause that the target takes up if it accepts the request (``World.taking``)."""
    for one in PERMITTED:
        if one.probe is not None:
            fields = one.probe(world)
            if fields:
                yield one.clause, {"model": world.models["text"], "input": "Hello.", **fields}
