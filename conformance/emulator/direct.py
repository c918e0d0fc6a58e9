"""Creates go straight to their endpoint: a router and what it wraps around one take as long as the emulator's work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]
Handlers = Mapping[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]


class Direct:
    """ASGI middleware: a POST to one of ``paths`` is answered by ``endpoint``, all else by ``app``.

    ``handlers`` make the answers to exceptions, as the application's do.
    """

    def __init__(self, app: ASGIApp, paths: Collection[str], endpoint: Endpoint, handlers: Handlers) -> None:
        self.app = app
        self._paths = frozenset(paths)
        self._endpoint = endpoint
        self._handlers = handlers
        self._kinds = tuple(handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] != "http" or scope["path"] not in self._paths or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        scope["endpoint"] = self._endpoint
        request = Request(scope, receive)
        try:
            response = await self._endpoint(request)
        except self._kinds as error:
            handler = next(self._handlers[kind] for kind in self._kinds if isinstance(error, kind))
            response = await handler(request, error)
        await response(scope, receive, send)
