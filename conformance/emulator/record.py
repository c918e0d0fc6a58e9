"""A stored interaction: what was asked, what came out, independent of the revision it is shown in.

Inputs and outputs are kept as steps (the newer shape), so that a conversation may be continued or read in either
revision.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

TERMINAL = frozenset({"completed", "requires_action", "incomplete", "cancelled", "failed", "budget_exceeded"})


@dataclass(frozen=True, slots=True)
class Record:
    """One interaction. ``due`` is the unix time at which background work is done; until then what it will yield is
    already here but not shown. ``second`` and ``changed`` are unix seconds."""

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
    due: float = 0.0
    stored: bool = True
    labels: Json = field(default_factory=dict)
    errors: list[Json] = field(default_factory=list)
    delivery: Json = field(default_factory=dict)
    """How a rule wants it sent: seconds ``before`` and ``between`` events, ``cuts`` of its texts one by one, ``chunks``
    of all others."""

    @property
    def running(self) -> bool:
        """Whether there is nothing to show yet."""
        return self.status not in TERMINAL

    @property
    def resumable(self) -> bool:
        """Whether its streams carry event ids: background work and agents, as on the live service."""
        return self.background or self.agent is not None

    def to_json(self) -> Json:
        """The record as a JSON object that ``from_json`` reads; it shares its parts with the record."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, value: Json) -> Record:
        """The record that ``to_json`` wrote."""
        return cls(**value)


def settle(record: Record, now: float) -> Record:
    """``record`` as it stands at unix time ``now``: background work that is due takes its outcome.

    Work is a point in time, not a task: it survives a restart and nobody's disconnection can stop it.
    """
    if record.running and now >= record.due:
        return replace(record, status=record.outcome, changed=max(record.changed, int(record.due)))
    return record


def timestamp(second: int) -> str:
    """``second`` as ``YYYY-MM-DDTHH:MM:SSZ``."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
