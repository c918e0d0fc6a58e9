"""Tools that the server runs itself: calls, results and citations as steps of the same interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.revisions import LEGACY

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

PAGE = "https://example.com/page?x=1"
CASES: dict[str, tuple[Json, str, Json]] = {
    "google_search": ({"type": "google_search"}, "Who won the Euro 2024? é", {"queries": ["Who won the Euro 2024? é"]}),
    "url_context": ({"type": "url_context"}, f"Summarise {PAGE}.", {"urls": [PAGE]}),
    "code_execution": (
        {"type": "code_execution"},
        "What is 6 * 7 - 2?",
        {"language": "python", "code": "print(6 * 7 - 2)"},
    ),
}


MCP: Json = {"type": "mcp_server", "name": "weather_service", "url": "https://example.com/mcp"}
CASES["mcp_server_tool"] = (MCP, "Is it warm?", {"question": "Is it warm?"})


@pytest.mark.parametrize("tool", CASES)
def test_call_and_result_come_before_the_answer(api: Api, tool: str) -> None:
    declared, question, arguments = CASES[tool]
    answer = api.create(question, tools=[declared])
    blocks = api.blocks(answer)
    last = "text" if api.revision.blocks == "outputs" else "model_output"
    assert [block["type"] for block in blocks] == [f"{tool}_call", f"{tool}_result", "thought", last]
    assert blocks[0]["arguments"] == arguments
    assert blocks[1]["call_id"] == blocks[0]["id"]
    assert answer["status"] == "completed"
    assert blocks[1].get("is_error", False) is False


@pytest.mark.parametrize("tool", CASES)
def test_the_stream_carries_the_same(api: Api, tool: str) -> None:
    declared, question, arguments = CASES[tool]
    events = api.stream(question, tools=[declared])
    heads = [data[api.revision.block] for name, data in events if name == api.revision.start]
    assert heads[1]["call_id"] == heads[0]["id"]
    deltas = [data["delta"] for name, data in events if name == api.revision.delta and data["index"] < 2]
    assert [delta["type"] for delta in deltas] == [f"{tool}_call", f"{tool}_result"]
    assert deltas[0]["arguments"] == arguments


def test_citations_count_bytes(api: Api) -> None:
    question = f"Was ist naïve? {PAGE}"
    answer = api.create(question, tools=[{"type": "url_context"}])
    last = api.blocks(answer)[-1]
    content = last if api.revision.blocks == "outputs" else last["content"][0]
    (citation,) = content["annotations"]
    assert list(content) == ["text", "annotations", "type"]
    told = {"source": PAGE} if api.revision is LEGACY else {"title": "example.com", "url": PAGE, "type": "url_citation"}
    assert citation == {"start_index": 0, "end_index": citation["end_index"], **told}
    assert citation["end_index"] == len(content["text"].encode())
    names = [
        data["delta"]["type"] for _, data in api.stream(question, tools=[{"type": "url_context"}]) if "delta" in data
    ]
    told_last = {"2025-12-11": "text", "2026-05-07": "text_annotation"}
    assert names[-1] == told_last.get(api.revision.name, "text_annotation_delta")


def test_code_computes(api: Api) -> None:
    answer = api.create("Calculate the 50th Fibonacci number.", tools=[{"type": "code_execution"}])
    assert api.blocks(answer)[1]["result"] == "12586269025\n"
    assert "12586269025" in api.text(answer)
    assert answer["usage"]["total_tool_use_tokens"] > 0


def test_searches_are_counted(steps_api: Api) -> None:
    answer = steps_api.create("Who won?", tools=[{"type": "google_search"}])
    assert answer["usage"]["grounding_tool_count"] == [{"type": "google_search", "count": 1}]


def test_tools_go_with_structured_output(api: Api) -> None:
    schema = {"type": "object", "properties": {"winner": {"type": "string"}}, "required": ["winner"]}
    answer = api.create("Who won?", tools=[{"type": "google_search"}], response_format=schema)
    assert api.blocks(answer)[0]["type"] == "google_search_call"
    assert api.text(answer) == '{"winner":"example"}'


def test_tool_steps_can_be_replayed(steps_api: Api) -> None:
    first = {"type": "user_input", "content": "Search for it."}
    said = steps_api.create([first], tools=[{"type": "google_search"}], store=False)["steps"]
    again = {"type": "user_input", "content": "Say hi shortly."}
    assert steps_api.text(steps_api.create([first, *said, again], store=False)) == "Hi!"
