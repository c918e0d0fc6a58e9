"""Creates go straight to their endpoint: a router and what it wraps around one take as long as the emulator's work."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from conformance.emulator.faults.middleware import HEADER, closable
from conformance.emulator.wire import raw_fields, service_headers

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

Create = Callable[["Scope", Mapping[bytes, bytes], "Receive"], Awaitable[Response]]
Handler = Callable[[Request, Exception], Awaitable[Response]]
Handlers = Mapping[type[Exception], Handler]


class Creates:
    """Answers a POST to one of ``paths`` by ``create``; ``handlers`` make the answers to exceptions, as the
    application's do, and ``failed`` that to any other."""

    def __init__(self, paths: Collection[str], create: Create, handlers: Handlers, failed: Handler) -> None:
        self._paths = frozenset(paths)
        self._create = create
        self._handlers = handlers
        self._kinds = tuple(handlers)
        self._failed = failed

    def takes(self, scope: Scope) -> bool:
        """Whether it is a create that came."""
        return scope.get("path") in self._paths and scope.get("method") == "POST"

    async def answer(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Response:
        """What a create with these ``headers`` is answered, be it a refusal."""
        try:
            return await self._create(scope, headers, receive)
        except self._kinds as error:
            handler = next(self._handlers[kind] for kind in self._kinds if isinstance(error, kind))
            return await handler(Request(scope), error)

    async def failed(self, scope: Scope, error: Exception) -> Response:
        """What is answered where ``error`` is the emulator's own."""
        return await self._failed(Request(scope), error)


class Direct:
    """ASGI middleware: creates are answered by ``creates``, all else by ``app``."""

    def __init__(self, app: ASGIApp, creates: Creates) -> None:
        self.app = app
        self._creates = creates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if not self._creates.takes(scope):
            await self.app(scope, receive, send)
            return
        scope["endpoint"] = self._creates.answer
        response = await self._creates.answer(scope, raw_fields(scope), receive)
        await response(scope, receive, send)


class Fronted(Starlette):
    """An application that answers creates before all that is wrapped around them, where that has nothing to do.

    ``front`` is what answers them, None where a log or a fault wants to see every request; ``clock`` (unix seconds) is
    that of the headers. A request that names a fault goes the long way too. Both ways end in the same ``Creates``.
    """

    front: Creates | None = None
    clock: Callable[[], float] = time.time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        front = self.front
        if front is None or not front.takes(scope) or HEADER in (headers := raw_fields(scope)):
            closable(scope, send)
            await super().__call__(scope, receive, send)
            return
        began = self.clock()
        try:
            response = await front.answer(scope, headers, receive)
        except Exception as error:  # as Starlette does: the client is told, and so is the server
            await (await front.failed(scope, error))(scope, receive, send)
            raise
        response.raw_headers += service_headers(began, self.clock())
        await response(scope, receive, send)
