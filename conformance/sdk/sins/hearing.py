"""Sins in how the events of a stream are heard."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from conformance import schema
from conformance.sdk.sins.reading import Unreadable
from conformance.sdk.sins.sin import Client, Delivery, Json, hears, sin

Events = Iterator[Json]


def texts_edited(events: Events, edit: Any) -> Events:
    """The events with the text of each delta edited; a delta whose text is None is left out."""
    for event in events:
        delta = event.get("delta", {})
        if delta.get("type") != "text":
            yield event
        elif (text := edit(delta["text"])) is not None:
            yield event | {"delta": delta | {"text": text}}


@hears("client-stream.split-utf8 client-deltas.text client-structured.streamed-json")
def drops_the_last_delta(events: Events) -> Events:
    """Holds each delta back until the next event of its kind comes."""
    held: Json | None = None
    for event in events:
        if "delta" not in event:
            yield event
            continue
        if held is not None:
            yield held
        held = event


@hears("client-deltas.repeated")
def drops_what_it_has_heard(events: Events) -> Events:
    """Takes a delta like the one before for a repetition."""
    last: list[str] = [""]

    def edit(text: str) -> str | None:
        is_new, last[0] = text != last[0], text
        return text if is_new else None

    return texts_edited(events, edit)


@hears("client-deltas.empty")
def stops_at_an_empty_delta(events: Events) -> Events:
    """Takes a delta without a letter for the end."""
    ended = False
    for event in events:
        ended = ended or event.get("delta", {}).get("text") == ""
        if not ended or "delta" not in event:
            yield event


@hears("client-deltas.blanks client-deltas.repeated")
def tidies_deltas(events: Events) -> Events:
    """Trims deltas."""
    return texts_edited(events, str.strip)


@hears("client-deltas.several-texts client-survival.step")
def hears_the_first_block(events: Events) -> Events:
    """Hears nothing of the text behind the first block."""
    return (event for event in events if "delta" not in event or event["index"] == 0)


@hears("client-deltas.cited")
def reads_citations_aloud(events: Events) -> Events:
    """Takes what a text cites for text."""
    for event in events:
        delta = event.get("delta", {})
        yield event | {"delta": {"type": "text", "text": json.dumps(delta)}} if "annotations" in delta else event


@hears("client-deltas.no-blocks client-resume.nothing-left")
def expects_a_block(events: Events) -> Events:
    """Trips over a stream without a block."""
    found = list(events)
    if not any("index" in event for event in found):
        raise Unreadable("IndexError: list index out of range")
    yield from found


@hears("client-deltas.without-ids")
def expects_an_id(events: Events) -> Events:
    """Trips over a stream whose ids are empty."""
    for event in events:
        if event.get("interaction", {}).get("id") == "":
            raise Unreadable("an interaction without an id")
        yield event


@hears("client-deltas.woven")
def goes_by_the_last_start(events: Events) -> Events:
    """Gives each delta to the block that was opened last."""
    last = 0
    for event in events:
        last = event["index"] if event["event_type"] == "step.start" else last
        yield event | ({"index": last} if "delta" in event else {})


@hears("client-deltas.argument-fragments")
def hears_arguments_once(events: Events) -> Events:
    """Takes the first fragment of arguments for the whole."""
    told: set[int] = set()
    for event in events:
        if event.get("delta", {}).get("type") == "arguments_delta":
            if event["index"] in told or not event["delta"]["arguments"]:
                continue
            told.add(event["index"])
        yield event


@hears("client-deltas.arguments client-deltas.argument-fragments")
def changes_arguments(events: Events) -> Events:
    """Tidies the text of arguments: no blanks, no escapes."""
    for event in events:
        delta = event.get("delta", {})
        tidy = {"arguments": str(delta.get("arguments")).replace(" ", "")}
        yield event | {"delta": delta | tidy} if delta.get("type") == "arguments_delta" else event


@hears("client-deltas.no-arguments")
def waits_for_arguments(events: Events) -> Events:
    """Hears of a call when its arguments come."""
    started: dict[int, Json] = {}
    for event in events:
        if event["event_type"] == "step.start":
            started[event["index"]] = event
        elif "delta" in event:
            yield from [started.pop(event["index"])] if event["index"] in started else []
            yield event
        else:
            yield event


@sin("client-survival.event client-survival.step client-survival.delta client-survival.status client-survival.fields")
class IsStrictAboutEvents(Client):
    """Takes no event that no document lists."""

    def event(self, data: str) -> Any:
        event = super().event(data)
        if found := schema.load(self.revision).check("Event", event, "strict"):
            raise Unreadable(str(found[0]))
        return event


@hears("client-deltas.events")
def renames_events(events: Events) -> Events:
    """Tells no event but those that hold text."""
    return (event for event in events if event["event_type"] != "interaction.status_update")


@sin("client-resume.without-a-start")
class NeedsAStart(Delivery):
    """Trips over a delta whose block it has not seen begin."""

    def _add(self, block: Json, delta: Any) -> None:
        if not block:
            raise Unreadable("KeyError: the block was never begun")
        super()._add(block, delta)


@hears("client-limits.many-events")
def hears_a_thousand(events: Events) -> Events:
    """Hears a thousand deltas at most."""
    return (event for number, event in enumerate(events) if number < 1000 or "delta" not in event)


@hears("client-resume.event-ids")
def hears_no_event_ids(events: Events) -> Events:
    """Drops the ids of events."""
    return ({name: value for name, value in event.items() if name != "event_id"} for event in events)


@sin("client-resume.text-once client-resume.last-event-id")
class ResumesTooEarly(Client):
    """Resumes behind the first event each time, and hears the rest as it comes."""

    def get_stream(self, interaction: str, last_event_id: str | None, **options: Any) -> Events:  # noqa: ARG002
        rest = super().get_stream(interaction, "evt_0001", **options)
        return itertools.islice(rest, 1, None)


@sin("client-endings.leaves")
class KeepsTheLineOpen(Client):
    """Leaves a stream without hanging up."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.kept: list[Any] = []

    def events(self, response: Any) -> Any:
        self.kept.append(Left(super().events(response)))
        return self.kept[-1]


class Left:
    """Events that can't be closed."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def __iter__(self) -> Events:
        return self._events

    def close(self) -> None:
        """Nothing: that is the sin."""
