"""Connections that keep to a deadline and go where they were checked to go.

A time-out per read lets a server hold a connection for hours by sending a byte now and then, so every operation gets
what is left until one deadline. A name is resolved once, here: the address that is looked at is the address that is
connected to, so that a name cannot point elsewhere a moment later (DNS rebinding). Which hosts may be asked at all is
decided by ``outbound``; addresses are refused only where no name may lead: the link-local networks, where clouds keep
the credentials of machines, and what is no single host.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore


class Bounded(httpcore.NetworkBackend):
    """Opens connections until ``deadline``, a time of the monotonic clock in seconds."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of ``host`` that answers; raises ``httpcore.ConnectError`` where none does."""
        failure: Exception = httpcore.ConnectError("the name has no address that may be connected to")
        for address in _addresses(host, port):
            left = remaining(self._deadline, timeout)
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection of which every operation ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, remaining(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, remaining(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = remaining(self._deadline, timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def remaining(deadline: float, timeout: float | None) -> float:
    """The seconds left, at most ``timeout``; raises ``httpcore.TimeoutException`` when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.TimeoutException("took too long")
    return left if timeout is None else min(left, timeout)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name cannot be resolved: {error}") from None
    unique = dict.fromkeys(str(entry[4][0]) for entry in found)
    return [address for address in unique if not _is_off_limits(address)]


def _is_off_limits(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    parsed = mapped or parsed
    return parsed.is_link_local or parsed.is_multicast or parsed.is_unspecified
