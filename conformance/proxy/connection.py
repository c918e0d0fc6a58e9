"""Connections to the upstream server: HTTP/1.1 on an asyncio transport, parsed by httptools, with its bytes untouched.

Not httpx or aiohttp: docs/proxy.md tells what they cost at 200 streams. A connection takes one request at a time and
is used again when the answer has come to its end.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import httptools

from conformance.proxy.upstream import Upstream

CONNECT_SECONDS = 10.0
IDLE_SECONDS = 2.0
"""How long a connection is kept for another request: shorter than servers do (uvicorn and node close after 5 s), so
that none is used just when the server closes it."""
MOST_WAITING = 256 * 1024
"""Bytes that wait for a slow client before the upstream has to wait too."""

RawHeaders = list[tuple[bytes, bytes]]
Arrived = Callable[[bytes], None]


class Gone(Exception):
    """The upstream closed, or sent what is no HTTP, before its answer was whole; the message says which."""


class Connection(asyncio.Protocol):
    """One connection. ``ask`` sends the head of a request, ``head`` waits for that of the answer, ``piece`` for more
    of its body.
    """

    def __init__(self) -> None:
        self.used = 0
        self.asked = False  # whether the request went out whole
        self.idle_since = 0.0
        self.status = 0
        self.headers: RawHeaders = []
        self._parser: Any = None
        self._head: RawHeaders = []
        self._pieces: deque[bytes] = deque()
        self._whole = self._paused = self._until_closed = self._keeps = False
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._failure: str | None = None

    # --- used by who passes on ---------------------------------------------------------------------------------------

    def ask(self, method: str, head: bytes, arrived: Arrived) -> None:
        """Send the head of a request; ``arrived`` is told each piece of the answer's body as it comes in."""
        if self._transport is None or self._transport.is_closing():
            self._failure = self._failure or "connection closed"  # told to who waits for the answer
            return
        self.used += 1
        self._reset(method, arrived)
        self._transport.write(head)

    async def write(self, data: bytes) -> None:
        """Send more of a request, as fast as the upstream takes it. What is written to one that is gone is lost."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
            await self._writable.wait()

    async def head(self) -> tuple[int, RawHeaders]:
        """Status and headers of the answer; raises ``Gone``."""
        while not self.status:
            await self._more()
        return self.status, self.headers

    async def piece(self) -> bytes:
        """What of the body has come since; empty at its end. Raises ``Gone`` where it breaks off."""
        while not self._pieces:
            if self._whole:
                return b""
            await self._more()
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._waiting = 0
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return data

    @property
    def reusable(self) -> bool:
        """Whether another request may go over it."""
        open_ = self._transport is not None and not self._transport.is_closing()
        return open_ and self.asked and self._whole and self._keeps and not self._pieces and self._failure is None

    def close(self) -> None:
        """Close it now, whatever is under way."""
        if self._transport is not None:
            self._transport.abort()

    # --- called by asyncio -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._whole and self.status and self._until_closed and exc is None:
            self._whole = True
        elif not self._whole:
            self._failure = self._failure or (f"connection dropped: {exc}" if exc else "connection closed")
        self._keeps = False
        self._writable.set()
        self._wake()

    def data_received(self, data: bytes) -> None:
        if self._parser is None or self._whole:
            self._fail("it spoke before it was asked")
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail("switched protocols")
        except httptools.HttpParserError as error:
            self._fail(f"no HTTP: {error}")
        if self._waiting > MOST_WAITING and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # --- called by the parser ----------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head.append((name, value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:
            self._head = []
            return
        self._keeps = self._parser.should_keep_alive() and self._method != "HEAD"
        names = {name.lower() for name, _ in self._head}
        self._until_closed = not names & {b"content-length", b"transfer-encoding"}
        self.headers, self.status = self._head, status
        self._whole = self._method == "HEAD"

    def on_body(self, data: bytes) -> None:
        self._arrived(data)
        self._pieces.append(data)
        self._waiting += len(data)

    def on_message_complete(self) -> None:
        self._whole = bool(self.status)

    # -----------------------------------------------------------------------------------------------------------------

    def _reset(self, method: str, arrived: Arrived) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._method, self._arrived = method, arrived
        self.status, self.headers = 0, []
        self.asked = False
        self._head = []
        self._pieces.clear()
        self._waiting = 0
        self._whole = self._keeps = self._until_closed = self._paused = False

    async def _more(self) -> None:
        if self._failure is not None:
            raise Gone(self._failure)
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, why: str) -> None:
        self._failure = why
        self.close()


class Pool:
    """Connections that wait for another request, the latest used first."""

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self._idle: list[Connection] = []

    async def take(self) -> Connection:
        """A connection, new where none waits; raises ``OSError`` where the upstream can't be reached."""
        while self._idle:
            connection = self._idle.pop()
            if connection.reusable and time.monotonic() - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.close()
        at, loop = self.upstream, asyncio.get_running_loop()
        name = at.host if at.context else None
        opening = loop.create_connection(Connection, at.host, at.port, ssl=at.context, server_hostname=name)
        _, connection = await asyncio.wait_for(opening, CONNECT_SECONDS)
        return connection

    def give_back(self, connection: Connection) -> None:
        """Keep ``connection`` for another request if it is good for one, else close it."""
        if connection.reusable:
            connection.idle_since = time.monotonic()
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close what waits."""
        while self._idle:
            self._idle.pop().close()
