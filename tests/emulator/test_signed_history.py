"""What a client keeps of a conversation comes back as it was: signatures are checked, of thoughts and of tools."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from conformance.emulator import create_app
from tests.emulator.scripting.conftest import Scripted

Json = dict[str, Any]

ASKED: Json = {"type": "user_input", "content": [{"type": "text", "text": "Hi"}]}
FUNCTION: Json = {"type": "function", "name": "f", "parameters": {"type": "object"}}
CALL: Json = {"type": "function_call", "id": "c", "name": "f", "arguments": {}}
RESULT: Json = {"type": "function_result", "call_id": "c", "name": "f", "result": "Fine."}


@pytest.fixture
def api() -> Scripted:
    return Scripted(create_app(pace=0))


@pytest.mark.parametrize("word", ["context_engineering_is_the_way_to_go", "skip_thought_signature_validator"])
def test_a_made_up_history_says_that_it_is(api: Scripted, word: str) -> None:
    """Clause fcc.bypass-values."""
    history = [ASKED, {"type": "thought", "signature": word}, CALL, RESULT]
    assert api.post(input=history, tools=[FUNCTION]).status_code == 200
    history[1] = {"type": "thought", "signature": word + "x"}
    assert api.post(input=history, tools=[FUNCTION]).status_code == 400


@pytest.mark.parametrize("kind", ["google_search_call", "google_search_result"])
def test_the_steps_of_a_tool_come_back_unchanged(api: Scripted, kind: str) -> None:
    """Clause stateless.tool-steps-must-return."""
    tools = [{"type": "google_search"}]
    steps = api.create(model="gemini-3-pro-preview", input="Who won?", tools=tools)["steps"]
    asked: Json = {"model": "gemini-3-pro-preview", "tools": tools, "input": [ASKED, *steps, ASKED]}
    assert api.post(**asked).status_code == 200
    step = next(step for step in steps if step["type"] == kind)
    raw = bytearray(base64.b64decode(step["signature"]))
    raw[-1] ^= 1
    step["signature"] = base64.b64encode(raw).decode()
    refused = api.post(**asked)
    assert (refused.status_code, refused.json()["error"]["message"]) == (400, "Corrupted thought signature.")
