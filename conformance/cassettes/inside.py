"""An ASGI application asked in this process, without a socket, on a loop that the client drives."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from conformance.cassettes.own_time import OwnTime
from conformance.client import RawHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp

Message = MutableMapping[str, Any]
LATENCY = 0.02
"""Seconds of the loop's time that a request is on its way."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a ``Client`` takes as ``answering``."""

    app: ASGIApp
    loop: OwnTime

    def __call__(
        self, method: str, url: str, headers: RawHeaders, body: bytes
    ) -> tuple[int, RawHeaders, Generator[bytes]]:
        """Ask, and wait for the answer to begin."""
        self.loop.pass_by(LATENCY)
        call = _Call(self.loop, body)
        call.begin(self.app, _scope(method, url, headers))
        start = call.next()
        assert start is not None, "the application said nothing"
        return start["status"], list(start["headers"]), call.pieces()


@dataclass(slots=True)
class _Call:
    """One request: its messages as the application sends them."""

    loop: OwnTime
    body: bytes
    _said: asyncio.Queue[Message | None] = field(default_factory=asyncio.Queue)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _asked: bool = False
    _task: asyncio.Task[None] | None = None

    def begin(self, app: ASGIApp, scope: Message) -> None:
        self._task = self.loop.create_task(self._answered(app, scope))

    async def _answered(self, app: ASGIApp, scope: Message) -> None:
        try:
            await app(scope, self._receive, self._send)
        finally:
            self._said.put_nowait(None)

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        self._said.put_nowait(message)

    def next(self) -> Message | None:
        """What the application says next; ``None`` when it has ended."""
        return self.loop.run_until_complete(self._said.get())

    def pieces(self) -> Generator[bytes]:
        """The body as it is sent; whoever closes it hangs up."""
        try:
            while (message := self.next()) is not None:
                if message.get("body"):
                    yield message["body"]
                if not message.get("more_body"):
                    break
        finally:
            self._gone.set()
            assert self._task is not None
            # What goes wrong behind an answer is not part of it.
            self.loop.run_until_complete(asyncio.gather(self._task, return_exceptions=True))


def _scope(method: str, url: str, headers: RawHeaders) -> Message:
    parts = urlsplit(url)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": parts.scheme,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": [(name.lower(), value) for name, value in headers],
        "server": (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)),
        "client": ("127.0.0.1", 0),
    }
