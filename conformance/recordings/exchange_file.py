"""One exchange as a JSON object, ``{meta, request, response}``.

``request`` is ``{method, url, headers, body}``, ``response`` ``{status, headers, body | sse}``: ``body`` is parsed
JSON, ``sse`` the text of a stream. What is neither, or JSON in another layout than ours, is in ``text`` or ``base64``.
Recordings differ in what they kept; what is empty there is unknown here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from conformance.cassettes.form import chunked, number
from conformance.client import encoded
from conformance.exchange import Chunk, Exchange, Headers, Request, Response
from conformance.jsontext import parsed
from conformance.path import MISSING
from conformance.recordings.found import NotAnExchange
from conformance.recordings.limits import from_base64
from conformance.revisions import BY_NAME, NEWEST

Json = dict[str, Any]
STREAM = "text/event-stream"

# --- in --------------------------------------------------------------------------------------------------------------


def exchange_of(value: object, name: str, key: str = "") -> Exchange:
    """The exchange in a JSON value of the form above, from the file ``name``; raises ``NotAnExchange``."""
    if not isinstance(value, dict) or not isinstance(value.get("request"), dict):
        raise NotAnExchange("no object with a request and a response")
    meta = _mapping(value.get("meta"))
    answer = value.get("response")
    failure = _string(meta, "failure")
    response = None if answer is None and failure is not None else _response(answer)
    when = str(meta["recorded"]) if meta.get("recorded") else ""
    started = _string(meta, "started") or (when if len(when) > len("2026-11-22") else None)
    return Exchange(
        key=key,
        request=_request(value["request"]),
        response=response,
        failure=failure,
        lane="replay",
        started=started,
        duration=number(meta.get("duration")),
        scenario=_string(meta, "scenario"),
        recording=name,
        corpus=str(meta["repo"]) if "repo" in meta else None,
        recorded=when[:10] or (started[:10] if started else None),
        revision=BY_NAME.get(str(meta.get("revision")), NEWEST),
        wording=_string(meta, "wording"),
        hung_up=meta.get("hung_up") is True,
    )


def _request(asked: Mapping[str, Any]) -> Request:
    method, url = str(asked.get("method", "")), str(asked.get("url", ""))
    body = _content(asked)
    known = asked["known"] if isinstance(asked.get("known"), bool) else is_known(method, url, body)
    return Request(method, url, _headers(asked), body, known=known)


def is_known(method: str, url: str, body: bytes | None) -> bool:
    """Whether a request is all there: a create that has no body was not recorded whole."""
    return body is not None or method != "POST" or url.endswith("/cancel")


def _response(answer: object) -> Response:
    status = answer.get("status") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(status, int) or isinstance(status, bool):
        raise NotAnExchange("no response with a status")
    headers, sse = _headers(answer), answer.get("sse")
    if isinstance(sse, str):  # the recording says so by its form, even where it kept no headers
        headers = {"content-type": STREAM, **(headers or {})}
        data = sse.encode("utf-8", "surrogatepass")
    else:
        data = _content(answer, empty=b"null") or b""
    return Response(status, headers, chunked(data, answer.get("chunks")))


def _content(part: Mapping[str, Any], empty: bytes | None = None) -> bytes | None:
    """The bytes of a body, whichever way it was kept; ``empty`` where there is nothing."""
    if isinstance(part.get("base64"), str):
        return from_base64(part["base64"])
    if isinstance(part.get("text"), str):
        return str(part["text"]).encode("utf-8", "surrogatepass")
    return empty if part.get("body") is None else json_bytes(part["body"])


def json_bytes(value: object) -> bytes:
    """``value`` as compact JSON; half a character, which has no UTF-8, makes it ASCII."""
    try:
        return encoded(value)
    except ValueError:
        return json.dumps(value, separators=(",", ":")).encode()


def _headers(part: Mapping[str, Any]) -> Headers | None:
    value = part.get("headers")
    if not isinstance(value, dict) or not value:
        return {} if part.get("without_headers") is True else None
    return {
        str(name).lower(): ", ".join(map(str, item)) if isinstance(item, list) else str(item)
        for name, item in value.items()
    }


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _string(found: Mapping[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) else None


# --- out -------------------------------------------------------------------------------------------------------------


def recorded(exchange: Exchange) -> Json:
    """``exchange`` in the form that ``exchange_of`` reads, to the byte; its secrets have to be redacted already."""
    asked, answer = exchange.request, exchange.response
    meta: Json = {
        "repo": exchange.corpus,
        "recorded": exchange.recorded,
        "started": exchange.started,
        "revision": exchange.revision.name,
        "scenario": exchange.scenario,
        "duration": exchange.duration,
        "failure": exchange.failure,
        "wording": exchange.wording,
        "hung_up": exchange.hung_up or None,
    }
    request: Json = {
        "method": asked.method,
        "url": asked.url,
        "headers": asked.headers,
        **({} if asked.body is None else _kept(asked.body)),
    }
    if asked.known != is_known(asked.method, asked.url, asked.body):
        request["known"] = asked.known
    if asked.headers == {}:
        request["without_headers"] = True
    return {
        "meta": {name: value for name, value in meta.items() if value is not None},
        "request": request,
        "response": answer and _answered(exchange, answer),
    }


def _answered(exchange: Exchange, answer: Response) -> Json:
    text = _text(exchange.body) if exchange.is_stream else None
    found: Json = {
        "status": answer.status,
        "headers": answer.headers,
        **(_kept(exchange.body) if text is None else {"sse": text}),
    }
    if answer.headers == {}:
        found["without_headers"] = True
    if len(answer.chunks) != 1 or answer.chunks[0] != Chunk(None, exchange.body):
        found["chunks"] = [[chunk.time, len(chunk.data)] for chunk in answer.chunks]
    return found


def _kept(body: bytes) -> Json:
    value, text = parsed(body), _text(body)
    try:
        if value is not MISSING and value is not None and encoded(value) == body:
            return {"body": value}
    except (ValueError, RecursionError):
        pass
    return {"base64": base64.b64encode(body).decode()} if text is None else {"text": text}


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
