"""What is kept of one exchange while it passes, within bounds, and its way to the process that judges.

A passage travels as one message: the sizes of its head and of its bytes, the head as JSON, the bytes of request and
answer.
"""

from __future__ import annotations

import json
import struct
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from conformance.exchange import Chunk, Exchange, Request, Response

MOST_UNDER_WAY = 256 * 2**20
"""Bytes kept of all exchanges that are passing at a time; what comes beyond it passes and is not kept."""
_PER_PIECE = 96  # what a chunk takes beside its bytes
_SIZES = struct.Struct("!II")
RawHeaders = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Room:
    """How much may still be kept: ``each`` bytes of an exchange, ``left`` bytes of all that are passing."""

    each: int
    left: int = MOST_UNDER_WAY


@dataclass(slots=True)
class Passage:
    """One exchange as it passes. ``cut`` says that not everything was kept, ``failure`` why it did not end well."""

    room: Room
    method: str
    url: str
    headers: RawHeaders
    status: int | None = None
    answer: RawHeaders = field(default_factory=list)
    failure: str | None = None
    hung_up: bool = False
    cut: bool = False
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    begun: float = field(default_factory=time.perf_counter)
    _sent: list[bytes] = field(default_factory=list)
    _chunks: list[tuple[float, bytes]] = field(default_factory=list)
    _taken: int = 0

    def send(self, data: bytes) -> None:
        """Keep a piece of the request."""
        if data and self._has_room(data):
            self._sent.append(data)

    def arrive(self, data: bytes) -> None:
        """Keep a piece of the answer, and when it came."""
        if self._has_room(data):
            self._chunks.append((time.perf_counter() - self.begun, data))

    def _has_room(self, data: bytes) -> bool:
        size = len(data) + _PER_PIECE
        if self.cut or self._taken + size > self.room.each or size > self.room.left:
            self.cut = True
            return False
        self._taken += size
        self.room.left -= size
        return True

    def message(self) -> bytes:
        """The message that carries it, which gives its room back."""
        self.room.left += self._taken
        head = {
            "method": self.method,
            "url": self.url,
            "headers": _listed(self.headers),
            "status": self.status,
            "answer": _listed(self.answer),
            "failure": self.failure,
            "hung_up": self.hung_up,
            "cut": self.cut,
            "started": self.started.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "duration": time.perf_counter() - self.begun,
            "sent": sum(map(len, self._sent)) if self._sent else None,
            "chunks": [(time, len(data)) for time, data in self._chunks],
        }
        encoded = json.dumps(head).encode()
        bodies = b"".join([*self._sent, *(data for _, data in self._chunks)])
        return b"".join([_SIZES.pack(len(encoded), len(bodies)), encoded, bodies])


def received(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message: its head and its bytes; ``None`` where the stream ends, be it in the middle of one."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    size, rest = _SIZES.unpack(sizes)
    data = stream.read(size + rest)
    return (json.loads(data[:size]), data[size:]) if len(data) == size + rest else None


def exchange_of(head: dict[str, Any], bodies: bytes, key: str) -> Exchange:
    """The exchange that a message carries. One that was cut has no whole answer, and says so."""
    sent, chunks, start = head["sent"], [], head["sent"] or 0
    for moment, size in head["chunks"]:
        chunks.append(Chunk(moment, bodies[start : start + size]))
        start += size
    kept = f"only its first {len(bodies)} bytes were kept" if head["cut"] else None
    response = None if head["status"] is None else Response(head["status"], _joined(head["answer"]), tuple(chunks))
    return Exchange(
        key=key,
        request=Request(head["method"], head["url"], _joined(head["headers"]), None if sent is None else bodies[:sent]),
        response=response,
        failure="; ".join(filter(None, [head["failure"], kept])) or None,
        lane="replay",
        started=head["started"],
        duration=head["duration"],
        hung_up=head["hung_up"],
    )


def _listed(headers: RawHeaders) -> list[tuple[str, str]]:
    return [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]


def _joined(headers: list[list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
