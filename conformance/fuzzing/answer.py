"""An HTTP answer as it arrives on a socket: bounded in time, in bytes and in headers, whatever the target sends."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass, field

from conformance.client import BYTES_THEN, MOST_BYTES, MOST_CHUNKS, beginning
from conformance.exchange import Chunk, Headers

MOST_HEAD = 64 * 2**10
"""Bytes of status line and headers."""
PIECE = 64 * 2**10
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: |$)")
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")


class Broken(Exception):
    """What arrives is no HTTP answer, or ends too early; the message says which."""


@dataclass(slots=True)
class Answer:
    """Reads one answer from ``source``; ``rest`` holds bytes that arrived and were not read yet.

    ``failure`` says why it is not whole; ``closes`` that the connection can't be used again; ``reused`` that it had
    been used before.
    """

    source: socket.socket
    begin: float
    limit: float
    rest: bytearray
    reused: bool = False
    status: int = 0
    headers: Headers = field(default_factory=dict)
    chunks: list[Chunk] = field(default_factory=list)
    failure: str | None = None
    closes: bool = False
    _size: int = 0
    _received: int = 0
    _tail: bytearray = field(default_factory=bytearray)

    @property
    def unused(self) -> bool:
        """Whether nothing at all arrived."""
        return not self._received

    def read(self) -> None:
        """Read to the end; raises ``TimeoutError``, ``OSError`` or ``Broken`` where it does not get there."""
        while self.status < 200:  # what comes before an answer (100 Continue) is none
            self._read_head()
        if self.status in {204, 304}:
            return
        try:
            self._read_body()
        finally:
            if self._tail:
                self.chunks.append(Chunk(time.perf_counter() - self.begin, bytes(self._tail)))

    def broken_off(self) -> None:
        """Keep of a long answer that does not end the beginning."""
        if self._size > BYTES_THEN:
            self._cut()

    def _read_body(self) -> None:
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            self._read_chunks()
        elif "content-length" in self.headers:
            self._read_sized(self._length())
        else:
            self.closes = True
            self._keep(len(self.rest))
            while self._more():
                self._keep(len(self.rest))

    def _read_head(self) -> None:
        end = -1
        while end < 0:
            end = self.rest.find(b"\r\n\r\n")
            if end < 0 and len(self.rest) > MOST_HEAD:
                raise Broken(f"more than {MOST_HEAD // 2**10} KiB of headers")
            if end < 0 and not self._more():
                raise Broken("closed without an answer" if not self.rest else "closed within the headers")
        first, *lines = bytes(self.rest[:end]).split(b"\r\n")
        del self.rest[: end + 4]
        found = _STATUS.match(first)
        if not found:
            raise Broken(f"no HTTP answer: {first[:40]!r}")
        pairs = (line.decode("latin-1").partition(":") for line in lines)
        headers: Headers = {}
        for name, _, value in pairs:
            name = name.strip().lower()
            headers[name] = f"{headers[name]}, {value.strip()}" if name in headers else value.strip()
        self.status, self.headers = int(found[2]), headers
        self.closes = found[1] == b"0" or "close" in headers.get("connection", "").lower()

    def _length(self) -> int:
        said = self.headers["content-length"]
        if not (said.isascii() and said.isdigit()):
            raise Broken(f"content-length: {said[:40]!r} is no number")
        return int(said[:18])

    def _read_sized(self, size: int) -> None:
        while size and not self.failure:
            if not self.rest and not self._more():
                raise Broken(f"closed {size} bytes before the end")
            part = min(size, len(self.rest))
            self._keep(part)
            size -= part

    def _read_chunks(self) -> None:
        while not self.failure:
            line = self._line()
            found = _SIZE.match(line)
            if not found:
                raise Broken(f"no size of a chunk: {line[:40]!r}")
            size = int(found[0], 16)
            if not size:
                break
            self._read_sized(size)
            if not self.failure and self._line():
                raise Broken("a chunk is longer than its size")
        while not self.failure and self._line():  # trailers
            pass

    def _line(self) -> bytes:
        while (end := self.rest.find(b"\r\n")) < 0:
            if len(self.rest) > MOST_HEAD:
                raise Broken("a line without end between chunks")
            if not self._more():
                raise Broken("closed within a chunked answer")
        line = bytes(self.rest[:end])
        del self.rest[: end + 2]
        return line

    def _keep(self, size: int) -> None:
        """Move ``size`` bytes of what arrived to the answer, as far as there is room."""
        self._size += size
        if self._size > MOST_BYTES:
            self.failure = f"more than {MOST_BYTES // 2**20} MiB"
            self._cut()
        elif len(self.chunks) < MOST_CHUNKS and size:
            self.chunks.append(Chunk(time.perf_counter() - self.begin, bytes(self.rest[:size])))
        else:
            self._tail += self.rest[:size]
        del self.rest[:size]

    def _cut(self) -> None:
        kept = beginning(self.chunks)
        self._tail.clear()
        self.chunks = [Chunk(self.chunks[0].time if self.chunks else None, kept)]

    def _more(self) -> bool:
        """Wait for bytes; False at the end of the connection. Raises ``TimeoutError`` where the time is over."""
        if self.failure:
            return False
        left = self.limit - (time.perf_counter() - self.begin)
        if left <= 0:
            raise TimeoutError
        self.source.settimeout(left)
        data = self.source.recv(PIECE)
        self._received += len(data)
        self.rest += data
        return bool(data)
