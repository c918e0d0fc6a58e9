"""What a server could get wrong about what it does not do."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant

BOTH = "lim.safety create.safety-settings.schema"


@mutant(kills="limitations.safety-settings", violates=BOTH)
def falls_over_safety(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(500).with_body(b"Internal Server Error")


@mutant(kills="limitations.safety-settings", violates=BOTH)
def refuses_without_a_word(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(400).with_json("$", {"error": {"code": "invalid_request", "message": "Invalid input."}})
