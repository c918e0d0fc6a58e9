"""What a request asks for, as features that two requests share or not: only like is compared with like."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from conformance.drift.walk import is_token, tag_of
from conformance.exchange import Exchange
from conformance.interaction import Json

_FAMILY = re.compile(r"(?:.*/)?([a-z]+-\d+|[a-z]+(?:-[a-z]+)*)")
_CLIENT = re.compile(r"([\w-]+/\d+)")
_MOST = 200


def features(exchange: Exchange) -> frozenset[str]:
    """The features of a request that may decide what its answer has: operation, stream, query, model, and so on."""
    sent = exchange.sent if isinstance(exchange.sent, dict) else {}
    found = {f"operation={operation(exchange)}"}
    found |= {f"query={name}" for name in parse_qs(urlsplit(exchange.request.url).query, keep_blank_values=True)}
    if exchange.is_stream:
        found.add("streamed")
    named = {**exchange.interaction, **sent}
    model = named.get("model") or named.get("agent")
    family = _FAMILY.match(model) if isinstance(model, str) else None
    if family:
        found.add(f"model={family[1]}")
    return frozenset(sorted(found) + sorted(set(_asked(sent)))[:_MOST])


def operation(exchange: Exchange) -> str:
    """The operation in a word or two."""
    if exchange.resource != "interactions":
        return f"{exchange.resource} {exchange.call}"
    return exchange.operation


def signature(exchange: Exchange) -> str:
    """A short digest that only requests of one shape, from clients of one major version, share."""
    headers = exchange.request.headers or {}
    client = _CLIENT.match(headers.get("x-goog-api-client", headers.get("user-agent", "")))
    asking = [headers.get("api-revision", ""), client[1] if client else ""]
    parts = [sorted(features(exchange)), asking, _shape(exchange.sent)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def declared(sent: object) -> frozenset[str]:
    """The names that a request gives to fields of its own, in the JSON Schemas in it."""
    names: set[str] = set()
    for value in _all(sent):
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            names.update(value["properties"])
    return frozenset(names)


def texts(sent: object) -> frozenset[str]:
    """Every text in a request: an answer that has it may only repeat it."""
    return frozenset(value for value in _all(sent) if isinstance(value, str))


def _asked(sent: Json) -> Iterator[str]:
    """Fields of the body and of the objects in it; values where they choose one of a few; types of tools and input."""
    for name, value in sent.items():
        if name in {"model", "agent", "stream"} or value is None:
            continue
        if name == "input":
            yield from (f"input={tag}" for item in _all(value) if isinstance(item, dict) and (tag := tag_of(item)[1]))
        elif isinstance(value, dict):
            yield from (f"{name}.{inner}" for inner in value)
        elif isinstance(value, list):
            yield from (f"{name}={tag_of(item)[1]}" for item in value if isinstance(item, dict))
        elif isinstance(value, bool) or (isinstance(value, str) and is_token(value) and not name.endswith("_id")):
            yield f"{name}={value}"
        else:
            yield name


def _all(value: object, most: int = 5_000) -> Iterator[object]:
    """``value`` and what is in it, the first ``most``."""
    waiting = [value]
    while waiting and most:
        most -= 1
        taken = waiting.pop()
        yield taken
        if isinstance(taken, dict):
            waiting += taken.values()
        elif isinstance(taken, list):
            waiting += taken


def _shape(value: object, depth: int = 0) -> object:
    """``value`` with the texts and numbers in it replaced by their types; what chooses a form stays."""
    if depth > 12:
        return "..."
    if isinstance(value, dict):
        key, tag = tag_of(value)
        shaped = {str(name): _shape(inner, depth + 1) for name, inner in sorted(value.items())}
        return {**shaped, key: tag} if tag else shaped
    if isinstance(value, list):
        return [_shape(item, depth + 1) for item in value[:_MOST]]
    return value if isinstance(value, bool) else type(value).__name__
