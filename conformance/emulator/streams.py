"""The streams that are open, of which there is a limited number."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

from conformance.emulator.errors import ApiError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


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

    def response(self, frames: AsyncGenerator[bytes], headers: Mapping[str, str]) -> StreamingResponse:
        """``frames`` as an answer that counts as open while it is sent."""
        return _Counted(self, frames, headers)


class _Counted(StreamingResponse):
    def __init__(self, streams: Streams, frames: AsyncGenerator[bytes], headers: Mapping[str, str]) -> None:
        super().__init__(frames, headers=headers)
        self._frames = frames
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.open += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.open -= 1
            await self._frames.aclose()  # a client that hung up is noticed now, not some time later
