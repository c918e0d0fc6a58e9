"""Where everything is passed on to."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.target import ConfigurationError


@dataclass(frozen=True, slots=True)
class Upstream:
    """A server: ``origin`` is its scheme and authority, ``prefix`` the path that all paths go below."""

    host: str
    port: int
    authority: str
    prefix: str = ""
    context: ssl.SSLContext | None = None

    @classmethod
    def of(cls, url: str) -> Upstream:
        """The server at ``url``; raises ``ConfigurationError`` where that is no address of one."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(f"--upstream {url}: {error}") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ConfigurationError(f"--upstream {url}: give http://HOST[:PORT] or https://HOST[:PORT]")
        if "@" in parts.netloc:
            raise ConfigurationError("--upstream: put no user or password in it; what the client sends is passed on")
        secure = parts.scheme == "https"
        context = _tls() if secure else None
        return cls(parts.hostname, port or (443 if secure else 80), parts.netloc, parts.path.rstrip("/"), context)

    @property
    def origin(self) -> str:
        """Scheme and authority, as addresses of the server begin."""
        return f"{'https' if self.context else 'http'}://{self.authority}"

    @property
    def is_the_service(self) -> bool:
        """Whether this is the live service, which speaks the revision of the day."""
        return self.host.endswith(".googleapis.com")


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
