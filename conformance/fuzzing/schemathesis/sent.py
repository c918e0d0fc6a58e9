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
from conformance.schema import load

REQUEST = "CreateRequest"
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
    """What has to become of a create; nothing is claimed of one with a query, or with a body that is not JSON."""
    headers = exchange.request.headers or {}
    as_json = headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    if exchange.query or "?" in exchange.request.url or not as_json:
        return ""
    if case.valid and isinstance(case.body, dict):
        return "granted" if granted(case.body, world) == case.body else ""
    return "forbidden" if not case.valid and is_forbidden(case, world) else ""


def is_forbidden(case: Case, world: World) -> bool:
    """Whether the documentation forbids what our schemas call invalid.

    A null where a field is optional means that it was left out (create.null-optional-fields).
    """
    schemas = load(world.revision.name)
    return not schemas.is_valid(REQUEST, schemas.without_nulls(REQUEST, case.body), "request")
