"""The ASGI middleware through which faults reach requests and answers."""

from __future__ import annotations

import asyncio
import json
import random
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from conformance.emulator.errors import ApiError
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.fault import Answer, Dropped, Fault
from conformance.emulator.faults.frames import chopped
from conformance.emulator.faults.parsing import parse_all
from conformance.emulator.json_text import compact
from conformance.emulator.wire import error_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from conformance.emulator.service import Service

HEADER = b"x-emulator-fault"
CLOSE = "emulator.close"
"""The extension of the scope in which the server puts what closes the connection; elsewhere a drop is an exception."""

MOST_COUNTED = 1000

_current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


def add(fault: Fault) -> None:
    """Let ``fault`` come over the answer to the request that is being handled, as a rule asks for.

    Raises the ``ApiError`` that the fault refuses with at once, so that nothing is stored. Where no request is being
    handled through faults it does nothing.
    """
    exchange = _current.get()
    if exchange is not None:
        exchange.add(fault)


class Faulty:
    """Passes requests on to ``app``; those that a fault concerns, by way of the fault.

    ``faults`` are those of the server. ``open`` makes room for faults that are added while a request is handled.
    """

    def __init__(self, app: ASGIApp, service: Service, faults: Sequence[Fault], *, open: bool = False) -> None:  # noqa: A002
        self.app = app
        self.service = service
        self.faults = tuple(faults)
        self.open = open
        self._seen: OrderedDict[Fault, int] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; with nothing that could concern it, that is a look at its headers."""
        asked = scope["type"] == "http" and [value for name, value in scope["headers"] if name == HEADER]
        if scope["type"] != "http" or not (asked or self.faults or self.open):
            await self.app(scope, receive, send)
            return
        call = Call(scope, receive, self.service)
        if not call.operation:
            await self.app(scope, receive, send)
            return
        try:
            named = parse_all(value.decode("latin-1") for value in asked or ())
        except ValueError as error:
            message = f"Invalid header x-emulator-fault: {error}."
            await error_response(ApiError(400, "invalid_request", message))(scope, receive, send)
            return
        replay = await call.read(self.service.settings.body_limit)
        active = [fault for fault in (*self.faults, *named) if fault.concerns(call) and self.hits(fault)]
        try:
            await Exchange(self, call, active, send).run(replay)
        except Dropped:
            await _cut(scope, call)

    def hits(self, fault: Fault) -> bool:
        """Whether this is a request that the fault hits, by number or by chance."""
        when = fault.when
        if not when.counts:
            return True
        number = self._seen[fault] = self._seen.pop(fault, 0) + 1
        if len(self._seen) > MOST_COUNTED:
            self._seen.popitem(last=False)
        if (when.nth and number != when.nth) or (when.every and number % when.every):
            return False
        chance = random.Random(f"{self.service.settings.seed}/{fault}/{number}")  # noqa: S311 - to be repeatable
        return chance.random() < when.p


def closable(scope: Scope, send: Send) -> None:
    """Note in ``scope`` how the connection of a request is closed; uvicorn, whose ``send`` it is, does not tell."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None and scope["type"] == "http":
        scope.setdefault("extensions", {})[CLOSE] = transport.close


async def _cut(scope: Scope, call: Call) -> None:
    close = scope.get("extensions", {}).get(CLOSE)
    if close is None:
        raise ConnectionAbortedError("the connection was dropped by a fault")
    close()
    await call.pause(1)


class Exchange:
    """One request on its way through the faults that concern it."""

    def __init__(self, through: Faulty, call: Call, faults: Sequence[Fault], send: Send) -> None:
        self.through = through
        self.call = call
        self.faults = sorted(faults, key=lambda fault: fault.layer)
        self.added: list[Fault] = []
        self.send = send

    def add(self, fault: Fault) -> None:
        if fault.concerns(self.call) and self.through.hits(fault):
            fault.refuse(self.call)
            self.added.append(fault)

    async def run(self, replay: Receive) -> None:
        try:
            for fault in self.faults:
                await fault.before(self.call)
                fault.refuse(self.call)
        except ApiError as refused:
            response = error_response(refused)
            await self._refused(Answer(response.status_code, dict(response.headers), bytes(response.body)))
            return
        body = self.call.sent
        for fault in self.faults:
            body = fault.request(body, self.call)
        if body is not self.call.sent:
            replay = self.call.resent(body)
        messages: asyncio.Queue[Message | None] = asyncio.Queue(1)
        task = asyncio.create_task(self._handle(replay, messages))
        try:
            start = await messages.get()
            if start is None:
                return
            for fault in self.added:
                await fault.before(self.call)
            self.faults = sorted([*self.faults, *self.added], key=lambda fault: fault.layer)
            await self._answer(start, _bodies(messages))
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _handle(self, receive: Receive, messages: asyncio.Queue[Message | None]) -> None:
        _current.set(self)
        try:
            await self.through.app(self.call.scope, receive, messages.put)
        except asyncio.CancelledError:  # nobody reads the messages any more
            raise
        except BaseException:
            await messages.put(None)
            raise
        await messages.put(None)

    async def _answer(self, start: Message, chunks: AsyncIterator[bytes]) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
        if headers.get("content-type", "").startswith("text/event-stream"):
            await self._stream(start, chunks)
            return
        raw = b"".join([chunk async for chunk in chunks])
        status = start["status"]
        if status >= 400:
            await self._refused(Answer(status, headers, raw))
        else:
            is_json = headers.get("content-type", "").startswith("application/json")
            await self._whole(Answer(status, headers, self._edited(raw) if is_json else raw))

    async def _refused(self, refused: Answer) -> None:
        for fault in self.faults:
            refused = fault.refusal(refused, self.call)
        await self._whole(refused)

    async def _whole(self, answer: Answer) -> None:
        status, headers, raw = answer
        length = len(raw)
        for fault in self.faults:
            raw = fault.body(raw, self.call)
        headers = {**headers, "content-length": str(length)}
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": encoded})
        await self.send({"type": "http.response.body", "body": raw, "more_body": len(raw) != length})
        if len(raw) != length:
            raise Dropped

    def _edited(self, raw: bytes) -> bytes:
        value: Any = json.loads(raw)
        before = compact(value)
        for fault in self.faults:
            value = fault.answer(value, self.call)
        after = compact(value)
        return raw if after == before else after.encode()

    async def _stream(self, start: Message, chunks: AsyncIterator[bytes]) -> None:
        frames = chopped(chunks)
        for fault in self.faults:
            frames = fault.frames(frames, self.call)
        await self.send(start)
        async for raw in frames:
            await self.send({"type": "http.response.body", "body": raw, "more_body": True})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})


async def _bodies(messages: asyncio.Queue[Message | None]) -> AsyncIterator[bytes]:
    more = True
    while more and (message := await messages.get()) is not None:
        yield message.get("body", b"")
        more = message.get("more_body", False)
