"""What could differ between a stream and what it is a stream of."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import edited, mutant
from conformance.mutants.streaming import completes, opens, starts
from conformance.path import MISSING


@mutant(kills="stream-agreement.one-id")
def completes_another_interaction(streamed: Exchange) -> Exchange:
    return edited(streamed, completes, "$.interaction.id", "v1_other")


@mutant(kills="stream-agreement.text stream-agreement.steps")
def keeps_another_text(streamed: Exchange, got: Exchange) -> Exchange:
    steps = got.revision.blocks == "steps"
    return got.with_json("$.steps[-1].content[0].text" if steps else "$.outputs[-1].text", "Something else.")


@mutant(kills="stream-agreement.usage", violates="usage.stream-final st.usage-in-final")
def bills_more_afterwards(streamed: Exchange, got: Exchange) -> Exchange:
    return got.with_json("$.usage.total_tokens", 1_000_000)


@mutant(kills="stream-agreement.outcome")
def keeps_it_under_another_id(streamed: Exchange, got: Exchange) -> Exchange:
    return got.with_json("$.id", f"{got.id}x")


@mutant(kills="stream-agreement.outcome")
def says_later_that_it_was_cut_off(streamed: Exchange, got: Exchange) -> Exchange:
    return got.with_json("$.status", "incomplete")


@mutant(kills="stream-agreement.maker", violates="st.created st.legacy.start")
def names_another_model_while_it_streams(streamed: Exchange, got: Exchange) -> tuple[Exchange, ...]:
    return edited(streamed, opens, "$.interaction.model", "gemini-of-another-name"), got


@mutant(kills="stream-agreement.kinds")
def streams_words_as_thoughts(plain: Exchange, streamed: Exchange) -> Exchange:
    kind = "$.content.type" if streamed.revision.blocks == "outputs" else "$.step.type"
    return edited(streamed, starts, kind, "thought")


@mutant(kills="stream-agreement.fields")
def leaves_out_when_it_was_made(plain: Exchange, streamed: Exchange) -> Exchange:
    return edited(streamed, lambda event: opens(event) or completes(event), "$.interaction.object", MISSING)


@mutant(kills="stream-agreement.input-tokens")
def counts_the_events_as_input(plain: Exchange, streamed: Exchange) -> Exchange:
    return edited(streamed, completes, "$.interaction.usage.total_input_tokens", 1000)
