"""Faults of how a stream is written: frames and chunks, line ends, comments. Most are legal, and trip parsers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.emulator.faults.call import Call
from conformance.emulator.faults.fault import Fault, Frames, Layer, argument
from conformance.emulator.faults.frames import is_done

ENDS = {"crlf": b"\r\n", "cr": b"\r"}
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments(Fault):
    """Comment lines between the frames, as servers send to keep a connection alive."""

    name = "comments"
    source = "clause st.no-keepalive-doc"
    layer = Layer.FRAMES
    streams_only = True

    text: str = argument("keep-alive", "what the comment says")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """A comment before each frame."""
        async for raw in frames:
            yield b": " + self.text.encode() + b"\n\n" + raw


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEnds(Fault):
    """Lines end in CR LF, or in CR alone: both are line ends of an event stream."""

    name = "line-ends"
    source = "WHATWG HTML, event stream grammar"
    layer = Layer.FRAMES
    streams_only = True

    end: Literal["crlf", "cr"] = argument("crlf", "the line end")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Frames with other line ends."""
        async for raw in frames:
            yield raw.replace(b"\n", ENDS[self.end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Fault):
    """Chunks end anywhere: in the middle of a frame, a line end or a character."""

    name = "split"
    source = "what networks do"
    layer = Layer.BYTES
    streams_only = True

    size: int = argument(7, "bytes in a chunk")

    def __post_init__(self) -> None:
        if not self.size:
            raise ValueError("size is at least 1")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Chunks of one size."""
        rest = b""
        async for raw in frames:
            rest += raw
            while len(rest) > self.size:
                yield rest[: self.size]
                rest = rest[self.size :]
        yield rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Fault):
    """Several frames come in one chunk; the last chunk has what is left."""

    name = "merge"
    source = "what networks do"
    layer = Layer.BYTES
    streams_only = True

    each: int = argument(3, "frames in a chunk; 0 for all in one")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Chunks of several frames."""
        held: list[bytes] = []
        async for raw in frames:
            held.append(raw)
            if len(held) == self.each:
                yield b"".join(held)
                held = []
        if held:
            yield b"".join(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terse(Fault):
    """No space after the colons: it may be left out."""

    name = "terse"
    source = "WHATWG HTML, event stream grammar"
    layer = Layer.FRAMES
    streams_only = True

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Frames without that space."""
        async for raw in frames:
            yield raw.replace(b"event: ", b"event:", 1).replace(b"\ndata: ", b"\ndata:", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLines(Fault):
    """The data of a frame comes in two lines, which belong together with a line end between them."""

    name = "data-lines"
    source = "WHATWG HTML, event stream grammar"
    layer = Layer.FRAMES
    streams_only = True

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Frames with two data lines."""
        async for raw in frames:
            yield raw if is_done(raw) else raw.replace(b"\ndata: {", b"\ndata: {\ndata: ", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields(Fault):
    """Frames have the fields id and retry as well, and one that nobody knows."""

    name = "fields"
    source = "WHATWG HTML, event stream grammar"
    layer = Layer.FRAMES
    streams_only = True

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Frames with more fields."""
        number = 0
        async for raw in frames:
            number += 1
            yield b"id: %d\nretry: 1000\nx-shard: 7\n" % number + raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Fault):
    """The stream begins with a byte order mark, which is to be passed over."""

    name = "bom"
    source = "WHATWG HTML, event stream grammar"
    layer = Layer.FRAMES
    streams_only = True

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The mark, then the frames."""
        before = BOM
        async for raw in frames:
            yield before + raw
            before = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnamed(Fault):
    """Frames without an event line: the type is in the data alone."""

    name = "unnamed"
    source = "clause st.sse-framing"
    layer = Layer.FRAMES
    streams_only = True

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Frames of nothing but data."""
        async for raw in frames:
            yield raw[raw.index(b"data: ") :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate(Fault):
    """Events are sent twice, as by a proxy that tries again."""

    name = "duplicate"
    source = "what proxies do"
    streams_only = True

    event: int = argument(0, "only the event of that number, counted from 1; 0 for all")

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """Some frames twice."""
        number = 0
        async for raw in frames:
            number += 1
            yield raw
            if self.event in (0, number):
                yield raw


FAULTS = (Comments, LineEnds, Split, Merge, Terse, DataLines, Fields, Mark, Unnamed, Duplicate)
