"""What a server could get wrong about the results of functions."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING

FORMS = " ".join(
    f"function-results.{form}"
    for form in (
        "round-trip",
        "string",
        "object",
        "contents",
        "is-error",
        "without-name",
        "all-results",
        "stateless",
        "picture",
        "in-user-turn",
    )
)


@mutant(
    kills=FORMS,
    violates="fc.two-turn.stateful fc.result.shape input.function-result-list "
    "fcc.no-previous-id fcc.steps-history fcc.history.model-turn",
)
def gives_up(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.status", "failed")


@mutant(
    kills=f"{FORMS} function-results.tools-not-resent",
    violates="fc.two-turn.stateful fc.two-turn.tools-not-resent",
)
def says_nothing_to_it(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json(f"$.{second.revision.blocks}", MISSING)


@mutant(kills="function-results.tools-not-resent", violates="fc.two-turn.tools-not-resent")
def calls_again(first: Exchange, second: Exchange) -> Exchange:
    return first


@mutant(kills="function-results.uses-result")
def makes_up_the_weather(first: Exchange, second: Exchange) -> Exchange:
    return says(second, "It is raining in Paris.")


@mutant(kills="function-results.some-results")
def guesses_the_other_result(first: Exchange, second: Exchange) -> Exchange:
    return first


@mutant(kills="function-results.some-results")
def falls_over_a_missing_result(first: Exchange, second: Exchange) -> Exchange:
    return second.with_status(500)


@mutant(kills="function-results.chained")
def gives_up_after_the_second(first: Exchange, second: Exchange, third: Exchange) -> Exchange:
    return third.with_json("$.status", "failed")


@mutant(kills="function-results.chained")
def takes_no_second_result(first: Exchange, second: Exchange, third: Exchange) -> Exchange:
    return third.with_status(400)
