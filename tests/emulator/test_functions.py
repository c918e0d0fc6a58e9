"""Function calling: when calls are made, with which arguments, and how results come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from conformance.emulator.signatures import sign

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

ASKED = "What is the weather in Paris?"
ADD: Json = {
    "type": "function",
    "name": "add",
    "parameters": {
        "type": "object",
        "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
        "required": ["x", "y"],
    },
}
LIGHTS: Json = {
    "type": "function",
    "name": "set_light_values",
    "parameters": {
        "type": "object",
        "properties": {
            "brightness": {"type": "integer", "minimum": 0, "maximum": 100},
            "color_temp": {"type": "string", "enum": ["daylight", "cool", "warm"]},
            "rooms": {"type": "array", "items": {"$ref": "#/$defs/room"}, "minItems": 1},
        },
        "required": ["brightness", "color_temp", "rooms"],
        "$defs": {"room": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
    },
}


def _calls(api: Api, interaction: Json) -> list[Json]:
    return [block for block in api.blocks(interaction) if block["type"] == "function_call"]


def _result(call: Json, value: Any) -> Json:
    return {"type": "function_result", "name": call["name"], "call_id": call["id"], "result": value}


def test_a_call_waits_for_its_result(api: Api, weather: Json) -> None:
    asked = api.create(ASKED, tools=[weather])
    (call,) = _calls(api, asked)
    assert list(call) == ["id", "type", "name", "arguments"]
    assert (asked["status"], call["arguments"]) == ("requires_action", {"location": "Paris"})
    assert asked["usage"]["total_output_tokens"] > 0
    told = api.create([_result(call, "sunny")], previous_interaction_id=asked["id"])
    assert (told["status"], api.text(told)) == ("completed", "The weather in Paris is sunny.")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("The weather in Paris is sunny.", "The weather in Paris is sunny."),
        ({"forecast": "sunny"}, "The weather in Paris is sunny."),
        ('{"temperature": 21, "sky": "clear"}', "The weather in Paris is temperature 21, sky clear."),
        ([{"type": "text", "text": "rain"}], "The weather in Paris is rain."),
        ([{"type": "image", "data": "AAAA", "mime_type": "image/png"}], "The weather in Paris is 1 image attached."),
    ],
)
def test_results_of_every_form_are_told(api: Api, weather: Json, value: Any, words: str) -> None:
    asked = api.create(ASKED, tools=[weather])
    told = api.create([_result(_calls(api, asked)[0], value)], previous_interaction_id=asked["id"])
    assert api.text(told) == words


def test_a_failed_call_is_told(api: Api, weather: Json) -> None:
    asked = api.create(ASKED, tools=[weather])
    result = {**_result(_calls(api, asked)[0], "no such place"), "is_error": True}
    assert "failed: no such place" in api.text(api.create([result], previous_interaction_id=asked["id"]))


def test_two_places_make_two_calls_that_are_answered_together(api: Api, weather: Json) -> None:
    asked = api.create("What is the weather in Paris and London?", tools=[weather])
    one, other = _calls(api, asked)
    assert [call["arguments"]["location"] for call in (one, other)] == ["Paris", "London"]
    assert one["id"] != other["id"]
    status, message = api.refused(input=[_result(one, "sunny")], previous_interaction_id=asked["id"])
    assert (status, other["id"] in message) == (400, True)
    told = api.create([_result(other, "rainy"), _result(one, "sunny")], previous_interaction_id=asked["id"])
    assert api.text(told) == "The weather in London is rainy. The weather in Paris is sunny."
    again = [_result(one, "sunny"), _result(one, "sunny"), _result(other, "rainy")]
    assert api.refused(input=again, previous_interaction_id=asked["id"])[0] == 400


def test_calls_that_were_never_answered_may_be_abandoned(api: Api, weather: Json) -> None:
    asked = api.create(ASKED, tools=[weather])
    later = api.create("Never mind. Say hi shortly.", previous_interaction_id=asked["id"])
    assert later["status"] == "completed"
    late = _result(_calls(api, asked)[0], "sunny")
    assert api.refused(input=[late], previous_interaction_id=later["id"])[0] == 400


@pytest.mark.parametrize(
    ("choice", "question", "called"),
    [
        ("auto", ASKED, ["get_weather"]),
        ("auto", "Tell me a joke.", []),
        ("none", ASKED, []),
        ("any", "Tell me a joke.", ["get_weather"]),
        ("validated", ASKED, ["get_weather"]),
        ({"allowed_tools": {"mode": "any", "tools": ["add"]}}, ASKED, ["add"]),
        ({"allowed_tools": {"mode": "auto", "tools": ["add"]}}, ASKED, []),
    ],
)
def test_tool_choice_decides(api: Api, weather: Json, choice: Any, question: str, called: list[str]) -> None:
    answer = api.create(question, tools=[weather, ADD], generation_config={"tool_choice": choice})
    assert [call["name"] for call in _calls(api, answer)] == called


def test_arguments_satisfy_the_declared_schema(api: Api) -> None:
    answer = api.create("Set the light values to 20 and warm.", tools=[LIGHTS])
    (call,) = _calls(api, answer)
    assert jsonschema_rs.is_valid(LIGHTS["parameters"], call["arguments"])
    assert (call["arguments"]["brightness"], call["arguments"]["color_temp"]) == (20, "warm")


def test_numbers_come_from_the_question(api: Api) -> None:
    answer = api.create("Use add to sum 7 and 11, then add 2 and 3.5.", tools=[ADD])
    assert [call["arguments"] for call in _calls(api, answer)] == [{"x": 7, "y": 11}, {"x": 2, "y": 3.5}]


def test_a_function_without_parameters_is_called_without_arguments(api: Api) -> None:
    tools = [{"type": "function", "name": "current_date"}, {"type": "function", "name": "current_month"}]
    answer = api.create("What's the current date?", tools=tools)
    assert [(call["name"], call["arguments"]) for call in _calls(api, answer)] == [("current_date", {})]


@pytest.mark.parametrize("parameters", [True, False, {}, {"type": "string"}])
def test_parameters_that_say_nothing_about_arguments_give_none(api: Api, parameters: Any) -> None:
    tool = {"type": "function", "name": "ping", "parameters": parameters}
    (call,) = _calls(api, api.create("Please ping.", tools=[tool]))
    assert call["arguments"] == {}


def _history(api: Api, asked: str, blocks: list[Json], result: Json) -> list[Json]:
    """A stateless conversation in the form of the client's revision."""
    if api.revision.blocks == "steps":
        return [{"type": "user_input", "content": asked}, *blocks, result]
    return [
        {"role": "user", "content": asked},
        {"role": "model", "content": blocks},
        {"role": "user", "content": [result]},
    ]


