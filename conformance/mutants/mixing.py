"""What a server could get wrong where models and agents take turns."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant

ERROR = {"error": {"code": "invalid_request", "message": "An agent can't continue the interaction of a model."}}


@mutant(kills="mixing.agent-follows-model")
def keeps_agents_to_themselves(told: Exchange, started: Exchange) -> Exchange:
    return started.with_status(400).with_json("$", ERROR)


@mutant(kills="mixing.agent-follows-model")
def goes_on_in_the_same_interaction(told: Exchange, started: Exchange) -> Exchange:
    return started.with_json("$.id", told.answered_id)


@mutant(kills="mixing.modalities")
def chokes_on_the_picture(drawn: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(500).with_body(b"Internal Server Error")


@mutant(kills="mixing.modalities")
def lets_the_painter_answer(drawn: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json("$.model", drawn.sent["model"])
