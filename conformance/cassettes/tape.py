"""A client that answers from a cassette: each request gets the first answer left that was given to the like of it.

Requests are alike that have the same method, path, query and body, JSON whatever its spaces and the order of its keys.
Headers and hosts don't count, nor do secrets, which no cassette holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

from conformance.cassettes.shelf import RECEIVER, SERVICE
from conformance.client import Client, UnreachableError
from conformance.exchange import Exchange, Request, Response
from conformance.jsontext import parsed
from conformance.path import MISSING
from conformance.receiver import Receiver
from conformance.redaction import redacted
from conformance.timing import Timing

Likeness: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...], bytes]


class NotRecorded(UnreachableError):
    """No answer is left for a request; the message says for which."""


def likeness(request: Request) -> Likeness:
    """What of ``request`` has to be equal in another for both to get the same answer."""
    (clean,) = redacted([Exchange("", request)])
    parts, body = urlsplit(clean.request.url), clean.request.body or b""
    value = parsed(body)
    canonical = body if value is MISSING else json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return request.method, parts.path or "/", tuple(sorted(parse_qsl(parts.query, keep_blank_values=True))), canonical


@dataclass(slots=True)
class Tape(Client):
    """``left`` are the exchanges that were not played yet, in order. It is as late as when the last one was recorded:
    whoever waits for something gives up where he did then, and nobody waits.
    """

    base_url: str = SERVICE
    left: list[Exchange] = field(default_factory=list)
    _late: float = 0.0

    def __post_init__(self) -> None:
        self.timing = Timing(elapsed=lambda: self._late, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        self._late += seconds

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        scenario: str | None = None,
        timeout: float | None = None,
        stop_after: int | None = None,
    ) -> Exchange:
        """The exchange as it was recorded; raises ``NotRecorded``."""
        wanted = likeness(Request(method, self.base_url + path, None, body))
        for exchange in self.left:
            if not _is_heard(exchange) and likeness(exchange.request) == wanted:
                self.left.remove(exchange)
                if exchange.started is not None:
                    self._late = datetime.fromisoformat(exchange.started).timestamp() + (exchange.duration or 0)
                return replace(exchange, lane="socket")  # elicited, if not now: what was meant is known
        raise NotRecorded(f"no answer is left in the cassette for {method} {path} with this body: record it anew")

    def deliveries(self, path: str) -> list[tuple[Request, Response]]:
        """The messages to ``path`` that were heard next."""
        found: list[tuple[Request, Response]] = []
        while self.left and _is_heard(self.left[0]) and urlsplit(self.left[0].request.url).path == path:
            exchange = self.left.pop(0)
            assert exchange.response is not None
            found.append((exchange.request, exchange.response))
        return found


def _is_heard(exchange: Exchange) -> bool:
    """Whether the target sent the request, and the suite's receiver answered."""
    return exchange.request.url.startswith(RECEIVER)


@dataclass(slots=True)
class TapedReceiver(Receiver):
    """Hears what was heard."""

    url: str = RECEIVER
    tape: Tape = field(default_factory=Tape)

    def heard(self, path: str, number: int, seconds: float, about: str = "") -> list[tuple[Request, Response]]:
        """The messages to ``path`` that the recording has here."""
        return self.tape.deliveries(path)
