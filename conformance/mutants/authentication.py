"""What a server could get wrong about keys."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.features.authentication import WRONG_KEY
from conformance.mutant import mutant


@mutant(kills="authentication.keeps-the-key")
def repeats_the_key(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_body(asked.body.replace(b'"message":"', f'"message":"{WRONG_KEY}: '.encode(), 1))


@mutant(kills="authentication.query")
def looks_for_a_header_only(control: Exchange, created: Exchange) -> Exchange:
    return created.with_status(403).with_body(
        b'[{"error":{"code":403,"message":"No key.","status":"PERMISSION_DENIED"}}]'
    )


@mutant(kills="authentication.query")
def answers_everything_alike(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)
