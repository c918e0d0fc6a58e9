"""One exchange as an interaction of a cassette, and back.

``request`` and ``response`` are what vcrpy reads and writes; ``response.body.chunks`` are ``[seconds, bytes]`` pairs;
``exchange`` holds what vcrpy has no place for, and only where it is not the usual.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from conformance.cassettes.layout import Flow
from conformance.cassettes.provenance import Provenance
from conformance.exchange import Chunk, Exchange, Headers, Request, Response
from conformance.recordings.found import NotAnExchange
from conformance.revisions import BY_NAME

Json = dict[str, object]
ENCODING = "content-encoding"
# As RFC 9110 has them, and Python from 3.13 on.
_RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


# --- in --------------------------------------------------------------------------------------------------------------


def interaction_of(exchange: Exchange, provenance: Provenance) -> Json:
    """``exchange`` as an interaction of the cassette that ``provenance`` is of."""
    request = exchange.request
    found: Json = {
        "request": {
            "method": request.method,
            "uri": request.url,
            "headers": _listed(request.headers),
            "body": None if request.body is None else _text(request.body),
        },
        "response": exchange.response and _answered(exchange.response),
    }
    beside = _beside(exchange, provenance)
    return {**found, "exchange": beside} if beside else found


def _answered(response: Response) -> Json:
    body: Json = {"string": _text(b"".join(chunk.data for chunk in response.chunks))}
    chunks = [[_seconds(chunk.time), len(chunk.data)] for chunk in response.chunks]
    if len(chunks) != 1 or chunks[0][0] is not None:
        body["chunks"] = chunks
    status = Flow(code=response.status, message=phrase(response.status))
    decoded = _decoded(response)
    headers = {name: value for name, value in (response.headers or {}).items() if not decoded or name != ENCODING}
    return {"status": status, "headers": _listed(headers), "body": body}


def _decoded(response: Response | None) -> str | None:
    """The compression that a recording undid without saying so: a client that is told of it could not read the text."""
    encoding = ((response and response.headers) or {}).get(ENCODING, "identity")
    body = b"".join(chunk.data for chunk in response.chunks) if response else b""
    return encoding if encoding != "identity" and isinstance(_text(body), str) else None


def phrase(status: int) -> str:
    """The words that go with a status; empty where there are none."""
    try:
        return _RENAMED.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return ""


def _beside(exchange: Exchange, provenance: Provenance) -> Json:
    """What of ``exchange`` is neither request nor response, nor the same for the whole cassette."""
    bare = [
        name
        for name, part in (("request", exchange.request), ("response", exchange.response))
        if part is not None and part.headers == {}
    ]
    found: Json = {
        "scenario": exchange.scenario if exchange.scenario != provenance.scenario else None,
        "revision": exchange.revision.name if exchange.revision != provenance.judged_by else None,
        "started": exchange.started,
        "duration": _seconds(exchange.duration),
        "failure": exchange.failure,
        "wording": exchange.wording,
        "hung_up": exchange.hung_up or None,
        "request": None if exchange.request.known else "unknown",
        "without_headers": bare or None,
        "decoded": _decoded(exchange.response),
    }
    return {name: value for name, value in found.items() if value is not None}


def _listed(headers: Headers | None) -> Json:
    return {name: [value] for name, value in (headers or {}).items()}


def _text(body: bytes) -> str | bytes:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


# --- out -------------------------------------------------------------------------------------------------------------


def exchange_of(interaction: object, provenance: Provenance, key: str, recording: str) -> Exchange:
    """The exchange in an interaction, of our cassettes or anybody's; raises ``NotAnExchange``."""
    if not isinstance(interaction, dict) or not isinstance(interaction.get("request"), dict):
        raise NotAnExchange("an interaction without a request")
    beside = interaction.get("exchange")
    beside = beside if isinstance(beside, dict) else {}
    bare = beside.get("without_headers") or ()
    asked, answer = interaction["request"], interaction.get("response")
    revision = BY_NAME.get(str(beside.get("revision")), provenance.judged_by)
    method, url, body = _string(asked, "method") or "", _string(asked, "uri") or "", as_bytes(asked.get("body"))
    headers = headers_of(asked.get("headers"), bare="request" in bare)
    return Exchange(
        key=key,
        request=Request(method, url, headers, body, known=beside.get("request") != "unknown"),
        response=_response(answer, _string(beside, "decoded"), bare="response" in bare) if answer is not None else None,
        failure=_string(beside, "failure"),
        lane="replay",
        started=_string(beside, "started"),
        duration=number(beside.get("duration")),
        scenario=_string(beside, "scenario") or provenance.scenario or None,
        recording=recording,
        corpus=provenance.corpus or None,
        recorded=provenance.recorded[:10] or None,
        revision=revision,
        wording=_string(beside, "wording"),
        hung_up=beside.get("hung_up") is True,
    )


def _response(answer: object, decoded: str | None, *, bare: bool) -> Response:
    status = answer.get("status") if isinstance(answer, dict) else None
    code = status.get("code") if isinstance(status, dict) else None
    if not isinstance(answer, dict) or not isinstance(code, int):
        raise NotAnExchange("a response without a status code")
    held = answer.get("body")
    held = held if isinstance(held, dict) else {"string": held}
    data = as_bytes(held.get("string")) or b""
    headers = headers_of(answer.get("headers"), bare=bare)
    if decoded is not None:
        headers = {**(headers or {}), ENCODING: decoded}
    return Response(code, headers, chunked(data, held.get("chunks")))


def chunked(data: bytes, chunks: object) -> tuple[Chunk, ...]:
    """``data`` in the chunks that ``[seconds, bytes]`` pairs tell; in one without a time where they don't fit it."""
    pairs = [pair for pair in chunks if _is_pair(pair)] if isinstance(chunks, list) else None
    if pairs is None or len(pairs) != len(chunks or ()) or sum(size for _, size in pairs) != len(data):  # type: ignore[arg-type]
        return (Chunk(None, data),)
    found, start = [], 0
    for time, size in pairs:
        found.append(Chunk(number(time), data[start : start + size]))
        start += size
    return tuple(found)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[1], int) and value[1] >= 0


def headers_of(value: object, *, bare: bool = False) -> Headers | None:
    """Headers as a cassette has them, names in lower case; ``None`` for none unless that there were none is known."""
    if not isinstance(value, dict) or not value:
        return {} if bare else None
    listed = {str(name).lower(): item if isinstance(item, list) else [item] for name, item in value.items()}
    # Aliases make a small file a huge value, so nothing nested is looked at.
    return {name: ", ".join(str(item) for item in items if _is_plain(item)) for name, items in listed.items()}


def _is_plain(item: object) -> bool:
    return isinstance(item, str | int | float)


def as_bytes(value: object) -> bytes | None:
    """A body as a cassette has it, text or binary, as bytes."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return value if isinstance(value, bytes) else None


def _string(found: Mapping[str, object], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) else None


def number(value: object) -> float | None:
    """A number of a file; None for what is none, or no time that anything takes."""
    return (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 else None
    )
