"""One event of a stream: the frame that carried it and the JSON in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

from conformance.interaction import Json
from conformance.sse import Frame

DONE = "[DONE]"


@dataclass(frozen=True)
class Event:
    """``number`` counts from 0; ``json`` is the data as an object, empty where it is not one."""

    number: int
    frame: Frame
    json: Json = field(default_factory=dict)

    @cached_property  # asked by every rule for streams, of every event
    def is_done(self) -> bool:
        """Whether this is the sentinel that ends every stream."""
        return self.frame.data == DONE

    @cached_property
    def type(self) -> str | None:
        """What the data says the event is (``event_type``); for the sentinel ``"done"``."""
        if self.is_done:
            return "done"
        value = self.json.get("event_type")
        return value if isinstance(value, str) else None

    @cached_property
    def index(self) -> int | None:
        """The index of the step that the event belongs to."""
        value = self.json.get("index")
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def delta(self) -> Json:
        """The increment that a delta event carries."""
        value = self.json.get("delta")
        return value if isinstance(value, dict) else {}

    @property
    def interaction(self) -> Json:
        """The (partial) interaction that a lifecycle event carries."""
        value = self.json.get("interaction")
        return value if isinstance(value, dict) else {}

    @property
    def block(self) -> Json:
        """The step (or content) that a start event opens."""
        value = self.json.get("step", self.json.get("content"))
        return value if isinstance(value, dict) else {}


def event_of(number: int, frame: Frame) -> Event:
    """The event in ``frame``."""
    try:
        value: object = json.loads(frame.data or "")
    except (ValueError, RecursionError):
        value = None
    return Event(number, frame, value if isinstance(value, dict) else {})


@dataclass(frozen=True, slots=True)
class Opened:
    """A step (or content block) of a stream: the event that opened it and the deltas for its index, in order."""

    start: Event
    deltas: tuple[Event, ...]

    @property
    def type(self) -> object:
        """What kind of step it is."""
        return self.start.block.get("type")

    def pieces(self, delta_type: str) -> tuple[Event, ...]:
        """The deltas of one type."""
        return tuple(event for event in self.deltas if event.delta.get("type") == delta_type)