def test_a_call_is_replayed_with_its_thought(api: Api, weather: Json) -> None:
    asked = api.create(ASKED, tools=[weather], store=False)
    blocks = api.blocks(asked)
    told = api.create(_history(api, ASKED, blocks, _result(blocks[1], "sunny")), store=False)
    assert api.text(told) == "The weather in Paris is sunny."


@pytest.mark.parametrize(
    ("signature", "message"),
    [
        (None, "Request contains an invalid argument."),
        ("", "Request contains an invalid argument."),
        ("Z2FyYmFnZQ==", "Corrupted thought signature."),
        ("no base64!", "Corrupted thought signature."),
        (sign("x")[:-6] + "AAAAA=", "Corrupted thought signature."),
        ("CkUBEU0yD6+X0ZJASL6Kah/IXOE4gNPp0i0RSejzNFMhMiPrTSEqfvltu8mj", "Corrupted thought signature."),
    ],
)
def test_a_call_is_refused_when_its_signature_was_touched(
    api: Api, weather: Json, signature: str | None, message: str
) -> None:
    blocks = api.blocks(api.create(ASKED, tools=[weather]))
    touched = {"type": "thought"} if signature is None else {"type": "thought", "signature": signature}
    history = _history(api, ASKED, [touched, blocks[1]], _result(blocks[1], "sunny"))
    assert api.refused(input=history) == (400, message)


def test_a_call_is_refused_without_its_thought(api: Api, weather: Json) -> None:
    blocks = api.blocks(api.create(ASKED, tools=[weather]))
    history = _history(api, ASKED, blocks[1:], _result(blocks[1], "sunny"))
    assert api.refused(input=history) == (400, "Request contains an invalid argument.")


def test_a_call_is_refused_that_follows_nothing(steps_api: Api, weather: Json) -> None:
    blocks = steps_api.blocks(steps_api.create(ASKED, tools=[weather]))
    status, message = steps_api.refused(input=[*blocks, _result(blocks[1], "sunny")])
    assert (status, "immediately after a user turn" in message) == (400, True)


def test_a_result_may_sit_in_the_user_input(steps_api: Api, weather: Json) -> None:
    asked = steps_api.create(ASKED, tools=[weather])
    inside = [{"type": "user_input", "content": [_result(_calls(steps_api, asked)[0], "sunny")]}]
    told = steps_api.create(inside, previous_interaction_id=asked["id"])
    assert steps_api.text(told) == "The weather in Paris is sunny."


def test_a_chain_of_calls_is_told_at_its_end(api: Api, weather: Json) -> None:
    asked = api.create(ASKED, tools=[weather])
    told = api.create([_result(_calls(api, asked)[0], "sunny")], previous_interaction_id=asked["id"])
    again = api.create("And in Rome? What is the weather there?", tools=[weather], previous_interaction_id=told["id"])
    (call,) = _calls(api, again)
    assert call["arguments"] == {"location": "Rome"}
    end = api.create([_result(call, "rainy")], previous_interaction_id=again["id"])
    assert api.text(end) == "The weather in Rome is rainy."
