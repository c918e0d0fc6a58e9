"""Faults of streams that do not end as they should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from conformance.emulator.errors import ApiError
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import COMPLETES, EditsEvents
from conformance.emulator.faults.fault import Dropped, Fault, Frames, Layer, argument
from conformance.emulator.faults.frames import is_done
from conformance.emulator.json_text import compact
from conformance.emulator.stream import DONE, Event, frame

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Fault):
    """A stream breaks off after so many events: the connection is closed, or the response just ends."""

    name = "cut"
    source = "disc.stream.no-completed"
    layer = Layer.END
    streams_only = True

    event: int = argument(3, "after how many events")
    how: Literal["drop", "end"] = argument("drop", "close the connection, or end the response as if it were whole")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Those that come before the cut."""
        number = 0
        async for raw in frames:
            if number == self.event:
                break
            yield raw
            number += 1
        if self.how == "drop":
            raise Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class CutCharacter(Fault):
    """A stream breaks off inside a character of several bytes, the first one in it; where it has none, inside the last
    frame but one."""

    name = "cut-utf8"
    source = "what networks do"
    layer = Layer.END
    streams_only = True

    how: Literal["drop", "end"] = argument("drop", "close the connection, or end the response as if it were whole")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Everything before the cut."""
        before = b""
        async for raw in frames:
            wide = next((index for index, byte in enumerate(raw) if byte >= 0xC0), None)
            if wide is not None or is_done(raw):
                yield before + raw[: wide + 1] if wide is not None else before[:-4]
                break
            if before:
                yield before
            before = raw
        if self.how == "drop":
            raise Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class BareJson(Fault):
    """A stream ends in an error that is written as a bare line of JSON, outside of any frame."""

    name = "bare-json"
    source = "disc.sse.bare-json"
    layer = Layer.END
    streams_only = True

    event: int = argument(2, "after how many events")
    code: str = argument("api_error", "the code of the error")
    message: str = argument("An internal error has occurred.", "its message")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The line after some frames."""
        async for raw in first(frames, self.event):
            yield raw
        yield compact(ApiError(500, self.code, self.message).body()).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEvent(Fault):
    """A stream ends in an event of type error, as documented for what goes wrong on the way."""

    name = "error-event"
    source = "clause st.error-event"
    layer = Layer.END
    streams_only = True

    event: int = argument(3, "after how many events")
    code: str = argument("api_error", "the code of the error")
    message: str = argument("An internal error has occurred.", "its message; may be empty")
    done: bool = argument(True, "whether the sentinel follows")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The error after some frames."""
        async for raw in first(frames, self.event):
            yield raw
        yield frame(("error", ApiError(500, self.code, self.message).body()))
        if self.done:
            yield DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCompleted(EditsEvents):
    """A stream ends without the event that completes it; the sentinel comes all the same."""

    name = "no-completed"
    source = "disc.stream.no-completed"

    def event(self, number: int, name: str, data: Json, call: Call) -> Iterable[Event]:
        """Everything but that event."""
        return [] if name in COMPLETES else [(name, data)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDone(Fault):
    """A stream ends without the sentinel."""

    name = "no-done"
    source = "clause st.done-sentinel"
    layer = Layer.END
    streams_only = True

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Everything but the sentinel."""
        async for raw in frames:
            if not is_done(raw):
                yield raw


async def first(frames: Frames, number: int) -> Frames:
    """The first ``number`` frames, or those before the sentinel."""
    sent = 0
    async for raw in frames:
        if sent == number or is_done(raw):
            return
        yield raw
        sent += 1


FAULTS = (Cut, CutCharacter, BareJson, ErrorEvent, NoCompleted, NoDone)
