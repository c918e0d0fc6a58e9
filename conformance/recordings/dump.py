"""What curl leaves behind: the text of a stream, or a whole answer with its headers (``curl -i``), without a request.

What was asked is taken from the answer: a stream from its first event is that of a create, a plain interaction may be
of a get as well and is judged as one. A stream that begins later is judged by nobody.
"""

from __future__ import annotations

import re

from conformance.exchange import Chunk, Exchange, Headers, Request, Response
from conformance.jsontext import parsed
from conformance.recordings.exchange_file import STREAM
from conformance.recordings.found import NotAnExchange
from conformance.recordings.limits import Budget

URL = "https://generativelanguage.googleapis.com/v1beta/interactions"
_FIELD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?:event|data|id|retry):|:)")
_STATUS = re.compile(rb"HTTP/[0-9.]+ ([0-9]{3})(?: [^\r\n]*)?\r?\n")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*\r?\n")
_EMPTY = re.compile(rb"\r?\n")
_OURS = re.compile(r"(?:interaction|content|step)\.|error$")
_OPENINGS = frozenset({"interaction.start", "interaction.created", "error"})
MOST_HEADERS = 1000


def is_dump(data: bytes) -> bool:
    """Whether a file holds a stream or an answer."""
    return bool(_STATUS.match(data) or _FIELD.match(data))


def exchange(data: bytes, name: str) -> Exchange:
    """The exchange of a dump; raises ``NotAnExchange``."""
    status, headers, body = _answer(data) if _STATUS.match(data) else (200, None, data)
    body = Budget().unpacked(_joined(body, headers or {}), (headers or {}).get("content-encoding", ""))
    if headers is None or not headers.get("content-type"):
        headers = {**(headers or {}), "content-type": STREAM if _FIELD.match(body) else "application/json"}
    response = Response(status, headers, (Chunk(None, body),))
    found = Exchange("", Request("POST", URL, None, None, known=False), response, lane="replay", recording=name)
    if found.is_stream:
        _check_stream(found)
        return found
    value = parsed(body)
    identity = value.get("id") if isinstance(value, dict) else None
    if status == 200 and (not isinstance(identity, str) or not isinstance(value, dict) or "status" not in value):
        raise NotAnExchange("an answer without its request, and not an interaction")
    if status == 200:
        asked = Request("GET", f"{URL}/{identity}", None, None, known=False)
        return Exchange("", asked, response, lane="replay", recording=name)
    return found


def _check_stream(found: Exchange) -> None:
    types = [event.type for event in found.events if event.type not in {None, "done"}]
    if not any(_OURS.match(kind or "") for kind in types):
        raise NotAnExchange("a stream without events of this API")
    if types[0] not in _OPENINGS:
        raise NotAnExchange(f"a stream without its request that begins later than the start (with {types[0]})")


def _answer(data: bytes) -> tuple[int, Headers, bytes]:
    """The last of the answers in ``data``: proxies, 100 Continue and redirects have theirs before it."""
    while True:
        status = _STATUS.match(data)
        assert status is not None
        headers, data = _headed(data[status.end() :])
        code = int(status[1])
        again = _STATUS.match(data)
        if not again:
            return code, headers, data


def _headed(data: bytes) -> tuple[Headers, bytes]:
    found: Headers = {}
    position = 0
    for _ in range(MOST_HEADERS):
        line = _HEADER.match(data, position)
        if line is None:
            break
        name, value = line[1].decode("ascii").lower(), line[2].decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
        position = line.end()
    end = _EMPTY.match(data, position)
    if end is None and position < len(data):
        raise NotAnExchange("headers that are none")
    return found, data[end.end() if end else position :]


def _joined(body: bytes, headers: Headers) -> bytes:
    """``body`` without the framing of chunked encoding, where it is still there: curl removes it."""
    if headers.get("transfer-encoding", "").lower() != "chunked" or not re.match(rb"[0-9A-Fa-f]{1,8}\r\n", body):
        return body
    pieces, position = [], 0
    while size := re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]*\r\n").match(body, position):
        length = int(size[1], 16)
        if not length:
            break
        pieces.append(body[size.end() : size.end() + length])
        position = size.end() + length + 2
    return b"".join(pieces)
