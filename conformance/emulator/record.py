"""A stored interaction: what was asked, what came out, independent of the revision it is shown in.

Inputs and outputs are kept as steps (the newer shape), so that a conversation may be continued or read in either
revision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

Json = dict[str, Any]

TERMINAL = frozenset({"completed", "requires_action", "incomplete", "cancelled", "failed", "budget_exceeded"})


# Nobody changes one, but frozen it takes four times as long to make, which every create does.
@dataclass(slots=True)
class Record:
    """One interaction. ``second`` and ``changed`` are unix seconds. Work takes from ``begins`` to ``due`` (unix time):
    what it will yield is here from the start, and ``settle`` says how much of it there is at a given time."""

    id: str
    owner: str
    second: int
    changed: int
    status: str
    outcome: str
    input: list[Json]
    steps: list[Json]
    usage: Json
    service_tier: str
    model: str | None = None
    agent: str | None = None
    previous: str | None = None
    background: bool = False
    begins: float = 0.0
    due: float = 0.0
    stored: bool = True
    labels: Json = field(default_factory=dict)
    environment_id: str = ""
    webhook: Json = field(default_factory=dict)
    errors: list[Json] = field(default_factory=list)
    names_previous: bool = True
    """Whether answers name what it continues (see ``flavor``)."""
    delivery: Json = field(default_factory=dict)
    """How a rule wants it sent: seconds ``before`` and ``between`` events, ``cuts`` of its texts one by one, ``chunks``
    of all others."""

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self.status not in TERMINAL

    @property
    def resumable(self) -> bool:
        """Whether its streams carry event ids: background work and agents, as on the live service."""
        return self.background or self.agent is not None

    def to_json(self) -> Json:
        """The record as a JSON object that ``from_json`` reads, which shares its parts with the record.

        Its id and owner are left out, under which it is kept, and what is as it nearly always is.
        """
        value: Json = {
            "second": self.second,
            "changed": self.changed,
            "status": self.status,
            "outcome": self.outcome,
            "input": self.input,
            "steps": self.steps,
            "usage": self.usage,
            "service_tier": self.service_tier,
            "model": self.model,
            "begins": self.begins,
            "due": self.due,
        }
        if self.agent is not None:
            value["agent"] = self.agent
        if self.previous is not None:
            value["previous"] = self.previous
        if self.background:
            value["background"] = True
        if not self.stored:
            value["stored"] = False
        if self.labels:
            value["labels"] = self.labels
        if self.environment_id:
            value["environment_id"] = self.environment_id
        if self.webhook:
            value["webhook"] = self.webhook
        if self.errors:
            value["errors"] = self.errors
        if not self.names_previous:
            value["names_previous"] = False
        if self.delivery:
            value["delivery"] = self.delivery
        return value

    @classmethod
    def from_json(cls, id: str, owner: str, value: Json) -> Record:  # noqa: A002 - its name on the wire
        """The record of that id and owner that ``to_json`` wrote."""
        return cls(id, owner, **value)


def settle(record: Record, now: float) -> Record:
    """``record`` as it stands at unix time ``now``: queued, with the steps that are done by then, or with its outcome.

    Work is a span of time, not a task: it survives a restart, and nobody's disconnection can stop it. Its steps become
    done one after the other at equal distances, the last one when it is due.
    """
    if not record.running:
        return record
    if now >= record.due:
        changed = max(record.changed, int(record.due)) if record.background else record.changed
        # replace() would take twice as long.
        settled = record.to_json() | {"status": record.outcome, "changed": changed}
        return Record.from_json(record.id, record.owner, settled)
    if now < record.begins:
        return replace(record, status="queued", steps=[])
    done = int(len(record.steps) * (now - record.begins) / (record.due - record.begins))
    return replace(record, status="in_progress", steps=record.steps[:done])


def ended(record: Record) -> Record:
    """``record`` as it will stand in the end, if nobody cancels it."""
    return settle(record, math.inf)


@lru_cache(maxsize=1000)
def timestamp(second: int) -> str:
    """``second`` as ``YYYY-MM-DDTHH:MM:SSZ``."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
