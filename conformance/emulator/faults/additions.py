"""Faults that send more than is documented, which clients have to pass over, and less than they may expect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import COMPLETES, DELTAS, STARTS, EditsEvents, EditsResource
from conformance.emulator.faults.fault import Frames, argument
from conformance.emulator.faults.frames import event_of
from conformance.emulator.stream import Event, frame

Json = dict[str, Any]

STEP = {"note": "Made up by the emulator.", "type": "emulator_note"}
OPTIONAL = ("previous_interaction_id", "input", "labels")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent(EditsEvents):
    """An event of a type that nobody knows, before one that is known."""

    name = "unknown-event"
    source = "clause st.unknown-events-ignored"

    number: int = argument(3, "before which event, counted from 1")

    def event(self, number: int, name: str, data: Json, call: Call) -> Iterable[Event]:
        """The event, after the unknown one if it is its turn."""
        extra: list[Event] = [("interaction.heartbeat", {"beat": 1})] if number == self.number else []
        return [*extra, (name, data)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownStep(EditsResource):
    """One more step (in the older shape: one more output) at the end, of a type that nobody knows."""

    name = "unknown-step"
    source = "clause st.unknown-events-ignored"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with one more step, where it has any."""
        blocks = next((key for key in ("steps", "outputs") if key in value), None)
        return {**value, blocks: [*value[blocks], STEP]} if blocks else value

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The stream with one more step before the end."""
        index = 0
        async for raw in frames:
            name = (event_of(raw) or ("done", {}))[0]
            index += name in STARTS
            if name in COMPLETES and call.revision is not None:
                yield frame((call.revision.start, {"index": index, call.revision.block: STEP}))
                yield frame((call.revision.stop, {"index": index}))
            yield raw


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownDelta(EditsEvents):
    """Before the deltas of each step one more, of a type that nobody knows."""

    name = "unknown-delta"
    source = "clause st.unknown-events-ignored"

    def event(self, number: int, name: str, data: Json, call: Call) -> Iterable[Event]:
        """The event, with the unknown delta after the start of a step."""
        if name not in STARTS or call.revision is None:
            return [(name, data)]
        extra = {"index": data["index"], "delta": {"beat": 1, "type": "emulator_beat"}}
        return [(name, data), (call.revision.delta, extra)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyDelta(EditsEvents):
    """Before each delta of text another one whose text is empty."""

    name = "empty-delta"
    source = "WIRE.md §4: empty signatures between deltas"

    def event(self, number: int, name: str, data: Json, call: Call) -> Iterable[Event]:
        """The event, after an empty one if it is a delta of text."""
        if name not in DELTAS or data["delta"].get("type") != "text":
            return [(name, data)]
        return [(name, {"index": data["index"], "delta": {"text": "", "type": "text"}}), (name, data)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownField(EditsResource):
    """The interaction and its usage have a field that nobody knows."""

    name = "unknown-field"
    source = "WIRE.md §2: undocumented fields appeared over time"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with more fields."""
        usage = {"usage": {**value["usage"], "emulator_units": 1}} if "usage" in value else {}
        return {**value, **usage, "emulator_note": {"beat": 1}}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownStatus(EditsResource):
    """The interaction has a status that nobody knows."""

    name = "unknown-status"
    source = "clause dm.status.enum"

    status: str = argument("paused", "the status")

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with another status."""
        return {**value, "status": self.status}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nulls(EditsResource):
    """What has no value is null instead of left out."""

    name = "nulls"
    source = "WIRE.md §2: no field is ever null"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with nulls."""
        return {**dict.fromkeys(OPTIONAL), **value}


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitArguments(EditsEvents):
    """The arguments of a function call come in several deltas, as documented; the service sends them in one."""

    name = "split-arguments"
    source = "disc.args.delta-once"
    since = "2026-05-20"

    size: int = argument(5, "characters in a delta")

    def event(self, number: int, name: str, data: Json, call: Call) -> Iterable[Event]:
        """The event, in pieces if it has arguments."""
        text = data.get("delta", {}).get("arguments")
        if name not in DELTAS or not isinstance(text, str):
            return [(name, data)]
        size = max(self.size, 1)
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        return [(name, {**data, "delta": {**data["delta"], "arguments": piece}}) for piece in pieces]


FAULTS = (
    UnknownEvent,
    UnknownStep,
    UnknownDelta,
    EmptyDelta,
    UnknownField,
    UnknownStatus,
    Nulls,
    SplitArguments,
)
