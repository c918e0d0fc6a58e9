"""What a server could get wrong about a request that is wrong itself; what all refusals share is in ``refusals``."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant


@mutant(kills="invalid-requests.survived")
def breaks_down(control: Exchange, made: Exchange) -> Exchange:
    return made.with_status(502)


@mutant(kills="invalid-requests.survived")
def says_no_without_a_word(control: Exchange, made: Exchange) -> Exchange:
    return made.with_status(400).with_body(b"no")


@mutant(kills="invalid-requests.survived")
def serves_what_it_served_before(control: Exchange, made: Exchange) -> Exchange:
    return replace(made, response=control.response)
