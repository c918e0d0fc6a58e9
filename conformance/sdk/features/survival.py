"""Survival: what a stream holds that the client does not know hides nothing of what it knows."""

from __future__ import annotations

from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Json, Wire, event
from conformance.verdict import Verdict, all_of

feature = ClientFeature(
    "client-survival",
    title="Surviving the unknown",
    source="https://ai.google.dev/gemini-api/docs/interactions/streaming#unknown-events",
)

SAID = "Before, between and behind."


def with_news(wire: Wire, *news: Json, at: int, odd: str) -> Script:
    """One streamed text with ``news`` before event number ``at``."""
    events = wire.events(wire.text(SAID), cut=9)
    told = [*events[:at], *news, *events[at:]]
    return Script(calls=[stream(input="Tell me.")], answers=[wire.sse(told).called_odd(odd)])


@feature.scenario()
def unknown_event(wire: Wire) -> Script:
    """Events of names that no document lists: at the start, between two deltas, at the end."""
    news = event("interaction.dreamt", dream={"of": ["sheep"]}, index=0)
    events = wire.events(wire.text(SAID), cut=9)
    told = [*events[:2], news, *events[2:4], news, *events[4:-1], news, events[-1]]
    return Script(calls=[stream(input="Tell me.")], answers=[wire.sse(told).called_odd("events are of the future")])


@feature.scenario()
def unknown_step(wire: Wire) -> Script:
    """A block of a type that no document lists, with a delta of its own, between two texts."""
    dream = {"type": "dream_report", "dreams": [{"of": "sheep"}]}
    middle = [wire.start(1, {"type": "dream_report"}), wire.delta(1, dream), wire.stop(1)]
    first, last = wire.of_block(0, wire.text("Before, ")), wire.of_block(2, wire.text("between and behind."))
    answer = wire.sse([*wire.opening(), *first, *middle, *last, wire.closing()])
    return Script(calls=[stream(input="Tell me.")], answers=[answer.called_odd("a block is of the future")])


@feature.scenario()
def unknown_delta(wire: Wire) -> Script:
    """A delta of a type that no document lists, in the midst of a text."""
    news = wire.delta(0, {"type": "scent", "scent": "lavender", "strength": 0.5})
    return with_news(wire, news, at=4, odd="a delta is of the future")


@feature.scenario()
def unknown_status(wire: Wire) -> Script:
    """The status changes to one that no document lists."""
    return with_news(wire, wire.status_update("hibernating"), at=4, odd="a status is of the future")


@feature.scenario()
def unknown_end(wire: Wire) -> Script:
    """The last event tells a status that no document lists."""
    answer = wire.stream(wire.text(SAID), status="hibernating")
    return Script(calls=[stream(input="Tell me.")], answers=[answer.called_odd("a status is of the future")])


@feature.scenario()
def unknown_fields(wire: Wire) -> Script:
    """Every event has fields that no document lists, and the deltas too."""
    events = [
        found | {"metadata": {"total_usage": {"total_tokens": 3}}, "novelty": [None]}
        for found in wire.events(wire.text(SAID))
    ]
    told = [found | {"delta": found["delta"] | {"mood": "sunny"}} if "delta" in found else found for found in events]
    answer = wire.sse(told).called_odd("fields are of the future")
    return Script(calls=[stream(input="Tell me.")], answers=[answer])


def survives(seen: Seen) -> Verdict:
    """The verdict whether all the text is delivered, and the end."""
    return all_of(seen.reports("text").equals(SAID), seen.reports("status").equals("completed"))


@feature.must("client-survival.event", unknown_event, clauses="st.unknown-events-ignored")
def survives_an_event(seen: Seen) -> Verdict:
    """An event of an unknown name is skipped or handed on; the text around it is delivered."""
    return survives(seen)


@feature.must("client-survival.step", unknown_step, clauses="dm.additive st.unknown-events-ignored")
def survives_a_step(seen: Seen) -> Verdict:
    """A block of an unknown type is skipped or handed on; the texts around it are delivered."""
    return survives(seen)


@feature.must("client-survival.delta", unknown_delta, clauses="st.unknown-events-ignored")
def survives_a_delta(seen: Seen) -> Verdict:
    """A delta of an unknown type is skipped or handed on; the text around it is delivered."""
    return survives(seen)


@feature.must("client-survival.status", unknown_status, clauses="dm.additive")
def survives_a_status(seen: Seen) -> Verdict:
    """A change to an unknown status ends nothing: the text behind it is delivered, and the end as it is told."""
    return survives(seen)


@feature.must("client-survival.end", unknown_end, clauses="dm.additive")
def survives_an_end(seen: Seen) -> Verdict:
    """With an unknown status at the end the text is delivered, and the interaction is not called completed."""
    return all_of(seen.reports("text").equals(SAID), seen.reports("status").differs_from("completed"))


@feature.must("client-survival.fields", unknown_fields, clauses="dm.additive st.delta.metadata")
def survives_fields(seen: Seen) -> Verdict:
    """Fields that the client does not know, in events and in deltas, are passed over."""
    return survives(seen)
