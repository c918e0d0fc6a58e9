"""Functions whose description is kept back: found by the service, or by the client when it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

ASKED = "What is the weather in Paris?"


@pytest.fixture
def newest(apis: dict[str, Api]) -> Api:
    return apis["2026-11-16"]


@pytest.fixture
def deferred(weather: Json) -> Json:
    """A function that has to be searched for."""
    return {**weather, "defer_loading": True, "short_description": "Weather."}


def kinds(answer: Json) -> list[str]:
    return [step["type"] for step in answer["steps"]]


def test_the_service_loads_what_it_calls(newest: Api, deferred: Json) -> None:
    tools = [{"type": "tool_search", "execution": "server"}, deferred]
    answer = newest.create(ASKED, tools=tools, model="gemini-3.8-flash")
    assert kinds(answer) == ["tool_search_call", "tool_search_result", "thought", "function_call"]
    call, result, _, wanted = answer["steps"]
    assert call["arguments"] == {"function_names": [deferred["name"]]}
    assert (result["call_id"], result["result"]) == (call["id"], [deferred])
    assert (wanted["name"], wanted["arguments"]) == (deferred["name"], {"location": "Paris"})
    events = newest.stream(ASKED, tools=tools, model="gemini-3.8-flash")
    deltas = [data["delta"]["type"] for name, data in events if name == newest.revision.delta]
    assert deltas == ["tool_search_call", "tool_search_result", "thought_signature", "arguments_delta"]


def test_what_is_not_kept_back_needs_no_search(newest: Api, weather: Json) -> None:
    answer = newest.create(ASKED, tools=[{"type": "tool_search"}, weather], model="gemini-3.8-flash")
    assert kinds(answer) == ["thought", "function_call"]


def test_the_client_searches_when_it_says_so(newest: Api, deferred: Json) -> None:
    tools = [{"type": "tool_search", "execution": "client", "name": "find_functions"}, deferred]
    asked = newest.create(ASKED, tools=tools, model="gemini-3.8-flash")
    search = asked["steps"][-1]
    assert (search["name"], search["arguments"]) == ("find_functions", {"function_names": [deferred["name"]]})
    result = {"type": "function_result", "call_id": search["id"], "name": search["name"], "result": [deferred]}
    found = newest.create([result], tools=tools, model="gemini-3.8-flash", previous_interaction_id=asked["id"])
    assert [(step["name"], step["arguments"]) for step in found["steps"] if step["type"] == "function_call"] == [
        (deferred["name"], {"location": "Paris"})
    ]
