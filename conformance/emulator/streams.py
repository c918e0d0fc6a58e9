"""The streams that are open, of which there is a limited number."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

from starlette.responses import Response

from conformance.emulator.errors import ApiError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


Fields = Sequence[tuple[bytes, bytes]]


class Streams:
    """Counts the streams of one server, each from its first byte until it ends or its client is gone."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.open = 0

    def check(self) -> None:
        """Raise 429 where one more would be too many.

        Asked before anything is made, so that a refused create leaves nothing behind. Creates that wait for other
        servers in between may go past the limit, by as many as there are threads for them.
        """
        if self.open >= self.limit:
            raise ApiError(429, "rate_limit_exceeded", f"More than {self.limit} streams are open: close some, or wait.")

    def response(self, frames: AsyncGenerator[bytes], headers: Fields) -> Response:
        """``frames`` as an answer that counts as open while it is sent."""
        return _Counted(self, frames, headers)

    def whole(self, frames: bytes, headers: Fields) -> Response:
        """The same for all ``frames`` at once, which need nobody who looks whether the client is still there."""
        return _AtOnce(self, frames, headers)


class _AtOnce(Response):
    def __init__(self, streams: Streams, frames: bytes, headers: Fields) -> None:
        self.status_code = 200
        self.background = None
        self.raw_headers = list(headers)
        self.body = frames
        self._streams = streams

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        self._streams.open += 1
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": self.body})
        finally:
            self._streams.open -= 1


class _Counted(Response):
    """As Starlette's ``StreamingResponse``, which spends more on its group of tasks than a short stream takes."""

    def __init__(self, streams: Streams, frames: AsyncGenerator[bytes], headers: Fields) -> None:
        self.status_code = 200
        self.background = None
        self.raw_headers = list(headers)
        self._frames = frames
        self._streams = streams

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send what there is as it comes, until the client hangs up."""
        self._streams.open += 1
        sending = asyncio.ensure_future(self._sent(send))
        gone = asyncio.ensure_future(_hung_up(receive))
        gone.add_done_callback(lambda _: sending.cancel())
        try:
            await sending
        except asyncio.CancelledError:
            if not gone.done():
                raise
        finally:
            gone.cancel()
            self._streams.open -= 1
            await self._frames.aclose()  # a client that hung up is noticed now, not some time later

    async def _sent(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for frame in self._frames:
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
