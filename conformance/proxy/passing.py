"""The application that passes requests on and answers back: byte by byte, unbuffered, whatever becomes of the rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from conformance.proxy import headers as passed
from conformance.proxy.connection import Connection, Gone, Pool
from conformance.proxy.passage import Passage, Room
from conformance.proxy.upstream import Upstream

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

Keep = Callable[[Passage], None]
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS"})


class Passing:
    """An ASGI application in front of ``upstream``. ``keep`` is called with each exchange when it is over, and must
    not take time; ``told`` with a line for people; ``room`` bounds what is kept.
    """

    def __init__(self, upstream: Upstream, keep: Keep, told: Callable[[str], None], room: Room) -> None:
        self.upstream, self.keep, self.told, self.room = upstream, keep, told, room
        self.pool = Pool(upstream)
        self._under_way: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one exchange."""
        if scope["type"] != "http":
            return
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        target = self.upstream.prefix.encode() + scope["raw_path"]
        target += b"?" + scope["query_string"] if scope["query_string"] else b""
        url = self.upstream.origin + target.decode("latin-1")
        passage = Passage(self.room, scope["method"], url, scope["headers"])
        try:
            await self._pass(_Client(receive, send), target, passage)
        except asyncio.CancelledError:
            passage.failure = passage.failure or "the proxy was stopped"
        finally:
            self._under_way.discard(task)
            self._keep(passage)

    def _keep(self, passage: Passage) -> None:
        try:
            self.keep(passage)
        except Exception as error:  # a bug of ours, and no reason to break what passes
            self.told(f"an exchange was not kept: {type(error).__name__}: {error}")

    async def close(self) -> None:
        """Cut what is still passing, and keep what is known of it."""
        under_way = list(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self.pool.close()

    async def _pass(self, client: _Client, target: bytes, passage: Passage) -> None:
        first = await client.receive()
        if first["type"] == "http.disconnect":
            passage.hung_up = True
            return
        try:
            connection = await self._asked(target, passage, first)
        except (OSError, TimeoutError, Gone) as error:
            await self._unreachable(client, passage, error)
            return
        asking = asyncio.create_task(_ask(client, connection, passage, first))
        try:
            await self._answer(client, connection, passage)
        except Gone as gone:
            if not passage.hung_up:
                passage.failure = str(gone)
            client.close()
        except BaseException:
            client.close()
            connection.close()
            raise
        finally:
            asking.cancel()
            self.pool.give_back(connection)

    async def _asked(self, target: bytes, passage: Passage, first: Message) -> Connection:
        """A connection over which the head of the request has gone, and an answer may be on its way."""
        headers = passed.of_request(passage.headers)
        chunked = b"chunked" in passed.value_of(passage.headers, b"transfer-encoding").lower()
        start = passed.head(passage.method, target, headers, self.upstream, chunked=chunked)
        while True:
            connection = await self.pool.take()
            connection.ask(passage.method, start, passage.arrive)
            if not connection.used > 1 or passage.method not in IDEMPOTENT or first.get("body"):
                return connection
            try:
                await connection.head()
            except Gone:  # closed while it waited for us; nothing was done, and nothing is done twice
                continue
            return connection

    async def _answer(self, client: _Client, connection: Connection, passage: Passage) -> None:
        status, headers = await connection.head()
        passage.status, passage.answer = status, headers
        sent = passed.of_answer(headers, self.upstream, passed.value_of(passage.headers, b"host"))
        if status == 304:  # its length is that of what it does not hold, which uvicorn would wait for
            sent = [(name, value) for name, value in sent if name.lower() != b"content-length"]
        await client.send({"type": "http.response.start", "status": status, "headers": sent})
        while data := await connection.piece():
            await client.send({"type": "http.response.body", "body": data, "more_body": True})
        await client.send({"type": "http.response.body"})

    async def _unreachable(self, client: _Client, passage: Passage, error: Exception) -> None:
        reason = str(error) or f"no connection within 10 s ({type(error).__name__})"
        passage.failure = f"can't reach {self.upstream.origin}: {reason}"
        self.told(f"{passage.method} {passage.url}: {passage.failure}")
        message = f"conformance proxy: {passage.failure}"
        body = json.dumps({"error": {"code": 502, "message": message, "status": "UNAVAILABLE"}}).encode()
        sent = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await client.send({"type": "http.response.start", "status": 502, "headers": sent})
        await client.send({"type": "http.response.body", "body": body})


async def _ask(client: _Client, connection: Connection, passage: Passage, message: Message) -> None:
    """Send the body of the request as it comes, then watch whether the client goes."""
    chunked = b"chunked" in passed.value_of(passage.headers, b"transfer-encoding").lower()
    while message["type"] == "http.request":
        data, more = message.get("body", b""), message.get("more_body", False)
        passage.send(data)
        if chunked:
            data = (b"%x\r\n%b\r\n" % (len(data), data) if data else b"") + (b"" if more else b"0\r\n\r\n")
        if data:
            await connection.write(data)
        connection.asked = connection.asked or not more
        message = await client.receive()
    passage.hung_up = True
    connection.close()


class _Client:
    """The client's end of an exchange."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self.receive, self.send = receive, send
        # uvicorn has no other way to close a connection without an answer.
        self._transport = getattr(getattr(send, "__self__", None), "transport", None)

    def close(self) -> None:
        """Close the connection, so that a broken answer looks broken."""
        if self._transport is not None:
            self._transport.close()
