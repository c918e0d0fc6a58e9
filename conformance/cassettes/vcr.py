"""Our cassettes by vcrpy and pytest-recording, for tests of your own: what they record has our form, and no secrets.

Needs the extra ``vcr``. With pytest-recording, ``pytest_plugins = ["conformance.cassettes.pytest_plugin"]`` does all of
it; with vcrpy alone, ``with use_cassette("one.yaml"): …``. vcrpy itself reads the files too, without any of this.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import vcr
from vcr.persisters.filesystem import CassetteDecodeError, CassetteNotFoundError
from vcr.request import Request as VcrRequest
from vcr.serializers.compat import convert_to_bytes

from conformance import __version__
from conformance.cassettes.cassette import NotACassette, document_of, write
from conformance.cassettes.form import as_bytes, exchange_of
from conformance.cassettes.provenance import Provenance
from conformance.cassettes.shelf import SERVICE
from conformance.cassettes.streaming import streaming
from conformance.exchange import Exchange, Request
from conformance.judging import possible
from conformance.redaction import redacted, renamed

MATCH_ON = ("method", "path", "query", "body")
"""Bodies are compared as JSON where they are; hosts don't count, as they are others where one records."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def config(**more: Any) -> dict[str, Any]:
    """What ``vcr.use_cassette`` and the fixture ``vcr_config`` of pytest-recording take, with ``more`` of your own."""
    ours = {
        "match_on": MATCH_ON,
        "persister": Persister,
        "before_record_request": without_secrets,
        "decode_compressed_response": True,
    }
    return {**ours, **more}


@contextmanager
def use_cassette(path: str | Path, *, speed: float = 0, **more: Any) -> Iterator[Any]:
    """``vcr.use_cassette`` with our ``config``, recording streams as they come; replayed ones take ``speed`` times the
    time that they took (0: none). Yields vcrpy's cassette.
    """
    with streaming(speed), vcr.use_cassette(str(path), **config(**more)) as cassette:
        yield cassette


def without_secrets(request: VcrRequest) -> VcrRequest:
    """A request as it is kept and compared: keys and cookies redacted in its address and headers.

    Of aiohttp's ``json=`` vcrpy gives the value instead of what is sent: here it is what is sent.
    """
    headers, body = _headers(request), request.body
    if isinstance(body, dict | list):
        body, headers = json.dumps(body).encode(), {"content-type": "application/json", **headers}
    (clean,) = redacted([Exchange("", Request(request.method, request.uri, headers, None))])
    return VcrRequest(request.method, clean.request.url, body, clean.request.headers)


class Persister:
    """Keeps vcrpy's cassettes in our form."""

    @staticmethod
    def load_cassette(cassette_path: str | Path, serializer: object) -> tuple[list[VcrRequest], list[Any], Any]:
        """Requests, responses and metadata, media put back; raises as vcrpy's own does."""
        path = Path(cassette_path)
        if not path.is_file() or not path.stat().st_size:
            raise CassetteNotFoundError
        try:
            document = document_of(path)
        except NotACassette as reason:
            raise CassetteDecodeError(f"{path}: {reason}") from None
        pairs = [(each["request"], each.get("response")) for each in document["interactions"]]
        requests = [VcrRequest(**request) for request, _ in pairs]
        return requests, [convert_to_bytes(response) for _, response in pairs], document.get("metadata") or {}

    @staticmethod
    def save_cassette(cassette_path: str | Path, cassette_dict: Mapping[str, Any], serializer: object) -> None:
        """Write what was recorded, without secrets, media beside it."""
        kept = Provenance.of(cassette_dict.get("metadata"))
        pairs = zip(cassette_dict["requests"], cassette_dict["responses"], strict=True)
        interactions = [{"request": _told(request), "response": response} for request, response in pairs]
        found = [exchange_of(each, kept, f"x{n}", "") for n, each in enumerate(interactions)]
        provenance = kept if kept.metadata else provenance_of(found)
        exchanges = [replace(e, revision=provenance.judged_by) for e in renamed(found, _names(found))]
        write(Path(cassette_path), exchanges, provenance)


def _told(request: VcrRequest) -> dict[str, Any]:
    body = request.body
    data = as_bytes(body) if not hasattr(body, "read") else body.read()
    return {"method": request.method, "uri": request.uri, "headers": _headers(request), "body": data}


def _headers(request: VcrRequest) -> dict[str, str]:
    """The headers, which requests gives as bytes now and then."""
    return {
        name: value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in request.headers.items()
    }


def _names(exchanges: list[Exchange]) -> dict[bytes, bytes]:
    """The service's name for each server on this machine, whose port is another each time."""
    origins = {f"{parts.scheme}://{parts.netloc}": parts for parts in (urlsplit(e.request.url) for e in exchanges)}
    here = [origin for origin, parts in origins.items() if parts.hostname in _LOOPBACK]
    return {origin.encode(): SERVICE.encode() for origin in here}


def provenance_of(exchanges: list[Exchange]) -> Provenance:
    """Where exchanges come from, as far as they show it themselves: recorded now, by vcrpy."""
    revisions = {revision for exchange in exchanges for revision in possible(exchange)}
    models = dict.fromkeys(str(e.sent.get("model") or e.sent.get("agent") or "") for e in exchanges)
    return Provenance(
        target=urlsplit(exchanges[0].request.url).hostname or "" if exchanges else "",
        revision=revisions.pop().name if len(revisions) == 1 else "",
        recorded=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        suite=__version__,
        model=", ".join(filter(None, models)),
    )
