"""What the page of the first beta lets its reader expect, beside what the service does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from conformance.emulator import serving
from conformance.emulator.flavor import FLAVORS, SWITCHES
from conformance.revisions import NAMES

Json = dict[str, Any]

SCHEMA: Json = {"type": "object", "properties": {"winner": {"type": "string"}}, "required": ["winner"]}
FUNCTION: Json = {"type": "function", "name": "get_weather", "parameters": {"type": "object", "properties": {}}}
SEARCH = ["google_search_call", "google_search_result"]
READING = ["url_context_call", "url_context_result"]


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """An emulator for each flavour."""
    with serving(as_of="2025-12-11") as documented, serving(as_of="2025-12-11", flavor="live") as live:
        yield {"documented": documented, "live": live}


def kinds(url: str, **body: Any) -> list[str]:
    """The types of the outputs of a create."""
    return [block["type"] for block in created(url, **body)["outputs"]]


def created(url: str, **body: Any) -> Json:
    asked = {"model": "gemini-2.5-flash", "input": "Say hi."} | body
    answer = httpx.post(f"{url}/v1beta/interactions", headers={"x-goog-api-key": "k"}, json=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("flavor", FLAVORS)
def test_a_thought_before_the_text_is_not_documented(urls: dict[str, str], flavor: str) -> None:
    thought = ["thought"] if flavor == "live" else []
    assert kinds(urls[flavor]) == [*thought, "text"]
    assert kinds(urls[flavor], model="gemini-3-pro-preview", response_format=SCHEMA) == [*thought, "text"]
    asked = created(urls[flavor], input="What is the weather?", tools=[FUNCTION])
    assert [block["type"] for block in asked["outputs"]] == ["thought", "function_call"]
    result = {"type": "function_result", "name": "get_weather", "call_id": asked["outputs"][1]["id"], "result": "Fine."}
    assert kinds(urls[flavor], input=[result], previous_interaction_id=asked["id"]) == [*thought, "text"]


@pytest.mark.parametrize("flavor", FLAVORS)
def test_a_summary_that_was_asked_for_is_there(urls: dict[str, str], flavor: str) -> None:
    assert kinds(urls[flavor], generation_config={"thinking_summaries": "auto"}) == ["thought", "text"]


def test_a_search_comes_after_the_text_it_brought(urls: dict[str, str]) -> None:
    asked: Json = {"model": "gemini-3-pro-preview", "input": "Who won?", "tools": [{"type": "google_search"}]}
    assert kinds(urls["documented"], **asked) == ["text", *SEARCH]
    assert kinds(urls["documented"], **asked, response_format=SCHEMA) == ["text", *SEARCH]
    assert kinds(urls["live"], **asked) == [*SEARCH, "thought", "text"]


def test_the_text_comes_after_what_was_read_or_run(urls: dict[str, str]) -> None:
    asked: Json = {"model": "gemini-3-pro-preview", "input": "Sum up https://a.example.com/."}
    assert kinds(urls["documented"], **asked, tools=[{"type": "url_context"}]) == [*READING, "text"]
    assert kinds(urls["documented"], **asked, tools=[{"type": "code_execution"}])[-1] == "text"


def test_a_stream_has_the_blocks_of_the_answer(urls: dict[str, str]) -> None:
    asked: Json = {"model": "gemini-3-pro-preview", "input": "Who won?", "tools": [{"type": "google_search"}]}
    body = asked | {"stream": True}
    answer = httpx.post(f"{urls['documented']}/v1beta/interactions", headers={"x-goog-api-key": "k"}, json=body)
    starts = [
        line for line in answer.text.splitlines() if line.startswith('data: {"index"') and "content.start" in line
    ]
    assert ['"text"' in starts[0], *(kind in start for kind, start in zip(SEARCH, starts[1:], strict=True))] == [
        True
    ] * 3


@pytest.mark.parametrize("revision", NAMES[1:])
def test_later_revisions_know_one_order(revision: str) -> None:
    asked: Json = {"model": "gemini-3-pro-preview", "input": "Who won?", "tools": [{"type": "google_search"}]}
    shown = []
    for flavor in FLAVORS:
        with serving(revision=revision, flavor=flavor) as url:
            answer = created(url, **asked)
        shown.append([block["type"] for block in answer.get("outputs") or answer["steps"]])
    assert shown[0] == shown[1]
    assert "thought" in shown[0]


@pytest.mark.parametrize("flavor", FLAVORS)
def test_what_is_continued_is_documented_to_be_named(urls: dict[str, str], flavor: str) -> None:
    first = created(urls[flavor])
    second = created(urls[flavor], previous_interaction_id=first["id"])
    got = httpx.get(f"{urls[flavor]}/v1beta/interactions/{second['id']}", headers={"x-goog-api-key": "k"}).json()
    named = {"documented": first["id"], "live": None}[flavor]
    assert [answer.get("previous_interaction_id") for answer in (first, second, got)] == [None, named, named]


UNSIGNED: list[Json] = [
    {"type": "user_input", "content": [{"type": "text", "text": "Hi"}]},
    {"type": "function_call", "id": "c", "name": "get_weather", "arguments": {}},
]
CODES: dict[str, tuple[Json, int, str]] = {
    "parameter_unknown": ({"nonsense": 1}, 400, "invalid_request"),
    "model_not_found": ({"model": "gemini-0"}, 404, "not_found"),
    "missing_thought_signature": ({"input": UNSIGNED, "tools": [FUNCTION]}, 400, "invalid_request"),
}


@pytest.mark.parametrize("code", CODES)
def test_the_newest_documents_have_codes_of_their_own(code: str) -> None:
    body, status, recorded = CODES[code]
    seen = []
    emulators: list[Json] = [{"flavor": "documented"}, {"flavor": "live"}, {"revision": "2026-05-20"}]
    for settings in emulators:
        with serving(**settings) as url:
            asked = {"model": "gemini-2.5-flash", "input": "Hi", **body}
            answer = httpx.post(f"{url}/v1beta/interactions", headers={"x-goog-api-key": "k"}, json=asked)
        seen.append((answer.status_code, answer.json()["error"]["code"]))
    assert seen == [(status, code), (status, recorded), (status, recorded)]


def test_an_unknown_flavor_is_told() -> None:
    with (
        pytest.raises(ValueError, match="unknown flavor 'vanilla': known are documented, live"),
        serving(flavor="vanilla"),
    ):
        pass


def test_every_switch_says_both_sides() -> None:
    assert len({switch.name for switch in SWITCHES}) == len(SWITCHES)
    assert all(switch.documented and switch.live and switch.source for switch in SWITCHES)
