"""What must not be kept: keys, cookies, authorisation, the ids of uploads, the secrets of webhooks.

A name takes the place of each secret, the same wherever it stands, so that what was equal stays equal. A message that
was signed with a webhook's secret is signed anew with the name of it, if it was signed right: so the signature can be
judged from what is kept, and nobody can use it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.exchange import Chunk, Exchange, Headers, Request, Response

REDACTED = "REDACTED"
SHORTEST_SECRET = 8  # a shorter key is a placeholder, and would be found in ids and words
SECRET_HEADERS = frozenset(
    {
        "authorization",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-api-key",
        "x-goog-api-key",
        "x-goog-iam-authorization-token",
        "x-guploader-uploadid",
    }
)

# API keys of Google, the older and the newer kind, and tokens of OAuth: known by their look, wherever they stand.
_BY_LOOK = rb"AIza[0-9A-Za-z_-]{35}|AQ\.[0-9A-Za-z_-]{40,}|ya29\.[0-9A-Za-z_.-]{20,}"
_IN_QUERY = re.compile(rb"[?&](?:key|access_token)=([^&#\s\"]+)")
_UPLOAD_ID = re.compile(rb"upload_id=([^&#\s\"]+)")
_SIGNING = re.compile(rb'"(?:new_signing_secret|secret)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_SIGNING_NAME = "whsec_REDACTED{:04}"  # base64, as a secret is
_UPLOAD_NAME = "REDACTED-{}"
_SIGNATURE = re.compile(r"v1,([A-Za-z0-9+/]+=*)")
Names = Mapping[bytes, bytes]


def redacted_headers(headers: Headers) -> Headers:
    """``headers`` with names in lower case and nothing secret in them."""
    return {name.lower(): REDACTED if name.lower() in SECRET_HEADERS else value for name, value in headers.items()}


def redacted(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """``exchanges`` without secrets; what holds none is unchanged, and so is what was redacted before."""
    signing = _numbered(_SIGNING, exchanges, _SIGNING_NAME)
    uploads = _numbered(_UPLOAD_ID, exchanges, _UPLOAD_NAME)
    names = {**dict.fromkeys(_sent(exchanges), REDACTED.encode()), **uploads, **signing}
    cleaned = renamed(exchanges, names, _BY_LOOK)
    return [_signed(old, new, signing) for old, new in zip(exchanges, cleaned, strict=True)]


def redacted_text(text: str) -> str:
    """``text`` without what looks like a key or a token."""
    return re.sub(_BY_LOOK.decode(), REDACTED, text)


class Redactor:
    """``redacted`` for exchanges that come one after the other: what was secret in one is so in all that follow."""

    def __init__(self) -> None:
        self._sent: dict[bytes, bytes] = {}
        self._signing: dict[bytes, bytes] = {}
        self._uploads: dict[bytes, bytes] = {}

    def redacted(self, exchange: Exchange) -> Exchange:
        """``exchange`` without secrets."""
        self._sent |= dict.fromkeys(_sent([exchange]), REDACTED.encode())
        self._signing |= _numbered(_SIGNING, [exchange], _SIGNING_NAME, self._signing)
        self._uploads |= _numbered(_UPLOAD_ID, [exchange], _UPLOAD_NAME, self._uploads)
        (cleaned,) = renamed([exchange], {**self._sent, **self._uploads, **self._signing}, _BY_LOOK)
        return _signed(exchange, cleaned, self._signing)


def renamed(exchanges: Iterable[Exchange], names: Names, by_look: bytes = b"") -> list[Exchange]:
    """``exchanges`` with everything that ``names`` knows called by its name there, in addresses, headers and bodies,
    and what looks like ``by_look`` redacted. Chunks keep their times; what a name replaces is in one of them.
    """
    known = [re.escape(text) for text in sorted(names, key=len, reverse=True)]
    pattern = re.compile(b"|".join([*known, *([by_look] if by_look else [])]) or rb"(?!)")
    cleaner = _Cleaner(pattern, lambda found: names.get(found[0], REDACTED.encode()))
    return [cleaner.exchange(exchange) for exchange in exchanges]


class _Cleaner:
    def __init__(self, pattern: re.Pattern[bytes], name: Callable[[re.Match[bytes]], bytes]) -> None:
        self._pattern, self._name = pattern, name

    def exchange(self, exchange: Exchange) -> Exchange:
        asked, answer = exchange.request, exchange.response
        body = None if asked.body is None else self._pattern.sub(self._name, asked.body)
        request = replace(
            asked,
            url=self._worded(asked.url),
            headers=self._headers(asked.headers, len(asked.body or b""), len(body or b"")),
            body=body,
        )
        response = answer and self._response(answer)
        failure = exchange.failure and self._worded(exchange.failure)
        if (request, response, failure) == (asked, answer, exchange.failure):
            return exchange
        return replace(exchange, request=request, response=response, failure=failure)

    def _response(self, answer: Response) -> Response:
        chunks = self._chunks(answer.chunks)
        sizes = [sum(len(chunk.data) for chunk in each) for each in (answer.chunks, chunks)]
        return replace(answer, headers=self._headers(answer.headers, *sizes), chunks=chunks)

    def _headers(self, headers: Headers | None, before: int, after: int) -> Headers | None:
        if headers is None:
            return None
        found = {name: self._worded(value) for name, value in redacted_headers(headers).items()}
        if before != after and found.get("content-length") == str(before):
            found["content-length"] = str(after)
        return found

    def _worded(self, text: str) -> str:
        return self._pattern.sub(self._name, text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def _chunks(self, chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
        """A secret may be split between chunks: its name is then in the one that it begins in."""
        body = b"".join(chunk.data for chunk in chunks)
        edits = [(*found.span(), self._name(found)) for found in self._pattern.finditer(body)]
        if not edits:
            return chunks
        pieces, end, start = [], 0, 0
        for chunk in chunks:
            end += len(chunk.data)
            piece, start = _edited(body, start, end, edits)
            pieces.append(Chunk(chunk.time, piece))
        return tuple(pieces)


def _edited(body: bytes, start: int, end: int, edits: list[tuple[int, int, bytes]]) -> tuple[bytes, int]:
    """``body`` from ``start`` to ``end`` with the edits that begin there, and where the next part starts."""
    found = []
    for first, last, name in edits:
        if start <= first < end:
            found += [body[start:first], name]
            start = last
    return b"".join([*found, body[start:end]]), max(start, end)


# --- what is secret --------------------------------------------------------------------------------------------------


def _sent(exchanges: Iterable[Exchange]) -> Iterator[bytes]:
    """What clients proved themselves by, where it is not redacted yet."""
    for exchange in exchanges:
        headers = {name.lower(): value for name, value in (exchange.request.headers or {}).items()}
        values = [headers[name].encode() for name in SECRET_HEADERS & headers.keys()]
        values += [value.rpartition(b" ")[2] for value in values] + _IN_QUERY.findall(exchange.request.url.encode())
        yield from (value for value in values if len(value) >= SHORTEST_SECRET and value != REDACTED.encode())


def _numbered(
    pattern: re.Pattern[bytes], exchanges: Iterable[Exchange], name: str, known: Collection[bytes] = ()
) -> dict[bytes, bytes]:
    """A name for each thing that ``pattern`` finds, in order; what has one already, or is ``known``, keeps it."""
    texts = (text for exchange in exchanges for text in _texts(exchange))
    found = dict.fromkeys(value for text in texts for value in pattern.findall(text))
    named = [value for value in found if len(value) >= SHORTEST_SECRET and REDACTED.encode() not in value]
    secret = [value for value in named if value not in known]
    return {value: name.format(number).encode() for number, value in enumerate(secret, len(known) + 1)}


def _texts(exchange: Exchange) -> Iterator[bytes]:
    """Where the ids of uploads and the secrets of webhooks stand."""
    yield exchange.request.url.encode("utf-8", "surrogateescape")
    for part in (exchange.request, exchange.response):
        yield from _values(part)
    yield exchange.request.body or b""
    yield exchange.body


def _values(part: Request | Response | None) -> Iterator[bytes]:
    for value in ((part and part.headers) or {}).values():
        yield value.encode("utf-8", "surrogateescape")


def _signed(old: Exchange, new: Exchange, secrets: Names) -> Exchange:
    """``new`` with signatures by the names of ``secrets`` where those in ``old`` are right."""
    if not secrets or old.resource != "delivery":
        return new
    before, after = old.request.headers or {}, new.request.headers or {}
    due = {_signature(old, secret): _signature(new, name) for secret, name in secrets.items()}

    def signed(found: re.Match[str]) -> str:
        return f"v1,{due.get(found[1], found[1])}"

    signature = _SIGNATURE.sub(signed, before.get("webhook-signature", ""))
    return replace(new, request=replace(new.request, headers={**after, "webhook-signature": signature}))


def _signature(message: Exchange, secret: bytes) -> str:
    """The signature of a message as Standard Webhooks has it, in base64."""
    headers = message.request.headers or {}
    try:
        key = base64.b64decode(secret.removeprefix(b"whsec_"), validate=True)
    except binascii.Error:
        key = secret
    said = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode()
    return base64.b64encode(hmac.digest(key, said + (message.request.body or b""), "sha256")).decode()
