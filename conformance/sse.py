"""Server-sent events, read strictly: bytes in, frames out, each with its offset and the time its last byte arrived.

Follows the event stream format of the HTML standard (section 9.2.6): UTF-8 with an optional byte order mark; lines end
in LF, CR or CRLF; a frame ends at an empty line; several ``data`` lines join with LF. Where the standard tells a client
to drop something silently, the frame keeps it, because a conformance suite wants to show it: lines that are no field
(``stray``), frames without data, and a frame cut off by the end of the stream (``complete`` is false). A block of
comments alone is no frame.

Nothing else in this package parses an event stream.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_BOM = b"\xef\xbb\xbf"
_FIELDS = frozenset({"event", "data", "id", "retry"})


@dataclass(frozen=True, slots=True)
class Frame:
    """One block of lines.

    ``offset`` is the byte at which it starts; ``time`` the seconds after the request at which it was complete, or
    ``None`` where the recording kept no times; ``data`` is ``None`` where the block has no ``data`` line.
    """

    offset: int
    time: float | None
    event: str | None = None
    data: str | None = None
    id: str | None = None
    stray: tuple[str, ...] = ()
    complete: bool = True


@dataclass(slots=True)
class SseReader:
    """An incremental reader: ``feed`` it chunks as they arrive, then ``close`` it.

    How the bytes were split into chunks changes nothing but the times of the frames.
    """

    _buffer: bytearray = field(default_factory=bytearray)
    _base: int = 0  # offset of the first byte of the buffer
    _started: bool = False
    _after_cr: bool = False
    _block_start: int | None = None
    _lines: list[str] = field(default_factory=list)

    def feed(self, data: bytes, time: float | None = None) -> list[Frame]:
        """The frames that ``data`` completes."""
        self._buffer += data
        if not self._started and not self._skip_byte_order_mark():
            return []
        frames: list[Frame] = []
        position = 0
        while (end := self._line_end(position)) is not None:
            if self._after_cr and end == position and self._buffer[position] == 0x0A:
                self._after_cr = False  # the LF of a CRLF
                position += 1
                continue
            self._after_cr = self._buffer[end] == 0x0D
            self._take_line(bytes(self._buffer[position:end]), self._base + position, time, frames)
            position = end + 1
        del self._buffer[:position]
        self._base += position
        return frames

    def close(self) -> list[Frame]:
        """The frame that the end of the stream cut off, if there is one."""
        frames: list[Frame] = []
        if self._buffer:
            self._take_line(bytes(self._buffer), self._base, None, frames)
            self._buffer.clear()
        return [self._frame(None, complete=False)] if self._lines else []

    def _skip_byte_order_mark(self) -> bool:
        if len(self._buffer) < len(_BOM) and _BOM.startswith(bytes(self._buffer)):
            return False
        if self._buffer.startswith(_BOM):
            del self._buffer[: len(_BOM)]
            self._base = len(_BOM)
        self._started = True
        return True

    def _line_end(self, position: int) -> int | None:
        ends = [end for end in (self._buffer.find(b"\n", position), self._buffer.find(b"\r", position)) if end >= 0]
        return min(ends, default=None)

    def _take_line(self, line: bytes, offset: int, time: float | None, frames: list[Frame]) -> None:
        if line:
            if self._block_start is None:
                self._block_start = offset
            self._lines.append(line.decode("utf-8", "replace"))
        elif all(line.startswith(":") for line in self._lines):
            self._lines.clear()  # comments alone, as they keep a connection alive, are no frame
            self._block_start = None
        else:
            frames.append(self._frame(time))

    def _frame(self, time: float | None, *, complete: bool = True) -> Frame:
        fields: dict[str, str] = {}
        data: list[str] = []
        stray: list[str] = []
        for line in self._lines:
            name, colon, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                data.append(value)
            elif name in _FIELDS:
                fields[name] = value
            elif name or not colon:  # a line that starts with a colon is a comment
                stray.append(line)
        frame = Frame(
            offset=self._block_start or 0,
            time=time,
            event=fields.get("event"),
            data="\n".join(data) if data else None,
            id=fields.get("id"),
            stray=tuple(stray),
            complete=complete,
        )
        self._lines.clear()
        self._block_start = None
        return frame


def read_frames(chunks: list[tuple[float | None, bytes]]) -> tuple[Frame, ...]:
    """All frames of a stream that has ended, from ``(time, bytes)`` pairs."""
    reader = SseReader()
    frames = [frame for time, data in chunks for frame in reader.feed(data, time)]
    return (*frames, *reader.close())
