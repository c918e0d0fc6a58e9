"""Answers that no client should have to bear: what each says on a connection, and what is to be said of it.

``saying(HOSTILE[name].say)`` serves one to every request. What goes on without end ends when the client hangs up.
"""

from __future__ import annotations

import gzip
import json
import socket
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import repeat

from tests.fuzz.raw import Say
from tests.null_servers import CONSTANT

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
ZEROS = bytes(2**16)
FRAME = b'event: step.delta\ndata: {"event_type":"step.delta","index":0}\n\n'
DEEP = 100_000
WHOLE = json.dumps(CONSTANT).encode()


@dataclass(frozen=True, slots=True)
class Hostile:
    """``said`` is found in the failure of the exchange, or, where that is whole, in the verdict on it."""

    say: Say
    said: str
    whole: bool = False


def _sent(*parts: bytes, on: Iterable[bytes] = (), pause: float = 0.0) -> Say:
    """Says ``parts`` at once, then all of ``on``."""

    def say(connection: socket.socket, _: bytes) -> bool:
        with suppress(OSError):
            connection.sendall(b"".join(parts))
            for part in on:
                connection.sendall(part)
                time.sleep(pause)
            return not on
        return False

    return say


def sized(body: bytes, *headers: bytes) -> bytes:
    """An answer with ``body``."""
    return OK + b"".join(b"%s\r\n" % header for header in headers) + b"content-length: %d\r\n\r\n" % len(body) + body


def chunked(data: bytes) -> bytes:
    """``data`` as a chunk."""
    return b"%x\r\n%s\r\n" % (len(data), data)


@cache
def bomb(gibibytes: int = 1) -> bytes:
    """A megabyte of gzip for each gibibyte of zeros."""
    made = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(made.compress(bytes(2**20)) for _ in range(1024 * gibibytes)) + made.flush()


def small_bomb() -> bytes:
    """The same for 16 MiB, which is quick to make."""
    return gzip.compress(bytes(2**24))


def _bombed(make: Callable[[], bytes]) -> Say:
    return lambda connection, request: _sent(sized(make(), b"content-encoding: gzip"))(connection, request)


NEVER = repeat(b"x-more: of it\r\n" * 1000)
HOSTILE: dict[str, Hostile] = {
    "endless stream": Hostile(_sent(EVENTS, on=repeat(chunked(FRAME * 1000))), "more than"),
    "stream of single bytes": Hostile(
        _sent(EVENTS, on=repeat(chunked(b":") * 10_000)), "not finished within|more than"
    ),
    "ten gigabytes of zeros": Hostile(
        _sent(OK + b"content-length: 10000000000\r\n\r\n", on=repeat(ZEROS, 10_000_000_000 // len(ZEROS))), "more than"
    ),
    "gzip bomb": Hostile(_bombed(small_bomb), "not with an interaction", whole=True),
    "deep": Hostile(_sent(sized(b"[" * DEEP + b"]" * DEEP)), "nests deeper than can be read", whole=True),
    "deep object": Hostile(_sent(sized(b'{"a":' * DEEP + b"1" + b"}" * DEEP)), "nests deeper", whole=True),
    "no UTF-8": Hostile(_sent(sized(WHOLE.replace(b"Hello", b"\xffello"))), "is not UTF-8", whole=True),
    "not a number": Hostile(_sent(sized(WHOLE.replace(b": 12", b": NaN"))), "NaN is no number", whole=True),
    "a key twice": Hostile(_sent(sized(b'{"id": "v1_a", ' + WHOLE[1:])), "the member 'id' twice", whole=True),
    "headers without end": Hostile(_sent(OK, on=NEVER), "more than (64|100) KiB of headers"),
    "headers byte by byte": Hostile(_sent(OK, on=repeat(b"x"), pause=0.1), "no answer within"),
    "body byte by byte": Hostile(
        _sent(OK + b"content-length: 1000\r\n\r\n", on=repeat(b" "), pause=0.1), "not finished within"
    ),
    "silence": Hostile(_sent(on=repeat(b""), pause=0.1), "no answer within"),
}
