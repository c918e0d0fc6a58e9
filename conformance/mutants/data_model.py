"""What a server could get wrong about the resource that it answers with."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import blocks
from conformance.mutant import last_content, mutant
from conformance.path import MISSING


@mutant(kills="data-model.conforms data-model.times data-model.times-in-order", violates="dm.created-updated")
def writes_times_as_numbers(answer: Exchange) -> Exchange:
    return answer.with_json("$.created", 1779278400)


@mutant(kills="data-model.conforms")
def names_no_object_type(answer: Exchange) -> Exchange:
    return answer.with_json("$.object", "response")


@mutant(kills="data-model.id")
def leaves_out_the_id(created: Exchange) -> Exchange:
    return created.without("$.id")


@mutant(kills="data-model.id")
def numbers_its_interactions(created: Exchange) -> Exchange:
    return created.with_json("$.id", 12)


@mutant(kills="data-model.id-time")
def was_written_by_hand(answer: Exchange) -> Exchange:
    return answer.with_json("$.created", "2026-05-20T12:00:00Z")


@mutant(kills="data-model.object")
def calls_itself_a_response(answer: Exchange) -> Exchange:
    return answer.with_json("$.object", "response")


@mutant(kills="data-model.model-xor-agent")
def names_model_and_agent(answer: Exchange) -> Exchange:
    return answer.with_json("$.model", "gemini-2.5-flash").with_json("$.agent", "deep-research-pro-preview-12-2025")


@mutant(kills="data-model.status", violates="dm.status.required")
def has_no_status(answer: Exchange) -> Exchange:
    return answer.without("$.status")


@mutant(kills="data-model.status", violates="dm.status.enum dm.status.enum.seed")
def is_done(answer: Exchange) -> Exchange:
    return answer.with_json("$.status", "done")


@mutant(kills="data-model.times")
def writes_local_time(answer: Exchange) -> Exchange:
    return answer.with_json("$.updated", "2026-05-20T12:00:00+02:00")


@mutant(kills="data-model.times-in-order")
def is_updated_before_it_is_created(answer: Exchange) -> Exchange:
    return answer.with_json("$.updated", "2020-01-01T00:00:00Z")


@mutant(kills="data-model.role")
def speaks_as_the_user(answer: Exchange) -> Exchange:
    return answer.with_json("$.role", "user")


@mutant(kills="data-model.service-tier", violates="dm.service-tier create.service-tier")
def invents_a_tier(answer: Exchange) -> Exchange:
    return answer.with_json("$.service_tier", "gold")


@mutant(kills="data-model.input-only data-model.known-fields")
def repeats_the_settings(answer: Exchange) -> Exchange:
    return answer.with_json("$.store", True)


@mutant(kills="data-model.environment-id")
def gives_everybody_an_environment(created: Exchange) -> Exchange:
    return created.with_json("$.environment_id", "env_1")


@mutant(kills="data-model.snake-case data-model.known-fields")
def writes_camel_case(answer: Exchange) -> Exchange:
    return answer.with_json("$.serviceTier", "standard")


@mutant(kills="data-model.no-nulls")
def says_null_for_nothing(answer: Exchange) -> Exchange:
    return answer.with_json("$.previous_interaction_id", None)


@mutant(kills="data-model.no-sugar")
def adds_output_text(answer: Exchange) -> Exchange:
    return answer.with_json("$.output_text", "Paris")


@mutant(kills="data-model.outputs data-model.steps data-model.blocks-conform", violates="dm.text-block")
def produces_nothing(answer: Exchange) -> Exchange:
    return answer.with_json(f"$.{answer.revision.blocks}", [])


@mutant(kills="data-model.steps")
def keeps_the_old_list(answer: Exchange) -> Exchange:
    return answer.with_json("$.outputs", [{"type": "text", "text": "Paris"}])


@mutant(kills="data-model.typed-blocks data-model.blocks-conform", violates="dm.step.discriminator dm.outputs.legacy")
def forgets_the_type(answer: Exchange) -> Exchange:
    return answer.without(f"$.{answer.revision.blocks}[0].type")


@mutant(kills="data-model.known-types", violates="dm.step.types")
def invents_a_type(answer: Exchange) -> Exchange:
    return answer.with_json(f"$.{answer.revision.blocks}[0].type", "daydream")


@mutant(kills="data-model.model-output")
def says_it_in_a_string(answer: Exchange) -> Exchange:
    return answer.with_json("$.steps[-1].content", "Paris")


@mutant(kills="data-model.model-output")
def leaves_out_the_content(answer: Exchange) -> Exchange:
    return answer.with_json("$.steps[-1].content", MISSING)


@mutant(kills="data-model.text-block data-model.blocks-conform", violates="dm.text-block")
def nests_the_text(answer: Exchange) -> Exchange:
    return answer.with_json(f"{last_content(answer)}.text", {"value": "Paris"})


@mutant(kills="data-model.annotation-types")
def cites_without_a_type(answer: Exchange) -> Exchange:
    return answer.without(f"{last_content(answer)}.annotations[0].type")


@mutant(kills="data-model.pairs")
def answers_another_call(answer: Exchange) -> Exchange:
    results = [number for number, step in enumerate(blocks(answer.interaction)) if "call_id" in step]
    return answer.with_json(f"$.steps[{results[0]}].call_id", "call_of_nobody")
