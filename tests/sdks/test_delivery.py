"""What the drivers in Python and in JavaScript report of one and the same answers, without any SDK."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from conformance.sdk.protocol import Outcome
from tests.sdks.clients import DRIVERS, ROOT

Json = dict[str, Any]

CALL = {"type": "function_call", "id": "c1", "name": "get_weather", "arguments": {"city": "Köln"}}
THOUGHT = {"type": "thought", "signature": "c2ln", "summary": [{"type": "text", "text": "Let me see."}]}
PICTURE = {"type": "image", "data": "AAEC", "mime_type": "image/png"}
SAID = {
    "type": "model_output",
    "content": [{"type": "text", "text": "Well, "}, {"type": "text", "text": "hello 👋"}, PICTURE],
}
ASKED = {"type": "user_input", "content": [{"type": "text", "text": "Hello?"}]}
WHOLE = {"id": "v1_x", "status": "completed", "usage": {"total_tokens": 3}, "steps": [ASKED, THOUGHT, SAID, CALL]}


def step(kind: str, index: int, **more: Any) -> Json:
    """An event about a step."""
    return {"event_type": f"step.{kind}", "index": index, **more}


def delta(index: int, **more: Any) -> Json:
    """A delta of a step."""
    return step("delta", index, delta=more)


STREAM = [
    {"event_type": "interaction.created", "interaction": {"id": "v1_x", "status": "in_progress"}, "event_id": "e1"},
    step("start", 0, step={"type": "thought"}, event_id="e2"),
    delta(0, type="thought_summary", content={"type": "text", "text": "Let me see."}),
    delta(0, type="thought_signature", signature="c2ln"),
    step("start", 1, step={"type": "model_output"}),
    delta(1, type="text", text="Well, "),
    delta(1, type="text", text="hello 👋"),
    delta(1, type="dream", dream="sheep"),
    delta(1, **PICTURE),
    step("start", 2, step={**CALL, "arguments": {}}),
    delta(2, type="arguments_delta", arguments='{"city":'),
    delta(2, type="arguments_delta", arguments='"Köln"}'),
    "what was no event at all",
    {"event_type": "interaction.completed", "interaction": {**WHOLE, "steps": []}, "event_id": "e9"},
]
OUTPUTS = {**WHOLE, "steps": None, "outputs": [THOUGHT, {"type": "text", "text": "Well, hello 👋"}, PICTURE, CALL]}
LEGACY = [
    {"event_type": "content.start", "index": 0, "content": {"type": "thought"}},
    {"event_type": "content.delta", "index": 0, "delta": {"type": "thought_signature", "signature": "c2ln"}},
    {"event_type": "content.start", "index": 1, "content": {"type": "text"}},
    {"event_type": "content.delta", "index": 1, "delta": {"type": "text", "text": "Well, "}},
    {"event_type": "content.delta", "index": 1, "delta": {"type": "text", "text": "hello 👋"}},
    {"event_type": "content.delta", "index": 2, "delta": PICTURE},
    {"event_type": "content.delta", "index": 3, "delta": CALL},
]
PYTHON = """
import json, sys
from delivery import Delivery
for has_steps, answer, events in json.load(sys.stdin):
    delivery = Delivery(has_steps)
    if answer is not None:
        delivery.answer(answer)
    else:
        delivery.begins()
        for event in events:
            delivery.event(event)
        delivery.ends()
    print(json.dumps(delivery.outcome(False)))
"""
JAVASCRIPT = """
import { readFileSync } from 'node:fs';
import { Delivery } from './delivery.mjs';
for (const [hasSteps, answer, events] of JSON.parse(readFileSync(0))) {
  const delivery = new Delivery(hasSteps);
  if (answer) delivery.answer(answer);
  else {
    delivery.begins();
    events.forEach((event) => delivery.event(event));
    delivery.ends();
  }
  console.log(JSON.stringify(delivery.outcome(false, '')));
}
"""
LANGUAGES = {
    "python": [sys.executable, "-c", PYTHON],
    "javascript": ["node", "--input-type=module", "-e", JAVASCRIPT],
}
CASES = [
    (True, WHOLE, None),
    (True, None, STREAM),
    (False, OUTPUTS, None),
    (False, None, LEGACY),
    (True, OUTPUTS, None),
]


@pytest.fixture(scope="module", params=LANGUAGES)
def outcomes(request: pytest.FixtureRequest) -> list[Outcome]:
    """The outcomes of all cases in one language."""
    command = LANGUAGES[request.param]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not there")
    ran = subprocess.run(
        command, cwd=ROOT / DRIVERS, input=json.dumps(CASES), capture_output=True, text=True, check=True
    )
    return [Outcome.model_validate_json(line) for line in ran.stdout.splitlines()]


def seen(outcome: Outcome) -> Json:
    """What has to be the same however an answer comes."""
    return outcome.model_dump(include={"id", "status", "text", "thoughts", "calls", "steps", "usage", "media"})


def test_a_stream_is_reported_as_the_whole_answer(outcomes: list[Outcome]) -> None:
    whole, streamed, *_ = outcomes
    assert seen(streamed) == seen(whole)
    assert whole.text == "Well, hello 👋"
    assert whole.thoughts == ("Let me see.",)
    assert whole.steps == ("thought", "model_output", "function_call")
    assert [(call.id, call.name, call.arguments) for call in whole.calls or ()] == [
        ("c1", "get_weather", {"city": "Köln"})
    ]
    assert [(medium.mime_type, medium.bytes) for medium in whole.media or ()] == [("image/png", 3)]


def test_events_are_counted_as_they_come(outcomes: list[Outcome]) -> None:
    streamed = outcomes[1]
    assert streamed.events is not None
    assert (len(streamed.events), streamed.events[0], streamed.events[-2]) == (
        len(STREAM),
        "interaction.created",
        "<raw>",
    )
    assert streamed.event_ids == ("e1", "e2", "e9")


def test_outputs_are_read_like_steps(outcomes: list[Outcome]) -> None:
    _, _, whole, streamed, _ = outcomes
    for outcome in (whole, streamed):
        assert outcome.text == "Well, hello 👋"
        assert outcome.steps == ("thought", "text", "image", "function_call")
        assert [call.arguments for call in outcome.calls or ()] == [{"city": "Köln"}]
        assert [medium.bytes for medium in outcome.media or ()] == [3]


def test_what_is_not_there_is_not_made_up(outcomes: list[Outcome]) -> None:
    other_revision = outcomes[4]
    assert (other_revision.text, other_revision.steps, other_revision.calls) == ("", (), ())
    assert other_revision.error is None
