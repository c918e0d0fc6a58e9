"""One kept-alive connection to a target, for many small requests: a fifth of the time that httpx takes for each.

It speaks just the HTTP/1.1 that answers to these requests need, over a socket with one deadline for the whole answer,
and gives the same exchanges as :mod:`conformance.client`, whose headers, budget and redaction it uses.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from conformance.client import Client, UnreachableError, tls
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.fuzzing.answer import Answer, Broken
from conformance.generate.case import Case
from conformance.redaction import redacted_headers

CONNECTING = 10.0
"""Seconds that a connection may take to open."""
AT_ONCE = 16 * 2**10
"""Bytes of a request that the buffers of a connection take in any case."""


@dataclass(slots=True)
class Connection:
    """Sends requests of ``client``, one after the other; ``timeout`` is the number of seconds for one whole answer."""

    client: Client
    timeout: float
    _socket: socket.socket | None = None
    _buffer: bytearray = field(default_factory=bytearray)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._buffer.clear()

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        scenario: str | None = None,
        case: Case | None = None,
    ) -> Exchange:
        """One exchange, about ``case``. Raises ``UnreachableError`` where nothing listens, ``BudgetSpent`` where no
        more may be sent.
        """
        client = self.client
        client.courtesy.before()
        sent = client.outgoing(body, {})
        parts = urlsplit(client.base_url)
        message = _message(method, parts.path + path, parts.netloc.rpartition("@")[2], sent, body)
        started, begin = datetime.now(UTC), time.perf_counter()
        answer = self._answered(message, begin)
        if answer.unused and answer.failure and answer.reused:  # the target closed while idle: nothing was lost
            answer = self._answered(message, begin)
        if answer.failure or answer.closes:
            self.close()
        chunks = tuple(Chunk(chunk.time, client.clean_bytes(chunk.data)) for chunk in answer.chunks)
        response = Response(answer.status, redacted_headers(answer.headers), chunks) if answer.status else None
        return Exchange(
            key=client.next_key(),
            request=Request(method, client.clean(client.base_url + path), redacted_headers(sent), body),
            response=response,
            failure=answer.failure,
            started=started.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            duration=time.perf_counter() - begin,
            scenario=scenario,
            revision=client.revision,
            case=case,
        )

    def _answered(self, message: bytes, begin: float) -> Answer:
        reused = self._socket is not None
        if self._socket is None:
            self._socket = self._opened()
        answer = Answer(self._socket, begin, self.timeout, self._buffer, reused=reused)
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # an answer may come before the request is complete
                answer.closes = not self._sent(message, begin)
            early = answer.closes
            answer.read()
            answer.closes |= early
        except TimeoutError:
            answer.failure = f"{'not finished' if answer.status else 'no answer'} within {self.timeout:g} s"
        except (OSError, Broken) as error:
            answer.failure = f"connection dropped: {error or type(error).__name__}"
        if answer.failure:
            answer.broken_off()
            self.close()
        return answer

    def _sent(self, message: bytes, begin: float) -> bool:
        """Send a request; False where an answer came first, and the rest was not sent."""
        assert self._socket is not None
        opened, rest = self._socket, memoryview(message)
        opened.settimeout(self.timeout)
        if len(message) <= AT_ONCE or isinstance(opened, ssl.SSLSocket):  # there, what arrives need be no answer
            opened.sendall(message)
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(opened, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while rest:
                ready = selector.select(self.timeout - (time.perf_counter() - begin))
                if not ready:
                    raise TimeoutError
                if ready[0][1] & selectors.EVENT_READ:
                    return False
                rest = rest[opened.send(rest) :]
        return True

    def _opened(self) -> socket.socket:
        address = urlsplit(self.client.base_url)
        secure = address.scheme == "https"
        try:
            opened = socket.create_connection(
                (address.hostname or "", address.port or (443 if secure else 80)), min(self.timeout, CONNECTING)
            )
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return tls().wrap_socket(opened, server_hostname=address.hostname) if secure else opened
        except (OSError, ValueError) as error:
            raise UnreachableError(f"can't reach {self.client.base_url}: {error}") from None


def _message(method: str, path: str, host: str, headers: dict[str, str], body: bytes | None) -> bytes:
    size = {} if body is None else {"content-length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in ({"host": host} | headers | size).items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + (body or b"")
