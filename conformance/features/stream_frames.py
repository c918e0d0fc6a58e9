"""Frames: a stream is server-sent events, each with its type and a JSON object, up to a sentinel.

Every event is an event line, a data line and an empty line, in UTF-8, and nothing stands outside of events. The last
one is called done and holds no JSON.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.conversation import STREAM, STREAMED, Conversation
from conformance.event import DONE
from conformance.exchange import Exchange
from conformance.grammar import stream_in_order
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("stream-frames", "Frames of a stream", "https://ai.google.dev/gemini-api/docs/streaming")

FOREIGN = "Reply with exactly: Grüße aus Köln"

by_query = Conversation(STREAM.where(lambda x: x.query.get("alt") == "sse", "streamed create with alt=sse"))


@feature.scenario(elicits=(STREAMED, by_query), needs=("streaming",))
def stream_foreign_words(api: Api) -> None:
    """Stream words with letters beyond ASCII, with alt=sse as the first sample has it."""
    api.post({"model": api.target.models.text, "input": FOREIGN, "stream": True}, alt="sse")


@feature.must("stream-frames.content-type", STREAMED, clauses="st.request-flag")
def is_an_event_stream(streamed: Exchange) -> Verdict:
    """A create with stream set is answered with an event stream."""
    return that(streamed.header("content-type"), "content-type", streamed).matches(
        r"text/event-stream\s*(;.*)?", "text/event-stream"
    )


@feature.must("stream-frames.frames", STREAMED, clauses="st.sse-framing")
def frames_every_event(streamed: Exchange) -> Verdict:
    """Every event is a frame of an event line and a data line that ends with an empty line."""
    broken = [f for f in streamed.frames if f.event is None or f.data is None or not f.complete]
    where = [f"byte {frame.offset}" for frame in broken]
    return that(where, "frames without an event line, a data line or an empty line", streamed).equals([])


@feature.must("stream-frames.no-stray-lines", STREAMED, clauses="st.sse-framing")
def has_no_stray_lines(streamed: Exchange) -> Verdict:
    """Nothing is written into the stream outside of frames, no bare JSON either."""
    stray = [line for frame in streamed.frames for line in frame.stray]
    return that(stray, "lines outside of frames", streamed).equals([])


@feature.must("stream-frames.utf-8", STREAMED, clauses="st.sse-framing")
def is_utf8(streamed: Exchange) -> Verdict:
    """The stream is UTF-8."""
    broken = streamed.body.decode("utf-8", "replace").count("\ufffd") - streamed.body.count("\ufffd".encode())
    return that(broken, "bytes that are not UTF-8", streamed).equals(0)


@feature.must("stream-frames.json-data", STREAMED, clauses="st.sse-framing")
def carries_json(streamed: Exchange) -> Verdict:
    """The data of every event but the last, the sentinel, is a JSON object."""
    events = [event for event in streamed.events if not event.is_done]
    return every((expect(event, "$.event_type").is_text() for event in events), "events")


@feature.must(
    "stream-frames.event-type",
    STREAMED,
    clauses="st.event-type-in-data",
    note="Clients that read a field called type found nothing (disc.sdk.event-type).",
)
def names_the_event_twice(streamed: Exchange) -> Verdict:
    """The data of an event says the same event_type as its event line."""
    events = [event for event in streamed.events if not event.is_done]
    return every((expect(event, "$.event_type").equals(event.frame.event) for event in events), "events")


@feature.must(
    "stream-frames.done",
    STREAMED,
    since="2026-05-07",
    clauses="st.done-sentinel",
    note="Clients that parse every line as JSON stumble over it (disc.sdk.done-json).",
)
def ends_with_the_sentinel(streamed: Exchange) -> Verdict:
    """The stream ends with an event called done whose data is [DONE]."""
    last = streamed.frames[-1]
    return all_of(
        that(last.event, "the name of the last event", streamed).equals("done"),
        that(last.data, "the data of the last event", streamed).equals(DONE),
    )


@feature.must(
    "stream-frames.legacy-done", STREAMED, until="2026-05-07", clauses="st.done-sentinel", evidence="recorded"
)
def ends_with_the_sentinel_already(streamed: Exchange) -> Verdict:
    """In the first beta too, the stream ends with an event called done whose data is [DONE]."""
    return ends_with_the_sentinel(streamed)


@feature.should(
    "stream-frames.nothing-after-done",
    STREAMED,
    since="2026-05-07",
    clauses="st.nothing-after-done",
    evidence="inferred",
)
def ends_at_the_sentinel(streamed: Exchange) -> Verdict:
    """Nothing follows the sentinel, and the response is closed."""
    if not streamed.named("done"):
        return unseen("the stream has no sentinel")
    return stream_in_order(streamed, lambda misplaced: misplaced.state == "done")


@feature.should("stream-frames.alt-sse", by_query, until="2026-05-20", clauses="st.alt-sse sample.streaming.curl")
def takes_alt_sse(streamed: Exchange) -> Verdict:
    """The query parameter alt=sse beside stream changes nothing: the stream comes and completes."""
    return that(len(streamed.named(streamed.revision.completed)), "events that complete", streamed).equals(1)
