"""The dated shapes of the Interactions API, oldest first. Everything else refers to them by ``since`` and ``until``.

A revision is data, never a code path: what differs between two of them is a field here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Blocks = Literal["outputs", "steps"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One dated shape of the API.

    ``name`` is the date that names it and the value of the ``Api-Revision`` header that asks for it; ``blocks`` is the
    field of an interaction that holds what was produced; the rest are the names of the stream's events and the key
    under which a start event carries its block. ``spoken_from`` and ``spoken_until`` are the days between which the
    live service answered in this shape to somebody. Sources: clauses rev.rename.*, rev.default.*; real traffic.
    """

    name: str
    title: str
    blocks: Blocks
    created: str
    completed: str
    start: str
    delta: str
    stop: str
    block: str
    status_update: str = "interaction.status_update"
    prefix: str = "/v1beta"
    spoken_from: str = "2025-12-11"
    spoken_until: str = "9999-12-31"

    def __str__(self) -> str:
        return self.name

    def __lt__(self, other: Revision) -> bool:
        return self.name < other.name


LEGACY = Revision(
    name="2025-12-11",
    title="first beta: outputs and content.* events",
    blocks="outputs",
    created="interaction.start",
    completed="interaction.complete",
    start="content.start",
    delta="content.delta",
    stop="content.stop",
    block="content",
    spoken_until="2026-06-12",
)
STEPS = Revision(
    name="2026-05-20",
    title="steps and step.* events",
    blocks="steps",
    created="interaction.created",
    completed="interaction.completed",
    start="step.start",
    delta="step.delta",
    stop="step.stop",
    block="step",
    spoken_from="2026-05-07",
)
REVISIONS = (LEGACY, STEPS)
# Every dated shape that there are schemas for; the suite plays the ones in REVISIONS.
NAMES = ("2025-12-11", "2026-05-07", "2026-05-20", "2026-11-16")
NEWEST = REVISIONS[-1]
BY_NAME = {revision.name: revision for revision in REVISIONS}


def revision_named(name: str) -> Revision:
    """The revision called ``name``; raises ``ValueError`` that lists the known ones."""
    try:
        return BY_NAME[name]
    except KeyError:
        raise ValueError(f"unknown revision {name!r}: known are {', '.join(BY_NAME)}") from None
