"""Computer use: actions that the client performs, one after another, until the task is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

MODEL = "gemini-3-flash-preview"
TOOL: Json = {"type": "computer_use", "environment": "browser"}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def screen(call: Json) -> Json:
    """The result of an action: a text and a screenshot."""
    picture = {"type": "image", "data": PIXEL, "mime_type": "image/png"}
    shown = [{"type": "text", "text": "https://example.com/"}, picture]
    return {"type": "function_result", "call_id": call["id"], "name": call["name"], "result": shown}


def actions(api: Api, question: str, tool: Json) -> list[Json]:
    """Every action for ``question``, each answered with a screenshot until the model has nothing more to do."""
    answer, taken = api.create(question, model=MODEL, tools=[tool]), []
    while answer["status"] == "requires_action":
        (call,) = (step for step in answer["steps"] if step["type"] == "function_call")
        taken.append(call)
        answer = api.create([screen(call)], model=MODEL, tools=[tool], previous_interaction_id=answer["id"])
        assert len(taken) < 10
    assert (answer["status"], bool(api.text(answer))) == ("completed", True)
    return taken


@pytest.mark.parametrize("revision", ["2026-05-20", "2026-11-16"])
def test_the_model_acts_until_the_task_is_done(apis: dict[str, Api], revision: str) -> None:
    taken = actions(apis[revision], "Open https://example.com/shop and look for tea", TOOL)
    assert [call["name"] for call in taken] == ["navigate", "click_at", "type_text_at"]
    assert taken[0]["arguments"] == {"url": "https://example.com/shop"}
    for call in taken[1:]:
        assert 0 <= call["arguments"]["x"] <= 999
        assert 0 <= call["arguments"]["y"] <= 999
    assert "safety_decision" not in str(taken)


def test_risky_actions_ask_the_user_first(steps_api: Api) -> None:
    taken = actions(steps_api, "Buy the tea", TOOL)
    assert [call["arguments"].get("safety_decision", {}).get("decision") for call in taken] == [
        *(None, "require_confirmation", None)
    ]


def test_what_is_left_out_is_not_done(steps_api: Api) -> None:
    tool = {**TOOL, "excluded_predefined_functions": ["open_web_browser", "type_text_at"]}
    assert [call["name"] for call in actions(steps_api, "Look for tea", tool)] == ["click_at"]


def test_other_screens_begin_in_their_own_way(apis: dict[str, Api]) -> None:
    taken = actions(apis["2026-11-16"], "Look for tea", {**TOOL, "environment": "mobile"})
    assert taken[0]["name"] == "open_app"
