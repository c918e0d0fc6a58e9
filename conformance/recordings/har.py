"""HAR 1.2 of any program: Chrome, Firefox, mitmproxy, ours. ``har_file`` writes it.

What programs do differently: the text of a body may be base64 of it; bodies may be missing, which browsers do to what
is large, a stream, or was not looked at; a request that was not answered has the status 0; messages of web sockets are
entries too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.exchange import Chunk, Exchange, Headers, Request, Response
from conformance.recordings.exchange_file import is_known
from conformance.recordings.found import Found, NotAnExchange, Skipped
from conformance.recordings.limits import Budget, from_base64
from conformance.revisions import BY_NAME, NEWEST

EXTENSION = "_conformance"
"""What an entry holds beside HAR: what of the exchange is unknown, and what only we know of it."""
UNDATED = "1970-01-01T00:00:00.000Z"
Json = dict[str, Any]


def is_har(value: object) -> bool:
    """Whether a file's value is a HAR."""
    log = value.get("log") if isinstance(value, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def exchanges(value: Json, name: str) -> Found:
    """What is in the HAR of that ``value``, in the order of time."""
    numbered = list(enumerate(value["log"]["entries"], 1))
    numbered.sort(key=lambda pair: _started(pair[1]) or "")
    budget = Budget()
    for number, entry in numbered:
        try:
            yield _exchange(entry, name, budget)
        except NotAnExchange as reason:
            yield Skipped(f"entry {number}", str(reason))


def _started(entry: object) -> str | None:
    value = entry.get("startedDateTime") if isinstance(entry, dict) else None
    return value if isinstance(value, str) and value != UNDATED else None


def _exchange(entry: object, name: str, budget: Budget) -> Exchange:
    if not isinstance(entry, dict) or not isinstance(entry.get("request"), dict):
        raise NotAnExchange("no request")
    if not isinstance(entry.get("response"), dict):
        raise NotAnExchange("no response")
    ours = isinstance(entry.get(EXTENSION), dict)
    beside = entry[EXTENSION] if ours else {}
    listed = beside.get("unknown")
    unknown = frozenset(item for item in listed if isinstance(item, str)) if isinstance(listed, list) else frozenset()
    started, time = _started(entry), entry.get("time")
    request = _request(entry["request"], unknown, ours=ours)
    return Exchange(
        key="",
        request=request,
        response=None if "response" in unknown else _response(request, entry["response"], unknown, budget, ours=ours),
        failure=_text(beside, "failure"),
        lane="replay",
        started=started,
        duration=_seconds(time) if "duration" not in unknown else None,
        scenario=_text(beside, "scenario"),
        recording=name,
        corpus=_text(beside, "corpus"),
        recorded=_text(beside, "recorded") or (started[:10] if started and not ours else None),
        revision=BY_NAME.get(str(beside.get("revision")), NEWEST),
        wording=_text(beside, "wording"),
        hung_up=beside.get("hung_up") is True,
    )


def _request(asked: Mapping[str, Any], unknown: frozenset[str], *, ours: bool) -> Request:
    method, url = str(asked.get("method", "")), str(asked.get("url", ""))
    headers = None if "request.headers" in unknown else _headers(asked.get("headers"), ours=ours)
    posted = asked.get("postData")
    body = _content(posted) if isinstance(posted, dict) else None
    known = "request" not in unknown if ours else is_known(method, url, body)
    return Request(method, url, headers, body, known=known)


def _response(
    request: Request, answer: Mapping[str, Any], unknown: frozenset[str], budget: Budget, *, ours: bool
) -> Response:
    status = answer.get("status")
    if not isinstance(status, int) or isinstance(status, bool):
        raise NotAnExchange("no response with a status")
    if not status:
        error = answer.get("_error") or "the browser says no more"
        raise NotAnExchange(f"not answered ({error})")
    headers = None if "response.headers" in unknown else _headers(answer.get("headers"), ours=ours)
    content = answer.get("content")
    content = content if isinstance(content, dict) else {}
    data = _content(content)
    if data is None and _has_body(request, status, content):
        why = content.get("comment") or "browsers leave out what is large or a stream"
        raise NotAnExchange(f"the body of its answer is not in the file ({why})")
    data = data or b""
    if not ours:  # some programs keep what came over the wire
        data = budget.unpacked(data, (headers or {}).get("content-encoding", ""))
    if not ours and "content-type" not in (headers or {}) and content.get("mimeType"):
        headers = {**(headers or {}), "content-type": str(content["mimeType"])}
    return Response(status, headers, (Chunk(None, data),))


def _has_body(request: Request, status: int, content: Mapping[str, Any]) -> bool:
    """Whether an answer without a text had one: by the size said, or (as Firefox says none) by what it answers."""
    size = content.get("size")
    if isinstance(size, int) and size >= 0:
        return size > 0
    return request.method in {"GET", "POST"} and status not in {204, 304}


def _content(part: Mapping[str, Any]) -> bytes | None:
    text = part.get("text")
    if not isinstance(text, str):
        return None
    # mitmproxy and Insomnia say so of requests as well, in a name of their own
    coded = part.get("encoding") or part.get("_encoding")
    return from_base64(text) if coded == "base64" else text.encode("utf-8", "surrogatepass")


def _headers(value: object, *, ours: bool) -> Headers | None:
    """Headers by their names in lower case, those of HTTP/2 left out; None where others have none at all."""
    found: Headers = {}
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and isinstance(item.get("name"), str) and not item["name"].startswith(":"):
            name, text = item["name"].lower(), str(item.get("value", ""))
            found[name] = f"{found[name]}, {text}" if name in found else text
    return found if found or ours else None


def _seconds(time: object) -> float | None:
    """HAR has milliseconds, and -1 for what does not apply."""
    if not isinstance(time, int | float) or isinstance(time, bool) or not 0 <= time < 10**12:
        return None
    return round(time / 1000, 6)


def _text(found: Mapping[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) else None
