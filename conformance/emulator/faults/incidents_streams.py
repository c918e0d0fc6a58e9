"""What went wrong with streams of the live service, each by the id of its discrepancy."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from conformance.emulator.errors import ApiError, FrontEndError
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import COMPLETES, STOPS, EditsEvents, EditsResource, without
from conformance.emulator.faults.endings import NoCompleted, first
from conformance.emulator.faults.fault import Answer, Dropped, Fault, Frames, Layer, argument
from conformance.emulator.faults.frames import event_of, is_done
from conformance.emulator.json_text import compact
from conformance.emulator.record import timestamp
from conformance.emulator.stream import Event, frame

Json = dict[str, Any]

BLOCKED = ApiError(400, "prohibited_content", "The request was blocked: it asks for prohibited content.")
CUT_OFF = FrontEndError(503, "UNAVAILABLE", "The service is currently unavailable.")
SIGNATURES = (b"Request contains an invalid argument.", b"Corrupted thought signature.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredAsBareJson(Fault):
    """A refusal by the content filter: a stream ends after its first two events in a bare line of JSON, without error
    event, completion or sentinel; a unary create is refused with 400 prohibited_content. Nothing is stored."""

    name = "disc.sse.bare-json"
    source = "googleapis/js-genai#1973, 2026-09-22"
    layer = Layer.END
    since = "2026-05-20"

    def applies(self, call: Call) -> bool:
        """Creates are filtered."""
        return call.operation == "create" and bool(call.owner)

    def refuse(self, call: Call) -> None:
        """Refuse what is not streamed."""
        if not call.streamed:
            raise BLOCKED

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Two events and the line; then the interaction is forgotten."""
        async for raw in first(frames, 2):
            yield raw
            forget(raw, call)
        yield compact(BLOCKED.body()).encode() + b"\n"


def forget(raw: bytes, call: Call) -> None:
    """Remove the interaction that an opening event names."""
    named = (event_of(raw) or ("", {}))[1].get("interaction", {}).get("id")
    if named and call.record(named):
        call.service.delete(named, call.owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutAfterTenMinutes(Fault):
    """A stream that takes longer than ten minutes ends then, in a bare JSON array with a 503 in the shape of the front
    end."""

    name = "disc.sse.10min-cut"
    source = "discuss.ai.google.dev 143098, 2026-05"
    layer = Layer.END
    streams_only = True

    seconds: float = argument(600.0, "after how long it is cut")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """What comes in time, and the array."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.seconds
        coming = aiter(frames)
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    raw = await anext(coming)
            except StopAsyncIteration:
                return
            except TimeoutError:
                yield compact(CUT_OFF.body()).encode() + b"\n"
                return
            yield raw


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeStuck(EditsEvents):
    """A stream that is got again sends its first two events and then nothing, until it is cut; of the deltas only every
    second one has an event_id."""

    name = "disc.sse.resume-stuck"
    source = "discuss.ai.google.dev 143099, 2026-05"

    seconds: float = argument(600.0, "after how long the connection is closed")

    def event(self, number: int, name: str, data: Json, call: Call) -> Iterable[Event]:
        """The event, without its id if it is an odd delta."""
        return [(name, without(data, "event_id") if "delta" in data and number % 2 else data)]

    def frames(self, frames: Frames, call: Call) -> Frames:
        """Two events of a stream that is got; of one that is created, all."""
        edited = EditsEvents.frames(self, frames, call)
        return self._stuck(edited, call) if call.operation == "get" else edited

    async def _stuck(self, frames: Frames, call: Call) -> Frames:
        async for raw in first(frames, 2):
            yield raw
        await call.pause(self.seconds)
        raise Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageMissing(EditsResource):
    """The event that completes a Deep Research stream has no usage, and for some seconds a get has none either."""

    name = "disc.stream.usage-missing"
    source = "enricoros/big-AGI#1143, 2026-08"

    seconds: int = argument(3, "for how long a get has none either")

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction of an agent without its usage, at first."""
        if "deep-research" not in value.get("agent", ""):
            return value
        settled = timestamp(int(call.service.settings.clock()) - self.seconds)
        is_fresh = call.streamed or value.get("updated", "") > settled
        return without(value, "usage") if is_fresh else value


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutCompleted(NoCompleted):
    """A stream ends without the event that completes it: whether it did is only known from a get."""

    name = "disc.stream.no-completed"
    source = "LionSR/TeXRA#6550, 2026-06"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAsEvent(Fault):
    """With stream set, a bad thought signature is refused with 400 as it should be, but the body is an event of type
    error."""

    name = "disc.err.sse-400"
    source = "tinkerindustries/agent-harness, 2026-08-21"
    layer = Layer.FRAMES
    streams_only = True

    of: Literal["signature", "any"] = argument("signature", "which refusals")

    def applies(self, call: Call) -> bool:
        """Creates only."""
        return call.operation == "create"

    def refusal(self, refused: Answer, call: Call) -> Answer:
        """The refusal as an event."""
        concerned = self.of == "any" or any(message in refused.body for message in SIGNATURES)
        if refused.status != 400 or not concerned:
            return refused
        headers = {**refused.headers, "content-type": "text/event-stream"}
        return Answer(400, headers, b"event: error\ndata: " + refused.body + b"\n\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyError(Fault):
    """A stream of Deep Research ends in an event of type error whose code is deadline_exceeded and whose message is
    empty."""

    name = "disc.dr.empty-error"
    source = "googleapis/python-genai#1871, 2025-12"
    layer = Layer.END
    streams_only = True

    event: int = argument(2, "after how many events")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The error after some events, if the stream is an agent's."""
        ours, number = call.agent.startswith("deep-research"), 0
        async for raw in frames:
            if ours and (number == self.event or is_done(raw)):
                yield frame(("error", ApiError(504, "deadline_exceeded", "").body()))
                return
            yield raw
            number += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWithoutStart(Fault):
    """A stream that is got begins with the stop of a step whose start and deltas were in the part that came before."""

    name = "disc.sdk.step-stop-without-start"
    source = "a client that crashed, 2026-08-28"
    streams_only = True

    def applies(self, call: Call) -> bool:
        """Gets only."""
        return call.operation == "get"

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """From the first stop on."""
        begun = False
        async for raw in frames:
            event = event_of(raw)
            begun = begun or event is None or event[0] in STOPS + COMPLETES
            if begun:
                yield raw


@dataclass(frozen=True, slots=True, kw_only=True)
class _AsEver(Fault):
    """What clients fall over although it is documented: the emulator does it with or without the fault."""

    streams_only = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IdsOfOpeningOnly(_AsEver):
    """Only the events that open, update and complete an interaction have its id, those of steps do not. The emulator
    always sends it so."""

    name = "disc.ids.location"
    source = "google/adk-python#5169, 2026-04"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneIsNoJson(_AsEver):
    """The last data line of a stream is [DONE], which is no JSON object. The emulator always sends it so."""

    name = "disc.sdk.done-json"
    source = "clients that parsed every data line, 2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedByEventType(_AsEver):
    """Events are named by event_type and by the names of their revision; they have no field type. The emulator always
    sends them so."""

    name = "disc.sdk.event-type"
    source = "clients that read other names, 2026-06..08"


FAULTS = (
    FilteredAsBareJson,
    CutAfterTenMinutes,
    ResumeStuck,
    UsageMissing,
    WithoutCompleted,
    RefusedAsEvent,
    EmptyError,
    StopWithoutStart,
    IdsOfOpeningOnly,
    DoneIsNoJson,
    NamedByEventType,
)
