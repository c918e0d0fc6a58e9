"""The HTTP client: sends one request, keeps what came back byte by byte with its times, and forgets the key.

The only module that knows httpx (``fuzzing.connection`` is the short way for many small requests). A target can be
hostile: time, bytes and redirects are bounded; whatever goes wrong on the wire is part of the exchange, never an
exception.
"""

from __future__ import annotations

import itertools
import json
import re
import ssl
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Self

import httpx

from conformance.bounded import Bounded
from conformance.courtesy import Courtesy
from conformance.exchange import Chunk, Exchange, Headers, Request, Response
from conformance.redaction import REDACTED, SHORTEST_SECRET, redacted_headers
from conformance.revisions import NEWEST, Revision
from conformance.timing import Timing

MOST_BYTES = 16 * 2**20  # a generated image is a few megabytes; nothing documented is larger
MOST_AT_ALL = 64 * 2**20
"""Bytes of answers after which one may have no more than ``BYTES_THEN``: a run keeps what it shows."""
BYTES_THEN = 2**20
KEPT = 64 * 2**10
"""Bytes that are kept of an answer that is too long, or has more than ``BYTES_THEN`` and no end."""
MOST_CHUNKS = 10_000
"""Pieces whose time is kept; what comes after them is one piece."""
LEAKED = "[the API key was here]"
_FRAME_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_MEANS = {"Receive buffer too long": "more than 100 KiB of headers, or of one line between chunks"}
"""What httpx says, in our words."""
_UPLOAD_ID = re.compile(r"(?<=upload_id=)[^&]+")


RawHeaders = list[tuple[bytes, bytes]]
Answering = Callable[[str, str, RawHeaders, bytes], tuple[int, RawHeaders, Generator[bytes]]]
"""What answers requests without a socket: method, URL, headers and body in; status, headers and pieces of a body out,
which are closed when nobody reads on."""


class UnreachableError(Exception):
    """Nothing listens at the target's address; the message says where."""


@cache
def tls() -> ssl.SSLContext:
    """The context of all connections of this process."""
    return ssl.create_default_context()  # costs 34 ms, so once


