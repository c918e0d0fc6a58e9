"""What was really sent: read from the bytes, never from how they were generated.

Generators say of their data that it is valid or invalid, and are wrong about it at times (schemathesis #4332), or a
proxy of theirs changes it on its way. So every request is read again and held against our schemas and the
documentation; a verdict rests on that alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from conformance.exchange import Exchange
from conformance.generate.case import Case
from conformance.generate.documented import World, granted
from conformance.generate.documented.refusable import refusable
from conformance.schema import load

REQUEST = "CreateRequest"
QUERY = "CreateQuery"
Claim = Literal["granted", "forbidden", ""]
"""What the documentation has a server do with a request: grant it, refuse it, or (empty) either."""


@dataclass(frozen=True, slots=True)
class Sent(Case):
    """A request of schemathesis. ``phase`` is the one it came from, ``claim`` what has to become of it, and ``remarks``
    are complaints of schemathesis about the answer that nothing explains.
    """

    phase: str = ""
    claim: Claim = ""
    remarks: tuple[str, ...] = ()


def read(exchange: Exchange, world: World, phase: str, about: str, repeat: str) -> Sent:
    """The request of ``exchange``, judged by its bytes for a target in the state ``world``."""
    if exchange.operation != "create":
        return Sent(None, True, about, "schemathesis", repeat, phase=phase)
    body = parsed(exchange)
    violations = load(world.revision.name).check(REQUEST, body, "request")
    pointer = violations[0].path if violations else ""
    found = Sent(body, not violations, about, "schemathesis", repeat, (), pointer, phase)
    return Sent(body, not violations, about, "schemathesis", repeat, (), pointer, phase, claim(exchange, found, world))


def parsed(exchange: Exchange) -> object:
    """The JSON that was sent; None, which no operation takes, where it is none."""
    try:
        value: object = json.loads(exchange.request.body or b"")
    except (ValueError, RecursionError):
        return None
    return value


def claim(exchange: Exchange, case: Sent, world: World) -> Claim:
    """What has to become of a create; nothing is claimed where it is not sent as JSON, or with another query."""
    headers = exchange.request.headers or {}
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return ""
    if not case.valid:
        return "forbidden" if is_forbidden(case, world) else ""
    if not isinstance(case.body, dict) or not load(world.revision.name).is_valid(QUERY, exchange.query, "request"):
        return ""
    due = granted(case.body, world) == case.body and refusable(case.body, world) is None
    return "granted" if due else ""


def is_forbidden(case: Case, world: World) -> bool:
    """Whether the documentation forbids what our schemas call invalid.

    A null where a field is optional means that it was left out (create.null-optional-fields).
    """
    schemas = load(world.revision.name)
    return not schemas.is_valid(REQUEST, schemas.without_nulls(REQUEST, case.body), "request")


def is_allowed(exchange: Exchange) -> bool:
    """Whether the schemas allow a create as it was sent, with its query; other operations have no such reading."""
    case, schemas = exchange.case, load(exchange.revision.name)
    known = schemas.is_valid(QUERY, exchange.query, "request")
    return exchange.operation == "create" and isinstance(case, Sent) and case.body is not None and case.valid and known
