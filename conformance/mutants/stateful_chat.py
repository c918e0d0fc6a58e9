"""What a server could get wrong about a conversation that it keeps."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant, producing

CALL = {"type": "function_call", "id": "call_1", "name": "get_time", "arguments": {}}


@mutant(
    kills="stateful-chat.accepted stateful-chat.echoes-previous-id",
    violates="state.response.previous-id-echo dm.previous-interaction-id",
)
def starts_again_and_fails(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$", {"id": "v1_other", "status": "failed", "model": "gemini-2.5-flash"})


@mutant(kills="stateful-chat.own-id", violates="create.new-resource dm.id")
def reuses_the_first_id(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.id", first.answered_id)


@mutant(kills="stateful-chat.context-counts", violates="state.previous-id.server-fetch state.usage.counts-history")
def bills_only_the_new_turn(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.usage.total_input_tokens", 1)


@mutant(kills="stateful-chat.remembers")
def forgets_the_name(first: Exchange, second: Exchange) -> Exchange:
    return says(second, "I do not know your name.")


@mutant(kills="stateful-chat.remembers-all-turns")
def remembers_one_turn_only(first: Exchange, second: Exchange, third: Exchange) -> Exchange:
    return says(third, "I do not know your name.")


@mutant(kills="stateful-chat.branches")
def mixes_branches(first: Exchange, one: Exchange, other: Exchange) -> Exchange:
    return says(other, "Your name is Phil.")


@mutant(kills="stateful-chat.switches-model", violates="state.model-switch mix.models")
def keeps_the_first_model(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.model", first.sent["model"])


@mutant(kills="stateful-chat.cap-not-inherited", violates="state.not-inherited.generation-config state.history-only")
def inherits_the_cap(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.status", "incomplete")


@mutant(kills="stateful-chat.tools-not-inherited")
def inherits_tools(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json(f"$.{second.revision.blocks}", [CALL])


@mutant(kills="stateful-chat.deleted-id")
def continues_what_was_deleted(first: Exchange, gone: Exchange, second: Exchange) -> Exchange:
    return first


@mutant(kills="stateful-chat.instruction-not-inherited")
def inherits_the_instruction(first: Exchange, second: Exchange, third: Exchange) -> Exchange:
    return third.with_json("$.usage.total_input_tokens", second.interaction["usage"]["total_input_tokens"])  # type: ignore[index]  # good JSON of this shape


@mutant(kills="stateful-chat.format-not-inherited")
def inherits_the_format(first: Exchange, second: Exchange) -> Exchange:
    return says(second, '{"decision": "spam", "reasons": [], "author": {"known": false}}')


@mutant(kills="stateful-chat.in-progress")
def continues_what_still_runs(running: Exchange, second: Exchange, found: Exchange) -> tuple[Exchange, ...]:
    return running, replace(second, response=found.response), found


@mutant(kills="stateful-chat.in-progress")
def falls_over_what_still_runs(running: Exchange, second: Exchange, found: Exchange) -> tuple[Exchange, ...]:
    return running, second.with_status(500), found


def says(exchange: Exchange, words: str) -> Exchange:
    """The exchange with nothing but ``words`` said."""
    return producing(exchange, {"type": "text", "text": words})
