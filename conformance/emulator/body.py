"""Reading a request body: bounded, JSON, an object, and nothing that would break what comes after it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import orjson
from starlette.requests import ClientDisconnect

from conformance.emulator.errors import ApiError, invalid
from conformance.emulator.wire import raw_fields

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Message, Receive

TYPE, JSON = b"content-type", b"application/json"
FLAT = frozenset((str, bool))
ESCAPE = b"\\u"
DRAIN_FACTOR = 5
"""How many times the limit is still read and thrown away, so that an ordinary client gets to see the answer."""


async def read_json_object(request: Request, limit: int, depth: int) -> dict[str, Any]:
    """The JSON object in the body of ``request``, of ``limit`` bytes and ``depth`` levels at most.

    Raises ``ApiError`` (400 or 413) for anything else.
    """
    return parse_object(await read_json(raw_fields(request.scope), request.receive, limit), depth)


async def read_json(headers: Mapping[bytes, bytes], receive: Receive, limit: int) -> bytes:
    """The body, said to be JSON and of ``limit`` bytes at most, of a request with ``headers`` that ``receive`` gives.

    Raises ``ApiError`` (400 or 413) for anything else.
    """
    said = headers.get(TYPE, JSON)
    if said != JSON and not _is_json(said):
        raise invalid("The request body has to be JSON (Content-Type: application/json).")
    message = await receive()
    whole: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body") and len(whole) <= limit:
        return whole
    return await _joined(message, receive, limit)


def _is_json(said: bytes) -> bool:
    kind = said.split(b";")[0].strip().lower()
    return kind == JSON or kind.endswith(b"+json")


async def _joined(message: Message, receive: Receive, limit: int) -> bytes:
    """The body that begins with ``message``."""
    chunks: list[bytes] = []
    size = 0
    while message["type"] != "http.disconnect":
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        if not message.get("more_body", False) or size > limit * DRAIN_FACTOR:
            break
        message = await receive()
    else:
        raise ClientDisconnect
    if size > limit:
        raise ApiError(413, "request_too_large", f"The request body is larger than {limit} bytes.")
    return b"".join(chunks)


def parse_object(raw: bytes, depth: int) -> dict[str, Any]:
    """``raw`` as a JSON object; raises 400 for bad UTF-8 or JSON, infinities, lone surrogates, or deep nesting."""
    if raw.count(b"{") + raw.count(b"[") == 1 and (flat := _flat(raw)) is not None:
        return flat
    try:
        text = raw.decode("utf-8")
        value = _DECODER.decode(text)
        if ESCAPE in raw:  # the only way in which a lone surrogate gets here
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise _too_deep(depth) from None
    except ValueError:
        raise invalid("Invalid JSON payload: syntax error in request body.") from None
    if not isinstance(value, dict):
        raise invalid("Invalid JSON payload: the request body has to be an object.")
    if raw.count(b"{") + raw.count(b"[") > depth and _depth_exceeds(value, depth):
        raise _too_deep(depth)
    return value


def _flat(raw: bytes) -> dict[str, Any] | None:
    """The object in ``raw`` if it holds nothing but strings and truth values.

    Of these orjson makes in a fraction of the time what ``json`` makes of them, but it rounds long numbers.
    """
    try:
        value = orjson.loads(raw)
    except ValueError:
        return None
    return value if type(value) is dict and FLAT.issuperset(map(type, value.values())) else None


def _too_deep(depth: int) -> ApiError:
    return invalid(f"Invalid JSON payload: nested more than {depth} levels deep.")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(text)
    return value


def _depth_exceeds(value: Any, limit: int) -> bool:
    level: list[Any] = [value]
    for _ in range(limit):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in inside if isinstance(item, dict | list)]


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
