"""The agents: what each does in which order, what it refuses, and the sandboxes in which they work."""

from __future__ import annotations

import base64
import io
import tarfile
from typing import Any

import pytest

from conformance.emulator.retention import DAY
from conformance.revisions import REVISIONS
from conformance.schema import load
from tests.emulator.asgi import Local

Json = dict[str, Any]

DEEP = "deep-research-preview-04-2026"
HANDS = "antigravity-preview-09-2026"
ENVIRONMENTS = "/v1beta/environments"


def _done(emulator: Local, **body: Any) -> Json:
    """The interaction that ``body`` asks for once its work is done."""
    made = emulator.create(**body)
    emulator.time.now += 1
    found = emulator("GET", f"/{made['id']}").json()
    assert found["status"] not in ("queued", "in_progress")
    return dict(found)


def _research(emulator: Local, question: str, tools: list[Json] | None = None, **config: Any) -> Json:
    body: Json = {"agent": DEEP, "background": True, "input": question}
    body |= {"tools": tools} if tools else {}
    return _done(emulator, **body, agent_config={"type": "deep-research", **config})


def _kinds(interaction: Json) -> list[str]:
    return [step["type"] for step in interaction["steps"]]


def _text(interaction: Json) -> str:
    return str(interaction["steps"][-1]["content"][0]["text"])


# --- deep research ---------------------------------------------------------------------------------------------------


def test_research_plans_searches_reads_and_writes(local: Any) -> None:
    found = _research(local(), "Research the history of streams.")
    search = ["google_search_call", "google_search_result"]
    assert _kinds(found) == ["user_input", "thought", *search, "thought", "thought", "model_output"]
    assert "streams" in _text(found)
    assert found["steps"][-1]["content"][0]["annotations"]
    assert found["usage"]["grounding_tool_count"] == [{"type": "google_search", "count": 1}]


@pytest.mark.parametrize(("config", "worded"), [({}, False), ({"thinking_summaries": "auto"}, True)])
def test_thoughts_have_words_only_on_request(local: Any, config: Json, worded: bool) -> None:
    found = _research(local(), "Research streams.", **config)
    thoughts = [step for step in found["steps"] if step["type"] == "thought"]
    assert [("summary" in thought) for thought in thoughts] == [worded] * len(thoughts)


def test_tools_that_are_named_are_the_only_ones(local: Any) -> None:
    found = _research(local(), "Summarise https://www.example.com/ please.", [{"type": "url_context"}])
    assert _kinds(found)[2:4] == ["url_context_call", "url_context_result"]
    assert "google_search_call" not in _kinds(found)
    server = {"type": "mcp_server", "name": "tracker", "url": "https://mcp.example.com/mcp"}
    assert "mcp_server_tool_call" in _kinds(_research(local(), "Check the deployment.", [server]))


def test_a_plan_is_shown_refined_and_confirmed(local: Any) -> None:
    emulator = local()
    body: Json = {"agent": DEEP, "background": True}
    planning = {"agent_config": {"type": "deep-research", "collaborative_planning": True}}
    plan = _done(emulator, **body, **planning, input="Do some research on TPUs.")
    assert _kinds(plan) == ["user_input", "thought", "model_output"]
    assert _text(plan).startswith("Research plan: Do some research on TPUs.")
    asked = "Focus on the competition."
    refined = _done(emulator, **body, **planning, input=asked, previous_interaction_id=plan["id"])
    assert "Research plan: Do some research on TPUs." in _text(refined)
    assert asked in _text(refined)
    report = _done(emulator, **body, input="Plan looks good!", previous_interaction_id=refined["id"])
    assert _text(report).startswith("# Report: Do some research on TPUs.")
    assert "google_search_call" in _kinds(report)


