"""Two kinds of faults that many are of: those that edit events one by one, and those that edit the resource."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conformance.emulator.faults.call import Call
from conformance.emulator.faults.fault import Fault, Frames
from conformance.emulator.faults.frames import edited
from conformance.emulator.stream import Event

Json = dict[str, Any]

RESOURCE = ("create", "get", "cancel")
STARTS = ("step.start", "content.start")
DELTAS = ("step.delta", "content.delta")
STOPS = ("step.stop", "content.stop")
OPENS = ("interaction.created", "interaction.start")
COMPLETES = ("interaction.completed", "interaction.complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditsEvents(Fault):
    """A fault of single events."""

    streams_only = True

    def event(self, number: int, name: str, data: Json, call: Call) -> Iterable[Event | bytes]:
        """What is sent in place of the event of that number, counted from 1."""
        raise NotImplementedError

    def frames(self, frames: Frames, call: Call) -> Frames:
        """Each event as ``event`` has it."""
        return edited(frames, lambda number, name, data: self.event(number, name, data, call))


@dataclass(frozen=True, slots=True, kw_only=True)
class EditsResource(Fault):
    """A fault of the interaction, as a unary answer and as the last event of a stream."""

    def interaction(self, value: Json, call: Call) -> Json:
        """What is sent in place of ``value``."""
        raise NotImplementedError

    def answer(self, value: Any, call: Call) -> Any:
        """The interaction as ``interaction`` has it."""
        is_one = call.operation in RESOURCE and isinstance(value, dict) and "status" in value
        return self.interaction(value, call) if is_one else value

    def frames(self, frames: Frames, call: Call) -> Frames:
        """The interaction in the last event likewise."""

        def edit(_: int, name: str, data: Json) -> Iterable[Event]:
            if name in COMPLETES:
                data = {**data, "interaction": self.interaction(data["interaction"], call)}
            return [(name, data)]

        return edited(frames, edit)


def without(value: Json, *keys: str) -> Json:
    """``value`` without ``keys``."""
    return {key: item for key, item in value.items() if key not in keys}
