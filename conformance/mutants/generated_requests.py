"""What a server could get wrong about one request in a thousand."""

from __future__ import annotations

import json

from conformance.conversation import Found
from conformance.exchange import Exchange
from conformance.interaction import blocks, text
from conformance.mutant import dropped, edited, last, mutant, of_type
from conformance.mutants.function_calling import with_calls
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING

REFUSED = {"error": {"code": "invalid_request", "message": "Request contains an invalid argument."}}


def failing(exchange: Exchange, status: int) -> Exchange:
    """The answer as an error."""
    return (
        exchange.with_body(json.dumps(REFUSED).encode())
        .with_header("content-type", "application/json")
        .with_status(status)
    )


@mutant(kills="generated-requests.accepted", violates="create.endpoint.post")
def refuses_a_field_that_is_documented(control: Exchange, made: Exchange) -> Exchange:
    return failing(made, 400)


@mutant(kills="generated-requests.accepted", violates="create.endpoint.post")
def trips_over_a_value(control: Exchange, made: Exchange) -> Exchange:
    return failing(made, 500)


@mutant(kills="generated-requests.accepted", violates="create.new-resource")
def answers_from_a_cache(control: Exchange, made: Exchange) -> Exchange:
    return made.with_body(control.body).with_header("content-type", "application/json")


@mutant(kills="generated-requests.answer", violates="dm.created-updated")
def writes_times_as_numbers(control: Exchange, made: Exchange) -> Exchange:
    return made.with_json("$.updated", 1763000000)


@mutant(kills="generated-requests.answer", violates="dm.model-or-agent")
def names_a_model_and_an_agent(control: Exchange, made: Exchange) -> Exchange:
    return made.with_json("$.model", "gemini-2.5-flash").with_json("$.agent", "deep-research-pro-preview-12-2025")


@mutant(kills="generated-requests.answer", violates="dm.usage")
def counts_tokens_as_words(control: Exchange, made: Exchange) -> Exchange:
    return made.with_json("$.usage", {"total_tokens": "twelve"})


@mutant(kills="generated-requests.calls")
def calls_what_nobody_declared(control: Exchange, made: Exchange) -> Exchange:
    return with_calls(made, name="default_api.look")


@mutant(kills="generated-requests.arguments")
def writes_arguments_as_a_list(control: Exchange, made: Exchange) -> Exchange:
    return with_calls(made, arguments=["a"])


@mutant(kills="generated-requests.output", violates="so.output-is-json")
def says_a_word_before_the_json(control: Exchange, made: Exchange) -> Exchange:
    return says(made, f"Here it is: {text(made.interaction)}")


@mutant(kills="generated-requests.output", violates="so.output-conforms")
def answers_in_json_of_its_own(control: Exchange, made: Exchange) -> Exchange:
    return says(made, '[["another"]]')


@mutant(
    kills="generated-requests.comes-to-rest",
    violates="create.sync.completed create.background.flag-default-false",
)
def answers_before_it_is_done(control: Exchange, made: Exchange) -> Exchange:
    return made.with_json("$.status", "in_progress")


@mutant(kills="generated-requests.names-its-maker")
def forgets_who_made_it(control: Exchange, made: Exchange) -> Exchange:
    if made.is_stream:
        everywhere = edited(made, lambda event: bool(event.interaction), "$.interaction.model", MISSING)
        return edited(everywhere, lambda event: bool(event.interaction), "$.interaction.agent", MISSING)
    return made.without("$.model").without("$.agent").with_json("$.maker", "somebody")


@mutant(kills="generated-requests.stream", violates="st.created st.legacy.start")
def opens_without_an_interaction(control: Exchange, made: Exchange) -> Exchange:
    return edited(made, of_type(made.revision.created), "$.interaction", MISSING)


@mutant(kills="generated-requests.stream", violates="st.step-start")
def starts_a_step_without_a_number(control: Exchange, made: Exchange) -> Exchange:
    return edited(made, of_type(made.revision.start), "$.index", MISSING)


@mutant(kills="generated-requests.both-ways")
def streams_what_it_refuses(control: Exchange, made: Exchange, again: Exchange) -> Found:
    return control, failing(made, 400), again


@mutant(kills="generated-requests.both-ways")
def makes_something_else_of_a_stream(control: Exchange, made: Exchange, again: Exchange) -> Exchange:
    kind = {"type": "image", "mime_type": "image/png", "data": "AAAA"}
    if made.revision.blocks == "outputs":
        silent = dropped(again, of_type(made.revision.delta))
        return edited(silent, last(silent, of_type(made.revision.start)), "$.content", kind)
    return edited(again, last(again, of_type(made.revision.start)), "$.step", {"type": "google_maps_call", "id": "1"})


@mutant(kills="generated-requests.both-ways")
def counts_more_in_a_stream(control: Exchange, made: Exchange, again: Exchange) -> Exchange:
    return edited(again, of_type(made.revision.completed), "$.interaction.usage.total_input_tokens", 1_000_000)


@mutant(kills="generated-requests.fetched", violates="get.by-id")
def gives_another(control: Exchange, made: Exchange, found: Exchange, further: Exchange) -> Found:
    return control, made, found.with_json("$.id", control.answered_id), further


@mutant(kills="generated-requests.fetched", violates="store.default-true")
def does_not_keep_it(control: Exchange, made: Exchange, found: Exchange, further: Exchange) -> Found:
    return control, made, failing(found, 404), failing(further, 404)


@mutant(kills="generated-requests.same-content", violates="get.same-content st.same-as-unary")
def loses_what_was_made(control: Exchange, made: Exchange, found: Exchange, further: Exchange) -> Found:
    kept = blocks(found.interaction)[:-1]
    return control, made, found.with_json(f"$.{found.revision.blocks}", kept), further


@mutant(kills="generated-requests.echo", violates="create.labels dm.previous-interaction-id")
def shows_what_another_asked(control: Exchange, made: Exchange, found: Exchange, further: Exchange) -> Found:
    others = found.with_json("$.labels", {"team": "another"}).with_json("$.previous_interaction_id", "v1_another")
    return control, made, others, further


@mutant(kills="generated-requests.input", violates="get.include-input.default dm.session-record")
def loses_what_was_put_in(control: Exchange, made: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.input", [{"type": "text", "text": "?"}])


@mutant(kills="generated-requests.replay", violates="get.stream.completed-replay get.stream.param")
def replays_half_of_it(control: Exchange, made: Exchange, found: Exchange) -> Exchange:
    return dropped(found, of_type(found.revision.delta, found.revision.completed))


@mutant(kills="generated-requests.deleted", violates="delete.by-id delete.then-get-404")
def keeps_what_was_deleted(control: Exchange, made: Exchange, removed: Exchange, found: Exchange) -> Exchange:
    return found.with_status(200).with_json("$", made.interaction)
