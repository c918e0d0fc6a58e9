"""What a server could get wrong about a stream."""

from __future__ import annotations

from dataclasses import replace

from conformance.event import Event
from conformance.exchange import Exchange
from conformance.mutant import doubled, dropped, edited, inserted, last, mutant, of_type, swapped
from conformance.path import MISSING
from conformance.sse import Frame


def starts(event: Event) -> bool:
    return event.type in {"step.start", "content.start"}


def deltas(event: Event) -> bool:
    return event.type in {"step.delta", "content.delta"}


def stops(event: Event) -> bool:
    return event.type in {"step.stop", "content.stop"}


def opens(event: Event) -> bool:
    return event.type in {"interaction.created", "interaction.start"}


def completes(event: Event) -> bool:
    return event.type in {"interaction.completed", "interaction.complete"}


updates = of_type("interaction.status_update")
done = of_type("done")


# --- frames ----------------------------------------------------------------------------------------------------------


@mutant(kills="streaming.content-type")
def calls_the_stream_lines_of_json(streamed: Exchange) -> Exchange:
    return streamed.with_header("content-type", "application/x-ndjson")


@mutant(kills="streaming.frames")
def leaves_out_event_lines(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(frame, event=None) for frame in streamed.frames])


@mutant(kills="streaming.frames")
def is_cut_off_in_a_frame(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body[:-20])


@mutant(kills="streaming.no-stray-lines")
def writes_an_error_as_bare_json(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body + b'{"error":{"message":"Blocked.","code":"prohibited_content"}}\n\n')


@mutant(kills="streaming.utf-8")
def writes_latin_1(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body.replace(b'"event_type"', '"ä":0,"event_type"'.encode("latin-1"), 1))


@mutant(kills="streaming.json-data")
def writes_pieces_of_text(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(f, data="Wind") if deltas(e) else f for e, f in pairs(streamed)])


@mutant(kills="streaming.event-type")
def calls_every_event_a_message(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(frame, event="message") for frame in streamed.frames])


@mutant(kills="streaming.done streaming.legacy-done")
def just_stops(streamed: Exchange) -> Exchange:
    return dropped(streamed, done)


@mutant(kills="streaming.done streaming.legacy-done")
def calls_the_sentinel_a_message(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(f, event="message") if e.is_done else f for e, f in pairs(streamed)])


@mutant(kills="streaming.nothing-after-done")
def says_done_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, done)


@mutant(kills="streaming.known-types", violates="st.unknown-events-ignored")
def sends_an_event_of_its_own(streamed: Exchange) -> Exchange:
    return inserted(streamed, completes, Frame(0, None, "ping", '{"event_type":"ping"}'))


# --- what the events carry -------------------------------------------------------------------------------------------


@mutant(kills="streaming.opening", violates="st.created st.legacy.start")
def opens_completed(streamed: Exchange) -> Exchange:
    return edited(streamed, opens, "$.interaction.status", "completed")


@mutant(kills="streaming.opening", violates="st.created st.legacy.start")
def opens_without_an_id(streamed: Exchange) -> Exchange:
    return edited(streamed, opens, "$.interaction.id", MISSING)


@mutant(kills="streaming.status-update streaming.schema", violates="st.status-update st.legacy.status-update")
def updates_to_a_status_of_its_own(streamed: Exchange) -> Exchange:
    return edited(streamed, updates, "$.status", "thinking")


@mutant(kills="streaming.start streaming.schema", violates="st.step-start st.legacy.content-start")
def starts_without_an_index(streamed: Exchange) -> Exchange:
    return edited(streamed, starts, "$.index", MISSING)


@mutant(kills="streaming.delta streaming.schema", violates="st.step-delta st.legacy.content-delta")
def forgets_the_type_of_deltas(streamed: Exchange) -> Exchange:
    return edited(streamed, deltas, "$.delta.type", MISSING)


@mutant(kills="streaming.stop", violates="st.step-stop st.legacy.content-stop")
def numbers_stops_in_words(streamed: Exchange) -> Exchange:
    return edited(streamed, stops, "$.index", "0")


# --- order -----------------------------------------------------------------------------------------------------------


@mutant(kills="streaming.first-event", violates="st.created st.legacy.start")
def starts_in_the_middle(streamed: Exchange) -> Exchange:
    return dropped(streamed, opens)


@mutant(kills="streaming.first-event", violates="st.created st.legacy.start")
def opens_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, opens)


@mutant(kills="streaming.sequential")
def starts_a_step_before_the_last_one_stopped(streamed: Exchange) -> Exchange:
    return swapped(streamed, stops)


@mutant(kills="streaming.contiguous")
def skips_an_index(streamed: Exchange) -> Exchange:
    final = streamed.named(streamed.revision.start)[-1].index
    return edited(streamed, lambda event: event.index == final, "$.index", (final or 0) + 1)


@mutant(kills="streaming.delta-in-step", violates="st.step-delta st.legacy.content-delta")
def adds_to_a_step_that_is_not_there(streamed: Exchange) -> Exchange:
    return edited(streamed, last(streamed, deltas), "$.index", 7)


