"""What a server could get wrong about telling why something failed."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant


@mutant(kills="failures.errors")
def names_no_code(answer: Exchange) -> Exchange:
    return answer.without("$.errors[0].code")


@mutant(kills="failures.errors")
def tells_it_in_a_string(answer: Exchange) -> Exchange:
    return answer.with_json("$.errors", "It took too long.")


@mutant(kills="failures.says-why")
def fails_without_a_word(answer: Exchange) -> Exchange:
    return answer.without("$.errors")
