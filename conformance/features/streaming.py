"""Streaming: with stream set, a create answers with server-sent events while the model works.

Every event is a frame of an event line and a data line. The stream opens with the interaction, goes through its steps
one after the other (content blocks in the first beta), each opened, grown by deltas and stopped, closes with the
interaction and its usage, and ends with a sentinel. What the deltas amount to is what a get returns afterwards.
"""

from __future__ import annotations

from conformance import grammar
from conformance.api import TERMINAL, Api
from conformance.contract import event_conforms, unknown_types
from conformance.conversation import (
    GET_DONE,
    GET_REPLAY,
    STREAM,
    STREAMED,
    Conversation,
)
from conformance.event import DONE
from conformance.exchange import Exchange
from conformance.grammar import Kind, steps_in_order, stream_in_order
from conformance.interaction import blocks, text
from conformance.path import MISSING
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("streaming", "Streaming", "https://ai.google.dev/gemini-api/docs/streaming")

STORY = "Explain in three paragraphs how a sailing boat can sail against the wind."
FOREIGN = "Reply with exactly: Grüße aus Köln"

fetched = Conversation(STREAM, GET_DONE)
replayed = Conversation(STREAM, GET_REPLAY)
long_answer = Conversation(STREAM.where(lambda x: x.prompt == STORY, "streamed long answer"))
unstored = Conversation(STREAM.where(lambda x: x.sent.get("store") is False, "streamed create with store false"))
by_query = Conversation(STREAM.where(lambda x: x.query.get("alt") == "sse", "streamed create with alt=sse"))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.stream()


@feature.scenario(elicits=(STREAMED, fetched, long_answer))
def stream_then_get(api: Api) -> None:
    """Stream a long answer, then get it."""
    streamed = api.stream(STORY)
    api.get(streamed.id)


@feature.scenario(elicits=(STREAMED, fetched, replayed, by_query))
def stream_then_replay(api: Api) -> None:
    """Stream words with letters beyond ASCII, then get them, and get them again as a stream."""
    streamed = api.post({"model": api.target.models.text, "input": FOREIGN, "stream": True}, alt="sse")
    api.get(streamed.id)
    api.get(streamed.id, stream="true")


@feature.scenario(elicits=(STREAMED, unstored))
def stream_without_storing(api: Api) -> None:
    """Stream without storing."""
    api.stream(store=False)


# --- frames ----------------------------------------------------------------------------------------------------------


@feature.must("streaming.content-type", STREAMED, clauses="st.request-flag")
def is_an_event_stream(streamed: Exchange) -> Verdict:
    """A create with stream set is answered with an event stream."""
    return that(streamed.header("content-type"), "content-type", streamed).matches(
        r"text/event-stream\s*(;.*)?", "text/event-stream"
    )


@feature.must("streaming.frames", STREAMED, clauses="st.sse-framing")
def frames_every_event(streamed: Exchange) -> Verdict:
    """Every event is a frame of an event line and a data line that ends with an empty line."""
    broken = [f for f in streamed.frames if f.event is None or f.data is None or not f.complete]
    where = [f"byte {frame.offset}" for frame in broken]
    return that(where, "frames without an event line, a data line or an empty line", streamed).equals([])


@feature.must("streaming.no-stray-lines", STREAMED, clauses="st.sse-framing")
def has_no_stray_lines(streamed: Exchange) -> Verdict:
    """Nothing is written into the stream outside of frames, no bare JSON either."""
    stray = [line for frame in streamed.frames for line in frame.stray]
    return that(stray, "lines outside of frames", streamed).equals([])


@feature.must("streaming.utf-8", STREAMED, clauses="st.sse-framing")
def is_utf8(streamed: Exchange) -> Verdict:
    """The stream is UTF-8."""
    broken = streamed.body.decode("utf-8", "replace").count("\ufffd") - streamed.body.count("\ufffd".encode())
    return that(broken, "bytes that are not UTF-8", streamed).equals(0)


@feature.must("streaming.json-data", STREAMED, clauses="st.sse-framing")
def carries_json(streamed: Exchange) -> Verdict:
    """The data of every event but the last, the sentinel, is a JSON object."""
    events = [event for event in streamed.events if not event.is_done]
    return every((expect(event, "$.event_type").is_text() for event in events), "events")


@feature.must("streaming.event-type", STREAMED, clauses="st.event-type-in-data")
def names_the_event_twice(streamed: Exchange) -> Verdict:
    """The data of an event says the same event_type as its event line."""
    events = [event for event in streamed.events if not event.is_done]
    return every((expect(event, "$.event_type").equals(event.frame.event) for event in events), "events")


