"""Order of events: a stream opens, goes through its steps one after the other, and ends once.

Every step (content block in the first beta) is opened, grown by deltas and stopped. The interaction comes to rest after
its last step; where that fails on the way, an error says so and ends the stream instead. The order itself is written
down in ``conformance/grammar.py``.
"""

from __future__ import annotations

from conformance import grammar, specimen
from conformance.conversation import STREAM, STREAMED, Conversation, Role, stream
from conformance.exchange import Exchange
from conformance.grammar import Kind, steps_in_order, stream_in_order
from conformance.requirement import Feature
from conformance.revisions import Revision
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("stream-order", "Order of events", "https://ai.google.dev/gemini-api/docs/streaming")


def by_an_agent(x: Exchange) -> bool:
    """A whole stream, of a create or a get, that names an agent."""
    opening = x.named(x.revision.created)
    whole = x.operation in ("create", "get") and "last_event_id" not in x.query and not x.hung_up
    return whole and bool(opening) and "agent" in opening[0].interaction


of_an_agent = Conversation(Role("stream of an agent", by_an_agent, stream))
broken = Conversation(STREAM.where(lambda x: bool(x.named("error")), "stream with an error"))


def failing(revision: Revision) -> tuple[Exchange, ...]:
    """A stream that an error ended."""
    error = {"error": {"code": "api_error", "message": "The model is overloaded."}}
    return specimen.streamed(revision, ("error", error))


@feature.must("stream-order.first-event", STREAMED, clauses="st.created st.legacy.start")
def opens_first(streamed: Exchange) -> Verdict:
    """The first event is the one that opens the interaction, and it comes once."""
    return stream_in_order(streamed, lambda m: m.state == grammar.OPENING or m.kind is Kind.CREATED)


@feature.should(
    "stream-order.sequential", STREAMED, since="2026-05-20", clauses="st.steps-sequential", evidence="inferred"
)
def goes_step_by_step(streamed: Exchange) -> Verdict:
    """Steps do not interleave: one is stopped before the next is started."""
    return stream_in_order(streamed, lambda m: m.kind is Kind.START and m.state == grammar.WITHIN)


@feature.should(
    "stream-order.contiguous", STREAMED, since="2026-05-20", clauses="st.index-contiguous", evidence="inferred"
)
def counts_the_steps(streamed: Exchange) -> Verdict:
    """Steps are numbered from 0 without gaps, in the order in which they start."""
    starts = streamed.named(streamed.revision.start)
    return every((expect(event, "$.index").equals(number) for number, event in enumerate(starts)), "starts")


@feature.must("stream-order.delta-in-step", STREAMED, clauses="st.step-delta st.legacy.content-delta")
def deltas_belong_to_open_steps(streamed: Exchange) -> Verdict:
    """A delta adds to a step that was started and not yet stopped."""
    if not streamed.named(streamed.revision.delta):
        return unseen("no deltas in the stream")
    return steps_in_order(streamed, lambda m: m.kind is Kind.DELTA)


@feature.must("stream-order.one-stop-per-start", STREAMED, clauses="st.step-stop st.legacy.content-stop")
def stops_every_step_once(streamed: Exchange) -> Verdict:
    """Every step that is started is stopped, exactly once."""
    if not streamed.named(streamed.revision.start):
        return unseen("no steps in the stream")
    return steps_in_order(streamed, lambda m: m.kind is not Kind.DELTA)


@feature.must(
    "stream-order.completed-once",
    STREAMED,
    clauses="st.completed st.legacy.complete",
    note="Streams of the live service have ended without it (disc.stream.no-completed).",
)
def completes_once(streamed: Exchange) -> Verdict:
    """A stream that no error ended says exactly once that the interaction came to rest."""
    if streamed.named("error"):
        return unseen("the stream ended with an error")
    return that(len(streamed.named(streamed.revision.completed)), f"{streamed.revision.completed} events").equals(1)


@feature.must("stream-order.completed-last", STREAMED, clauses="st.completed st.legacy.complete")
def completes_last(streamed: Exchange) -> Verdict:
    """The interaction comes to rest after its last step; nothing but the sentinel follows."""
    if not streamed.named(streamed.revision.completed):
        return unseen("the stream does not complete")
    return stream_in_order(
        streamed,
        lambda m: (
            (m.state == "completed" and m.kind is not Kind.END)
            or (m.kind is Kind.COMPLETED and m.state == grammar.WITHIN)
        ),
    )


@feature.must(
    "stream-order.error-event",
    STREAMED,
    clauses="st.error-event err.sse",
    note="A stream that completes shows no error; it satisfies this by completing. In 2026 the live "
    "service ended streams with a bare line of JSON, and agents told errors without a message "
    "(disc.sse.bare-json, disc.dr.empty-error).",
)
def ends_or_says_why_not(streamed: Exchange) -> Verdict:
    """A stream that does not complete ends with an event called error, which gives a code and a message."""
    errors = streamed.named("error")
    if not errors:
        return completes_once(streamed)
    last = [event for event in streamed.events if not event.is_done][-1]
    return all_of(
        that(last.type, "the type of the last event", streamed).equals("error"),
        expect(last, "$.error.code").is_text(),
        expect(last, "$.error.message").is_text(),
    )


@feature.must("stream-order.agents", of_an_agent, clauses="st.agent-stream", since="2026-05-07")
def holds_for_agents(streamed: Exchange) -> Verdict:
    """The stream of an agent has the same order of events, and names the agent where others name a model."""
    opening = streamed.named(streamed.revision.created)[:1]
    return all_of(
        every((expect(event, "$.interaction.agent").is_text() for event in opening), "opening events"),
        every((expect(event, "$.interaction.model").is_absent() for event in opening), "opening events"),
        stream_in_order(streamed, lambda _: True),
        steps_in_order(streamed, lambda _: True),
    )


@feature.should("stream-order.error-ends", broken, clauses="st.error-terminates", evidence="inferred", specimen=failing)
def ends_with_the_error(streamed: Exchange) -> Verdict:
    """After an error nothing follows but the sentinel: the interaction does not complete as well."""
    after = streamed.events[streamed.named("error")[0].number + 1 :]
    return that([event.type for event in after if not event.is_done], "events after the error", streamed).equals([])
