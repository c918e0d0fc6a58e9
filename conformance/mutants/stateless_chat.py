"""What a server could get wrong about a history that the client keeps."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant
from conformance.mutants.stateful_chat import says

TOKENS = "$.usage.total_input_tokens"
REFUSAL = {"error": {"code": "invalid_request", "message": "Request contains an invalid argument."}}
CHATS = "stateless-chat.history-counts stateless-chat.round-trip stateless-chat.needs-no-store"
WRITTEN = "stateless-chat.model-turn-of-a-string stateless-chat.hand-written-output"


@mutant(
    kills=CHATS,
    violates="stateless.full-history state.previous-id.optional "
    "stateless.outputs-roundtrip.legacy stateless.steps-roundtrip",
)
def reads_only_the_last_turn(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json(TOKENS, 6)


@mutant(kills=CHATS, violates="stateless.outputs-roundtrip.legacy stateless.steps-roundtrip")
def refuses_thoughts_that_come_back(first: Exchange, second: Exchange) -> Exchange:
    return second.with_status(400).with_json("$", REFUSAL)


@mutant(kills="stateless-chat.round-trip stateless-chat.needs-no-store")
def fails_to_go_on(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.status", "failed")


@mutant(kills="stateless-chat.every-turn-counts")
def reads_only_so_many_turns(first: Exchange, second: Exchange, third: Exchange) -> Exchange:
    return third.with_json(TOKENS, second.json["usage"]["total_input_tokens"])  # type: ignore[index]  # good JSON of this shape


@mutant(kills="stateless-chat.remembers")
def forgets_the_name(second: Exchange, third: Exchange) -> Exchange:
    return says(third, "I do not know your name.")


@mutant(kills=WRITTEN)
def reads_only_what_the_user_said(short: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json(TOKENS, 1)


@mutant(kills=WRITTEN)
def wants_a_thought_before_every_output(short: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(400).with_json("$", REFUSAL)


@mutant(kills="stateless-chat.sample")
def speaks_of_the_first_city(asked: Exchange) -> Exchange:
    return says(asked, "The Royal Palace in Madrid.")


@mutant(kills="stateless-chat.same-context")
def knows_only_its_own_history(first: Exchange, second: Exchange, third: Exchange) -> Exchange:
    return says(third, "I do not know your name.")


@mutant(kills="stateless-chat.same-context")
def knows_only_what_comes_along(first: Exchange, second: Exchange, third: Exchange) -> tuple[Exchange, ...]:
    return first, says(second, "I do not know your name."), third
