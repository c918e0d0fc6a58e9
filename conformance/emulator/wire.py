"""How answers look on the wire: compact JSON in raw UTF-8, and the headers that every answer carries."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from conformance.emulator.json_text import compact, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from conformance.emulator.errors import ApiError

JSON_TYPE = (b"content-type", b"application/json")
FIXED_HEADERS = (
    (b"server", b"conformance-emulator"),
    (b"vary", b"Origin"),
    (b"vary", b"X-Origin"),
    (b"vary", b"Referer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"x-xss-protection", b"0"),
)


def raw_fields(scope: Scope) -> dict[bytes, bytes]:
    """The headers of the request as they came; of one that was sent more than once the first value."""
    return dict(reversed(scope["headers"]))


def fields(scope: Scope) -> dict[str, str]:
    """The headers of the request, names in lower case; of one that was sent more than once the first value."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}


def json_response(value: Any) -> Response:
    """200 with ``application/json`` and no charset, as successes have."""
    return _Json(encoded(value))


def error_response(error: ApiError) -> Response:
    """The refusal as a response; angle brackets in messages are escaped, as recorded."""
    body = compact(error.body()).replace("<", "\\u003c").replace(">", "\\u003e")
    headers = {"content-type": "application/json; charset=UTF-8", **error.headers}
    return Response(body.encode("utf-8", "replace"), status_code=error.status, headers=headers)


class _Json(Response):
    """What ``Response`` would make of it, without the way there."""

    def __init__(self, body: bytes) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        self.raw_headers = [JSON_TYPE, (b"content-length", b"%d" % len(body))]

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


def service_headers(began: float, now: float) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that every answer carries, at unix time ``now``, to what came at ``began``."""
    return _service_headers(max(0, round((now - began) * 1000)), int(now))


@lru_cache(maxsize=100)
def _service_headers(spent: int, second: int) -> tuple[tuple[bytes, bytes], ...]:
    date = formatdate(second, usegmt=True).encode()
    return (*FIXED_HEADERS, (b"server-timing", b"emulator; dur=%d" % spent), (b"date", date))


class ServiceHeaders:
    """ASGI middleware that adds the headers of the service; ``server-timing`` is the time until they are sent.

    Both it and ``date`` go by the emulator's own ``clock`` (unix seconds), so that a client sees when it is moved.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float]) -> None:
        self.app, self.clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answers go out with ``FIXED_HEADERS`` and the timing added."""
        began = self.clock()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *service_headers(began, self.clock())]
            await send(message)

        await self.app(scope, receive, send_with_headers)
