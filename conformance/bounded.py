"""Connections of which every operation ends by the deadline of the request that is under way in its thread.

httpx bounds each read by itself: a target that sends one byte of its headers a second would be waited for for a day.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore


class Bounded(httpcore.NetworkBackend):
    """Connects as usual; ``begin`` sets the deadline of whatever this thread does next."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()
        self._thread = threading.local()

    def begin(self, seconds: float) -> None:
        """From now on, this thread has so many seconds."""
        self._thread.deadline = time.monotonic() + seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, bounded by ``timeout`` alone."""
        return _Stream(self._backend.connect_tcp(host, port, timeout, local_address, socket_options), self)

    def left(self, timeout: float | None) -> float:
        """The seconds that this thread has left, at most ``timeout``; zero or less: none."""
        left = float(self._thread.deadline) - time.monotonic()
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, bounded: Bounded) -> None:
        self._stream = stream
        self._bounded = bounded

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if (left := self._bounded.left(timeout)) <= 0:
            raise httpcore.ReadTimeout("took too long")
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if (left := self._bounded.left(timeout)) <= 0:
            raise httpcore.WriteTimeout("took too long")
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._bounded)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
