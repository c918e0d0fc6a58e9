"""JSON lines: exchange files one a line, and the result stream of a run of ours (``results.jsonl``)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from conformance.cassettes.form import number
from conformance.exchange import Chunk, Exchange, Request, Response, written
from conformance.recordings.exchange_file import exchange_of, is_known, json_bytes
from conformance.recordings.found import Found, NotAnExchange, Skipped
from conformance.recordings.limits import json_value
from conformance.revisions import BY_NAME, NEWEST
from conformance.sse import Frame

_SHORTENED = re.compile(r"sha256:[0-9a-f]{64} \([0-9]+ (?:bytes|characters of base64)\)|nested deeper than 60 levels\]")
Json = Mapping[str, Any]


def is_lines(data: bytes) -> bool:
    """Whether a file holds a JSON object on its first line."""
    first, _, rest = data.lstrip().partition(b"\n")
    if not first.startswith(b"{") or not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def exchanges(data: bytes, name: str) -> Found:
    """What is in the lines, whichever form each has."""
    for position, line in enumerate(data.splitlines(), 1):
        try:
            value = json_value(line) if line.strip() else {"kind": "empty"}
            if isinstance(value, dict) and value.get("kind") == "exchange":
                yield of_line(value, line.decode("utf-8", "replace"), name)
            elif not isinstance(value, dict) or "kind" not in value:
                yield exchange_of(value, name)
        except NotAnExchange as reason:
            yield Skipped(f"line {position}", str(reason))


def of_line(value: Json, text: str, name: str) -> Exchange:
    """The exchange in a line of a result stream; raises ``NotAnExchange`` for one whose media are hashes only."""
    if _SHORTENED.search(text):
        raise NotAnExchange("its media are there by their hashes only")
    asked, answer = value.get("request"), value.get("response")
    if not isinstance(asked, dict) or not isinstance(answer, dict | None):
        raise NotAnExchange("no object with a request and a response")
    method, url, body = str(asked.get("method", "")), str(asked.get("url", "")), _bytes(asked.get("body"))
    known = asked["known"] if isinstance(asked.get("known"), bool) else is_known(method, url, body)
    started, failure = _string(value, "started"), _string(value, "failure")
    return Exchange(
        key="",
        request=Request(method, url, _headers(asked.get("headers")), body, known=known),
        response=_response(answer) if answer is not None else None,
        failure=failure,
        lane="replay",
        started=started,
        scenario=_string(value, "scenario"),
        recording=name,
        recorded=started[:10] if started else None,
        revision=BY_NAME.get(str(value.get("revision")), NEWEST),
        hung_up=value.get("hung_up") is True,
    )


def _response(answer: Json) -> Response:
    status, events = answer.get("status"), answer.get("events")
    if not isinstance(status, int) or isinstance(status, bool):
        raise NotAnExchange("no response with a status")
    if isinstance(events, list):
        chunks = tuple(_event(event) for event in events if isinstance(event, dict))
    else:
        chunks = (Chunk(None, _bytes(answer.get("body")) or b""),)
    return Response(status, _headers(answer.get("headers")), chunks)


def _event(event: Json) -> Chunk:
    data = event.get("data")
    text = data if isinstance(data, str) or data is None else json_bytes(data).decode()
    seconds = number(event.get("time"))
    name, text, identity = (_whole(each) for each in (_string(event, "event"), text, _string(event, "id")))
    return Chunk(seconds, written(Frame(0, seconds, name, text, identity)))


def _whole(text: str | None) -> str | None:
    """``text`` without halves of characters, which no UTF-8 has."""
    return None if text is None else text.encode("utf-8", "replace").decode()


def _bytes(body: object) -> bytes | None:
    if body is None:
        return None
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else json_bytes(body)


def _headers(value: object) -> dict[str, str] | None:
    return {str(name).lower(): str(item) for name, item in value.items()} if isinstance(value, dict) else None


def _string(found: Json, name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) else None
