"""Streams as the SDK hands them out: typed events, in order, that add up to what is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.sdk.dialect import MODEL, WEATHER, Dialect

pytestmark = pytest.mark.sdk

QUESTION = "Explain how rain forms."


def deltas(events: list[Any], kind: str) -> list[Any]:
    """The deltas of one type, in order; one of an unknown type may have no class."""
    found = [event.delta for event in events if hasattr(event, "delta")]
    return [delta for delta in found if not isinstance(delta, dict) and delta.type == kind]


def written(events: list[Any]) -> str:
    """The text of a stream."""
    return "".join(delta.text for delta in deltas(events, "text"))


@pytest.mark.behaviour("stream")
def test_a_stream_adds_up_to_what_is_stored(interactions: Any, dialect: Dialect) -> None:
    events = list(interactions.create(model=MODEL, input=QUESTION, stream=True))
    last = events[-1].interaction
    stored = interactions.get(last.id)
    assert len(deltas(events, "text")) > 5
    assert written(events) == dialect.text(stored)
    assert QUESTION in written(events)
    assert [delta.signature for delta in deltas(events, "thought_signature")] == [dialect.blocks(stored)[0].signature]
    assert (last.status, last.usage.total_tokens) == (stored.status, stored.usage.total_tokens)


@pytest.mark.behaviour("stream")
def test_events_come_typed_and_in_order(interactions: Any, dialect: Dialect) -> None:
    events = list(interactions.create(model=MODEL, input=QUESTION, stream=True))
    shape = dialect.revision
    names = [event.event_type for event in events]
    middle = [name for name in names if name != shape.delta]
    assert middle == [
        shape.created,
        shape.status_update,
        shape.start,
        shape.stop,
        shape.start,
        shape.stop,
        shape.completed,
    ]
    assert [event.index for event in events[2:-1]] == sorted(event.index for event in events[2:-1])
    opening = events[0].interaction
    assert (opening.status, opening.model) == ("in_progress", MODEL)
    assert {opening.id, events[1].interaction_id} == {events[-1].interaction.id}
    assert [type(event).__name__ for event in events] == [classes(dialect)[name] for name in names]


def classes(dialect: Dialect) -> dict[str, str]:
    """The class of each type of event."""
    shape = dialect.revision
    named = ("InteractionCreatedEvent", "StepStart", "StepDelta", "StepStop", "InteractionCompletedEvent")
    if not dialect.has_steps:
        named = ("InteractionStartEvent", "ContentStart", "ContentDelta", "ContentStop", "InteractionCompleteEvent")
    first, *middle, last = (
        ("InteractionEvent", *named[1:4], "InteractionEvent") if dialect.odd("one-event-class") else named
    )
    types = (shape.created, shape.start, shape.delta, shape.stop, shape.completed)
    return dict(zip(types, (first, *middle, last), strict=True)) | {shape.status_update: "InteractionStatusUpdate"}


@pytest.mark.behaviour("streamed-call")
@pytest.mark.parametrize("headers", [{}, {"x-emulator-fault": "split-arguments"}], ids=["at once", "in pieces"])
def test_a_call_arrives_whole(interactions: Any, dialect: Dialect, headers: dict[str, str]) -> None:
    asked = {"model": MODEL, "input": "What is the weather in Paris?", "tools": [WEATHER]}
    events = list(interactions.create(**asked, stream=True, extra_headers=headers))
    assert events[-1].interaction.status == "requires_action"
    (call,) = dialect.calls(interactions.get(events[-1].interaction.id))
    if not dialect.has_steps:
        (delta,) = deltas(events, "function_call")
        assert (delta.id, delta.name, delta.arguments) == (call.id, call.name, call.arguments)
        starts = [type(event).__name__ for event in events if event.event_type == "content.start"]
        assert starts[-1] == ("InteractionEvent" if dialect.odd("start-of-a-call") else "ContentStart")
    else:
        (start,) = [e.step for e in events if e.event_type == "step.start" and e.step.type == "function_call"]
        assert (start.id, start.name) == (call.id, call.name)
        pieces = deltas(events, "arguments_delta")
        assert (len(pieces) > 1) is bool(headers)
        assert json.loads("".join(piece.arguments for piece in pieces)) == call.arguments
        modelled = {name for piece in pieces for name in type(piece).model_fields} - {"type"}
        assert modelled == {"partial_arguments" if dialect.odd("partial-arguments") else "arguments"}
    assert call.arguments == {"location": "Paris"}


@pytest.mark.behaviour("resume")
def test_a_background_stream_can_be_resumed(interactions: Any) -> None:
    asked = {"model": MODEL, "input": QUESTION, "background": True}
    events = list(interactions.create(**asked, stream=True))
    tokens = [event.event_id for event in events]
    assert len(set(tokens)) == len(events)
    rest = list(interactions.get(events[0].interaction.id, stream=True, last_event_id=tokens[7]))
    assert [event.event_id for event in rest] == tokens[8:]
    assert written(events[:8]) + written(rest) == written(events)


@pytest.mark.behaviour("asynchronous")
def test_the_asynchronous_client_gets_the_same(connect: Callable[..., Any], dialect: Dialect) -> None:
    async def ask() -> tuple[Any, list[Any]]:
        client = connect()
        interactions = client.aio.interactions
        made = await interactions.create(model=MODEL, input=QUESTION)
        events = [event async for event in await interactions.create(model=MODEL, input=QUESTION, stream=True)]
        # The loop ends here, and the client would keep its connections until some other loop.
        await client.aio.aclose()
        return made, events

    made, events = asyncio.run(ask())
    assert written(events) == dialect.text(made)
    assert events[-1].interaction.status == "completed"
