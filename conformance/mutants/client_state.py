"""What a server could get wrong about what a client sends back."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant

REFUSAL = b'{"error":{"message":"Request contains an invalid argument.","code":"invalid_request"}}'


@mutant(kills="client-state.one-signature client-state.synthetic")
def wants_a_signature_for_each_call(first: Exchange, second: Exchange) -> Exchange:
    return second.with_status(400).with_body(REFUSAL)


@mutant(kills="client-state.one-signature client-state.synthetic")
def gives_up(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.status", "failed")


@mutant(kills="client-state.synthetic")
def answers_as_if_nothing_had_been_said(control: Exchange, asked: Exchange) -> Exchange:
    return replace(asked, response=control.response)
