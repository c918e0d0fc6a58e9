"""What a server could get wrong about keys."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.features.authentication import WRONG_KEY
from conformance.mutant import mutant


@mutant(kills="authentication.keeps-the-key")
def repeats_the_key(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_body(asked.body.replace(b'"message":"', f'"message":"{WRONG_KEY}: '.encode(), 1))
