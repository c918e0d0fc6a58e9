"""Resumption of streams: background work goes on when its stream breaks off, and the stream is taken up again.

A get with ``stream=true`` tells the interaction from its first event; with ``last_event_id`` it goes on after that
event, so that both parts together tell everything once. Where nobody asked for the background, the stream ends with its
connection: see delivery.
"""

from __future__ import annotations

from collections.abc import Iterable

from conformance.api import Api
from conformance.client import encoded
from conformance.conversation import ANY_STREAM, GET, GET_REPLAY, GET_STREAM, STREAM, STREAMED, Conversation
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.features.background import QUESTION, ended, to_the_end
from conformance.features.stream_agreement import fetched
from conformance.features.stream_order import of_an_agent
from conformance.interaction import blocks, text
from conformance.requirement import Feature, NotElicited
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature(
    "stream-resumption", "Resumption of streams", "https://ai.google.dev/gemini-api/docs/background-execution"
)

SHORT = "Name three rivers, one per line."


def ids(events: Iterable[Event]) -> list[str]:
    """The ids that events carry, in order."""
    return [str(event.json["event_id"]) for event in events if event.json.get("event_id")]


def goes_on(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """``exchange`` asks for what follows the last event that its client saw."""
    seen = ids(before[0].events)
    return exchange.target_id == before[0].answered_id and seen[-1:] == [exchange.query.get("last_event_id", "")]


replayed = Conversation(STREAM, GET_REPLAY)
BROKEN_OFF = ANY_STREAM.where(lambda x: x.sent.get("background") is True, "background stream")
RESUMED = GET_STREAM.where(lambda x: "last_event_id" in x.query, "get of the rest of the stream")
begun = Conversation(BROKEN_OFF)
dropped = Conversation(BROKEN_OFF, GET.at_least(1))
told_again = Conversation(BROKEN_OFF, GET.at_least(1), GET_REPLAY)
resumed = Conversation(BROKEN_OFF, GET_REPLAY, RESUMED)
taken_up = Conversation(
    BROKEN_OFF.where(lambda x: x.hung_up, "background stream that the client left"), RESUMED.after(goes_on), GET_REPLAY
)


@feature.scenario(elicits=(STREAMED, fetched, replayed), needs=("streaming",))
def stream_then_replay(api: Api) -> None:
    """Stream a short answer, then get it, and get it again as a stream."""
    streamed = api.stream(SHORT)
    api.get(streamed.id)
    api.get(streamed.id, stream="true")


@feature.scenario(
    elicits=(begun, dropped, told_again, resumed, taken_up, of_an_agent), needs=("background",), cost="agent"
)
def lose_the_connection(api: Api) -> None:
    """Start an agent as a stream, hang up, poll until it is done, then get the rest, the whole, and the second half."""
    body = {"agent": api.target.models.agent, "input": QUESTION, "background": True, "stream": True}
    created = api.send("POST", "", body=encoded(body), stop_after=2)
    to_the_end(api, created)
    seen = ids(created.events)
    if seen:
        api.get(created.id, stream="true", last_event_id=seen[-1])
    whole = api.get(created.id, stream="true")
    known = ids(whole.events)
    if known:
        api.get(created.id, stream="true", last_event_id=known[len(known) // 2])
    if not seen:
        raise NotElicited("the events before the client hung up had no event_id")


@feature.should("stream-resumption.replay", replayed, since="2026-05-07", clauses="rs.without-last-event-id")
def replays_from_the_start(streamed: Exchange, again: Exchange) -> Verdict:
    """A get with stream set replays a finished interaction from its first event to its last."""
    first, last = again.events[0].type, [event.type for event in again.events if not event.is_done][-1]
    return all_of(
        that([first, last], "first and last event", again).equals([again.revision.created, again.revision.completed]),
        that(again.answered_id, "id of the interaction replayed", again).equals(streamed.answered_id),
    )


@feature.should(
    "stream-resumption.replay-adds-up", replayed, since="2026-05-07", clauses="rs.after-completion", evidence="inferred"
)
def replays_the_same(streamed: Exchange, again: Exchange) -> Verdict:
    """What a replayed stream amounts to is what the first one amounted to."""
    made = blocks(streamed.interaction)
    return all_of(
        that(made, "the steps of the stream", streamed).is_list(),
        that(blocks(again.interaction), "the steps of the replay", again).equals(made),
    )


# --- in the background -----------------------------------------------------------------------------------------------


def told(events: Iterable[Event]) -> list[object]:
    """What events say, as JSON."""
    return [[event.type, event.index, event.delta] for event in events]


@feature.must("stream-resumption.streams", begun, clauses="agent.dr.stream-needs-background", since="2026-05-07")
def streams(created: Exchange) -> Verdict:
    """With stream=true beside background=true the work is answered as a stream that begins with its id."""
    return all_of(
        that(created.events[0].type, "the type of the first event", created).equals(created.revision.created),
        expect(created.events[0], "$.interaction.id").is_text(),
    )


@feature.must(
    "stream-resumption.survives-disconnect",
    dropped,
    clauses="rs.disconnect-keeps-running",
    since="2026-05-07",
    lanes=("socket",),
)
def survives_a_disconnect(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """A client that hangs up does not stop the work: it goes on to its end."""
    return ended(gets, "completed", "incomplete", "requires_action")


@feature.should(
    "stream-resumption.background-replay", told_again, clauses="rs.without-last-event-id", since="2026-05-07"
)
def replays_the_whole_work(created: Exchange, gets: tuple[Exchange, ...], whole: Exchange) -> Verdict:
    """A GET of the stream without last_event_id begins at the first event and tells the whole result."""
    return all_of(
        that(whole.events[0].type, "the type of the first event", whole).equals(whole.revision.created),
        that(text(whole.interaction), "the text that was streamed", whole).equals(text(gets[-1].interaction)),
    )


@feature.must(
    "stream-resumption.usage",
    told_again,
    clauses="usage.stream-final st.usage-in-final",
    note="In August 2026 the live service left it out for Deep Research (disc.stream.usage-missing).",
)
def ends_with_the_usage(created: Exchange, gets: tuple[Exchange, ...], whole: Exchange) -> Verdict:
    """The event that ends the stream of background work carries its usage."""
    ends = whole.named(whole.revision.completed)
    return every((expect(event, "$.interaction.usage.total_tokens").is_count() for event in ends), "ends")


@feature.must(
    "stream-resumption.resumes",
    resumed,
    clauses="rs.get-stream rs.last-event-id.next-chunk",
    note="In May 2026 the live service cut every connection after ten minutes (disc.sse.10min-cut); "
    "clients have stumbled over a rest that begins within a step (disc.sdk.step-stop-without-start).",
)
def resumes_after_the_event(created: Exchange, whole: Exchange, rest: Exchange) -> Verdict:
    """With last_event_id a stream goes on after that event: nothing is left out and nothing is said twice."""
    ids = [event.json.get("event_id") for event in whole.events]
    last = rest.query["last_event_id"]
    if last not in ids:
        return unseen(f"the whole stream has no event {last}")
    due = told(whole.events[ids.index(last) + 1 :])
    return all_of(
        that(due, f"what follows {last}", whole).is_list(), that(told(rest.events), "the rest", rest).equals(due)
    )


@feature.should(
    "stream-resumption.event-ids",
    resumed,
    clauses="rs.event-id-per-delta st.event-id",
    since="2026-05-20",
    note="In May 2026 the live service gave ids to some deltas only (disc.sse.resume-stuck).",
)
def gives_every_delta_an_id(created: Exchange, whole: Exchange, rest: Exchange) -> Verdict:
    """Every delta of a background stream carries an event_id to resume from."""
    deltas = [event for event in whole.events if event.type == whole.revision.delta]
    return every((expect(event, "$.event_id").is_text() for event in deltas), "deltas")


@feature.must(
    "stream-resumption.after-disconnect",
    taken_up,
    clauses="rs.get-stream rs.last-event-id.next-chunk",
    lanes=("socket",),
)
def takes_up_what_broke_off(created: Exchange, rest: Exchange, whole: Exchange) -> Verdict:
    """What a client saw before a disconnect and what it gets after it are all there is, each event once."""
    seen = [event for event in created.events if event.frame.complete]
    last = max(number for number, event in enumerate(seen) if event.json.get("event_id"))
    return that(told([*seen[: last + 1], *rest.events]), "both parts together", rest).equals(told(whole.events))


@feature.should(
    "stream-resumption.ends",
    resumed,
    since="2026-05-07",
    clauses="rs.after-completion",
    evidence="inferred",
)
def ends_like_the_whole(created: Exchange, whole: Exchange, rest: Exchange) -> Verdict:
    """Resumed after the work is done, a stream still ends with the event that completes it, and the sentinel."""
    last = [event.type for event in rest.events][-2:]
    return that(last, "the types of the last two events", rest).equals([rest.revision.completed, "done"])
