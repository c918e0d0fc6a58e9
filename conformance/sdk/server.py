"""The scripted server: one for each scenario, on a port of its own; says what the script says, byte by byte, and keeps
every request as an exchange.

What a client sends is bounded: 16 MiB a request, 500 requests a scenario, 256 MiB in a run; the rest is refused.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Self

import h11

from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.outcome import now
from conformance.revisions import Revision
from conformance.sdk.answer import Answer, End
from conformance.sdk.scenario import Asked, Reply
from conformance.sdk.wire import NOT_SCRIPTED, compact

LARGEST = 16 * 1024 * 1024
MOST_REQUESTS = 500
MOST_IN_ALL = 256 * 1024 * 1024
MOST_UNREAD = 1024 * 1024  # of requests that come before the one before them is answered
_TURNS = 10  # of the event loop: clients that have closed their connections by now are seen to have done so
_CUT = {
    End.CUT: "the script cut the connection here",
    End.RESET: "the script reset the connection here",
    End.SILENCE: "the script went silent here",
}


@dataclass(slots=True)
class _Taken:
    """A request that came, and its answer as far as it was written; times in seconds since the server began."""

    exchange: Exchange
    arrived: float
    ended: float | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[Chunk] = field(default_factory=list)
    failure: str | None = None
    hung_up: bool = False

    def kept(self, now: float) -> Exchange:
        """The exchange as it stands ``now``."""
        chunks = tuple(self.chunks)
        answer = None if self.status is None else Response(self.status, self.headers, chunks)
        return replace(
            self.exchange,
            response=answer,
            failure=self.failure,
            hung_up=self.hung_up,
            duration=(now if self.ended is None else self.ended) - self.arrived,
        )


@dataclass(slots=True)
class Allowance:
    """How many bytes of requests all servers of a run may still take."""

    left: int = MOST_IN_ALL


class ScriptedServer:
    """Serves ``answers`` while its context is open; ``name`` is the scenario's, and in the keys of exchanges."""

    def __init__(
        self, name: str, revision: Revision, answers: Sequence[Reply], allowance: Allowance | None = None
    ) -> None:
        self._name, self._revision = name, revision
        self.allowance = allowance or Allowance()
        self._left, self._given = list(answers), list[Reply]()
        self._taken: list[_Taken] = []
        self._connections: set[_Connection] = set()
        self._began = time.monotonic()
        self.base_url = ""

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self._began = time.monotonic()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for _turn in range(_TURNS):
            await asyncio.sleep(0)
        for connection in list(self._connections):
            connection.drop()
        await asyncio.gather(*(connection.task for connection in list(self._connections)), return_exceptions=True)

    @property
    def clock(self) -> float:
        """Seconds since the server began."""
        return time.monotonic() - self._began

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What was exchanged so far, in the order in which requests came."""
        return tuple(taken.kept(self.clock) for taken in self._taken)

    @property
    def arrived(self) -> tuple[float, ...]:
        """When each request had come, in seconds."""
        return tuple(taken.arrived for taken in self._taken)

    @property
    def answered(self) -> tuple[float, ...]:
        """When each answer had ended, in seconds."""
        return tuple(self.clock if taken.ended is None else taken.ended for taken in self._taken)

    # --- for connections ---------------------------------------------------------------------------------------------

    def opened(self, connection: _Connection) -> None:
        """A connection has come."""
        self._connections.add(connection)

    def closed(self, connection: _Connection) -> None:
        """A connection has gone."""
        self._connections.discard(connection)

    def take(self, request: Request) -> _Taken | None:
        """Keep a request; None where there were too many."""
        if len(self._taken) >= MOST_REQUESTS:
            return None
        key = f"{self._name}#{len(self._taken) + 1}"
        exchange = Exchange(key, request, lane="client", started=now(), scenario=self._name, revision=self._revision)
        taken = _Taken(exchange, self.clock)
        self._taken.append(taken)
        return taken

    def misunderstood(self, why: str) -> None:
        """Keep what was no request."""
        taken = self.take(Request("?", f"{self.base_url}/", {}, b"", known=False))
        if taken is not None:
            taken.failure, taken.ended = why, self.clock

    def answer_to(self, exchange: Exchange) -> Answer:
        """What the script has for it."""
        reply = self._choose(exchange)
        if isinstance(reply, Answer):
            return reply
        try:
            return reply(Asked(exchange, self.exchanges[:-1], self.base_url))
        except Exception as error:  # what a client sends may be nothing that the script thought of
            said = compact({"error": {"message": f"The script failed: {error!r}", "code": "script"}})
            return Answer(500, pieces=(said.encode(),))

    def _choose(self, exchange: Exchange) -> Reply:
        def fits(reply: Reply) -> bool:
            return not isinstance(reply, Answer) or reply.to in {None, exchange.operation}

        for number, reply in enumerate(self._left):
            if fits(reply):
                self._given.append(self._left.pop(number))
                return reply
        return next((reply for reply in reversed(self._given) if fits(reply)), NOT_SCRIPTED)


class _Gone(Exception):
    """The client closed the connection."""


class _Connection(asyncio.Protocol):
    """One connection: requests in, one at a time, answers out."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=256 * 1024)
        self._news = asyncio.Event()
        self._gone = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._unread = 0

    # --- what asyncio calls ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.opened(self)
        self.task = asyncio.ensure_future(self._serve())

    def data_received(self, data: bytes) -> None:
        self._http.receive_data(data)
        self._news.set()
        self._unread += len(data)
        if self._unread > MOST_UNREAD:
            self._transport.pause_reading()

    def eof_received(self) -> None:
        self._left()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._left()
        self._server.closed(self)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # -----------------------------------------------------------------------------------------------------------------

    def _left(self) -> None:
        self._gone.set()
        self._news.set()
        self._writable.set()

    def drop(self) -> None:
        """End, whatever is under way."""
        self.task.cancel()
        self._transport.abort()

    async def _serve(self) -> None:
        try:
            while (request := await self._request()) is not None:
                taken = self._server.take(request)
                if taken is None:
                    break
                await self._answer(taken, self._server.answer_to(taken.exchange))
                if self._http.states != {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}:
                    break
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            self._server.misunderstood(f"no whole request: {error}")
            self._refuse(error)
        finally:
            self._transport.close()

    def _refuse(self, error: h11.RemoteProtocolError) -> None:
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            head = h11.Response(status_code=error.error_status_hint, headers=[("content-length", "0")])
            self._write(self._http.send(head))

    async def _request(self) -> Request | None:
        """The next request, whole; None where there is none to come."""
        head: h11.Request | None = None
        body = bytearray()
        while True:
            match self._http.next_event():
                case h11.NEED_DATA:
                    if self._gone.is_set():
                        return None
                    if self._http.they_are_waiting_for_100_continue:
                        go_on = h11.InformationalResponse(status_code=100, headers=[])
                        self._write(self._http.send(go_on))
                    self._news.clear()
                    self._unread = 0
                    self._transport.resume_reading()
                    await self._news.wait()
                case h11.Request() as said:
                    head = said
                case h11.Data(data=data):
                    body += data
                    self._server.allowance.left -= len(data)
                    if len(body) > LARGEST or self._server.allowance.left < 0:
                        raise h11.RemoteProtocolError("larger than any request has to be", error_status_hint=413)
                case h11.EndOfMessage() if head is not None:
                    return _request(head, bytes(body), self._server.base_url)
                case _:
                    return None

    async def _answer(self, taken: _Taken, answer: Answer) -> None:
        try:
            await self._pause(answer.delay)
            if answer.status:
                self._head(taken, answer)
            for number, piece in enumerate(answer.pieces if taken.exchange.request.method != "HEAD" else ()):
                await self._pause(answer.pause if number else 0)
                self._write(self._http.send(h11.Data(data=piece)))
                taken.chunks.append(Chunk(self._server.clock - taken.arrived, piece))
            await self._end(taken, answer)
        except _Gone:
            taken.hung_up = True
        finally:
            taken.ended = self._server.clock

    def _head(self, taken: _Taken, answer: Answer) -> None:
        framing = ("transfer-encoding", "chunked") if answer.chunked else ("content-length", str(len(answer.body)))
        headers = [*answer.headers, framing]
        self._write(self._http.send(h11.Response(status_code=answer.status, headers=headers)))
        taken.status, taken.headers = answer.status, {name.lower(): value for name, value in headers}

    async def _end(self, taken: _Taken, answer: Answer) -> None:
        taken.failure = _CUT.get(answer.end)
        match answer.end:
            case End.WHOLE:
                self._write(self._http.send(h11.EndOfMessage()))
            case End.CUT:
                self._transport.close()
            case End.RESET:
                _reset(self._transport)
            case End.SILENCE:
                await self._gone.wait()
                raise _Gone

    async def _pause(self, seconds: float) -> None:
        """Wait, and until the client has read enough; raises ``_Gone`` where it has left."""
        if seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gone.wait(), seconds)
        else:
            await asyncio.sleep(0)  # others are served meanwhile
        await self._writable.wait()
        if self._gone.is_set():
            raise _Gone

    def _write(self, data: bytes | None) -> None:
        if data:
            self._transport.write(data)


def _reset(transport: asyncio.Transport) -> None:
    """Close so that the other side sees a reset: what lingers is thrown away."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _request(head: h11.Request, body: bytes, base_url: str) -> Request:
    """A request as exchanges have it; headers that come twice are joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in head.headers:
        name, value = raw_name.decode("ascii").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    target = head.target.decode("ascii", "backslashreplace")
    return Request(head.method.decode("ascii"), base_url + target if target.startswith("/") else target, headers, body)
