"""What a server could get wrong about thoughts."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import Json, blocks
from conformance.mutant import dropped, edited, mutant
from conformance.path import MISSING

SUMMARY = [{"type": "text", "text": "Nine are left."}]


@mutant(kills="thinking.comes-first")
def does_not_show_that_it_thought(created: Exchange) -> Exchange:
    key = created.revision.blocks
    return created.with_json(f"$.{key}", [block for block in blocks(created.interaction) if block["type"] != "thought"])


@mutant(kills="thinking.signature")
def leaves_thoughts_unsigned(created: Exchange) -> Exchange:
    return with_thoughts(created, signature=MISSING)


@mutant(kills="thinking.signature")
def signs_with_nothing(created: Exchange) -> Exchange:
    return with_thoughts(created, signature="")


@mutant(kills="thinking.summary", violates="think.summary.shape")
def summarises_in_one_string(created: Exchange) -> Exchange:
    return with_thoughts(created, summary="Nine are left.")


@mutant(kills="thinking.summary", violates="think.summary.shape")
def summarises_in_parts_without_a_type(created: Exchange) -> Exchange:
    return with_thoughts(created, summary=[{"text": "Nine are left."}])


@mutant(kills="thinking.summary")
def summarises_in_strings(created: Exchange) -> Exchange:
    return with_thoughts(created, summary=["Nine are left."])


@mutant(kills="thinking.no-summary")
def thinks_aloud_unasked(created: Exchange) -> Exchange:
    return with_thoughts(created, summary=SUMMARY)


@mutant(kills="thinking.tokens")
def counts_thoughts_as_output(created: Exchange) -> Exchange:
    return created.without("$.usage.total_thought_tokens")


@mutant(kills="thinking.billed-when-cut-off")
def forgets_the_thoughts_it_cut_off(created: Exchange) -> Exchange:
    return created.with_json("$.usage.total_thought_tokens", 0)


@mutant(kills="thinking.streamed-signature")
def forgets_the_signature(created: Exchange) -> Exchange:
    return dropped(created, lambda event: event.delta.get("type") == "thought_signature")


@mutant(kills="thinking.streamed-summary")
def streams_bare_summaries(created: Exchange) -> Exchange:
    return edited(created, lambda event: event.delta.get("type") == "thought_summary", "$.delta.content", "Hmm.")


@mutant(kills="thinking.kept-by-the-server")
def loses_the_thoughts_it_keeps(first: Exchange, second: Exchange) -> Exchange:
    return second.with_status(400)


@mutant(kills="thinking.sent-back thinking.other-model")
def knows_no_thought_of_its_own(first: Exchange, second: Exchange) -> Exchange:
    return second.with_status(400)


@mutant(kills="thinking.sent-back thinking.other-model")
def gives_up_over_what_it_thought(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.status", "failed")


@mutant(kills="thinking.level")
def thinks_less_the_more_it_should(little: Exchange, much: Exchange) -> Exchange:
    return much.with_json("$.usage.total_thought_tokens", 0)


def with_thoughts(created: Exchange, **changes: object) -> Exchange:
    """The answer with every thought changed, or one put in where it has none; ``MISSING`` removes a field."""
    said = blocks(created.interaction)
    thought: Json = {"type": "thought", "signature": "c2lnbmF0dXJl"}
    said = said if any(block.get("type") == "thought" for block in said) else [thought, *said]
    changed = [
        {key: value for key, value in {**block, **changes}.items() if value is not MISSING}
        if block.get("type") == "thought"
        else block
        for block in said
    ]
    return created.with_json(f"$.{created.revision.blocks}", changed)
