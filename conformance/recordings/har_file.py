"""Exchanges as a HAR 1.2 file that any viewer opens."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance import __version__
from conformance.cassettes.form import phrase
from conformance.exchange import Exchange, Headers, Request, Response
from conformance.recordings.har import EXTENSION, UNDATED

Json = dict[str, Any]
_VERSION = "HTTP/1.1"  # which version it was, exchanges do not say


def har_of(exchanges: Sequence[Exchange], provenance: Mapping[str, str]) -> Json:
    """A HAR of ``exchanges``, whose secrets have to be redacted already. When pieces of a stream came is not in it."""
    comment = ", ".join(f"{name} {value}" for name, value in provenance.items())
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "interactions-conformance", "version": __version__},
            "comment": comment,
            "entries": [_entry(exchange) for exchange in exchanges],
        }
    }


def _entry(exchange: Exchange) -> Json:
    time = 0 if exchange.duration is None else round(exchange.duration * 1000, 3)
    return {
        "startedDateTime": exchange.started or UNDATED,
        "time": time,
        "request": _request(exchange.request),
        "response": _response(exchange.response),
        "cache": {},
        "timings": {"send": 0, "wait": time, "receive": 0},
        EXTENSION: _beside(exchange),
    }


def _beside(exchange: Exchange) -> Json:
    asked, answer = exchange.request, exchange.response
    unknown = {
        "request": not asked.known,
        "request.headers": asked.headers is None,
        "response": answer is None,
        "response.headers": answer is not None and answer.headers is None,
        "duration": exchange.duration is None,
    }
    found: Json = {
        "unknown": [name for name, holds in unknown.items() if holds] or None,
        "revision": exchange.revision.name,
        "scenario": exchange.scenario,
        "recorded": exchange.recorded,
        "corpus": exchange.corpus,
        "failure": exchange.failure,
        "wording": exchange.wording,
        "hung_up": exchange.hung_up or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _request(asked: Request) -> Json:
    query = parse_qsl(urlsplit(asked.url).query, keep_blank_values=True)
    found: Json = {
        "method": asked.method,
        "url": asked.url,
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _listed(asked.headers),
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": -1,
        "bodySize": len(asked.body or b""),
    }
    if asked.body is not None:
        text = _content(asked.body)
        # HAR has no name for an encoding here; this is the one that readers agree on
        coded = {"_encoding": text["encoding"]} if "encoding" in text else {}
        mime = (asked.headers or {}).get("content-type", "application/json")
        found["postData"] = {"mimeType": mime, "params": [], "text": text["text"], **coded}
    return found


def _response(answer: Response | None) -> Json:
    headers = (answer.headers if answer else None) or {}
    data = b"".join(chunk.data for chunk in answer.chunks) if answer else b""
    return {
        "status": answer.status if answer else 0,
        "statusText": phrase(answer.status) if answer else "",
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": _listed(headers),
        "content": {"size": len(data), "mimeType": headers.get("content-type", ""), **_content(data)},
        "redirectURL": headers.get("location", ""),
        "headersSize": -1,
        "bodySize": len(data),
    }


def _listed(headers: Headers | None) -> list[Json]:
    return [{"name": name, "value": value} for name, value in (headers or {}).items()]


def _content(data: bytes) -> Json:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(data).decode(), "encoding": "base64"}
