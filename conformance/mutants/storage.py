"""What a server could get wrong about what it keeps."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange, Request
from conformance.mutant import mutant
from conformance.mutants.stateful_chat import says

TOKENS = "$.usage.total_input_tokens"
NOT_FOUND = {"error": {"code": "not_found", "message": "Interaction not found."}}
ID = "v1_kept"


@mutant(kills="storage.by-default storage.streams-too", violates="store.default-true dm.store-default")
def stores_only_on_request(created: Exchange, found: Exchange) -> Exchange:
    return found.with_status(404).with_json("$", NOT_FOUND)


@mutant(kills="storage.by-default storage.streams-too")
def confuses_what_it_stored(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.id", f"{created.id}x")


@mutant(kills="storage.streams-too")
def stores_another_answer_than_it_streamed(created: Exchange, found: Exchange) -> Exchange:
    return says(found, "Something else.")


@mutant(kills="storage.opt-out")
def answers_only_what_it_stores(short: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json("$.status", "failed")


@mutant(kills="storage.opt-out")
def does_not_read_what_it_does_not_store(short: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json(TOKENS, 1)


@mutant(kills="storage.unstored-is-not-found")
def stores_it_all_the_same(traffic: tuple[Exchange, ...]) -> tuple[tuple[Exchange, ...]]:
    made = traffic[0].with_json("$.id", ID)
    get = Request("GET", f"{made.request.url}/{ID}")
    return ((made, replace(made, key="get", request=get)),)


@mutant(kills="storage.unstored-is-not-continued", violates="store.false.no-previous-id state.previous-id.unstored")
def continues_what_it_did_not_store(traffic: tuple[Exchange, ...]) -> tuple[tuple[Exchange, ...]]:
    made = traffic[0].with_json("$.id", ID)
    asked = replace(made.request, body=b'{"model":"gemini-2.5-flash","input":"Hi","previous_interaction_id":"v1_kept"}')
    return ((made, replace(made, key="next", request=asked)),)


@mutant(kills="storage.unstored-is-not-found storage.unstored-is-not-continued")
def answers_with_nothing(traffic: tuple[Exchange, ...]) -> tuple[tuple[Exchange, ...]]:
    return ((traffic[0].with_json("$", {}),),)


@mutant(kills="storage.unstored-has-no-id")
def gives_what_it_forgets_the_id_of_another(short: Exchange, made: Exchange) -> Exchange:
    return made.with_json("$.id", short.answered_id)


@mutant(kills="storage.unstored-has-no-id")
def numbers_what_it_forgets(short: Exchange, made: Exchange) -> Exchange:
    return made.with_json("$.id", 7)


@mutant(kills="storage.apart-from-history")
def does_not_store_what_has_a_history(short: Exchange, asked: Exchange, found: Exchange) -> Exchange:
    return found.with_status(404).with_json("$", NOT_FOUND)


@mutant(kills="storage.apart-from-history")
def stores_but_does_not_read_it(short: Exchange, asked: Exchange, found: Exchange) -> tuple[Exchange, ...]:
    return short, asked.with_json(TOKENS, 1), found


@mutant(kills="storage.turn-aside")
def forgets_the_history_too(first: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json(TOKENS, 1)


@mutant(kills="storage.turn-aside")
def wants_every_turn_stored(first: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(400).with_json("$", NOT_FOUND)
