"""Cassettes of the VCR family: ours, vcrpy's of any version (YAML or JSON), and Ruby's.

vcrpy has changed what it writes: a body is a text, bytes, a mapping with a ``string`` or a ``base64_string``, or what
``json=`` was given; httpx had ``status_code`` and ``content`` for a while. All of it is turned into the form of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from conformance.cassettes import media
from conformance.cassettes.cassette import with_media
from conformance.cassettes.form import exchange_of
from conformance.cassettes.provenance import Provenance
from conformance.client import encoded
from conformance.exchange import Chunk, Exchange, Response
from conformance.recordings.exchange_file import is_known
from conformance.recordings.found import Found, NotAnExchange, Skipped
from conformance.recordings.limits import Budget, from_base64

OURS = "conformance-cassette/"
_LISTS = ("interactions", "http_interactions")
Json = dict[str, Any]


def is_cassette(value: object) -> bool:
    """Whether a file's value is a cassette."""
    return isinstance(value, dict) and any(isinstance(value.get(name), list) for name in _LISTS)


def exchanges(value: Json, path: Path, name: str) -> Found:
    """What is in the cassette of that ``value``; raises ``NotAnExchange`` where media beside it are missing."""
    metadata = value.get("metadata")
    ours = isinstance(metadata, dict) and str(metadata.get("format")).startswith(OURS) and _LISTS[0] in value
    try:
        document = with_media(value, path.parent) if ours else value
    except media.MediaMissing as reason:
        raise NotAnExchange(str(reason)) from None
    provenance, budget = Provenance.of(metadata), Budget()
    interactions = next(document[name] for name in _LISTS if isinstance(document.get(name), list))
    for number, interaction in enumerate(interactions, 1):
        try:
            if ours:
                yield exchange_of(interaction, provenance, "", name)
            else:
                yield _foreign(interaction, provenance, name, budget)
        except NotAnExchange as reason:
            yield Skipped(f"interaction {number}", str(reason))


def _foreign(interaction: object, provenance: Provenance, name: str, budget: Budget) -> Exchange:
    if not isinstance(interaction, dict) or not isinstance(interaction.get("request"), dict):
        raise NotAnExchange("an interaction without a request")
    asked, answer = interaction["request"], interaction.get("response")
    if not isinstance(answer, dict):
        raise NotAnExchange("an interaction without a response")
    today = {"request": _asked(asked), "response": _answer(answer)}
    exchange = exchange_of(today, provenance, "", name)
    request = exchange.request
    started = _moment(interaction.get("recorded_at"))
    return replace(
        exchange,
        request=replace(request, known=is_known(request.method, request.url, request.body)),
        response=exchange.response and unpacked(exchange.response, budget),
        started=started,
        recorded=exchange.recorded or (started[:10] if started else None),
    )


def unpacked(answer: Response, budget: Budget) -> Response:
    """``answer`` with its compression undone; raises ``NotAnExchange``."""
    data = b"".join(chunk.data for chunk in answer.chunks)
    plain = budget.unpacked(data, (answer.headers or {}).get("content-encoding", ""))
    return answer if plain == data else replace(answer, chunks=(Chunk(None, plain),))


def _asked(asked: Mapping[str, Any]) -> Json:
    method = str(asked.get("method") or "GET").removeprefix(":").upper()
    uri = asked.get("uri") or asked.get("url") or ""
    return {"method": method, "uri": uri, "headers": asked.get("headers"), "body": _body(asked.get("body"))}


def _answer(answer: Mapping[str, Any]) -> Json:
    status, code = answer.get("status"), answer.get("status_code")
    if isinstance(status, dict):
        code = status.get("code")
    elif code is None:
        code = status
    if isinstance(code, str) and code.isdecimal() and len(code) == 3:
        code = int(code)
    held = answer.get("body", answer.get("content"))
    kept = _body(held)
    body = {"string": b"" if kept is None else kept}
    if isinstance(held, dict) and "chunks" in held:
        body["chunks"] = held["chunks"]
    return {"status": {"code": code}, "headers": answer.get("headers"), "body": body}


def _body(held: object) -> object:
    """A body as text or bytes, whichever way it was kept."""
    if isinstance(held, dict) and isinstance(held.get("base64_string"), str):
        return from_base64(held["base64_string"])
    if isinstance(held, dict) and "string" in held and isinstance(held["string"], str | bytes | None):
        return held["string"]
    if isinstance(held, dict | list):
        try:
            return encoded(held)
        except (ValueError, TypeError, RecursionError):
            raise NotAnExchange("a body that is neither text nor JSON") from None
    return held


def _moment(value: object) -> str | None:
    try:
        return parsedate_to_datetime(str(value)).isoformat() if value else None
    except (ValueError, TypeError, IndexError):
        return None
