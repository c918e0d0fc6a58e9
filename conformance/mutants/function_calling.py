"""What a server could get wrong about function calls."""

from __future__ import annotations

from dataclasses import replace

from conformance.event import Event
from conformance.exchange import Exchange
from conformance.interaction import Json, blocks
from conformance.mutant import edited, first, mutant
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING


@mutant(
    kills="function-calling.declared function-calling.choice-in-config",
    violates="fc.tool-choice.location fc.tool-choice.auto",
)
def fails_over_tools(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="function-calling.declared function-calling.choice-in-config function-calling.choice-none")
def answers_everything_alike(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="function-calling.call-shape")
def calls_nobody(created: Exchange) -> Exchange:
    return with_calls(created, name=MISSING)


@mutant(kills="function-calling.call-shape")
def calls_without_an_id(created: Exchange) -> Exchange:
    return with_calls(created, id="")


@mutant(kills="function-calling.arguments-object")
def writes_arguments_as_text(created: Exchange) -> Exchange:
    return with_calls(created, arguments='{"location":"Paris"}')


@mutant(kills="function-calling.declared-name")
def calls_what_nobody_declared(created: Exchange) -> Exchange:
    return with_calls(created, name="default_api.get_weather")


@mutant(kills="function-calling.arguments-valid")
def leaves_out_what_is_required(created: Exchange) -> Exchange:
    return with_calls(created, arguments={"city": "Paris"})


@mutant(kills="function-calling.arguments-valid")
def ignores_the_enum(created: Exchange) -> Exchange:
    return with_calls(created, arguments={"location": "Paris", "unit": "kelvin"})


@mutant(kills="function-calling.several-calls")
def names_only_the_first(created: Exchange) -> Exchange:
    *others, last = blocks(created.interaction)
    return created.with_json(f"$.{created.revision.blocks}", [*others, {**last, "name": ""}])


@mutant(kills="function-calling.unique-ids")
def numbers_every_call_alike(created: Exchange) -> Exchange:
    return with_calls(created, id="call_1")


@mutant(kills="function-calling.requires-action")
def completes_with_a_call_pending(created: Exchange) -> Exchange:
    return created.with_json("$.status", "completed")


@mutant(kills="function-calling.choice-any")
def talks_instead(created: Exchange) -> Exchange:
    return says(created, "Hello! How can I help?")


@mutant(kills="function-calling.choice-none")
def calls_all_the_same(control: Exchange, created: Exchange) -> Exchange:
    call = {"type": "function_call", "id": "call_1", "name": "get_weather", "arguments": {"location": "Paris"}}
    return created.with_json(f"$.{created.revision.blocks}", [call])


@mutant(kills="function-calling.choice-validated")
def calls_without_looking(control: Exchange, created: Exchange) -> Exchange:
    call = {"type": "function_call", "id": "call_1", "name": "get_weather", "arguments": {"city": 7}}
    spoiled = created.with_json(f"$.{created.revision.blocks}", [call])
    return spoiled.with_json("$.status", "requires_action")


@mutant(kills="function-calling.choice-validated")
def knows_no_such_choice(control: Exchange, created: Exchange) -> Exchange:
    return created.with_status(400)


@mutant(kills="function-calling.choice-allowed")
def calls_what_fits_better(created: Exchange) -> Exchange:
    return with_calls(created, name="get_weather")


# --- in a stream -----------------------------------------------------------------------------------------------------


@mutant(kills="function-calling.streamed-identity")
def starts_a_call_without_its_name(created: Exchange) -> Exchange:
    return edited(created, starts_a_call, "$.step.name", MISSING)


@mutant(kills="function-calling.streamed-identity")
def starts_a_call_with_its_arguments(created: Exchange) -> Exchange:
    return edited(created, starts_a_call, "$.step.arguments", {"location": "Paris"})


@mutant(kills="function-calling.streamed-arguments")
def streams_arguments_as_an_object(created: Exchange) -> Exchange:
    return edited(created, adds_arguments, "$.delta.arguments", {"location": "Paris"})


@mutant(kills="function-calling.streamed-arguments")
def cuts_the_arguments_off(created: Exchange) -> Exchange:
    return edited(created, adds_arguments, "$.delta.arguments", '{"location":"Par')


@mutant(kills="function-calling.streamed-in-one-delta")
def streams_arguments_as_text(created: Exchange) -> Exchange:
    whole = first(created, lambda event: event.delta.get("type") == "function_call")
    return edited(created, whole, "$.delta.arguments", '{"location":"Paris"}')


@mutant(
    kills="function-calling.streamed-requires-action", violates="st.fc.ends-requires-action fc.status.requires-action"
)
def completes_a_stream_with_a_call_pending(created: Exchange) -> Exchange:
    return edited(created, lambda event: event.type == created.revision.completed, "$.interaction.status", "completed")


def with_calls(created: Exchange, **changes: object) -> Exchange:
    """The answer with every function call changed; ``MISSING`` removes a field."""

    def changed(block: Json) -> Json:
        if block.get("type") != "function_call":
            return block
        return {key: value for key, value in {**block, **changes}.items() if value is not MISSING}

    return created.with_json(f"$.{created.revision.blocks}", [changed(block) for block in blocks(created.interaction)])


def starts_a_call(event: Event) -> bool:
    return event.block.get("type") == "function_call"


def adds_arguments(event: Event) -> bool:
    return event.delta.get("type") == "arguments_delta"
