"""What a server could get wrong about the tokens that it counts."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import Json, objects
from conformance.mutant import dropped, edited, mutant, of_type
from conformance.path import MISSING

ANY_ANSWER = "usage.present usage.incomplete usage.requires-action"


@mutant(kills=ANY_ANSWER, violates="usage.present dm.usage")
def keeps_the_bill_to_itself(answer: Exchange) -> Exchange:
    return answer.without("$.usage")


@mutant(kills=ANY_ANSWER, violates="usage.present")
def bills_nothing_at_all(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage", {})


@mutant(kills="usage.counts", violates="usage.fields dm.usage")
def counts_in_words(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage.total_tokens", "twelve")


@mutant(kills="usage.counts", violates="usage.fields")
def counts_below_zero(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage.total_output_tokens", -1)


@mutant(kills="usage.fields")
def leaves_out_zeros(answer: Exchange) -> Exchange:
    return answer.without("$.usage.total_tool_use_tokens")


@mutant(kills="usage.thought-name")
def still_calls_it_reasoning(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage.total_reasoning_tokens", 16)


@mutant(kills="usage.reasoning-name usage.fields")
def does_not_count_its_thoughts(answer: Exchange) -> Exchange:
    return answer.without("$.usage.total_thought_tokens")


@mutant(kills="usage.total-sum")
def leaves_the_thoughts_out_of_the_sum(answer: Exchange) -> Exchange:
    usage = _usage(answer)
    return answer.with_json("$.usage.total_tokens", int(str(usage["total_tokens"])) + 1)


@mutant(kills="usage.by-modality")
def splits_more_than_there_is(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage.input_tokens_by_modality[0].tokens", 100_000)


@mutant(kills="usage.by-modality")
def does_not_split(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage.input_tokens_by_modality", MISSING)


@mutant(kills="usage.modality")
def shouts_its_modalities(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage.input_tokens_by_modality[0].modality", "TEXT")


@mutant(kills="usage.cached-subset")
def caches_more_than_it_reads(answer: Exchange) -> Exchange:
    return answer.with_json("$.usage.total_cached_tokens", 100_000)


@mutant(kills="usage.system-instruction usage.tools")
def counts_the_input_alone(without: Exchange, more: Exchange) -> Exchange:
    return more.with_json("$.usage.total_input_tokens", _usage(without)["total_input_tokens"])


@mutant(kills="usage.small-picture")
def counts_every_picture_alike(answer: Exchange) -> Exchange:
    """As the live service did in August 2026 (disc.usage.image-tokens)."""
    listed = [
        {**entry, "tokens": 1089} if entry["modality"] == "image" else entry
        for entry in objects(_usage(answer)["input_tokens_by_modality"])
    ]
    return answer.with_json("$.usage.input_tokens_by_modality", listed)


@mutant(kills="usage.stream", violates="usage.stream-final st.legacy.complete")
def streams_without_a_bill(stream: Exchange) -> Exchange:
    return edited(stream, of_type(stream.revision.completed), "$.interaction.usage", MISSING)


@mutant(kills="usage.stream")
def never_closes(stream: Exchange) -> Exchange:
    return dropped(stream, of_type(stream.revision.completed))


def _usage(answer: Exchange) -> Json:
    usage = answer.interaction["usage"]
    assert isinstance(usage, dict)
    return usage
