"""Agreement: streamed or not, fetched or replayed, it is the same interaction.

What the deltas amount to is what a get returns afterwards: the id, the text, the steps, the status, the usage. The same
request without stream is answered in the same kinds of pieces, from the same count of input.
"""

from __future__ import annotations

from itertools import groupby

from conformance.api import Api
from conformance.conversation import CREATE, GET_DONE, STREAM, STREAMED, Conversation
from conformance.exchange import Exchange
from conformance.interaction import blocks, contents, text
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("stream-agreement", "Agreement of streams", "https://ai.google.dev/gemini-api/docs/streaming")

QUESTION = "Explain in three sentences why the sea is salty."
MAKER = ("model", "agent")


def alike(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The same request, but for the flag that asks for a stream."""
    asked = {name: value for name, value in before[0].sent.items() if name != "stream"}
    return bool(asked) and asked == {name: value for name, value in exchange.sent.items() if name != "stream"}


fetched = Conversation(STREAM, GET_DONE)
both_ways = Conversation(CREATE, STREAM.after(alike))


@feature.scenario(elicits=(STREAMED, fetched, both_ways), needs=("streaming",))
def ask_both_ways(api: Api) -> None:
    """Ask the same question as it is and as a stream, then get what was streamed."""
    api.create(QUESTION)
    api.get(api.stream(QUESTION).id)


@feature.should(
    "stream-agreement.one-id",
    STREAMED,
    clauses="st.id-stable",
    evidence="inferred",
    note="Which events carry the id, and where, has differed; frameworks lost it (disc.ids.location).",
)
def keeps_its_id(streamed: Exchange) -> Verdict:
    """Every event that names the interaction gives the same id."""
    shape = streamed.revision
    lifecycle = [expect(event, "$.interaction.id") for event in streamed.named(shape.created, shape.completed)]
    updates = [expect(event, "$.interaction_id") for event in streamed.named(shape.status_update)]
    names = lifecycle + updates
    return every((name.equals(names[0].value) for name in names), "events that name the interaction")


@feature.should("stream-agreement.text", fetched, clauses="st.text-concat", evidence="inferred")
def text_adds_up(streamed: Exchange, got: Exchange) -> Verdict:
    """The text deltas put together are the text of the interaction that a get returns."""
    whole = text(streamed.interaction)
    return all_of(
        that(whole, "the text of the stream", streamed).is_text(),
        that(text(got.interaction), "the text of the interaction", got).equals(whole),
    )


@feature.should("stream-agreement.steps", fetched, clauses="st.same-as-unary", evidence="inferred")
def is_what_get_returns(streamed: Exchange, got: Exchange) -> Verdict:
    """The steps put together from the stream are those that a get returns."""
    made = blocks(streamed.interaction)
    kept = blocks(got.interaction)[-len(made) :]  # a timeline begins with what was put in
    return all_of(that(made, "the steps of the stream", streamed).is_list(), that(kept, "the steps", got).equals(made))


@feature.should("stream-agreement.outcome", fetched, clauses="st.same-as-unary", evidence="inferred")
def ends_as_get_says(streamed: Exchange, got: Exchange) -> Verdict:
    """A get afterwards gives the id and the status that the stream ended with."""
    if not streamed.named(streamed.revision.completed):
        return unseen("the stream does not complete")
    return all_of(
        expect(got, "$.id").equals(streamed.answered_id),
        expect(got, "$.status").equals(streamed.interaction.get("status", MISSING)),
    )


@feature.should("stream-agreement.usage", fetched, clauses="usage.stream-final st.usage-in-final", evidence="inferred")
def counts_as_get_does(streamed: Exchange, got: Exchange) -> Verdict:
    """The usage of the event that ends the stream is the usage that a get gives."""
    if "usage" not in streamed.interaction:
        return unseen("the stream has no usage")
    return expect(got, "$.usage").equals(streamed.interaction["usage"])


@feature.should("stream-agreement.maker", fetched, clauses="st.created st.legacy.start", evidence="inferred")
def names_the_maker_alike(streamed: Exchange, got: Exchange) -> Verdict:
    """The model or agent that the opening event names is the one that a get names."""
    opening = streamed.named(streamed.revision.created)
    if not opening:
        return unseen("the stream has no opening event")
    return all_of(
        *(
            expect(got, f"$.{name}").equals(opening[0].interaction[name])
            for name in MAKER
            if name in opening[0].interaction
        )
    )


# --- streamed and not ------------------------------------------------------------------------------------------------


def kinds(answer: Exchange) -> list[object]:
    """The kinds of what was produced, in order; neighbours of a kind count as one, since how texts are cut is free."""
    return [kind for kind, _ in groupby(piece.get("type") for piece in contents(answer.interaction))]


@feature.should("stream-agreement.kinds", both_ways, clauses="st.same-as-unary", evidence="inferred")
def is_made_of_the_same_kinds(plain: Exchange, streamed: Exchange) -> Verdict:
    """What the deltas amount to is made of the same kinds of pieces, in order, as the answer without stream."""
    return all_of(
        that(kinds(plain), "the kinds of pieces without stream", plain).is_list(),
        that(kinds(streamed), "the kinds of pieces of the stream", streamed).equals(kinds(plain)),
    )


@feature.should("stream-agreement.fields", both_ways, clauses="st.same-as-unary", evidence="inferred")
def has_the_same_fields(plain: Exchange, streamed: Exchange) -> Verdict:
    """What a stream amounts to has the fields of the resource that the answer without stream has."""
    if not streamed.named(streamed.revision.completed):
        return unseen("the stream does not complete")
    due = {*plain.interaction} - {*streamed.interaction, "usage", plain.revision.blocks}
    return that(sorted(due), "fields that only the answer without stream has", streamed).equals([])


@feature.should("stream-agreement.input-tokens", both_ways, clauses="st.same-as-unary", evidence="inferred")
def counts_the_same_input(plain: Exchange, streamed: Exchange) -> Verdict:
    """The same input counts as many tokens in a stream as without one."""
    counted = expect(plain, "$.usage.total_input_tokens")
    if "usage" not in streamed.interaction:
        return unseen("the stream has no usage")
    return all_of(counted.is_count(at_least=1), expect(streamed, "$.usage.total_input_tokens").equals(counted.value))