@feature.must("streaming.done", STREAMED, since="2026-05-07", clauses="st.done-sentinel")
def ends_with_the_sentinel(streamed: Exchange) -> Verdict:
    """The stream ends with an event called done whose data is [DONE]."""
    last = streamed.frames[-1]
    return all_of(
        that(last.event, "the name of the last event", streamed).equals("done"),
        that(last.data, "the data of the last event", streamed).equals(DONE),
    )


@feature.must("streaming.legacy-done", STREAMED, until="2026-05-07", clauses="st.done-sentinel", evidence="recorded")
def ends_with_the_sentinel_already(streamed: Exchange) -> Verdict:
    """In the first beta too, the stream ends with an event called done whose data is [DONE]."""
    return ends_with_the_sentinel(streamed)


@feature.should(
    "streaming.nothing-after-done", STREAMED, since="2026-05-07", clauses="st.nothing-after-done", evidence="inferred"
)
def ends_at_the_sentinel(streamed: Exchange) -> Verdict:
    """Nothing follows the sentinel, and the response is closed."""
    if not streamed.named("done"):
        return unseen("the stream has no sentinel")
    return stream_in_order(streamed, lambda misplaced: misplaced.state == "done")


@feature.should("streaming.known-types", STREAMED, clauses="st.unknown-events-ignored st.legacy.delta-types")
def knows_its_types(streamed: Exchange) -> Verdict:
    """Events, steps and deltas are of the documented types; others are additions, which clients have to pass over."""
    events = [event for event in streamed.events if event.type not in {None, "done"}]
    unknown = [f"event {event.number}: {line}" for event in events for line in unknown_types(event, streamed)]
    return that(unknown, "types that the revision does not know", streamed).equals([])


# --- what the events carry -------------------------------------------------------------------------------------------


@feature.must(
    "streaming.opening", STREAMED, clauses="st.created st.legacy.start", note="With store false the id is empty."
)
def opens_with_the_interaction(streamed: Exchange) -> Verdict:
    """The opening event carries the interaction, in progress, with its id and with its model or agent."""
    opening = streamed.named(streamed.revision.created)
    if not opening:
        return unseen("the stream has no opening event")
    stored = streamed.request.known and streamed.sent.get("store") is not False
    return all_of(
        expect(opening[0], "$.interaction.status").equals("in_progress"),
        expect(opening[0], "$.interaction.id").matches(".+" if stored else ".*", "the interaction's id"),
        that(sorted(opening[0].interaction.keys() & {"model", "agent"}), "model or agent", streamed).is_list(),
    )


@feature.may("streaming.status-update", STREAMED, clauses="st.status-update st.legacy.status-update")
def updates_the_status(streamed: Exchange) -> Verdict:
    """A status update names the interaction and a documented status."""
    return every(
        (event_conforms(e, streamed) for e in streamed.named(streamed.revision.status_update)), "status updates"
    )


@feature.must("streaming.start", STREAMED, clauses="st.step-start st.legacy.content-start")
def starts_name_the_step(streamed: Exchange) -> Verdict:
    """A start event gives the index of the step that it opens, and the step's type."""
    starts, kind = streamed.named(streamed.revision.start), f"$.{streamed.revision.block}.type"
    return every((all_of(expect(e, "$.index").is_count(), expect(e, kind).is_text()) for e in starts), "starts")


@feature.must("streaming.delta", STREAMED, clauses="st.step-delta st.legacy.content-delta")
def deltas_name_the_step(streamed: Exchange) -> Verdict:
    """A delta event gives the index of the step that it adds to, and a delta with a type."""
    deltas = streamed.named(streamed.revision.delta)
    return every(
        (all_of(expect(e, "$.index").is_count(), expect(e, "$.delta.type").is_text()) for e in deltas), "deltas"
    )


@feature.must("streaming.stop", STREAMED, clauses="st.step-stop st.legacy.content-stop")
def stops_name_the_step(streamed: Exchange) -> Verdict:
    """A stop event gives the index of the step that it closes."""
    return every((expect(e, "$.index").is_count() for e in streamed.named(streamed.revision.stop)), "stops")


@feature.must("streaming.schema", STREAMED, clauses="st.step-delta st.legacy.content-delta st.completed")
def conforms_to_the_schema(streamed: Exchange) -> Verdict:
    """Every event of a documented type has the documented fields."""
    events = [event for event in streamed.events if event.type not in {None, "done"}]
    known = [event for event in events if not unknown_types(event, streamed)]
    return every((event_conforms(event, streamed) for event in known), "events")


