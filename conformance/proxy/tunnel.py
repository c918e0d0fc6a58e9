"""WebSockets: what the client asked to upgrade goes on as bytes, in both directions, and is neither kept nor judged."""

from __future__ import annotations

import asyncio
import re
from typing import Any, cast

from conformance.proxy.connection import CONNECT_SECONDS
from conformance.proxy.upstream import Upstream

_HOST = re.compile(rb"(?im)^host:[^\r]*")
_REFUSED = b"HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def tunnel_to(upstream: Upstream) -> type[asyncio.Protocol]:
    """The protocol that uvicorn hands an upgraded connection to."""

    class Tunnel(_Tunnel):
        at = upstream

    return Tunnel


class _Tunnel(asyncio.Protocol):
    """The client's end; it holds the other one."""

    at: Upstream

    def __init__(self, **_: Any) -> None:
        self.other: _FarEnd | None = None
        self.transport: asyncio.Transport
        self._early = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._opening = asyncio.ensure_future(self._open())

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self._early += data
        else:
            self.other.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._opening.cancel()
        if self.other is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        if self.other is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None:
            self.other.transport.resume_reading()

    def shutdown(self) -> None:
        """What uvicorn calls when it ends."""
        self.transport.close()

    async def _open(self) -> None:
        at, loop = self.at, asyncio.get_running_loop()
        name = at.host if at.context else None
        opening = loop.create_connection(lambda: _FarEnd(self), at.host, at.port, ssl=at.context, server_hostname=name)
        try:
            _, other = await asyncio.wait_for(opening, CONNECT_SECONDS)
        except (OSError, TimeoutError):
            self.transport.write(_REFUSED)
            self.transport.close()
            return
        # uvicorn hands over the head of the request, with nothing behind it: no frame comes before the answer.
        start, end, rest = self._early.partition(b"\r\n\r\n")
        line, _, lines = start.partition(b"\r\n")
        method, path, version = line.split(b" ", 2)
        line = b" ".join([method, at.prefix.encode() + path, version])
        lines = _HOST.sub(b"host: " + at.authority.encode(), lines, count=1)
        other.transport.write(line + b"\r\n" + lines + end + rest)
        self.other = other


class _FarEnd(asyncio.Protocol):
    """The upstream's end."""

    def __init__(self, near: _Tunnel) -> None:
        self.near = near
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.near.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.near.transport.close()

    def pause_writing(self) -> None:
        self.near.transport.pause_reading()

    def resume_writing(self) -> None:
        self.near.transport.resume_reading()
