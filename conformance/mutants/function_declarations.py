"""What a server could get wrong about the declarations of functions."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.features.function_declarations import feature
from conformance.mutant import mutant

TAKEN = " ".join(requirement.id for requirement in feature.requirements if not requirement.refuses)
REFUSAL = b'{"error":{"message":"Invalid JSON payload: syntax error in request body.","code":"invalid_request"}}'


@mutant(kills=TAKEN)
def is_strict(control: Exchange, created: Exchange) -> Exchange:
    """Refuses what is unusual."""
    return created.with_status(400).with_body(REFUSAL)


@mutant(kills=TAKEN)
def gives_up(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills=TAKEN)
def answers_everything_alike(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)