@pytest.mark.parametrize(
    ("question", "config", "drawn"),
    [
        ("Show graphics of market shares.", {}, True),
        ("Show graphics of market shares.", {"visualization": "off"}, False),
        ("Research markets.", {"visualization": "auto"}, False),
    ],
)
def test_pictures_come_where_they_are_asked_for(local: Any, question: str, config: Json, drawn: bool) -> None:
    found = _research(local(), question, **config)
    kinds = [content["type"] for step in found["steps"][1:] for content in step.get("content", [])]
    assert kinds == (["image", "text"] if drawn else ["text"])


def test_the_thorough_researcher_takes_longer(local: Any) -> None:
    emulator = local(background_seconds=100)
    made = emulator.create(agent="deep-research-max-preview-04-2026", background=True)
    statuses = []
    for _ in range(2):
        emulator.time.now += 100
        statuses.append(emulator("GET", f"/{made['id']}").json()["status"])
    assert statuses == ["in_progress", "completed"]


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_a_report_is_the_last_thing_at_every_revision(local: Any, revision: Any) -> None:
    emulator = local(revision=revision.name)
    found = _done(emulator, agent="deep-research-pro-preview-12-2025", background=True, input="Chart the streams.")
    last = found[revision.blocks][-1]
    assert "Report" in (last if revision.blocks == "outputs" else last["content"][0])["text"]
    assert load(revision.name).check("Interaction", found, "response") == []
    for event in emulator("GET", f"/{found['id']}", query="stream=true").events():
        assert load(revision.name).check("Event", event, "response") == []


# --- antigravity -----------------------------------------------------------------------------------------------------


def test_it_writes_reads_and_lists_files_over_several_turns(local: Any) -> None:
    emulator = local()
    first = emulator.create("Write the numbers to data/numbers.txt.", agent=HANDS, environment="remote")
    assert first["environment_id"].startswith("env_")
    assert _kinds(first) == ["thought", "function_call", "function_result", "model_output"]
    call, result = first["steps"][1:3]
    assert (call["name"], result["call_id"], first["status"]) == ("write_to_file", call["id"], "completed")
    follow: Json = {"agent": HANDS, "previous_interaction_id": first["id"]}
    second = emulator.create("List all files.", **follow, environment=first["environment_id"])
    assert second["environment_id"] == first["environment_id"]
    assert "data/numbers.txt" in _text(second)
    third = emulator.create("What is in data/numbers.txt?", agent=HANDS, environment=first["environment_id"])
    assert [step.get("name") for step in third["steps"]][1:3] == ["view_file", "view_file"]
    fresh = emulator.create("List all files.", **follow, environment="remote")
    assert fresh["environment_id"] != first["environment_id"]
    assert "data/numbers.txt" not in _text(fresh)


def test_without_an_environment_there_is_none(local: Any) -> None:
    made = local().create("Write hello to hello.py.", agent=HANDS)
    assert "environment_id" not in made
    assert "function_call" not in _kinds(made)


def test_sources_are_mounted(local: Any) -> None:
    sources = [
        {"type": "inline", "target": "/workspace/data.csv", "content": "id,name"},
        {"type": "inline", "target": "b.txt", "content": base64.b64encode(b"hidden").decode(), "encoding": "base64"},
        {"type": "repository", "source": "https://github.com/o/r", "target": "r"},
    ]
    made = local().create(
        "Show workspace/data.csv and b.txt.", agent=HANDS, environment={"type": "remote", "sources": sources}
    )
    assert "id,name" in _text(made)
    assert "hidden" in _text(made)


def test_a_function_of_the_client_waits_for_its_result(local: Any) -> None:
    emulator = local()
    weather = {"type": "function", "name": "get_weather", "description": "Weather.", "parameters": {"type": "object"}}
    tools = [{"type": "code_execution"}, weather]
    asked = emulator.create("What is the weather in Tokyo?", agent=HANDS, environment="remote", tools=tools)
    assert asked["status"] == "requires_action"
    answered = {step["call_id"] for step in asked["steps"] if step["type"] == "function_result"}
    (call,) = [s for s in asked["steps"] if s["type"] == "function_call" and s["id"] not in answered]
    result = {"type": "function_result", "name": call["name"], "call_id": call["id"], "result": {"temperature": 23}}
    told = emulator.create(
        [result], agent=HANDS, environment=asked["environment_id"], previous_interaction_id=asked["id"]
    )
    assert (told["status"], "23" in _text(told)) == ("completed", True)