@dataclass(slots=True)
class Client:
    """Sends requests to one target. ``key`` goes out as ``x-goog-api-key`` and never into an exchange; ``timeout`` is
    the number of seconds that one whole answer may take. Nor do the ids of uploads, which let anybody send bytes: an
    exchange has a name for each (``REDACTED-1``), which goes out as the id again. What is ``answering`` in this
    process is asked instead of the address, and ``timing`` is then the time there. ``numbers`` are those of exchanges.
    """

    base_url: str
    key: str | None = None
    revision: Revision = NEWEST
    timeout: float = 60
    courtesy: Courtesy = field(default_factory=Courtesy)
    answering: Answering | None = None
    timing: Timing = field(default_factory=Timing)
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    _uploads: dict[str, str] = field(default_factory=dict)
    _http: httpx.Client | None = None
    _transport: httpx.BaseTransport | None = None
    _bounded: Bounded = field(default_factory=Bounded)
    _received: int = 0
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._transport = self._way()
        self._http = httpx.Client(transport=self._transport, follow_redirects=False, trust_env=False)
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        if self._http is not None:
            self._http.close()

    def _way(self) -> httpx.BaseTransport:
        if self.answering is not None:
            return _Within(self.answering)
        verify = tls() if self.base_url.startswith("https") else False
        way = httpx.HTTPTransport(verify=verify, trust_env=False, limits=httpx.Limits(max_connections=64))
        way._pool._network_backend = self._bounded  # httpx has no other way in
        return way

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
        """One exchange. ``headers`` override the defaults, ``None`` leaves one out; ``stop_after`` hangs up after so
        many frames, as a client does that loses its connection. Raises ``UnreachableError`` where nothing listens,
        ``BudgetSpent`` where no more may be sent.
        """
        assert self._http is not None
        self.courtesy.before()
        sent = self.outgoing(body, headers or {})
        url = self.base_url + _UPLOAD_ID.sub(lambda found: self._upload(found[0]), path)
        request = self._http.build_request(method, url, content=body, headers=sent)
        started, begin = self.timing.now(), self.timing.elapsed()
        limit = timeout or self.timeout
        request.extensions["timeout"] = {"connect": min(limit, 10), "read": limit, "write": limit, "pool": limit}
        most = MOST_BYTES if self._received < MOST_AT_ALL else BYTES_THEN
        answer = _Answer(self.timing, begin, limit, stop_after, most)
        self._bounded.begin(limit)
        try:
            answer.receive(self._http, request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise UnreachableError(f"can't reach {self.base_url}: {error}") from None
        except httpx.TimeoutException:
            answer.failure = f"{'not finished' if answer.status else 'no answer'} within {limit:g} s"
        except (httpx.HTTPError, ssl.SSLError) as error:
            said = _MEANS.get(str(error), str(error)) or type(error).__name__
            answer.failure = f"connection dropped: {said}"
        finally:
            self._settle(answer)
        return Exchange(
            key=self.next_key(),
            request=Request(method, self.clean(str(request.url)), redacted_headers(dict(request.headers)), body),
            response=answer.response(self.clean_bytes, self.clean),
            failure=answer.failure,
            started=started.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            duration=self.timing.elapsed() - begin,
            scenario=scenario,
            revision=self.revision,
            hung_up=answer.hung_up,
        )

    def _settle(self, answer: _Answer) -> None:
        """``answer`` has ended, in whatever way."""
        answer.settle()
        with self._lock:
            self._received += answer.size
        # What was under way when the client was closed may have opened a connection since.
        if self._closed and self._transport is not None:
            self._transport.close()

    def next_key(self) -> str:
        """A key for an exchange, which no other exchange of this client has."""
        with self._lock:
            return f"x{next(self.numbers)}"

    def outgoing(self, body: bytes | None, headers: Mapping[str, str | None]) -> dict[str, str]:
        """The headers of a request with ``body``: ours, overridden by ``headers``; the key is among them."""
        sent: dict[str, str | None] = {
            "accept-encoding": "identity",
            "accept": "*/*",
            "api-revision": self.revision.name,
        }
        if self.key:
            sent["x-goog-api-key"] = self.key
        if body is not None:
            sent["content-type"] = "application/json"
        sent |= {name.lower(): value for name, value in headers.items()}
        return {name: value for name, value in sent.items() if value is not None}

    @property
    def _secret(self) -> str | None:
        return self.key if self.key and len(self.key) >= SHORTEST_SECRET else None

    def clean(self, text: str) -> str:
        """``text`` without the key and the ids of uploads."""
        text = _UPLOAD_ID.sub(lambda found: self._name(found[0]), text)
        return text.replace(self._secret, REDACTED) if self._secret else text

    def _name(self, upload_id: str) -> str:
        """The name of an upload in exchanges."""
        with self._lock:
            known = {id: name for name, id in self._uploads.items()}  # noqa: A001
            name = known.get(upload_id, f"{REDACTED}-{len(known) + 1}")
            self._uploads[name] = upload_id
        return name

    def _upload(self, name: str) -> str:
        return self._uploads.get(name, name)

    def clean_bytes(self, data: bytes) -> bytes:
        """``data``, as a target sent it, without the key."""
        return data.replace(self._secret.encode(), LEAKED.encode()) if self._secret else data


@dataclass(slots=True)
class _Answer:
    """An answer as it arrives."""

    timing: Timing
    begin: float
    limit: float
    stop_after: int | None
    most: int
    size: int = 0
    status: int = 0
    headers: Headers = field(default_factory=dict)
    chunks: list[Chunk] = field(default_factory=list)
    failure: str | None = None
    hung_up: bool = False
    _tail: bytearray = field(default_factory=bytearray)

    def receive(self, http: httpx.Client, request: httpx.Request) -> None:
        response = http.send(request, stream=True)
        try:
            self.status, self.headers = response.status_code, redacted_headers(dict(response.headers))
            for data in response.iter_raw():
                self._keep(data)
                if self.size > self.most:
                    self.failure = f"more than {self.most / 2**20:g} MiB"
                    self._cut()
                elif self.timing.elapsed() - self.begin > self.limit:
                    self.failure = f"not finished within {self.limit:g} s"
                elif self.stop_after is None or self._frames < self.stop_after:
                    continue
                else:
                    self.hung_up = True
                return
        finally:
            response.close()

    def _keep(self, data: bytes) -> None:
        self.size += len(data)
        if len(self.chunks) < MOST_CHUNKS:
            self.chunks.append(Chunk(self.timing.elapsed() - self.begin, data))
        else:
            self._tail += data

    def _cut(self) -> None:
        self._tail.clear()
        self.chunks = [Chunk(self.chunks[0].time, beginning(self.chunks))]
        self.size = KEPT

    def settle(self) -> None:
        """Make one piece of those whose time was not kept; of a long answer that does not end keep the beginning."""
        if self.failure and self.size > BYTES_THEN:
            self._cut()
        elif self._tail:
            self.chunks.append(Chunk(self.timing.elapsed() - self.begin, bytes(self._tail)))
            self._tail.clear()

    @property
    def _frames(self) -> int:
        """The frames so far, each of which ends in an empty line."""
        return len(_FRAME_END.findall(b"".join(chunk.data for chunk in self.chunks)))

    def response(self, clean: Callable[[bytes], bytes], worded: Callable[[str], str]) -> Response | None:
        if not self.status:
            return None
        headers = {name: worded(value) if "upload_id=" in value else value for name, value in self.headers.items()}
        return Response(self.status, headers, tuple(Chunk(chunk.time, clean(chunk.data)) for chunk in self.chunks))


def beginning(chunks: Iterable[Chunk]) -> bytes:
    """The bytes that are kept of an answer that is too long, without ever holding all of it once more."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk.data[: KEPT - len(kept)]
        if len(kept) >= KEPT:
            break
    return bytes(kept)


class _Within(httpx.BaseTransport):
    """The way to what answers in this process."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = request.method, str(request.url), request.headers.raw, request.read()
        status, headers, pieces = self._answering(*asked)
        return httpx.Response(status, headers=headers, stream=_Pieces(pieces))


class _Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Generator[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._pieces.close()


def encoded(value: object) -> bytes:
    """A JSON request body, compact, as the SDKs write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
