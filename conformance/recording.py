"""Recorded exchanges: one JSON file each, ``{meta, request, response}``, as ``conformance judge`` reads them.

``request`` is ``{method, url, headers, body}``, ``response`` ``{status, headers, body | sse}``: ``body`` is parsed
JSON, ``sse`` the text of the stream. Recordings differ in what they kept; what is empty there is unknown here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from conformance.client import encoded
from conformance.exchange import Chunk, Exchange, Headers, Request, Response


class NotAnExchange(Exception):
    """A file that holds no exchange; the message says why, in one line without the file's name."""


def files_in(paths: list[Path]) -> Iterator[Path]:
    """The JSON files at ``paths``, folders searched through, in the order of their names."""
    for path in paths:
        yield from sorted(path.rglob("*.json")) if path.is_dir() else (path,)


def read(path: Path, key: str) -> Exchange:
    """The exchange in a file; raises ``NotAnExchange``."""
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise NotAnExchange(error.strerror or str(error)) from None
    except (ValueError, RecursionError):
        raise NotAnExchange("not JSON") from None
    return exchange_of(value, path.name, key)


def exchange_of(value: object, name: str, key: str) -> Exchange:
    """The exchange in a JSON value of the form above, from the file ``name``; raises ``NotAnExchange``."""
    if not isinstance(value, dict) or not isinstance(value.get("request"), dict):
        raise NotAnExchange("no object with a request and a response")
    if not isinstance(value.get("response"), dict) or not isinstance(value["response"].get("status"), int):
        raise NotAnExchange("no response with a status")
    meta = value.get("meta")
    return _exchange(value["request"], value["response"], meta if isinstance(meta, dict) else {}, name, key)


def _exchange(
    request: Mapping[str, object], response: Mapping[str, object], meta: Mapping[str, object], name: str, key: str
) -> Exchange:
    method, url = str(request.get("method", "")), str(request.get("url", ""))
    body = request.get("body")
    streamed = isinstance(response.get("sse"), str)
    headers = _headers(response.get("headers"))
    if streamed:  # the recording says so by its form, even where it kept no headers
        headers = {"content-type": "text/event-stream", **(headers or {})}
    status = response["status"]
    assert isinstance(status, int)
    content = str(response["sse"]).encode() if streamed else encoded(response.get("body"))
    return Exchange(
        key=key,
        request=Request(
            method,
            url,
            _headers(request.get("headers")),
            None if body is None else encoded(body),
            known=body is not None or method != "POST" or url.endswith("/cancel"),
        ),
        response=Response(status, headers, (Chunk(None, content),)),
        lane="replay",
        recording=name,
        corpus=str(meta["repo"]) if "repo" in meta else None,
        recorded=str(meta["recorded"]) if meta.get("recorded") else None,
    )


def _headers(value: object) -> Headers | None:
    if not isinstance(value, dict) or not value:
        return None
    return {str(name).lower(): ", ".join(item) if isinstance(item, list) else str(item) for name, item in value.items()}


def recorded(exchange: Exchange) -> dict[str, object]:
    """``exchange`` in the form that ``exchange_of`` reads; its secrets are redacted already."""
    assert exchange.response is not None
    content = {"sse": exchange.body.decode("utf-8", "replace")} if exchange.is_stream else {"body": exchange.json}
    return {
        "meta": {"recorded": exchange.started, "revision": exchange.revision.name},
        "request": {
            "method": exchange.request.method,
            "url": exchange.request.url,
            "headers": exchange.request.headers,
            "body": exchange.sent or None,
        },
        "response": {"status": exchange.response.status, "headers": exchange.response.headers, **content},
    }