@pytest.mark.parametrize("budget", [32, "32"])
def test_a_budget_ends_the_run(local: Any, budget: Any) -> None:
    emulator = local()
    config = {"type": "antigravity", "max_total_tokens": budget}
    made = emulator.create("Write hello to hello.py.", agent=HANDS, environment="remote", agent_config=config)
    assert made["status"] == "incomplete"
    assert _kinds(made) == ["thought"]
    assert made["usage"]["total_tokens"] <= 34
    body: Json = {"agent": HANDS, "environment": made["environment_id"], "previous_interaction_id": made["id"]}
    assert emulator.create("continue", **body)["status"] == "completed"


def test_it_streams_in_the_grammar_of_models(local: Any) -> None:
    body = {"agent": HANDS, "input": "Write hello to hello.py.", "environment": "remote", "stream": True}
    events = local()("POST", "", body).events()
    assert events[-1]["interaction"]["environment_id"].startswith("env_")
    starts = [event["step"]["type"] for event in events if event["event_type"] == "step.start"]
    assert starts == ["thought", "function_call", "function_result", "model_output"]
    for event in events:
        assert load("2026-11-16").check("Event", event, "strict") == []


# --- what is refused -------------------------------------------------------------------------------------------------

PDF = {"type": "document", "mime_type": "application/pdf", "data": "JVBERi0="}
CALL = {"type": "function_call", "id": "c", "name": "f", "arguments": {}}
REFUSED: dict[str, Json] = {
    "config of another agent": {"agent_config": {"type": "deep-research"}},
    "settings of a model": {"agent_config": {"type": "antigravity", "temperature": 1}},
    "generation config": {"generation_config": {"top_p": 0.5}},
    "schema": {"response_format": {"type": "object"}},
    "file search": {"tools": [{"type": "file_search", "file_search_store_names": ["s"]}]},
    "maps": {"tools": [{"type": "google_maps"}]},
    "computer use": {"tools": [{"type": "computer_use", "environment": "browser"}]},
    "server with capitals": {"tools": [{"type": "mcp_server", "name": "Weather", "url": "https://x.example/mcp"}]},
    "document": {"input": [{"type": "text", "text": "Read"}, PDF]},
    "picture elsewhere": {"input": [{"type": "image", "uri": "https://x.example/a.png", "mime_type": "image/png"}]},
    "history of calls": {"input": [{"type": "user_input", "content": [{"type": "text", "text": "x"}]}, CALL]},
    "unstored background": {"background": True, "store": False},
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_antigravity_refuses(local: Any, body: Json) -> None:
    refused = local()("POST", "", {"agent": HANDS, "input": "Hi", **body})
    assert refused.status == 400, refused.content
    assert refused.json()["error"]["code"] in ("invalid_request", "parameter_unknown")


def test_antigravity_goes_on_only_with_an_environment(local: Any) -> None:
    emulator = local()
    made = emulator.create("Hi", agent=HANDS, environment="remote")
    body = {"agent": HANDS, "input": "x", "previous_interaction_id": made["id"]}
    assert emulator("POST", "", body).status == 400
    assert emulator("POST", "", {**body, "environment": "remote"}).status == 200


@pytest.mark.parametrize("kind", ["antigravity", "dynamic", "code-mender"])
def test_research_takes_its_own_config_only(local: Any, kind: str) -> None:
    body = {"agent": DEEP, "input": "Hi", "background": True, "agent_config": {"type": kind}}
    refused = local()("POST", "", body)
    assert (refused.status, "agent_config.type" in refused.json()["error"]["message"]) == (400, True)


# --- environments ----------------------------------------------------------------------------------------------------


def test_environments_are_made_listed_read_and_deleted(local: Any) -> None:
    emulator = local()
    sources = [{"type": "inline", "target": "src/a.txt", "content": "abc"}]
    made = emulator("POST", ENVIRONMENTS, {"sources": sources, "network": "disabled"}).json()
    assert (made["file_count"], made["size_bytes"], made["status"]) == ("1", "3", "active")
    assert (made["sources"], made["network"]) == (sources, "disabled")
    assert emulator("GET", f"{ENVIRONMENTS}/{made['id']}").json() == made
    other = emulator("POST", ENVIRONMENTS, {}).json()
    first = emulator("GET", ENVIRONMENTS, query="page_size=1").json()
    rest = emulator("GET", ENVIRONMENTS, query=f"page_size=1&page_token={first['next_page_token']}").json()
    assert {one["id"] for page in (first, rest) for one in page["environments"]} == {made["id"], other["id"]}
    assert "next_page_token" not in rest
    assert emulator("DELETE", f"{ENVIRONMENTS}/{made['id']}").json() == {}
    for method in ("GET", "DELETE"):
        assert emulator(method, f"{ENVIRONMENTS}/{made['id']}").status == 404
    body = {"agent": HANDS, "input": "x", "environment": made["id"]}
    assert emulator("POST", "", body).status == 404


def test_files_of_an_environment(local: Any) -> None:
    emulator = local()
    sources = [{"type": "inline", "target": path, "content": path} for path in ("a.txt", "src/b.py", "src/lib/c.py")]
    at = f"{ENVIRONMENTS}/{emulator('POST', ENVIRONMENTS, {'sources': sources}).json()['id']}/files"

    def paths(where: str, query: str = "") -> list[str]:
        return [f"{one['type']} {one['path']}" for one in emulator("GET", at + where, query=query).json()["files"]]

    assert paths("") == ["file a.txt", "directory src"]
    assert paths("/src") == ["file src/b.py", "directory src/lib"]
    assert paths("/src", "recursive=true") == ["file src/b.py", "directory src/lib", "file src/lib/c.py"]
    assert paths("/a.txt") == ["file a.txt"]
    assert emulator("GET", at + "/src/b.py", query="alt=media").content == b"src/b.py"
    assert emulator("GET", at + "/none").status == 404
    packed = emulator("GET", f"/v1beta/files/environment-{at.split('/')[3]}:download", query="alt=media").content
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        assert tar.getnames() == ["a.txt", "src/b.py", "src/lib/c.py"]


def test_an_environment_is_of_its_key_and_of_a_week(local: Any) -> None:
    emulator = local()
    made = emulator("POST", ENVIRONMENTS, {}).json()["id"]
    assert emulator("GET", f"{ENVIRONMENTS}/{made}", key="other").status == 404
    emulator.time.now += 6 * DAY
    emulator.create("Hi", agent=HANDS, environment=made)
    emulator.time.now += 6 * DAY
    assert emulator("GET", f"{ENVIRONMENTS}/{made}").status == 200
    emulator.time.now += DAY
    assert emulator("GET", f"{ENVIRONMENTS}/{made}").status == 404


@pytest.mark.parametrize(
    "query", ["page_size=-1", "page_size=x", "page_size=1001", "page_token=%C3%A4", "page_token=a"]
)
def test_pages_that_make_no_sense_are_refused(local: Any, query: str) -> None:
    assert local()("GET", ENVIRONMENTS, query=query).status == 400


@pytest.mark.parametrize("body", [{"x": 1}, {"sources": {}}, {"sources": ["a"]}])
def test_environments_that_make_no_sense_are_refused(local: Any, body: Json) -> None:
    assert local()("POST", ENVIRONMENTS, body).status == 400
