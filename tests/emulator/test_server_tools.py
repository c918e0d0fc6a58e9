"""Tools that the server runs itself: calls, results and citations as steps of the same interaction."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from conformance.revisions import BY_NAME, LEGACY, NEWEST

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

GEMINI_2, GEMINI_3 = "gemini-2.5-flash", "gemini-3-flash-preview"
PAGE = "https://example.com/page?x=1"
STORE = "fileSearchStores/manuals"
MCP: Json = {"type": "mcp_server", "name": "weather_service", "url": "https://example.com/mcp"}
CASES: dict[str, tuple[Json, str, Json]] = {
    "google_search": ({"type": "google_search"}, "Who won the Euro 2024? é", {"queries": ["Who won the Euro 2024? é"]}),
    "url_context": ({"type": "url_context"}, f"Summarise {PAGE}.", {"urls": [PAGE]}),
    "code_execution": (
        {"type": "code_execution"},
        "What is 6 * 7 - 2?",
        {"language": "python", "code": "print(6 * 7 - 2)"},
    ),
    "mcp_server_tool": (MCP, "Is it warm?", {"question": "Is it warm?"}),
    "file_search": ({"type": "file_search", "file_search_store_names": [STORE]}, "What does it say?", {}),
    "google_maps": (
        {"type": "google_maps", "latitude": 48.8, "longitude": 2.3, "enable_widget": True},
        "Where can I eat nearby?",
        {"queries": ["Where can I eat nearby?"]},
    ),
    "retrieval": ({"type": "retrieval"}, "Which entry is it?", {"queries": ["Which entry is it?"]}),
}
SINCE = {"google_maps": "2026-05-07", "file_search": "2026-05-07", "retrieval": "2026-11-16"}
LATE = ("google_search", "url_context")


def there(revision: str, tool: str, model: str) -> bool:
    """Whether ``model`` had steps for ``tool`` at ``revision``."""
    early = tool == "mcp_server_tool" and model == GEMINI_3 and revision != NEWEST.name
    return SINCE.get(tool, "") <= revision and not early


def everywhere(*models: str) -> list[tuple[str, str, str]]:
    """Each revision, tool and one of ``models`` that were there together."""
    every = ((revision, tool, model) for revision in BY_NAME for tool in CASES for model in models)
    return [case for case in every if there(*case)]


def asked(api: Api, tool: str, model: str) -> tuple[Json, Json]:
    """The answer to the question of ``tool``, and the request."""
    declared, question, _ = CASES[tool]
    body = {"tools": [declared], "model": model}
    return api.create(question, **body), {"input": question, **body}


def said(api: Api) -> str:
    return "text" if api.revision.blocks == "outputs" else "model_output"


@pytest.mark.parametrize(("revision", "tool", "model"), everywhere(GEMINI_3))
def test_gemini_3_uses_its_tools_thinks_and_answers(
    live_apis: dict[str, Api], revision: str, tool: str, model: str
) -> None:
    api = live_apis[revision]
    answer, _ = asked(api, tool, model)
    blocks = api.blocks(answer)
    assert [block["type"] for block in blocks] == [f"{tool}_call", f"{tool}_result", "thought", said(api)]
    assert blocks[0].get("arguments", {}) == CASES[tool][2]
    assert blocks[1]["call_id"] == blocks[0]["id"]
    assert answer["status"] == "completed"
    assert blocks[1].get("is_error", False) is False


@pytest.mark.parametrize(("revision", "tool", "model"), everywhere(GEMINI_2))
def test_models_before_it_think_first_and_show_their_searches_last(
    live_apis: dict[str, Api], revision: str, tool: str, model: str
) -> None:
    api = live_apis[revision]
    answer, _ = asked(api, tool, model)
    blocks = api.blocks(answer)
    used = [f"{tool}_call", f"{tool}_result"]
    ended = [said(api), *used] if tool in LATE else [*used, said(api)]
    assert [block["type"] for block in blocks] == ["thought", *ended]
    assert not any("signature" in block for block in blocks if block["type"] in used)


@pytest.mark.parametrize(("revision", "tool", "model"), everywhere(GEMINI_2, GEMINI_3))
def test_the_stream_carries_the_same(apis: dict[str, Api], revision: str, tool: str, model: str) -> None:
    api = apis[revision]
    answer, body = asked(api, tool, model)
    blocks = api.blocks(answer)
    events = api.stream(**body)
    heads = [data[api.revision.block] for name, data in events if name == api.revision.start]
    assert [head["type"] for head in heads] == [block["type"] for block in blocks]
    calls = [index for index, head in enumerate(heads) if head["type"].endswith(("_call", "_result"))]
    assert heads[calls[1]]["call_id"] == heads[calls[0]]["id"]
    deltas = [data["delta"] for name, data in events if name == api.revision.delta and data["index"] in calls]
    assert [delta["type"] for delta in deltas] == [f"{tool}_call", f"{tool}_result"]
    assert deltas[0].get("arguments", {}) == CASES[tool][2]


def test_citations_count_bytes(api: Api) -> None:
    question = f"Was ist naïve? {PAGE}"
    answer = api.create(question, tools=[{"type": "url_context"}], model=GEMINI_3)
    last = api.blocks(answer)[-1]
    content = last if api.revision.blocks == "outputs" else last["content"][0]
    (citation,) = content["annotations"]
    assert list(content) == ["text", "annotations", "type"]
    told = {"source": PAGE} if api.revision is LEGACY else {"title": "example.com", "url": PAGE, "type": "url_citation"}
    assert citation == {"start_index": 0, "end_index": citation["end_index"], **told}
    assert citation["end_index"] == len(content["text"].encode())
    events = api.stream(question, tools=[{"type": "url_context"}], model=GEMINI_3)
    names = [data["delta"]["type"] for _, data in events if "delta" in data]
    told_last = {"2025-12-11": "text", "2026-05-07": "text_annotation"}
    assert names[-1] == told_last.get(api.revision.name, "text_annotation_delta")


def cited(api: Api, answer: Json) -> tuple[str, Json]:
    """The words that the first citation of ``answer`` is for, and the citation."""
    contents = [content for block in api.blocks(answer) for content in block.get("content", [block])]
    content = next(content for content in contents if content["type"] == "text")
    note = content["annotations"][0]
    return content["text"].encode()[note["start_index"] : note["end_index"]].decode(), note


def test_places_are_cited_by_name(steps_api: Api) -> None:
    answer, _ = asked(steps_api, "google_maps", GEMINI_3)
    (found,) = steps_api.blocks(answer)[1]["result"]
    (place,) = found["places"]
    words, note = cited(steps_api, answer)
    assert (words, note["type"]) == (place["name"], "place_citation")
    assert {key: note[key] for key in place} == place
    assert found["widget_context_token"]
    assert answer["usage"]["grounding_tool_count"] == [{"type": "google_maps", "count": 1}]


def test_files_are_cited_with_their_page(steps_api: Api) -> None:
    answer, _ = asked(steps_api, "file_search", GEMINI_3)
    words, note = cited(steps_api, answer)
    assert words in steps_api.text(answer)
    assert (note["type"], note["file_name"], note["page_number"], note["source"]) == (
        *("file_citation", "manual.pdf", 1),
        STORE,
    )


def test_a_store_that_is_missing_is_not_found(api: Api) -> None:
    tool = {"type": "file_search", "file_search_store_names": ["fileSearchStores/missing"]}
    assert api.refused(input="Hi", tools=[tool])[0] == 404


def test_passages_show_in_the_first_beta_alone(legacy_api: Api) -> None:
    tool = {"type": "file_search", "file_search_store_names": [STORE]}
    blocks = legacy_api.blocks(legacy_api.create("What does it say?", tools=[tool]))
    (result,) = (block for block in blocks if block["type"] == "file_search_result")
    assert result["result"][0]["file_search_store"] == STORE
    assert "file_search_call" not in [block["type"] for block in blocks]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Calculate the 50th Fibonacci number.", 12586269025),
        ("What is the sum of the first 50 prime numbers? Use code.", 5117),
        ("Compute 12 * 12 - 4.", 140),
    ],
)
def test_code_computes(api: Api, question: str, value: int, capsys: pytest.CaptureFixture[str]) -> None:
    answer = api.create(question, tools=[{"type": "code_execution"}])
    (result,) = (block for block in api.blocks(answer) if block["type"] == "code_execution_result")
    assert result["result"] == f"{value}\n"
    assert str(value) in api.text(answer)
    (call,) = (block for block in api.blocks(answer) if block["type"] == "code_execution_call")
    exec(call["arguments"]["code"], {})
    assert capsys.readouterr().out == result["result"]
    assert answer["usage"]["total_tool_use_tokens"] > 0


def test_code_that_does_not_end_is_stopped(api: Api) -> None:
    answer = api.create("Loop forever.", tools=[{"type": "code_execution"}])
    (result,) = (block for block in api.blocks(answer) if block["type"] == "code_execution_result")
    assert (result["is_error"], "30 seconds" in result["result"]) == (True, True)


def test_code_draws_pictures_into_the_answer(api: Api) -> None:
    answer = api.create("Plot a chart of 3, 5 and 8.", tools=[{"type": "code_execution"}])
    contents = [content for block in api.blocks(answer) for content in block.get("content", [block])]
    (picture,) = (content for content in contents if content["type"] == "image")
    assert picture["mime_type"] == "image/png"
    assert base64.b64decode(picture["data"]).startswith(b"\x89PNG")
    listed = answer["usage"]["output_tokens_by_modality"]
    assert sum(item["tokens"] for item in listed) == answer["usage"]["total_output_tokens"]


def test_searches_are_counted(steps_api: Api) -> None:
    answer = steps_api.create("Who won?", tools=[{"type": "google_search"}])
    assert answer["usage"]["grounding_tool_count"] == [{"type": "google_search", "count": 1}]


def test_there_is_a_search_for_each_type_asked_for(steps_api: Api) -> None:
    tool = {"type": "google_search", "search_types": ["web_search", "image_search"]}
    answer = steps_api.create("Who won?", tools=[tool], model=GEMINI_3)
    calls = [block for block in answer["steps"] if block["type"] == "google_search_call"]
    assert [call["search_type"] for call in calls] == ["web_search", "image_search"]
    assert answer["usage"]["grounding_tool_count"] == [{"type": "google_search", "count": 2}]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://127.0.0.1:8000/x", "error"),
        ("http://localhost/x", "error"),
        ("http://10.0.0.8/x", "error"),
        ("http://[::1]/x", "error"),
        ("https://abc.ngrok.io/x", "error"),
        ("https://example.com/paywall", "paywall"),
        ("https://example.com/100Mb.dat", "error"),
        ("https://example.com/34mb.dat", "success"),
        ("https://unsafe.example.com/", "unsafe"),
        ("https://example.com/", "success"),
    ],
)
def test_only_public_pages_are_read(steps_api: Api, url: str, status: str) -> None:
    answer = steps_api.create(f"Read {url} please", tools=[{"type": "url_context"}], model=GEMINI_3)
    assert answer["steps"][1]["result"] == [{"url": url, "status": status}]
    assert bool(answer["steps"][-1]["content"][0].get("annotations")) is (status == "success")


def test_of_several_tools_those_are_used_that_the_question_is_for(steps_api: Api) -> None:
    tools = [{"type": kind} for kind in ("google_search", "url_context", "code_execution")]
    for question, used in (
        ("Calculate 3 * 4", ["code_execution_call"]),
        ("Who won the cup?", ["google_search_call"]),
        (f"What is {PAGE} about?", ["url_context_call"]),
    ):
        steps = steps_api.create(question, tools=tools, model=GEMINI_3)["steps"]
        assert [step["type"] for step in steps if step["type"].endswith("_call")] == used


def test_tools_go_with_structured_output(live_api: Api) -> None:
    schema = {"type": "object", "properties": {"winner": {"type": "string"}}, "required": ["winner"]}
    answer = live_api.create("Who won?", tools=[{"type": "google_search"}], response_format=schema, model=GEMINI_3)
    assert live_api.blocks(answer)[0]["type"] == "google_search_call"
    assert live_api.text(answer) == '{"winner":"example"}'


@pytest.mark.parametrize("model", [GEMINI_2, GEMINI_3])
def test_tool_steps_can_be_replayed(steps_api: Api, model: str) -> None:
    first = {"type": "user_input", "content": "Search for it."}
    steps = steps_api.create([first], tools=[{"type": "google_search"}], store=False, model=model)["steps"]
    again = {"type": "user_input", "content": "Say hi shortly."}
    assert steps_api.text(steps_api.create([first, *steps, again], store=False, model=model)) == "Hi!"


def test_what_a_revision_does_not_know_is_left_out_of_what_it_reads(apis: dict[str, Api]) -> None:
    question = {"input": "Which entry is it?", "tools": [{"type": "retrieval"}], "model": GEMINI_3}
    newest, older = apis["2026-11-16"], {"Api-Revision": "2026-05-07"}
    made = newest.create(**question)
    read = newest.http.get(f"/v1beta/interactions/{made['id']}", headers=older).json()
    assert [block["type"] for block in read["outputs"]] == ["thought", "text"]
