"""What was really sent: read from the bytes, never from how they were generated.

Generators say of their data that it is valid or invalid, and are wrong about it at times (schemathesis #4332), or a
proxy of theirs changes it on its way. So every request is read again and held against our schemas and the
documentation; a verdict rests on that alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal

from conformance.exchange import Exchange
from conformance.generate.case import Case
from conformance.generate.documented import World, granted
from conformance.generate.documented.invalid import wrongs
from conformance.generate.documented.refusable import refusable
from conformance.schema import load

REQUEST = "CreateRequest"
QUERY = "CreateQuery"
Claim = Literal["granted", "forbidden", ""]
"""What the documentation has a server do with a request: grant it, refuse it, or (empty) either."""
Doubt = Literal["another", "optional", ""]
"""Why a create that the schemas allow is not claimed to be granted: the documentation grants another one in its place
(another model, a result for another call), or leaves it to the server whether it offers what is asked for.
"""


@dataclass(frozen=True, slots=True)
class Sent(Case):
    """A request of schemathesis. ``phase`` is the one it came from, ``claim`` what has to become of it, ``doubt`` why
    nothing has to, and ``remarks`` are complaints of schemathesis about the answer that nothing explains.
    """

    phase: str = ""
    claim: Claim = ""
    doubt: Doubt = ""
    remarks: tuple[str, ...] = ()


def read(exchange: Exchange, world: World, phase: str, about: str, repeat: str) -> Sent:
    """The request of ``exchange``, judged by its bytes for a target in the state ``world``."""
    if exchange.operation != "create":
        return Sent(None, True, about, "schemathesis", repeat, phase=phase)
    body = parsed(exchange)
    found = wrongs(body, world)
    first = next((wrong for wrong in found if wrong.level != "may"), None)
    is_valid = load(world.revision.name).is_valid(REQUEST, body, "request")
    case = Sent(body, is_valid, about, "schemathesis", repeat, phase=phase)
    if first is not None:
        case = replace(case, clauses=first.clauses, pointer=first.pointer, level=first.level)
    case = replace(case, doubt=doubt(body, world) if is_valid else "")
    return replace(case, claim=claim(exchange, case, forbidden=first is not None and not is_valid))


def doubt(body: object, world: World) -> Doubt:
    """Why a ``body`` that the schemas allow need not be granted."""
    if not isinstance(body, dict) or granted(body, world) != body:
        return "another"
    return "optional" if refusable(body, world) else ""


def parsed(exchange: Exchange) -> object:
    """The JSON that was sent; None, which no operation takes, where it is none."""
    try:
        value: object = json.loads(exchange.request.body or b"")
    except (ValueError, RecursionError):
        return None
    return value


def claim(exchange: Exchange, case: Sent, *, forbidden: bool) -> Claim:
    """What has to become of a create; nothing is claimed where it is not sent as JSON, or with another query."""
    headers = exchange.request.headers or {}
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return ""
    if forbidden:
        return "forbidden"
    return "granted" if is_allowed(replace(exchange, case=case)) and not case.doubt else ""


def is_allowed(exchange: Exchange) -> bool:
    """Whether the schemas allow a create as it was sent, with its query; other operations have no such reading."""
    case, schemas = exchange.case, load(exchange.revision.name)
    known = schemas.is_valid(QUERY, exchange.query, "request")
    return exchange.operation == "create" and isinstance(case, Sent) and case.body is not None and case.valid and known
