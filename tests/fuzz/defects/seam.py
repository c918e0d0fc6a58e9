"""ASGI middleware that lets a sin have its way with the interactions of the emulator behind it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from conformance.emulator.faults import CLOSE, closable
from conformance.emulator.stream import DONE
from tests.fuzz.defects.defect import HANG_UP, SILENCE, Answer, Call, Json, Sin

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SILENT_SECONDS = 600.0


class Defective:
    """``app`` with one ``sin``. The answers that the sin asks for are held back; all others pass as they arrive."""

    def __init__(self, app: ASGIApp, sin: Sin) -> None:
        self._app = app
        self._sin = sin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or "/interactions" not in scope["path"]:
            await self._app(scope, receive, send)
            return
        closable(scope, send)
        raw = await _whole(receive)
        call = _call(scope, raw)
        shown = self._sin.replaces(call)
        if isinstance(shown, Answer):
            await _send(shown, scope, send)
            return
        if shown is not call.body:
            raw = json.dumps(shown, ensure_ascii=False).encode()
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"content-length"]}
        held = self._sin.concerns(call)
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)
            if not held:
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    self._sin.learn(call, _answer(kept))  # before the client can know that its answer is whole
                await send(message)

        await self._app(scope, _again(raw, receive), keep)
        if held:
            answer = _answer(kept)
            self._sin.learn(call, answer)
            await _send(self._sin.spoilt(call, answer), scope, send)


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _again(raw: bytes, receive: Receive) -> Receive:
    """What gives the request's body once more, and then whatever comes (that the client hung up)."""
    pending = [{"type": "http.request", "body": raw, "more_body": False}]

    async def received() -> Message:
        return pending.pop() if pending else await receive()

    return received


def _call(scope: Scope, raw: bytes) -> Call:
    rest = scope["path"].partition("/interactions")[2].strip("/").split("/")
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    query = tuple(parse_qsl(scope.get("query_string", b"").decode()))
    return Call(scope["method"], rest[0], rest[1] if len(rest) > 1 else "", query, body)


def _answer(messages: list[Message]) -> Answer:
    status = next((message["status"] for message in messages if message["type"] == "http.response.start"), 500)
    raw = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
    if raw.startswith((b"event:", b"data:", b"id:")):
        return Answer(status, events=tuple(_events(raw)))
    try:
        return Answer(status, json.loads(raw))
    except ValueError:
        return Answer(status)


def _events(raw: bytes) -> Iterator[dict[str, Any]]:
    for line in raw.split(b"\n"):
        if line.startswith(b"data: {"):
            yield json.loads(line.removeprefix(b"data: "))


def _frames(events: tuple[Json, ...]) -> bytes:
    """``events`` as frames; one that a sin has emptied is left out."""
    told = [event for event in events if event]
    named = [f"event: {event.get('event_type')}\ndata: {json.dumps(event)}\n\n".encode() for event in told]
    return b"".join(named) + DONE


async def _send(answer: Answer, scope: Scope, send: Send) -> None:
    if answer.status == SILENCE:
        await asyncio.sleep(SILENT_SECONDS)
    if answer.status in (HANG_UP, SILENCE):
        scope["extensions"][CLOSE]()
        return
    streamed = answer.events is not None
    body = _frames(answer.events or ()) if streamed else json.dumps(answer.json).encode()
    kind = b"text/event-stream" if streamed else b"application/json"
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
