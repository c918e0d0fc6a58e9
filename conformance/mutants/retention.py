"""What a server could get wrong about how long it keeps things."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant

GONE = {"error": {"code": "not_found", "message": "Interaction not found."}}


@mutant(kills="retention.first-day retention.paid")
def forgets_early(planted: Exchange, found: Exchange) -> Exchange:
    return found.with_status(404).with_json("$", GONE)


@mutant(kills="retention.first-day retention.paid")
def keeps_another_one(planted: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.id", f"{planted.answered_id}x")


@mutant(kills="retention.deleted")
def keeps_it_for_ever(planted: Exchange, found: Exchange) -> Exchange:
    return found.with_status(200).with_json("$", planted.json)
