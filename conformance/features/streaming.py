"""Streaming: with stream set, a create answers with server-sent events while the model works.

The events carry the interaction that is opened, the steps (content blocks in the first beta) that start, grow by deltas
and stop, and the interaction that came to rest, with its usage. How they are framed, their order, what they amount to,
when they come and how they are taken up again are features of their own.
"""

from __future__ import annotations

import base64

from conformance import specimen
from conformance.api import TERMINAL, Api
from conformance.contract import event_conforms, unknown_types
from conformance.conversation import STREAM, STREAMED, Conversation
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.features.stream_order import completes_once
from conformance.requirement import Feature, Level, NotElicited
from conformance.revisions import Revision
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("streaming", "Streaming", "https://ai.google.dev/gemini-api/docs/streaming")

MEDIA = ("image", "audio", "video")


def media_in(x: Exchange) -> list[Event]:
    """The deltas that bring a picture, sound or film."""
    return [event for event in x.named(x.revision.delta) if event.delta.get("type") in MEDIA and "data" in event.delta]


unstored = Conversation(STREAM.where(lambda x: x.sent.get("store") is False, "streamed create with store false"))
pictured = Conversation(STREAM.where(lambda x: bool(media_in(x)), "stream with media"))
counting = Conversation(
    STREAM.where(
        lambda x: any(e.json.keys() & {"usage", "step_usage"} for e in x.named(x.revision.stop)), "stops with usage"
    )
)
metered = Conversation(
    STREAM.where(lambda x: any("metadata" in e.json for e in x.named(x.revision.delta)), "deltas with metadata")
)


def counted(revision: Revision) -> tuple[Exchange, ...]:
    """A stream that counts its tokens on the way."""
    metadata = {"metadata": {"total_usage": specimen.USAGE}}
    stop = {"usage": specimen.USAGE, "step_usage": specimen.USAGE}
    return specimen.streamed(revision, *specimen.step(revision, metadata, stop))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.stream()


@feature.scenario(elicits=(STREAMED, unstored))
def stream_without_storing(api: Api) -> None:
    """Stream without storing."""
    api.stream(store=False)


@feature.scenario(
    elicits=(STREAMED, pictured), needs=("multimodal-output",), since="2026-05-20", attempts=2, cost="media"
)
def stream_a_picture(api: Api) -> None:
    """Let an image model draw, as a stream."""
    wanted = {"type": "image", "aspect_ratio": "1:1"}
    drawn = api.stream("Draw a blue square on a white ground.", model=api.target.models.image, response_format=wanted)
    if drawn.named(drawn.revision.completed) and not media_in(drawn):
        raise NotElicited("the model drew nothing")


# --- what the events carry -------------------------------------------------------------------------------------------


@feature.should("streaming.known-types", STREAMED, since="2026-05-20", clauses="st.unknown-events-ignored")
def knows_its_types(streamed: Exchange) -> Verdict:
    """Events, steps and deltas are of the documented types; others are additions, which clients have to pass over."""
    events = [event for event in streamed.events if event.type not in {None, "done"}]
    unknown = [f"event {event.number}: {line}" for event in events for line in unknown_types(event, streamed)]
    return that(unknown, "types that the revision does not know", streamed).equals([])


@feature.should("streaming.legacy-types", STREAMED, until="2026-05-20", clauses="st.legacy.delta-types")
def knew_its_types(streamed: Exchange) -> Verdict:
    """In the first beta events, contents and deltas are of its documented types: texts, media, thoughts, tools."""
    return knows_its_types(streamed)


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


@feature.should(
    "streaming.media",
    pictured,
    since="2026-05-20",
    clauses="st.media-delta",
    lanes=("socket",),
    note="Recordings cut pictures short.",
)
def carries_media_whole(streamed: Exchange) -> Verdict:
    """A delta of a picture or of sound carries its bytes as base64 and their mime type."""
    return every(
        (
            all_of(
                expect(event, "$.delta.mime_type").matches(rf"{event.delta['type']}/.+", "a mime type of its kind"),
                expect(event, "$.delta.data").meets(_is_base64, "base64 of some bytes"),
            )
            for event in media_in(streamed)
        ),
        "deltas with media",
    )


@feature.may("streaming.stop-usage", counting, since="2026-05-20", clauses="st.step-stop.usage", specimen=counted)
def counts_at_stops(streamed: Exchange) -> Verdict:
    """The stop of a step may carry usage: of the whole up to here as usage, of the step as step_usage."""
    found = [
        (e, key) for e in streamed.named(streamed.revision.stop) for key in ("usage", "step_usage") if key in e.json
    ]
    return every((expect(e, f"$.{key}.total_tokens").is_count() for e, key in found), "stops with usage")


@feature.may("streaming.delta-usage", metered, since="2026-11-16", clauses="st.delta.metadata", specimen=counted)
def counts_at_deltas(streamed: Exchange) -> Verdict:
    """A delta may carry metadata, in which total_usage counts the tokens of all that the stream has brought so far."""
    deltas = [event for event in streamed.named(streamed.revision.delta) if "metadata" in event.json]
    return every((expect(e, "$.metadata.total_usage.total_tokens").is_count() for e in deltas), "deltas with metadata")


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


@feature.may(
    "streaming.unstored-id", unstored, since="2026-05-20", clauses="st.stream-store-false", evidence="recorded"
)
def has_no_id_unstored(streamed: Exchange) -> Verdict:
    """A stream that is not stored works too; its ids are empty, or the same from the first event to the last."""
    events = streamed.named(streamed.revision.created, streamed.revision.completed)
    same = events[0].interaction.get("id", "") if events else ""
    names = [expect(event, "$.interaction.id") for event in events]
    return all_of(completes_once(streamed), every((name.equals(same) for name in names), "names of the interaction"))


@feature.refusal(
    "streaming.error-before-stream",
    level=Level.SHOULD,
    clauses="st.error-before-stream",
    shows=lambda x: x.operation == "create" and x.sent.get("stream") is True and "input" not in x.sent,
)
def streamed_without_input(api: Api) -> object:
    """What is found wrong before the stream begins is answered with an HTTP error and plain JSON, not with events."""
    return {"stream": True, "input": ...}


def _is_base64(data: object) -> bool:
    try:
        return len(base64.b64decode(str(data), validate=True)) > 0
    except ValueError:
        return False
