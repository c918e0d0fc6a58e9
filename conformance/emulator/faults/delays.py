"""Faults of the connection: late, never, cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.emulator.faults.call import Call
from conformance.emulator.faults.fault import Dropped, Fault, Frames, Layer, argument


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency(Fault):
    """Answers late, and with nothing before that: no status, no headers."""

    name = "latency"
    source = "WIRE.md: a plain answer takes 1 to 19 s"

    seconds: float = argument(1.0, "how long")

    async def before(self, call: Call) -> None:
        """Wait."""
        await call.pause(self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang(Fault):
    """Never answers: after a while, or when the client has gone, the connection is closed."""

    name = "hang"
    source = "disc.sse.resume-stuck"

    seconds: float = argument(600.0, "after how long the connection is closed")

    async def before(self, call: Call) -> None:
        """Wait, then give up."""
        await call.pause(self.seconds)
        raise Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(Fault):
    """Closes the connection instead of an answer; with at=after the work is done and stored all the
    same."""

    name = "drop"
    source = "what networks do"

    at: Literal["before", "after"] = argument("before", "before the request is handled, or after it")

    async def before(self, call: Call) -> None:
        """Close, unless the work is to be done first."""
        if self.at == "before":
            raise Dropped

    def body(self, raw: bytes, call: Call) -> bytes:
        """Close in place of the answer."""
        raise Dropped

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Close in place of the first event."""
        async for _ in frames:
            raise Dropped
        yield b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall(Fault):
    """A stream pauses before an event, with nothing in between, and then goes on."""

    name = "stall"
    source = "WIRE.md §3: up to 18 s of silence after the first events"
    layer = Layer.END
    streams_only = True

    event: int = argument(3, "before which event, counted from 1")
    seconds: float = argument(20.0, "how long")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Pause before the event."""
        number = 0
        async for raw in frames:
            number += 1
            if number == self.event:
                await call.pause(self.seconds)
            yield raw


FAULTS = (Latency, Hang, Drop, Stall)
