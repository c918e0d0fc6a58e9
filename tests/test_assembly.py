"""What streams amount to, in both shapes, and that nonsense in them is left out rather than tripped over."""

from __future__ import annotations

import json

import pytest

from conformance.assembly import assemble
from conformance.event import Event, event_of
from conformance.interaction import calls, contents, text
from conformance.sse import Frame


def events(*data: object) -> tuple[Event, ...]:
    return tuple(event_of(n, Frame(0, None, data=json.dumps(item))) for n, item in enumerate(data))


STEPS = events(
    {"event_type": "interaction.created", "interaction": {"id": "v1_a", "status": "in_progress", "model": "m"}},
    {"event_type": "step.start", "index": 0, "step": {"type": "thought"}},
    {"event_type": "step.delta", "index": 0, "delta": {"type": "thought_signature", "signature": "c2ln"}},
    {"event_type": "step.stop", "index": 0},
    {"event_type": "step.start", "index": 1, "step": {"type": "model_output"}},
    {"event_type": "step.delta", "index": 1, "delta": {"type": "text", "text": "Par"}},
    {"event_type": "step.delta", "index": 1, "delta": {"type": "text", "text": "is"}},
    {"event_type": "step.delta", "index": 1, "delta": {"type": "text_annotation_delta", "annotations": [{"url": "u"}]}},
    {"event_type": "step.stop", "index": 1},
    {
        "event_type": "step.start",
        "index": 2,
        "step": {"type": "function_call", "id": "c", "name": "f", "arguments": {}},
    },
    {"event_type": "step.delta", "index": 2, "delta": {"type": "arguments_delta", "arguments": '{"city":'}},
    {"event_type": "step.delta", "index": 2, "delta": {"type": "arguments_delta", "arguments": '"Paris"}'}},
    {"event_type": "step.stop", "index": 2},
    {"event_type": "interaction.completed", "interaction": {"id": "v1_a", "status": "requires_action"}},
)
LEGACY = events(
    {"event_type": "interaction.start", "interaction": {"id": "v1_a", "status": "in_progress", "model": "m"}},
    {"event_type": "content.start", "index": 0, "content": {"type": "text"}},
    {"event_type": "content.delta", "index": 0, "delta": {"type": "text", "text": "Par"}},
    {"event_type": "content.delta", "index": 0, "delta": {"type": "text", "text": "is"}},
    {"event_type": "content.stop", "index": 0},
    {"event_type": "content.start", "index": 1, "content": {"type": "function_call", "id": "c"}},
    {
        "event_type": "content.delta",
        "index": 1,
        "delta": {"type": "function_call", "id": "c", "name": "f", "arguments": {"city": "Paris"}},
    },
    {"event_type": "content.stop", "index": 1},
    {"event_type": "interaction.complete", "interaction": {"id": "v1_a", "status": "requires_action"}},
)


@pytest.mark.parametrize("stream", [STEPS, LEGACY])
def test_both_shapes_amount_to_the_same(stream: tuple[Event, ...]) -> None:
    interaction = assemble(stream)
    assert (interaction["id"], interaction["status"], interaction["model"]) == ("v1_a", "requires_action", "m")
    assert text(interaction) == "Paris"
    assert [call["arguments"] for call in calls(interaction)] == [{"city": "Paris"}]


def test_signature_and_annotations_find_their_place() -> None:
    interaction = assemble(STEPS)
    assert interaction["steps"][0] == {"type": "thought", "signature": "c2ln"}  # type: ignore[index]
    assert contents(interaction)[1]["annotations"] == [{"url": "u"}]


def test_arguments_that_are_no_json_stay_text() -> None:
    broken = [event for event in STEPS if event.number != 11]
    assert calls(assemble(broken))[0]["arguments"] == '{"city":'


def test_nonsense_is_left_out() -> None:
    assert assemble(events([], 7, {}, {"event_type": "step.delta"}, {"event_type": 3, "index": "x"})) == {}
    assert assemble(events({"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": 5}})) != {}


def test_assembling_changes_no_event() -> None:
    before = json.dumps([event.json for event in STEPS])
    assemble(STEPS)
    assert json.dumps([event.json for event in STEPS]) == before
