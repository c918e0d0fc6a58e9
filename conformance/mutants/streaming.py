"""What a server could get wrong about a stream."""

from __future__ import annotations

from conformance.event import Event
from conformance.exchange import Exchange
from conformance.mutant import edited, inserted, mutant, of_type
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


def of_media(event: Event) -> bool:
    return event.delta.get("type") in {"image", "audio", "video"}


updates = of_type("interaction.status_update")
done = of_type("done")


def pairs(streamed: Exchange) -> list[tuple[Event, Frame]]:
    return [(event, event.frame) for event in streamed.events]


@mutant(kills="streaming.known-types streaming.legacy-types")
def sends_an_event_of_its_own(streamed: Exchange) -> Exchange:
    return inserted(streamed, completes, Frame(0, None, "ping", '{"event_type":"ping"}'))


@mutant(kills="streaming.legacy-types")
def calls_what_it_adds_a_thought(streamed: Exchange) -> Exchange:
    """As the first sample has it, and no release of an SDK."""
    return edited(streamed, deltas, "$.delta.type", "thought")


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


@mutant(kills="streaming.media")
def leaves_the_mime_type_to_the_client(streamed: Exchange) -> Exchange:
    return edited(streamed, of_media, "$.delta.mime_type", MISSING)


@mutant(kills="streaming.media")
def puts_a_data_uri_in_the_data(streamed: Exchange) -> Exchange:
    return edited(streamed, of_media, "$.delta.data", "data:image/png;base64,iVBORw0KGgo=")


@mutant(kills="streaming.stop-usage")
def counts_a_step_in_words(streamed: Exchange) -> Exchange:
    return edited(streamed, stops, "$.step_usage.total_tokens", "twelve")


@mutant(kills="streaming.delta-usage")
def hands_out_empty_metadata(streamed: Exchange) -> Exchange:
    return edited(streamed, deltas, "$.metadata", {})


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


@mutant(kills="streaming.unstored-id")
def names_what_it_does_not_keep(streamed: Exchange) -> Exchange:
    return edited(streamed, opens, "$.interaction.id", "v1_ghost")


@mutant(kills="streaming.error-before-stream")
def refuses_in_an_event(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_body(b"event: error\ndata: " + asked.body + b"\n\n")
