"""What a body can be made to do that the documentation forbids, beyond what the schemas already say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.generate.case import Level
from conformance.generate.documented.granting import granted
from conformance.generate.documented.world import World

Json = dict[str, Any]
Commit = Callable[[Json, World], Iterator[tuple[Json, str]]]
Shows = Callable[[Json, World], bool]

NEVER = "9999"


@dataclass(frozen=True, slots=True)
class Sin:
    """One thing that is forbidden although the schemas allow it.

    ``reason`` says what, and tells sins apart. ``commits`` makes bodies that do it out of one that is granted, each
    with the place of it, nothing where that can't be; ``shows`` whether a body, valid by the schemas, does it.
    Revisions from ``since`` on and before ``until`` forbid it.
    """

    reason: str
    clauses: str
    level: Level
    commits: Commit
    shows: Shows
    since: str = ""
    until: str = NEVER

    def is_of(self, world: World) -> bool:
        """Whether it is one at the world's revision."""
        return self.since <= world.revision.name < self.until


def but(body: Json, **fields: object) -> Json:
    """``body`` with ``fields``; ``...`` leaves one out."""
    return {name: value for name, value in {**body, **fields}.items() if value is not ...}


def config_of(body: Json) -> Json:
    """The generation config of ``body``."""
    config: Json = body.get("generation_config", {})
    return config


def tools_of(body: Json) -> list[Json]:
    """The tools of ``body``."""
    tools: list[Json] = body.get("tools", [])
    return tools


def of_model(body: Json, world: World) -> Json:
    """``body`` as one that asks a model for text, granted, without what else a model or an agent alone is asked."""
    config = {name: value for name, value in config_of(body).items() if not name.endswith("_config")}
    left = but(
        body,
        agent=...,
        agent_config=...,
        environment=...,
        response_format=...,
        response_mime_type=...,
        response_modalities=...,
        model=world.models["text"],
        generation_config=config or ...,
    )
    return granted(left, world)
