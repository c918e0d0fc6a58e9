"""What a server could get wrong about the order of events."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import doubled, dropped, edited, inserted, last, mutant, swapped
from conformance.mutants.streaming import completes, deltas, done, opens, starts, stops
from conformance.sse import Frame

ERROR = '{"error":{"message":"It broke.","code":"api_error"},"event_type":"error"}'


@mutant(kills="stream-order.first-event", violates="st.created st.legacy.start")
def starts_in_the_middle(streamed: Exchange) -> Exchange:
    return dropped(streamed, opens)


@mutant(kills="stream-order.first-event", violates="st.created st.legacy.start")
def opens_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, opens)


@mutant(kills="stream-order.sequential")
def starts_a_step_before_the_last_one_stopped(streamed: Exchange) -> Exchange:
    return swapped(streamed, stops)


@mutant(kills="stream-order.contiguous")
def skips_an_index(streamed: Exchange) -> Exchange:
    final = streamed.named(streamed.revision.start)[-1].index
    return edited(streamed, lambda event: event.index == final, "$.index", (final or 0) + 1)


@mutant(kills="stream-order.delta-in-step", violates="st.step-delta st.legacy.content-delta")
def adds_to_a_step_that_is_not_there(streamed: Exchange) -> Exchange:
    return edited(streamed, last(streamed, deltas), "$.index", 7)


@mutant(kills="stream-order.delta-in-step", violates="st.step-delta st.legacy.content-delta")
def adds_before_it_starts(streamed: Exchange) -> Exchange:
    return swapped(streamed, starts)


@mutant(kills="stream-order.one-stop-per-start", violates="st.step-stop st.legacy.content-stop")
def never_stops_a_step(streamed: Exchange) -> Exchange:
    return dropped(streamed, last(streamed, stops))


@mutant(kills="stream-order.one-stop-per-start", violates="st.step-stop st.legacy.content-stop")
def stops_a_step_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, last(streamed, stops))


@mutant(kills="stream-order.one-stop-per-start", violates="st.step-stop st.legacy.content-stop")
def reuses_a_step_index(streamed: Exchange) -> Exchange:
    """All steps are step 0; where there is only one, another begins and ends under its index."""
    zeroed = edited(streamed, lambda event: event.index is not None, "$.index", 0)
    return doubled(zeroed, last(zeroed, stops))


@mutant(
    kills="stream-order.completed-once stream-order.error-event",
    violates="st.completed st.legacy.complete st.error-event",
)
def never_completes(streamed: Exchange) -> Exchange:
    return dropped(streamed, completes)


@mutant(
    kills="stream-order.completed-once stream-order.completed-last",
    violates="st.completed st.legacy.complete",
)
def completes_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, completes)


@mutant(kills="stream-order.completed-last", violates="st.completed st.legacy.complete")
def updates_the_status_after_the_end(streamed: Exchange) -> Exchange:
    return inserted(streamed, done, streamed.named("interaction.status_update")[0].frame)


@mutant(kills="stream-order.error-event", violates="st.error-event err.sse")
def fails_and_completes_all_the_same(streamed: Exchange) -> Exchange:
    return inserted(streamed, completes, Frame(0, None, "error", ERROR))


@mutant(kills="stream-order.error-event", violates="st.error-event err.sse")
def fails_without_a_word(streamed: Exchange) -> Exchange:
    empty = Frame(0, None, "error", ERROR.replace("It broke.", ""))
    return dropped(inserted(streamed, completes, empty), completes)


@mutant(kills="stream-order.error-event", violates="st.error-event err.sse")
def fails_in_a_shape_of_its_own(streamed: Exchange) -> Exchange:
    bare = Frame(0, None, "error", '{"message":"It broke.","event_type":"error"}')
    return dropped(inserted(streamed, completes, bare), completes)


@mutant(kills="stream-order.error-ends")
def fails_and_then_completes(streamed: Exchange) -> Exchange:
    end = Frame(0, None, streamed.revision.completed, f'{{"event_type":"{streamed.revision.completed}"}}')
    return inserted(streamed, done, end)


@mutant(kills="stream-order.agents")
def names_the_model_of_the_agent(streamed: Exchange) -> Exchange:
    return edited(streamed, opens, "$.interaction.model", "gemini-2.5-flash")


@mutant(kills="stream-order.agents")
def streams_agents_without_steps_stopping(streamed: Exchange) -> Exchange:
    return dropped(streamed, stops)