@mutant(kills="streaming.delta-in-step", violates="st.step-delta st.legacy.content-delta")
def adds_before_it_starts(streamed: Exchange) -> Exchange:
    return swapped(streamed, starts)


@mutant(kills="streaming.one-stop-per-start", violates="st.step-stop st.legacy.content-stop")
def never_stops_a_step(streamed: Exchange) -> Exchange:
    return dropped(streamed, last(streamed, stops))


@mutant(kills="streaming.one-stop-per-start", violates="st.step-stop st.legacy.content-stop")
def stops_a_step_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, last(streamed, stops))


@mutant(kills="streaming.one-stop-per-start", violates="st.step-stop st.legacy.content-stop")
def reuses_a_step_index(streamed: Exchange) -> Exchange:
    return edited(streamed, lambda event: event.index is not None, "$.index", 0)


@mutant(
    kills="streaming.completed-once streaming.alt-sse streaming.error-event",
    violates="st.completed st.legacy.complete sample.streaming.curl st.alt-sse",
)
def never_completes(streamed: Exchange) -> Exchange:
    return dropped(streamed, completes)


@mutant(
    kills="streaming.completed-once streaming.completed-last streaming.alt-sse",
    violates="st.completed st.legacy.complete",
)
def completes_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, completes)


@mutant(kills="streaming.completed-last", violates="st.completed st.legacy.complete")
def updates_the_status_after_the_end(streamed: Exchange) -> Exchange:
    return inserted(streamed, done, streamed.named("interaction.status_update")[0].frame)


ERROR = '{"error":{"message":"It broke.","code":"api_error"},"event_type":"error"}'


@mutant(kills="streaming.error-event")
def fails_and_completes_all_the_same(streamed: Exchange) -> Exchange:
    return inserted(streamed, completes, Frame(0, None, "error", ERROR))


@mutant(kills="streaming.error-event")
def fails_without_a_word(streamed: Exchange) -> Exchange:
    empty = Frame(0, None, "error", ERROR.replace("It broke.", ""))
    return dropped(inserted(streamed, completes, empty), completes)


@mutant(kills="streaming.error-event", violates="st.error-event err.sse")
def fails_in_a_shape_of_its_own(streamed: Exchange) -> Exchange:
    bare = Frame(0, None, "error", '{"message":"It broke.","event_type":"error"}')
    return dropped(inserted(streamed, completes, bare), completes)


# --- how it ends -----------------------------------------------------------------------------------------------------


@mutant(kills="streaming.terminal-status", violates="st.completed.status-terminal st.completed")
def ends_in_progress(streamed: Exchange) -> Exchange:
    return edited(streamed, completes, "$.interaction.status", "in_progress")


@mutant(kills="streaming.usage", violates="st.usage-in-final")
def does_not_count(streamed: Exchange) -> Exchange:
    return edited(streamed, completes, "$.interaction.usage", MISSING)


@mutant(kills="streaming.no-steps-at-the-end", violates="st.completed st.legacy.complete")
def sends_everything_again(streamed: Exchange) -> Exchange:
    key = streamed.revision.blocks
    return edited(streamed, completes, f"$.interaction.{key}", streamed.interaction[key])


@mutant(kills="streaming.id-stable")
def completes_another_interaction(streamed: Exchange) -> Exchange:
    return edited(streamed, completes, "$.interaction.id", "v1_other")


@mutant(kills="streaming.unstored-id")
def names_what_it_does_not_keep(streamed: Exchange) -> Exchange:
    return edited(streamed, opens, "$.interaction.id", "v1_ghost")


# --- the stream and the resource -------------------------------------------------------------------------------------


@mutant(kills="streaming.text-adds-up streaming.same-as-get")
def keeps_another_text(streamed: Exchange, got: Exchange) -> Exchange:
    steps = got.revision.blocks == "steps"
    return got.with_json("$.steps[-1].content[0].text" if steps else "$.outputs[-1].text", "Something else.")


@mutant(kills="streaming.same-outcome")
def bills_more_afterwards(streamed: Exchange, got: Exchange) -> Exchange:
    return got.with_json("$.usage.total_tokens", 1_000_000)


@mutant(kills="streaming.replay")
def replays_only_the_end(streamed: Exchange, again: Exchange) -> Exchange:
    return dropped(again, lambda event: not completes(event) and not event.is_done)


@mutant(kills="streaming.replay-adds-up")
def replays_the_first_two_events_and_stops(streamed: Exchange, again: Exchange) -> Exchange:
    return dropped(again, lambda event: event.number > 1)


@mutant(kills="streaming.incremental")
def sends_everything_at_the_end(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body)


@mutant(kills="streaming.error-before-stream")
def refuses_in_an_event(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_body(b"event: error\ndata: " + asked.body + b"\n\n")


def pairs(streamed: Exchange) -> list[tuple[Event, Frame]]:
    return [(event, event.frame) for event in streamed.events]