# --- order -----------------------------------------------------------------------------------------------------------


@feature.must("streaming.first-event", STREAMED, clauses="st.created st.legacy.start")
def opens_first(streamed: Exchange) -> Verdict:
    """The first event is the one that opens the interaction, and it comes once."""
    return stream_in_order(streamed, lambda m: m.state == grammar.OPENING or m.kind is Kind.CREATED)


@feature.should(
    "streaming.sequential", STREAMED, since="2026-05-20", clauses="st.steps-sequential", evidence="inferred"
)
def goes_step_by_step(streamed: Exchange) -> Verdict:
    """Steps do not interleave: one is stopped before the next is started."""
    return stream_in_order(streamed, lambda m: m.kind is Kind.START and m.state == grammar.WITHIN)


@feature.should(
    "streaming.contiguous", STREAMED, since="2026-05-20", clauses="st.index-contiguous", evidence="inferred"
)
def counts_the_steps(streamed: Exchange) -> Verdict:
    """Steps are numbered from 0 without gaps, in the order in which they start."""
    starts = streamed.named(streamed.revision.start)
    return every((expect(event, "$.index").equals(number) for number, event in enumerate(starts)), "starts")


@feature.must("streaming.delta-in-step", STREAMED, clauses="st.step-delta st.legacy.content-delta")
def deltas_belong_to_open_steps(streamed: Exchange) -> Verdict:
    """A delta adds to a step that was started and not yet stopped."""
    if not streamed.named(streamed.revision.delta):
        return unseen("no deltas in the stream")
    return steps_in_order(streamed, lambda m: m.kind is Kind.DELTA)


@feature.must("streaming.one-stop-per-start", STREAMED, clauses="st.step-stop st.legacy.content-stop")
def stops_every_step_once(streamed: Exchange) -> Verdict:
    """Every step that is started is stopped, exactly once."""
    if not streamed.named(streamed.revision.start):
        return unseen("no steps in the stream")
    return steps_in_order(streamed, lambda m: m.kind is not Kind.DELTA)


@feature.must("streaming.completed-once", STREAMED, clauses="st.completed st.legacy.complete")
def completes_once(streamed: Exchange) -> Verdict:
    """A stream that no error ended says exactly once that the interaction came to rest."""
    if streamed.named("error"):
        return unseen("the stream ended with an error")
    return that(len(streamed.named(streamed.revision.completed)), f"{streamed.revision.completed} events").equals(1)


@feature.must("streaming.completed-last", STREAMED, clauses="st.completed st.legacy.complete")
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
    "streaming.error-event",
    STREAMED,
    clauses="st.error-event err.sse",
    note="A stream that completes shows no error; it satisfies this by completing.",
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


# --- how it ends -----------------------------------------------------------------------------------------------------


@feature.must(
    "streaming.terminal-status", STREAMED, since="2026-05-20", clauses="st.completed.status-terminal st.completed"
)
def ends_in_a_terminal_status(streamed: Exchange) -> Verdict:
    """The event that ends the interaction carries the status in which it came to rest."""
    ends = streamed.named(streamed.revision.completed)
    return every((expect(event, "$.interaction.status").is_one_of(*sorted(TERMINAL)) for event in ends), "ends")


@feature.must("streaming.usage", STREAMED, clauses="st.usage-in-final st.completed st.legacy.complete")
def ends_with_the_usage(streamed: Exchange) -> Verdict:
    """The event that ends the interaction carries its usage."""
    ends = streamed.named(streamed.revision.completed)
    return every((expect(event, "$.interaction.usage.total_tokens").is_count() for event in ends), "ends")


@feature.must("streaming.no-steps-at-the-end", STREAMED, clauses="st.completed st.legacy.complete")
def does_not_repeat_the_steps(streamed: Exchange) -> Verdict:
    """The event that ends the interaction does not repeat what was streamed."""
    ends = streamed.named(streamed.revision.completed)
    return every((expect(event, f"$.interaction.{streamed.revision.blocks}").is_absent() for event in ends), "ends")


@feature.should("streaming.id-stable", STREAMED, clauses="st.id-stable", evidence="inferred")
def keeps_its_id(streamed: Exchange) -> Verdict:
    """Every event that names the interaction gives the same id."""
    shape = streamed.revision
    lifecycle = [expect(event, "$.interaction.id") for event in streamed.named(shape.created, shape.completed)]
    updates = [expect(event, "$.interaction_id") for event in streamed.named(shape.status_update)]
    names = lifecycle + updates
    return every((name.equals(names[0].value) for name in names), "events that name the interaction")


