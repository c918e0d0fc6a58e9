"""What a server could get wrong about structured output."""

from __future__ import annotations

import json
from dataclasses import replace

from conformance.exchange import Exchange
from conformance.interaction import text
from conformance.mutant import edited, last, mutant
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING

CONFORMING = " ".join(
    f"structured-output.{name}"
    for name in (
        "is-json",
        "conforms",
        "enum",
        "union",
        "limits",
        "nullable",
        "recursive",
        "list-of-formats",
    )
)


@mutant(
    kills="structured-output.accepted structured-output.typed structured-output.plain-text",
    violates="so.legacy.raw-schema so.steps.typed-format",
)
def gives_up(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="structured-output.accepted structured-output.plain-text")
def answers_everything_alike(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="structured-output.accepted structured-output.plain-text")
def says_nothing(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json(f"$.{created.revision.blocks}", MISSING)


@mutant(kills=CONFORMING, violates="so.union sample.structured.py")
def chats(created: Exchange) -> Exchange:
    return says(created, "Here is your JSON.")


@mutant(kills="structured-output.is-json")
def puts_a_fence_around_it(created: Exchange) -> Exchange:
    return says(created, f"```json\n{text(created.interaction)}\n```")


@mutant(
    kills=CONFORMING.replace("structured-output.is-json ", ""),
    violates="so.union sample.structured.py",
)
def answers_in_json_of_its_own(created: Exchange) -> Exchange:
    return says(created, '{"answer": "spam"}')


@mutant(kills="structured-output.typed")
def takes_the_format_for_a_schema(control: Exchange, created: Exchange) -> Exchange:
    return says(created, '{"type": "text", "mime_type": "application/json"}')


@mutant(kills="structured-output.mime-type")
def needs_the_mime_type(beside: Exchange, bare: Exchange) -> Exchange:
    return says(bare, "It is spam.")


@mutant(kills="structured-output.mime-type")
def knows_no_mime_type(beside: Exchange, bare: Exchange) -> tuple[Exchange, ...]:
    return beside.with_status(400), bare


@mutant(kills="structured-output.key-order")
def sorts_the_keys_backwards(created: Exchange) -> Exchange:
    answer = json.loads(text(created.interaction))
    return says(created, json.dumps(dict(reversed(answer.items())))) if len(answer) > 1 else created


@mutant(kills="structured-output.enum")
def invents_a_value(created: Exchange) -> Exchange:
    return says(created, json.dumps({**json.loads(text(created.interaction)), "decision": "maybe"}))


@mutant(kills="structured-output.limits")
def goes_over_a_limit(created: Exchange) -> Exchange:
    return says(created, json.dumps({**json.loads(text(created.interaction)), "score": 100}))


@mutant(kills="structured-output.nullable")
def answers_null_with_a_number(created: Exchange) -> Exchange:
    return says(created, json.dumps({**json.loads(text(created.interaction)), "source": 0}))


@mutant(kills="structured-output.streamed")
def loses_the_last_piece(created: Exchange) -> Exchange:
    return edited(created, last(created, lambda event: event.delta.get("type") == "text"), "$.delta.text", "")


@mutant(kills="structured-output.cut-off")
def calls_half_an_answer_completed(created: Exchange) -> Exchange:
    return says(created, '{"decision": "sp').with_json("$.status", "completed")
