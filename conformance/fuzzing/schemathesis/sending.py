"""Sends what schemathesis makes by our own client: bounded, counted, without secrets, kept as exchanges.

Schemathesis sends by ``requests``, whose adapters are the place for another way to send. It asks for no time in all
and no number of bytes there, and unpacks what calls itself compressed; our client does none of that.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport
from urllib3 import HTTPHeaderDict, HTTPResponse

from conformance.exchange import Exchange

PLACEHOLDER = "the-key-of-the-target"
"""Stands for the key in all that schemathesis sees and prints; the client sends the real one."""
KEY = "x-goog-api-key"
NAME = "x-conformance-exchange"
"""A header of the answers that schemathesis is shown: the exchange that it is of."""
LONGEST_URL = 16_384
OURS = frozenset({"content-length", "connection", "transfer-encoding", "host", "accept-encoding"})
"""Headers that belong to the connection, which is not that of ``requests``."""
UNPACKED = frozenset({"content-encoding", "transfer-encoding", "content-length", NAME})

Send = Callable[[str, str, "bytes | None", Mapping[str, "str | None"]], Exchange]
"""Sends method, path with query, body and headers."""


class Transport(RequestsTransport):
    """What a schema sends all its cases by, those of its checks too."""

    def __init__(self, adapter: HTTPAdapter) -> None:
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def send(self, case: Any, *, session: requests.Session | None = None, **kwargs: Any) -> Any:
        """Send ``case`` with the headers of ``session``, but not by it."""
        if session is not None and session.headers:
            kwargs["headers"] = {**session.headers, **(kwargs.get("headers") or {})}
        self._session.cookies.clear()
        return super().send(case, session=self._session, **kwargs)


class Adapter(HTTPAdapter):
    """Makes an exchange of every request, and of that the answer that schemathesis is shown."""

    def __init__(self, send: Send) -> None:
        super().__init__()
        self._send = send

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Raises what ``requests`` raises where there was no whole answer."""
        address = urlsplit(request.url or "")
        path = f"{address.path}?{address.query}" if address.query else address.path
        if len(path) > LONGEST_URL:
            raise requests.exceptions.InvalidURL("too long to be sent", request=request)
        exchange = self._send(request.method or "GET", path, _bytes(request.body), outgoing(request.headers))
        if exchange.failure is not None or exchange.response is None:
            raise requests.exceptions.Timeout(exchange.failure, request=request)
        return self.build_response(request, raw(exchange))


def outgoing(headers: Mapping[str, Any]) -> dict[str, str | None]:
    """The headers for our client, which adds its own where none is given: None leaves one out."""
    named = {name.lower(): _text(value) for name, value in headers.items() if name.lower() not in OURS}
    sent: dict[str, str | None] = {KEY: None, "accept": None, "content-type": None, "api-revision": None, **named}
    if sent[KEY] == PLACEHOLDER:
        del sent[KEY]
    return sent


def raw(exchange: Exchange) -> HTTPResponse:
    """The answer of ``exchange`` as urllib3 gives it; nothing in it is unpacked."""
    assert exchange.response is not None
    headers = HTTPHeaderDict(
        {name: value for name, value in (exchange.response.headers or {}).items() if name not in UNPACKED}
    )
    headers[NAME] = exchange.key
    return HTTPResponse(
        body=io.BytesIO(exchange.body),
        headers=headers,
        status=exchange.response.status,
        version=11,
        preload_content=False,
        decode_content=False,
        request_method=exchange.request.method,
    )


def shown(exchange: Exchange) -> requests.Response:
    """The answer of ``exchange``, as ``requests`` gives it."""
    url = exchange.request.url if exchange.request.url.startswith("http") else f"http://localhost{exchange.request.url}"
    request = requests.Request(exchange.request.method, url, headers=_plain(exchange), data=exchange.request.body)
    response = HTTPAdapter().build_response(request.prepare(), raw(exchange))
    _ = response.content  # reads it
    return response


def _plain(exchange: Exchange) -> dict[str, str]:
    return {name: value for name, value in (exchange.request.headers or {}).items() if name not in OURS}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _bytes(body: object) -> bytes | None:
    """A body as ``requests`` holds it: bytes, text, an iterable of bytes (a form) or nothing."""
    match body:
        case None:
            return None
        case bytes():
            return body
        case str():
            return body.encode("utf-8", "surrogatepass")
        case io.IOBase():
            return bytes(body.read())
    return b"".join(itertools.islice(iter(body), 10_000))  # type: ignore[call-overload]  # what is left is iterable
