"""The dated shapes of the Interactions API, oldest first. Everything else refers to them by ``since`` and ``until``.

A revision is data, never a code path: what differs between two of them is a field here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Blocks = Literal["outputs", "steps"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One dated shape of the API.

    ``name`` is the date that names it and the value of the ``Api-Revision`` header that asks for it; ``blocks`` is the
    field of an interaction that holds what was produced; the rest are the names of the stream's events and the key
    under which a start event carries its block. ``paths`` are the prefixes below which it is served, the usual one
    first. ``default_from`` is the day from which a request that names no revision gets this one. ``spoken_from`` and
    ``spoken_until`` are the days between which the live service answered in this shape to somebody: it kept adding to
    a shape while it served it, so that the days of two revisions overlap. Sources: clauses rev.rename.*,
    rev.default.*, rev.ga; the releases of google-genai; real traffic.
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
    default_from: str
    spoken_from: str
    spoken_until: str = "9999-12-31"
    status_update: str = "interaction.status_update"
    paths: tuple[str, ...] = ("/v1beta",)

    def __str__(self) -> str:
        return self.name

    def __lt__(self, other: Revision) -> bool:
        return self.name < other.name

    @property
    def prefix(self) -> str:
        """The path below which requests of this revision usually go."""
        return self.paths[0]


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
    default_from="2025-12-11",
    spoken_from="2025-12-11",
    spoken_until="2026-05-06",
)
# What came into the shape in spring 2026: typed citations (17 March), service tiers, maps, webhooks.
LATE_OUTPUTS = replace(
    LEGACY,
    name="2026-05-07",
    title="outputs, with typed citations and service tiers",
    default_from="2026-05-07",
    spoken_from="2026-03-17",
    spoken_until="2026-06-07",
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
    default_from="2026-05-26",
    spoken_from="2026-05-07",
)
NEWEST = replace(
    STEPS,
    name="2026-11-16",
    title="steps, generally available: also below /v1",
    default_from="2026-11-16",
    spoken_from="2026-06-01",
    paths=("/v1beta", "/v1"),
)
REVISIONS = (LEGACY, LATE_OUTPUTS, STEPS, NEWEST)
BY_NAME = {revision.name: revision for revision in REVISIONS}
TOLD_BY_PREFIX = {
    prefix: revision
    for revision in reversed(REVISIONS)
    for prefix in revision.paths
    if not any(prefix == older.prefix for older in REVISIONS)
}
"""The oldest revision below each prefix that is the usual one of none."""
NAMES = tuple(BY_NAME)


def revision_named(name: str) -> Revision:
    """The revision called ``name``; raises ``ValueError`` that lists the known ones."""
    try:
        return BY_NAME[name]
    except KeyError:
        raise ValueError(f"unknown revision {name!r}: known are {', '.join(BY_NAME)}") from None


def default_on(day: str) -> Revision:
    """The revision that a request without a name for one got on ``day`` (``YYYY-MM-DD``); the first before them all."""
    return [LEGACY, *(revision for revision in REVISIONS if revision.default_from <= day)][-1]


def path_revision(path: str) -> Revision | None:
    """The revision that ``path`` alone tells: the oldest below its prefix, if no older one is served there too."""
    return TOLD_BY_PREFIX.get("/" + path.strip("/").partition("/")[0])
