"""The one door to the network: what the emulator itself asks other servers for, and only those that it was told to.

The list of allowed hosts serves remote media, MCP servers and webhooks alike. Where it is empty, nothing is ever sent,
no name is even looked up. A host is compared exactly, with its port; what its name resolves to is checked and
connected to in one step (see ``connection``). Proxies, cookies and passwords of the environment are not used.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import httpcore
    import httpx

ENTRY = re.compile(r"(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 3
SECONDS = 10.0
"""The time that a request may take from looking up the name to the last byte, redirects included."""
ANSWER_BYTES = 4 << 20
"""The most that is read of the answer to a POST."""
AGENT = {"user-agent": "conformance-emulator", "accept": "*/*", "accept-encoding": "identity"}


class Unreachable(Exception):
    """What was asked for could not be had: not allowed, not there, too slow, too large or not a success."""


def is_host(entry: str) -> bool:
    """Whether ``entry`` may stand in the list of allowed hosts: ``HOST`` (the ports 80 and 443) or ``HOST:PORT``."""
    match = ENTRY.fullmatch(entry)
    return match is not None and int(match["port"] or 1) in range(1, 65536)


@dataclass(frozen=True)
class Outbound:
    """Requests to ``hosts``, each ``HOST`` (which means the ports 80 and 443) or ``HOST:PORT``."""

    hosts: tuple[str, ...] = ()
    seconds: float = SECONDS

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset(host.lower() for host in self.hosts)

    def allows(self, url: str) -> bool:
        """Whether ``url`` is a plain http(s) address at an allowed host; an address with a user name never is."""
        return bool(self.hosts) and self._parsed(url) is not None

    def fetch(self, url: str, limit_bytes: int) -> tuple[bytes, str]:
        """The content of ``url`` and its media type without parameters, in lower case, ``""`` where it names none.

        Redirects are followed to allowed hosts only. Raises ``Unreachable``, also for any status but 200 and for more
        than ``limit_bytes`` bytes.
        """
        deadline = time.monotonic() + self.seconds
        for _ in range(MAX_REDIRECTS + 1):
            parsed = self._checked(url)
            status, headers, content = self._send("GET", parsed, {}, b"", limit_bytes, deadline)
            if status not in REDIRECTS or "location" not in headers:
                break
            url = self._joined(parsed, headers["location"])
        if status != 200:
            raise Unreachable(f"status {status}")
        return content, headers.get("content-type", "").split(";")[0].strip().lower()

    def post(
        self, url: str, content: Any, headers: Mapping[str, str] | None = None, limit_bytes: int = ANSWER_BYTES
    ) -> tuple[int, dict[str, str], bytes]:
        """POST ``content`` (bytes as they are, else JSON) and give status, headers (by lower-case name), body.

        Redirects are answers like any other. Raises ``Unreachable`` where there is no whole answer.
        """
        body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        return self.send("POST", url, {"content-type": "application/json", **_lowered(headers)}, body, limit_bytes)

    def send(
        self,
        method: Literal["GET", "POST", "DELETE"],
        url: str,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        limit_bytes: int = ANSWER_BYTES,
    ) -> tuple[int, dict[str, str], bytes]:
        """One request and its answer as ``post`` gives it; raises ``Unreachable`` where there is no whole answer."""
        deadline = time.monotonic() + self.seconds
        return self._send(method, self._checked(url), _lowered(headers), content, limit_bytes, deadline)

    def _checked(self, url: str) -> httpx.URL:
        parsed = self._parsed(url) if self.hosts else None
        if parsed is None:
            raise Unreachable("not an address at an allowed host")
        return parsed

    def _parsed(self, url: str) -> httpx.URL | None:
        """``url`` where it is allowed. It is parsed once: what is compared here is what is connected to later."""
        import httpx

        try:
            parsed = httpx.URL(url)
            host = parsed.raw_host.decode("ascii").lower()
        except (httpx.InvalidURL, ValueError):
            return None
        if parsed.scheme not in PORTS or parsed.userinfo or not host:
            return None
        host = f"[{host}]" if ":" in host else host
        port = parsed.port or PORTS[parsed.scheme]
        named = {f"{host}:{port}"} | ({host} if port == PORTS[parsed.scheme] else set())
        return parsed if named & self._allowed else None

    def _joined(self, base: httpx.URL, location: str) -> str:
        import httpx

        try:
            return str(base.join(location))
        except (httpx.InvalidURL, ValueError):
            raise Unreachable("redirected to no address") from None

    def _send(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes, limit: int, deadline: float
    ) -> tuple[int, dict[str, str], bytes]:
        import httpcore

        from conformance.emulator.connection import Bounded

        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        host = url.netloc.decode("ascii")
        sent = {"host": host, **AGENT, **headers} | ({"content-length": str(len(content))} if content else {})
        bounded = Bounded(deadline)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=_certificates(url.scheme), network_backend=bounded) as pool,
                pool.stream(method, target, headers=list(sent.items()), content=content or None) as answer,
            ):
                found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                return answer.status, found, _read(answer, found, limit)
        except _failures() as error:
            raise Unreachable(str(error) or type(error).__name__) from None


def _read(answer: httpcore.Response, headers: Mapping[str, str], limit: int) -> bytes:
    """The body, at most ``limit`` bytes; a compressed one was not asked for and could be of any size unpacked."""
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Unreachable("the answer is compressed although it was not asked to be")
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise Unreachable(f"more than {limit} bytes")
    chunks, size = [], 0
    for chunk in answer.iter_stream():
        size += len(chunk)
        if size > limit:
            raise Unreachable(f"more than {limit} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _lowered(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


@cache
def _certificates(scheme: str) -> Any:
    """Whom to trust; ``SSL_CERT_FILE`` may name others. Loaded once, and only for TLS, as that takes a while."""
    import httpx

    return httpx.create_ssl_context() if scheme == "https" else None


def _failures() -> tuple[type[Exception], ...]:
    import httpcore

    broken = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)
    return (OSError, UnicodeError, *broken)
