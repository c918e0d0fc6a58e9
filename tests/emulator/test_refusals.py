"""What is refused, with which status and in which words. One row per documented or recorded refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.emulator.ids import Ids

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

DEEP = "deep-research-pro-preview-12-2025"
FUNCTION: Json = {"type": "function", "name": "f", "parameters": {"type": "object"}}
RESULT: Json = {"type": "function_result", "name": "f", "result": "x"}

BOTH: dict[str, tuple[Json, int, str]] = {
    "unknown field": ({"input": "x", "foo": 1}, 400, "Unknown parameter 'foo'."),
    "contents": ({"contents": [{"parts": [{"text": "x"}]}]}, 400, "Unknown parameter 'contents'."),
    "nested field": (
        {"input": "x", "generation_config": {"thinking_config": {}}},
        400,
        "Unknown parameter 'thinking_config' at 'generation_config'.",
    ),
    "parts": ({"input": {"parts": [{"text": "x"}]}}, 400, "'input'"),
    "inlineData": ({"input": [{"type": "image", "inlineData": {}}]}, 400, "Unknown parameter 'inlineData'"),
    "no input": ({}, 400, "Missing input."),
    "empty list": ({"input": []}, 400, "Missing input."),
    "empty string": ({"input": ""}, 400, "Request has empty input."),
    "blank string": ({"input": " \n"}, 400, "Request has empty input."),
    "empty text": ({"input": [{"type": "text", "text": ""}]}, 400, "Request has empty input."),
    "null input": ({"input": None}, 400, "Missing input."),
    "number as input": ({"input": 5}, 400, "'input'"),
    "both makers": ({"input": "x", "model": "gemini-2.5-flash", "agent": DEEP}, 400, "'agent'"),
    "no maker": ({"input": "x", "model": None}, 400, "'model'"),
    "unknown model": ({"input": "x", "model": "gemini-0.1-none"}, 404, "gemini-0.1-none"),
    "prefixed model": ({"input": "x", "model": "models/gemini-2.5-flash"}, 404, "models/gemini-2.5-flash"),
    "unknown agent": ({"input": "x", "agent": "no-such-agent", "background": True}, 404, "no-such-agent"),
    "agent as model": (
        {"input": "x", "model": DEEP},
        400,
        f"'{DEEP}' refers to an agent, but was provided in the 'model' field. Please use the 'agent' field instead.",
    ),
    "model as agent": ({"input": "x", "agent": "gemini-2.5-flash"}, 400, "'model' field"),
    "wrong type": ({"input": "x", "generation_config": {"max_output_tokens": "many"}}, 400, "max_output_tokens"),
    "expected array": (
        {"input": "x", "tools": {}},
        400,
        "The value is invalid for 'tools'. Expected an array, got object.",
    ),
    "negative limit": ({"input": "x", "generation_config": {"max_output_tokens": -1}}, 400, "max_output_tokens"),
    "system object": ({"input": "x", "system_instruction": {"parts": []}}, 400, "Expected a string, got object."),
    "unknown level": (
        {"input": "x", "generation_config": {"thinking_level": "huge"}},
        400,
        "The value 'huge' is not supported for 'generation_config.thinking_level'. Supported values: ",
    ),
    "unknown choice": ({"input": "x", "generation_config": {"tool_choice": "maybe"}}, 400, "tool_choice"),
    "unknown content": ({"input": [{"type": "hologram"}]}, 400, "'input[0]"),
    "text without text": ({"input": [{"type": "text"}]}, 400, "Missing key 'text' in input 'input[0]'."),
    "tool without type": ({"input": "x", "tools": [{"function_declarations": []}]}, 400, "Missing key 'type' in input"),
    "unknown tool": ({"input": "x", "tools": [{"type": "telepathy"}]}, 400, "'telepathy'"),
    "tool wrapped": ({"input": "x", "tools": [{"type": "function", "function": FUNCTION}]}, 400, "'function'"),
    "parameters no schema": (
        {"input": "x", "tools": [{**FUNCTION, "parameters": {"type": "OBJECT"}}]},
        400,
        "tools[0].parameters",
    ),
    "same name twice": ({"input": "x", "tools": [FUNCTION, FUNCTION]}, 400, "'f'"),
    "unstored background": ({"input": "x", "store": False, "background": True}, 400, "'store'"),
    "config for agent": (
        {"input": "x", "agent": DEEP, "background": True, "generation_config": {"temperature": 1}},
        400,
        "'generation_config'",
    ),
    "agent config for model": ({"input": "x", "agent_config": {"type": "deep-research"}}, 400, "'agent_config'"),
    "research in foreground": ({"input": "x", "agent": DEEP}, 400, "'background'"),
    "research with functions": (
        {"input": "x", "agent": DEEP, "background": True, "tools": [FUNCTION]},
        400,
        "function tools",
    ),
    "research with schema": (
        {"input": "x", "agent": DEEP, "background": True, "response_format": {"type": "object"}},
        400,
        "'response_format'",
    ),
    "bad base64": ({"input": [{"type": "image", "data": "***", "mime_type": "image/png"}]}, 400, "input[0].data"),
    "data URL": ({"input": [{"type": "image", "data": "data:image/png;base64,AAAA"}]}, 400, "input[0].data"),
    "empty data": ({"input": [{"type": "image", "data": ""}]}, 400, "input[0].data"),
    "neither": ({"input": [{"type": "audio", "mime_type": "audio/wav"}]}, 400, "'data' or 'uri'"),
    "both": ({"input": [{"type": "audio", "data": "AAAA", "uri": "https://example.com"}]}, 400, "'data' and 'uri'"),
    "file scheme": ({"input": [{"type": "image", "uri": "file:///etc/passwd"}]}, 400, "file:///etc/passwd"),
    "file name": ({"input": [{"type": "document", "uri": "files/abc"}]}, 400, "Unsupported file URI type: files/abc"),
    "mime mismatch": ({"input": [{"type": "image", "data": "AAAA", "mime_type": "text/html"}]}, 400, "text/html"),
    "schema of no type": ({"input": "x", "response_format": {"type": "objekt"}}, 400, "response_format.type"),
    "schema elsewhere": ({"input": "x", "response_format": {"$ref": "http://127.0.0.1:9/x"}}, 400, "JSON schema"),
    "schema too large": ({"input": "x", "response_format": {"type": "array", "minItems": 10**9}}, 400, "too complex"),
    "picture from text model": ({"input": "x", "response_modalities": ["image"]}, 400, "image output"),
    "malformed previous": (
        {"input": "x", "previous_interaction_id": "interactions/does-not-exist"},
        400,
        "Request contains an invalid argument.",
    ),
    "unknown previous": (
        {"input": "x", "previous_interaction_id": Ids(1).interaction(1)},
        404,
        "previous_interaction_id",
    ),
    "result without call_id": ({"input": [RESULT]}, 400, "Missing call_id in content of type function_result."),
    "result of no call": ({"input": [{**RESULT, "call_id": "nope"}]}, 400, "call_id 'nope'"),
    "huge values are cut": ({"input": "x", "model": "m" * 5000}, 404, "m" * 200 + "…"),
    "brackets": ({"input": "x", "model": "<script>"}, 404, "<script>"),
}

STEPS: dict[str, tuple[Json, int, str]] = {
    "required property that is not there": (
        {
            "input": "x",
            "tools": [{**FUNCTION, "parameters": {"type": "object", "properties": {"a": {}}, "required": ["b"]}}],
        },
        400,
        "The value 'b' is invalid for 'tools[0].parameters.required': there is no such property.",
    ),
    "turns": (
        {"input": [{"role": "user", "content": "x"}]},
        400,
        "Please use step_list input format instead of turn_list.",
    ),
    "upper-case modality": (
        {"input": "x", "response_modalities": ["AUDIO"]},
        400,
        "The value 'AUDIO' is not supported for 'response_modalities[0]'. Supported values: 'text', 'image', ",
    ),
    "tier": ({"input": "x", "service_tier": "gold"}, 400, "Supported values: 'flex', 'standard', 'priority'."),
    "empty user input": ({"input": [{"type": "user_input", "content": []}]}, 400, "Request has empty input."),
    "dash in a server's name": (
        {"input": "x", "tools": [{"type": "mcp_server", "name": "my-server", "url": "https://example.com/mcp"}]},
        400,
        "tools[0].name",
    ),
    "server of the older transport": (
        {"input": "x", "tools": [{"type": "mcp_server", "name": "old", "url": "https://example.com/sse"}]},
        400,
        "it is no MCP server with streamable HTTP",
    ),
    "typed schema": (
        {"input": "x", "response_format": {"type": "text", "mime_type": "application/json", "schema": {"type": "no"}}},
        400,
        "response_format",
    ),
    "research with system": (
        {"input": "x", "agent": DEEP, "background": True, "system_instruction": "x"},
        400,
        "'system_instruction'",
    ),
    "raw array as result": (
        {"input": [{**RESULT, "call_id": "c", "result": [1, 2]}]},
        400,
        "input[0].result",
    ),
}


@pytest.mark.parametrize("case", BOTH)
def test_refused_at_both_revisions(api: Api, case: str) -> None:
    body, status, words = BOTH[case]
    found, message = api.refused(**body)
    assert (found, words in message) == (status, True), message


@pytest.mark.parametrize("case", STEPS)
def test_refused_where_there_are_steps(steps_api: Api, case: str) -> None:
    body, status, words = STEPS[case]
    found, message = steps_api.refused(**body)
    assert (found, words in message) == (status, True), message


def test_refusals_before_a_stream_are_plain_json(api: Api) -> None:
    answer = api.post(input="", stream=True)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"


def test_angle_brackets_are_escaped_in_messages(api: Api) -> None:
    assert b"\\u003cscript\\u003e" in api.post(input="x", model="<script>").content


def test_a_way_of_processing_that_is_none_is_told_as_recorded(apis: dict[str, Api]) -> None:
    block = {"type": "video", "data": "UklGRg==", "mime_type": "video/mp4", "processing": "bogus_nonsense"}
    content = [{"type": "text", "text": "What is it?"}, block]
    status, message = apis["2026-11-16"].refused(input=[{"type": "user_input", "content": content}])
    assert (status, message) == (400, "Invalid enum value 'bogus_nonsense' at 'input[0].content[1].processing'.")
