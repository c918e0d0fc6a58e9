"""What a server could get wrong about telling why something failed."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import doubled, edited, mutant


@mutant(kills="failures.errors")
def names_no_code(answer: Exchange) -> Exchange:
    return answer.without("$.errors[0].code")


@mutant(kills="failures.errors")
def tells_it_in_a_string(answer: Exchange) -> Exchange:
    return answer.with_json("$.errors", "It took too long.")


@mutant(kills="failures.says-why")
def fails_without_a_word(answer: Exchange) -> Exchange:
    return answer.without("$.errors")


@mutant(kills="failures.framed-refusal")
def frames_it_in_a_shape_of_its_own(asked: Exchange) -> Exchange:
    return edited(asked, lambda event: event.type == "error", "$.error", "Corrupted thought signature.")


@mutant(kills="failures.framed-refusal")
def refuses_twice(asked: Exchange) -> Exchange:
    return doubled(asked, lambda event: event.type == "error")


@mutant(kills="failures.blocked-not-stored")
def keeps_what_was_blocked(stream: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(200)
