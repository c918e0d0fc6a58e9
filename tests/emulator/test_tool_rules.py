"""What a request may not ask for, by revision and model, in the recorded words where there are some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.revisions import LEGACY, NEWEST

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

GEMINI_2, GEMINI_3 = "gemini-2.5-flash", "gemini-3-flash-preview"
SEARCH, MCP = {"type": "google_search"}, {"type": "mcp_server", "name": "s", "url": "https://example.com/mcp"}
COMPUTER: Json = {"type": "computer_use", "environment": "browser"}


def status(api: Api, model: str, *tools: Json) -> int:
    return api.post(input="What is the weather in Paris?", model=model, tools=list(tools)).status_code


def test_functions_and_built_in_tools_go_together_on_gemini_3_from_the_second_revision_on(
    api: Api, weather: Json
) -> None:
    assert status(api, GEMINI_3, weather, SEARCH) == (400 if api.revision is LEGACY else 200)
    assert status(api, GEMINI_2, weather, SEARCH) == 400


def test_the_refusal_of_older_models_is_the_recorded_one(steps_api: Api, weather: Json) -> None:
    _, message = steps_api.refused(input="Hi", model=GEMINI_2, tools=[weather, SEARCH])
    assert message.startswith("Please enable tool_config.include_server_side_tool_invocations")


def test_servers_go_alone_where_there_are_outputs(api: Api, weather: Json) -> None:
    wanted = 200 if api.revision.blocks == "steps" else 400
    assert status(api, GEMINI_2, MCP, weather) == wanted
    assert status(api, GEMINI_2, MCP, SEARCH) == wanted
    assert status(api, GEMINI_2, MCP) == 200


def test_gemini_3_has_remote_servers_in_the_newest_revision(api: Api) -> None:
    assert status(api, GEMINI_3, MCP) == (200 if api.revision is NEWEST else 400)


def test_names_of_servers_had_no_dashes(api: Api) -> None:
    wanted = 200 if api.revision in (LEGACY, NEWEST) else 400
    assert status(api, GEMINI_2, {**MCP, "name": "my-server"}) == wanted


@pytest.mark.parametrize("bypass", ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go", "no"])
def test_a_history_that_no_model_made_may_say_so_in_place_of_a_signature(
    steps_api: Api, weather: Json, bypass: str
) -> None:
    call = {"type": "function_call", "id": "a1", "name": "get_weather", "arguments": {"location": "Paris"}}
    result = {"type": "function_result", "call_id": "a1", "name": "get_weather", "result": "sunny"}
    asked = {"type": "user_input", "content": [{"type": "text", "text": "What is the weather in Paris?"}]}
    history = [asked, {"type": "thought", "signature": bypass}, call, result]
    assert steps_api.post(input=history, store=False, tools=[weather]).status_code == (400 if bypass == "no" else 200)


def test_several_built_in_tools_are_no_combination(api: Api) -> None:
    assert status(api, GEMINI_2, SEARCH, {"type": "url_context"}, {"type": "code_execution"}) == 200


def test_both_are_used_in_one_turn(steps_api: Api, weather: Json) -> None:
    answer = steps_api.create("Search for the weather in Paris", model=GEMINI_3, tools=[SEARCH, weather])
    assert [step["type"] for step in answer["steps"]] == [
        *("google_search_call", "google_search_result", "thought", "function_call")
    ]
    assert answer["status"] == "requires_action"
    call = answer["steps"][-1]
    result = {"type": "function_result", "call_id": call["id"], "name": call["name"], "result": "18 degrees"}
    again = steps_api.create([result], model=GEMINI_3, previous_interaction_id=answer["id"], tools=[SEARCH, weather])
    assert "18 degrees" in steps_api.text(again)


def test_maps_came_with_the_second_revision(api: Api) -> None:
    assert status(api, GEMINI_2, {"type": "google_maps"}) == (400 if api.revision is LEGACY else 200)


@pytest.mark.parametrize("model", [GEMINI_2, "gemini-3-pro-image-preview", "gemini-3.1-flash-lite"])
def test_computer_use_is_for_some_models(api: Api, model: str) -> None:
    assert status(api, model, COMPUTER) == 400


def test_the_model_for_computer_use_is_for_nothing_else(api: Api) -> None:
    model = "gemini-2.5-computer-use-preview-10-2025"
    code, message = api.refused(input="Hi", model=model)
    assert (code, message.split(".")[0]) == (400, "This model requires the use of the Computer Use tool")
    assert status(api, model, COMPUTER) == (400 if api.revision is LEGACY else 200)


def test_thinking_levels_are_those_of_the_model(api: Api) -> None:
    config = {"thinking_level": "minimal" if api.revision is not LEGACY else "low"}
    answer = api.post(input="Hi", model="gemini-3.7-flash", generation_config=config)
    assert answer.status_code == (400 if api.revision is NEWEST else 200)
    if api.revision is NEWEST:
        assert answer.json()["error"]["message"] == (
            "The value 'minimal' is not supported for 'generation_config.thinking_level'. "
            "Supported values: 'low', 'medium', 'high'."
        )


def test_models_that_do_not_think_have_no_levels(apis: dict[str, Api]) -> None:
    config = {"thinking_level": "low"}
    refusal = apis["2026-11-16"].refused(input="Hi", model="gemini-3.5-transcribe", generation_config=config)
    assert refusal == (400, "Thinking level is not supported for this model.")


def test_at_most_twenty_pages_are_read(steps_api: Api) -> None:
    pages = [f"https://example.com/{number}" for number in range(21)]
    tools = [{"type": "url_context"}]
    assert steps_api.create(" ".join(pages[:20]), tools=tools)["status"] == "completed"
    assert steps_api.refused(input=" ".join(pages), tools=tools)[0] == 400