@feature.may(
    "streaming.unstored-id", unstored, since="2026-05-20", clauses="st.stream-store-false", evidence="recorded"
)
def has_no_id_unstored(streamed: Exchange) -> Verdict:
    """A stream that is not stored works too; its ids are empty, or the same from the first event to the last."""
    events = streamed.named(streamed.revision.created, streamed.revision.completed)
    same = events[0].interaction.get("id", "") if events else ""
    names = [expect(event, "$.interaction.id") for event in events]
    return all_of(completes_once(streamed), every((name.equals(same) for name in names), "names of the interaction"))


# --- the stream and the resource -------------------------------------------------------------------------------------


@feature.should("streaming.text-adds-up", fetched, clauses="st.text-concat", evidence="inferred")
def text_adds_up(streamed: Exchange, got: Exchange) -> Verdict:
    """The text deltas put together are the text of the interaction that a get returns."""
    whole = text(streamed.interaction)
    return all_of(
        that(whole, "the text of the stream", streamed).is_text(),
        that(text(got.interaction), "the text of the interaction", got).equals(whole),
    )


@feature.should("streaming.same-as-get", fetched, clauses="st.same-as-unary", evidence="inferred")
def is_what_get_returns(streamed: Exchange, got: Exchange) -> Verdict:
    """The steps put together from the stream are those that a get returns."""
    made = blocks(streamed.interaction)
    kept = blocks(got.interaction)[-len(made) :]  # a timeline begins with what was put in
    return all_of(that(made, "the steps of the stream", streamed).is_list(), that(kept, "the steps", got).equals(made))


@feature.should("streaming.same-outcome", fetched, clauses="st.same-as-unary", evidence="inferred")
def ends_as_get_says(streamed: Exchange, got: Exchange) -> Verdict:
    """A get afterwards gives the id, the status and the usage that the stream ended with."""
    return all_of(
        expect(got, "$.id").equals(streamed.answered_id),
        expect(got, "$.status").equals(streamed.interaction.get("status", MISSING)),
        expect(got, "$.usage.total_tokens").equals(expect(streamed, "$.usage.total_tokens").value),
    )


@feature.should("streaming.replay", replayed, since="2026-05-07", clauses="rs.without-last-event-id")
def replays_from_the_start(streamed: Exchange, again: Exchange) -> Verdict:
    """A get with stream set replays a finished interaction from its first event to its last."""
    first, last = again.events[0].type, [event.type for event in again.events if not event.is_done][-1]
    return all_of(
        that([first, last], "first and last event", again).equals([again.revision.created, again.revision.completed]),
        that(again.answered_id, "id of the interaction replayed", again).equals(streamed.answered_id),
    )


@feature.should(
    "streaming.replay-adds-up", replayed, since="2026-05-07", clauses="rs.after-completion", evidence="inferred"
)
def replays_the_same(streamed: Exchange, again: Exchange) -> Verdict:
    """What a replayed stream amounts to is what the first one amounted to."""
    made = blocks(streamed.interaction)
    return all_of(
        that(made, "the steps of the stream", streamed).is_list(),
        that(blocks(again.interaction), "the steps of the replay", again).equals(made),
    )


@feature.should("streaming.incremental", long_answer, clauses="st.incremental", lanes=("socket",))
def arrives_as_it_is_made(streamed: Exchange) -> Verdict:
    """Events arrive as they are produced: the first delta of a long answer before the end of it."""
    begins = [event.frame.time for event in streamed.named(streamed.revision.delta)]
    ends = [event.frame.time for event in streamed.named(streamed.revision.completed)]
    if not begins or not ends or begins[0] is None or ends[0] is None:
        return unseen("no delta, no end, or no times")
    return that(ends[0] - begins[0], "seconds from the first delta to the end", streamed).meets(
        lambda seconds: seconds > 0,  # type: ignore[operator]  # a number, by construction
        "some time",
    )


@feature.should("streaming.alt-sse", by_query, until="2026-05-20", clauses="st.alt-sse sample.streaming.curl")
def takes_alt_sse(streamed: Exchange) -> Verdict:
    """The query parameter alt=sse beside stream changes nothing: the stream comes and completes."""
    return completes_once(streamed)


@feature.refusal(
    "streaming.error-before-stream",
    level=Level.SHOULD,
    clauses="st.error-before-stream",
    shows=lambda x: x.operation == "create" and x.sent.get("stream") is True and "input" not in x.sent,
)
def streamed_without_input(api: Api) -> object:
    """What is found wrong before the stream begins is answered with an HTTP error and plain JSON, not with events."""
    return {"stream": True, "input": ...}
