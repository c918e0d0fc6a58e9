"""Delivery: a stream comes while it is made, event by event, and ends with its connection.

Only a socket shows this: recordings have no times, and know nothing of clients that hung up. What is timed plays alone,
and the thresholds are wide: they tell a server that sends as it goes from one that collects and sends in the end, not a
fast one from a slow one.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.client import encoded
from conformance.contract import refused
from conformance.conversation import ANY_STREAM, STREAM, STREAMED, Conversation, Role, anything, concerns_first
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.requirement import Feature
from conformance.verdict import Verdict, that, unseen

feature = Feature("stream-delivery", "Delivery of streams", "https://ai.google.dev/gemini-api/docs/streaming")

STORY = "Explain in three paragraphs how a sailing boat can sail against the wind."
COUNT = "Count from 1 to 300."
RUNNING = ("in_progress", "queued")

LEAST_SHARE = 0.01
"""Of the whole time, how much at least lies between the first delta and the end. A model writes most of the time; what
was kept back and is sent in one go goes out at some ten microseconds an event, a few ten-thousandths of an answer that
takes seconds. A hundredth is far from both, also on a busy machine and for a model that thinks for long first."""
MOST_JOINED = 0.5
"""Of the deltas, how many may share a chunk with another one. Networks and proxies join what comes close together, now
and then; a server that flushes each event has few such, one that fills buffers has little else."""
PATIENCE = 10.0
"""Seconds after which a run whose client is gone should have stopped: the service notices at its next event, and events
of a text come every fraction of a second."""

long_answer = Conversation(STREAM.where(lambda x: x.prompt == STORY, "streamed long answer"))
LEFT = ANY_STREAM.where(lambda x: x.hung_up and x.sent.get("background") is not True, "stream that the client left")
LOOK = Role("look at what became of it", lambda x: x.operation == "get" and "stream" not in x.query, anything)
abandoned = Conversation(LEFT, LOOK.after(concerns_first).at_least(1))


@feature.scenario(elicits=(STREAMED, long_answer), needs=("streaming",), alone=True)
def stream_a_long_answer(api: Api) -> None:
    """Stream an answer that takes a while."""
    api.stream(STORY)


@feature.scenario(elicits=abandoned, needs=("streaming", "storage"), alone=True)
def hang_up(api: Api) -> None:
    """Hang up on a stream after its first events, and look until the interaction is at rest."""
    body = {"model": api.target.models.text, "input": COUNT, "stream": True}
    left = api.send("POST", "", body=encoded(body), stop_after=2)
    api.poll(left.id, seconds=PATIENCE)


def times(events: tuple[Event, ...]) -> list[float]:
    """When each of the events was complete, in seconds after the request; empty where that is not known of all."""
    known = [event.frame.time for event in events if event.frame.time is not None]
    return known if len(known) == len(events) else []


@feature.should("stream-delivery.incremental", long_answer, clauses="st.incremental", lanes=("socket",))
def arrives_as_it_is_made(streamed: Exchange) -> Verdict:
    """Events arrive as they are produced: the first delta of a long answer well before the end of it."""
    deltas, ends = times(streamed.named(streamed.revision.delta)), times(streamed.named(streamed.revision.completed))
    if not deltas or not ends or not ends[-1]:
        return unseen("no delta, no end, or no times")
    share = (ends[-1] - deltas[0]) / ends[-1]
    return that(round(share, 4), "the share of the time from the first delta to the end", streamed).meets(
        lambda found: found >= LEAST_SHARE,  # type: ignore[operator]  # a number, by construction
        f"at least {LEAST_SHARE}",
    )


@feature.should("stream-delivery.opens-at-once", long_answer, clauses="st.incremental", lanes=("socket",))
def opens_before_it_has_anything(streamed: Exchange) -> Verdict:
    """The event that opens the interaction arrives before there is anything of the answer."""
    opening, deltas = times(streamed.named(streamed.revision.created)), times(streamed.named(streamed.revision.delta))
    if not opening or not deltas:
        return unseen("no opening event, no delta, or no times")
    return that(deltas[0] - opening[0], "seconds from the opening event to the first delta", streamed).meets(
        lambda found: found > 0,  # type: ignore[operator]  # a number, by construction
        "more than none: not in the same chunk",
    )


@feature.should(
    "stream-delivery.event-by-event",
    long_answer,
    clauses="st.incremental",
    evidence="inferred",
    lanes=("socket",),
)
def is_flushed_event_by_event(streamed: Exchange) -> Verdict:
    """Each event is sent when it is there, not together with later ones: most deltas come in chunks of their own."""
    arrived = times(streamed.named(streamed.revision.delta))
    if len(arrived) < 3:
        return unseen("fewer than three deltas, or no times")
    joined = [time for time in arrived if arrived.count(time) > 1]
    return that(len(joined), f"of {len(arrived)} deltas, those that share a chunk", streamed).meets(
        lambda found: found <= len(arrived) * MOST_JOINED,  # type: ignore[operator]  # a number, by construction
        "at most half",
    )


@feature.should(
    "stream-delivery.stops-with-its-connection",
    abandoned,
    clauses="rs.background-only",
    since="2026-05-20",
    evidence="inferred",
    lanes=("socket",),
    note="Not wrong where the whole answer was there before the client hung up.",
)
def stops_with_its_connection(left: Exchange, looks: tuple[Exchange, ...]) -> Verdict:
    """A stream in the foreground stops with its connection: it does not stay in progress, nor go on to its end."""
    if looks[-1].status != 200:
        return refused(looks[-1], 404)
    seen = [str(look.interaction.get("status")) for look in looks]
    if seen[-1] == "completed" and seen[0] not in RUNNING:
        return that(seen, "statuses since", looks[-1]).is_list()  # it was over before
    return that(seen[-1], "its status in the end", looks[-1]).is_one_of("cancelled", "failed", "incomplete")
