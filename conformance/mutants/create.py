"""What a server could get wrong about a create."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant
from conformance.path import MISSING


@mutant(kills="create.accepted", violates="create.endpoint.post")
def forgets_the_status(created: Exchange) -> Exchange:
    return created.with_json("$.status", 7)


@mutant(
    kills="create.completed create.system-instruction create.null-is-omitted",
    violates="create.sync.completed create.background.flag-default-false create.null-optional-fields",
)
def never_gets_done(created: Exchange) -> Exchange:
    return created.with_json("$.status", "in_progress")


@mutant(kills="create.produces-output create.null-is-omitted", violates="gc.max-output-tokens.null")
def produces_nothing(created: Exchange) -> Exchange:
    return created.with_json(f"$.{created.revision.blocks}", MISSING)


@mutant(kills="create.one-json-document")
def streams_unasked(created: Exchange) -> Exchange:
    return created.with_header("content-type", "application/x-ndjson")


@mutant(kills="create.echoes-model")
def answers_with_another_model(created: Exchange) -> Exchange:
    return created.with_json("$.model", "gemini-0-mini")


@mutant(kills="create.new-id")
def answers_a_repeated_request_from_a_cache(one: Exchange, other: Exchange) -> Exchange:
    return other.with_json("$.id", one.answered_id)


@mutant(kills="create.no-user-input")
def repeats_what_the_user_said(created: Exchange) -> Exchange:
    said = {"type": "user_input", "content": [{"type": "text", "text": "Hello"}]}
    return created.with_json("$.steps", [said, *created.interaction["steps"]])  # type: ignore[misc]  # good JSON of this shape


@mutant(kills="create.names-the-parameter")
def refuses_without_saying_why(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json("$.error.message", "Request contains an invalid argument.")


@mutant(kills="create.labels create.response-modalities")
def answers_everybody_alike(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$", control.json)


@mutant(kills="create.labels create.response-modalities")
def does_not_know_the_field(control: Exchange, created: Exchange) -> Exchange:
    return created.with_status(400).with_json("$", {"error": {"code": "invalid_request", "message": "No."}})
