"""A null means the same as leaving the field out; what the client defines itself keeps its nulls."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.schema import load

FUNCTION = {"type": "function", "name": "f", "parameters": {"type": "object", "default": None}}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"store": None, "stream": True}, {"stream": True}),
        ({"generation_config": None}, {}),
        ({"generation_config": {"max_output_tokens": None, "seed": 1}}, {"generation_config": {"seed": 1}}),
        ({"generation_config": {"tool_choice": {"allowed_tools": {"mode": "any", "tools": None}}}},
         {"generation_config": {"tool_choice": {"allowed_tools": {"mode": "any"}}}}),
        ({"tools": [FUNCTION | {"description": None}]}, {"tools": [FUNCTION]}),
        ({"input": [{"type": "text", "text": "Hi", "annotations": None}]}, {"input": [{"type": "text", "text": "Hi"}]}),
        ({"input": [{"type": "function_result", "call_id": "c", "result": {"a": None}, "is_error": None}]},
         {"input": [{"type": "function_result", "call_id": "c", "result": {"a": None}}]}),
        ({"input": [{"type": "function_call", "id": "c", "name": "f", "arguments": {"a": None}}]},
         {"input": [{"type": "function_call", "id": "c", "name": "f", "arguments": {"a": None}}]}),
        ({"response_format": {"type": "text", "mime_type": None, "schema": {"enum": [None]}}},
         {"response_format": {"type": "text", "schema": {"enum": [None]}}}),
        ({"unknown": None}, {"unknown": None}),
        ({"input": None}, {}),
        ({"input": [None]}, {"input": [None]}),
    ],
)  # fmt: skip
def test_nulls_are_left_out_where_the_schema_has_none(given: dict[str, Any], kept: dict[str, Any]) -> None:
    assert load("2026-05-20").without_nulls("CreateRequest", {"model": "m"} | given) == {"model": "m"} | kept


def test_nulls_in_turns_are_left_out_too() -> None:
    turn = {"role": "user", "content": [{"type": "image", "uri": "https://example.com/a.png", "mime_type": None}]}
    kept = load("2025-12-11").without_nulls("CreateRequest", {"model": "m", "input": [turn]})
    assert kept["input"][0]["content"][0] == {"type": "image", "uri": "https://example.com/a.png"}
    assert load("2025-12-11").check("CreateRequest", kept, "request") == []


def test_the_value_itself_is_not_changed() -> None:
    body = {"model": "m", "input": "Hi", "store": None}
    load("2026-05-20").without_nulls("CreateRequest", body)
    assert body == {"model": "m", "input": "Hi", "store": None}
