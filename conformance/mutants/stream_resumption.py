"""What a server could get wrong about streams that are taken up again."""

from __future__ import annotations

from conformance import mutant as edit
from conformance.exchange import Exchange
from conformance.mutant import dropped, mutant
from conformance.mutants.streaming import completes
from conformance.path import MISSING
from conformance.sse import Frame

Gets = tuple[Exchange, ...]
Polled = tuple[Exchange, Gets]


@mutant(kills="stream-resumption.replay")
def replays_only_the_end(streamed: Exchange, again: Exchange) -> Exchange:
    return dropped(again, lambda event: not completes(event) and not event.is_done)


@mutant(kills="stream-resumption.replay-adds-up")
def replays_the_first_two_events_and_stops(streamed: Exchange, again: Exchange) -> Exchange:
    return dropped(again, lambda event: event.number > 1)


@mutant(kills="stream-resumption.streams")
def streams_without_an_id(created: Exchange) -> Exchange:
    return edit.edited(created, edit.of_type(created.revision.created), "$.interaction.id", MISSING)


@mutant(kills="stream-resumption.streams")
def leaves_out_the_first_event(created: Exchange) -> Exchange:
    update = Frame(0, None, "interaction.status_update", '{"event_type":"interaction.status_update"}')
    return created.with_frames([update])


@mutant(kills="stream-resumption.survives-disconnect")
def stops_with_the_connection(created: Exchange, gets: Gets) -> Polled:
    return created, (*gets[:-1], gets[-1].with_json("$.status", "cancelled"))


@mutant(kills="stream-resumption.background-replay")
def replays_only_what_is_new(created: Exchange, gets: Gets, whole: Exchange) -> Exchange:
    return edit.dropped(whole, edit.of_type(whole.revision.created))


@mutant(kills="stream-resumption.background-replay")
def replays_only_the_first_two_events(created: Exchange, gets: Gets, whole: Exchange) -> Exchange:
    """As the live service did in May 2026 (disc.sse.resume-stuck)."""
    return whole.with_frames([event.frame for event in whole.events[:2]])


@mutant(kills="stream-resumption.usage")
def does_not_count_in_the_stream(created: Exchange, gets: Gets, whole: Exchange) -> Exchange:
    return edit.edited(whole, edit.of_type(whole.revision.completed), "$.interaction.usage", MISSING)


@mutant(kills="stream-resumption.resumes", violates="rs.get-stream rs.last-event-id.next-chunk")
def begins_again(created: Exchange, whole: Exchange, rest: Exchange) -> Exchange:
    return rest.with_frames([event.frame for event in whole.events])


@mutant(kills="stream-resumption.resumes", violates="rs.last-event-id.next-chunk")
def repeats_the_last_event(created: Exchange, whole: Exchange, rest: Exchange) -> Exchange:
    last = next(e.frame for e in whole.events if e.json.get("event_id") == rest.query["last_event_id"])
    return rest.with_frames([last, *(event.frame for event in rest.events)])


@mutant(kills="stream-resumption.resumes", violates="rs.last-event-id.next-chunk")
def skips_an_event(created: Exchange, whole: Exchange, rest: Exchange) -> Exchange:
    return rest.with_frames([event.frame for event in rest.events[1:]])


@mutant(kills="stream-resumption.event-ids", violates="rs.event-id-per-delta st.event-id")
def gives_ids_to_some_events(created: Exchange, whole: Exchange, rest: Exchange) -> tuple[Exchange, ...]:
    delta = edit.last(whole, edit.of_type(whole.revision.delta))
    return created, edit.edited(whole, delta, "$.event_id", MISSING), rest


@mutant(kills="stream-resumption.after-disconnect", violates="rs.get-stream rs.last-event-id.next-chunk")
def says_everything_again_after_a_disconnect(
    created: Exchange, rest: Exchange, whole: Exchange
) -> tuple[Exchange, ...]:
    return created, rest.with_frames([event.frame for event in whole.events]), whole


@mutant(kills="stream-resumption.after-disconnect", violates="rs.last-event-id.next-chunk")
def loses_what_was_under_way(created: Exchange, rest: Exchange, whole: Exchange) -> tuple[Exchange, ...]:
    return created, rest.with_frames([event.frame for event in rest.events[1:]]), whole


@mutant(kills="stream-resumption.ends")
def breaks_off_once_more(created: Exchange, whole: Exchange, rest: Exchange) -> Exchange:
    return dropped(rest, completes)
