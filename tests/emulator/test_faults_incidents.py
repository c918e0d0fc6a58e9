"""Known incidents: what the faulty server sends instead, at the revisions that it concerns, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.emulator.faults import FAULTS
from tests.emulator.in_process import LONG, Emulator, Json

PLACE = {"type": "object", "properties": {"location": {"type": "string"}}}
TOOL: Json = {"type": "function", "name": "get_weather", "description": "Weather.", "parameters": PLACE}
SEARCH: Json = {"tools": [{"type": "google_search"}]}
WEATHER = "What is the weather in Paris?"
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}
RESEARCH: Json = {"agent": "deep-research-pro-preview-12-2025", "background": True}
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def refusal(got: object) -> tuple[int, str, str]:
    """Status, code and message of a refusal."""
    value = got.json["error"]  # type: ignore[attr-defined]
    return got.status, value["code"], value["message"]  # type: ignore[attr-defined]


def test_every_severe_discrepancy_is_a_fault(corpus: Path) -> None:
    rows = json.loads((corpus / "facts" / "discrepancies.json").read_text("utf-8"))
    assert {row["id"] for row in rows if row["severity"] == "A"} <= FAULTS.keys()
    assert {name for name in FAULTS if name.startswith("disc.")} <= {row["id"] for row in rows}


def test_a_filter_writes_bare_json_and_forgets() -> None:
    emulator = Emulator()
    unary = emulator.create("Hi.", fault="disc.sse.bare-json")
    assert refusal(unary)[:2] == (400, "prohibited_content")
    streamed = emulator.create("Hi.", fault="disc.sse.bare-json", stream=True)
    *framed, bare = streamed.chunks
    assert [name for name, _ in streamed.events] == ["interaction.created", "interaction.status_update"]
    assert json.loads(bare)["error"]["code"] == "prohibited_content"
    assert len(framed) == 2
    assert emulator.get(streamed.events[0][1]["interaction"]["id"]).status == 404
    assert Emulator("2025-12-11").create("Hi.", fault="disc.sse.bare-json").status == 200


def test_ten_minutes_end_a_stream_that_is_not_done() -> None:
    emulator = Emulator(background_seconds=60.0)
    got = emulator.create("Tea.", fault="disc.sse.10min-cut:seconds=0.05", stream=True, **RESEARCH)
    assert got.events[0][0] == "interaction.created"
    assert json.loads(got.chunks[-1])[0]["error"]["code"] == 503
    assert json.loads(got.chunks[-1])[0]["error"]["status"] == "UNAVAILABLE"
    short = emulator.create("Hi.", fault="disc.sse.10min-cut", stream=True)
    assert short.chunks[-1].startswith(b"event: done")


def test_some_deltas_have_no_event_id() -> None:
    events = Emulator().create("Tea.", fault="disc.sse.resume-stuck", stream=True, **RESEARCH).events
    ids = ["event_id" in data for name, data in events if name == "step.delta"]
    assert {True, False} == set(ids)
    assert all("event_id" in data for name, data in events if name != "step.delta")


def test_usage_of_research_comes_late() -> None:
    now = [1_790_000_000.0]
    emulator = Emulator(clock=lambda: now[0])
    fault = "disc.stream.usage-missing:seconds=5"
    streamed = emulator.create("Tea.", fault=fault, stream=True, **RESEARCH)
    name, last = streamed.events[-1]
    assert (name, "usage" in last["interaction"]) == ("interaction.completed", False)
    id = last["interaction"]["id"]  # noqa: A001
    assert "usage" not in emulator.get(id, fault=fault).json
    assert "usage" in emulator.get(id).json
    now[0] += 10
    assert "usage" in emulator.get(id, fault=fault).json
    assert "usage" in emulator.create("Hi.", fault=fault).json


def test_research_fails_without_a_word() -> None:
    emulator = Emulator()
    events = emulator.create("Tea.", fault="disc.dr.empty-error", stream=True, **RESEARCH).events
    assert events[-1] == ("error", {"error": {"message": "", "code": "deadline_exceeded"}, "event_type": "error"})
    assert [name for name, _ in events[:-1]] == ["interaction.created", "interaction.status_update"]
    assert emulator.create("Hi.", fault="disc.dr.empty-error", stream=True).events[-1][0] == "interaction.completed"


def test_a_bad_signature_is_refused_in_an_event() -> None:
    emulator = Emulator()
    thought = {"type": "thought", "signature": "Z2FyYmFnZQ=="}
    body = [{"type": "user_input", "content": [{"type": "text", "text": "Hi."}]}, thought]
    plain = emulator.create(body, stream=True)
    got = emulator.create(body, fault="disc.err.sse-400", stream=True)
    assert (got.status, got.headers["content-type"]) == (400, "text/event-stream")
    assert got.body == b"event: error\ndata: " + plain.body + b"\n\n"
    assert emulator.create(body, fault="disc.err.sse-400").body == plain.body
    empty = emulator.create([], fault="disc.err.sse-400", stream=True)
    assert empty.headers["content-type"].startswith("application/json")


def test_there_is_no_cancel_in_the_first_beta() -> None:
    emulator = Emulator("2025-12-11", background_seconds=60.0)
    id = emulator.create("Tea.", **RESEARCH).json["id"]  # noqa: A001
    got = emulator.ask("POST", f"/{id}/cancel", fault="disc.cancel.404")
    assert (got.status, got.json) == (
        404,
        {"error": {"code": 404, "message": "Method not found.", "status": "NOT_FOUND"}},
    )
    assert emulator.ask("POST", f"/{id}/cancel").json["status"] == "cancelled"


def test_background_work_is_lost_sight_of_or_never_ends() -> None:
    now = [1_790_000_000.0]
    emulator = Emulator(clock=lambda: now[0], background_seconds=60.0)
    id = emulator.create("Tea.", **RESEARCH).json["id"]  # noqa: A001
    assert refusal(emulator.get(id, fault="disc.bg.get-404"))[:2] == (404, "not_found")
    now[0] += 3600
    assert emulator.get(id, fault="disc.bg.get-404").json["status"] == "completed"
    undead = emulator.get(id, fault="disc.bg.zombie").json
    assert undead["status"] == "in_progress"
    assert not {"steps", "usage"} & undead.keys()
    stream = emulator.get(id, "?stream=true", fault="disc.bg.zombie:seconds=0")
    assert (len(stream.chunks), stream.dropped) == (2, True)
    plain = emulator.create("Hi.").json["id"]
    assert emulator.get(plain, fault="disc.bg.zombie").json["status"] == "completed"


def test_models_do_not_work_in_the_background() -> None:
    got = Emulator().create("Hi.", fault="disc.bg.models", background=True)
    said = "Model 'gemini-2.5-flash' does not support background interactions."
    assert refusal(got) == (400, "invalid_request", said)


def test_a_get_answers_with_another_id() -> None:
    emulator = Emulator()
    made = emulator.create("Hi.").json
    got = emulator.get(made["id"], fault="disc.ids.poll-differs").json
    assert got["id"] != made["id"]
    assert {**got, "id": ""} == {**emulator.get(made["id"]).json, "id": ""}


@pytest.mark.parametrize(
    ("fault", "revision", "body", "message"),
    [
        ("disc.fc.result-name", "2026-05-20", "nameless", "Missing name in content of type function_result"),
        ("disc.fc.call-id", "2025-12-11", "identified", "Missing call_id in content of type function_result"),
        ("disc.fc.schema", "2026-05-20", "bare", "schema at top-level must be a boolean or an object"),
        ("disc.fc.schema", "2026-05-20", "tuple", "Invalid JSON payload: syntax error in request body."),
        ("disc.fc.schema", "2026-05-20", "unrequired", "Invalid schema: 'required' must not be empty."),
        ("disc.tools.combination", "2026-05-20", "combined", "Please enable tool_config."),
        ("disc.tools.combination", "2026-05-20", "configured", "Unknown parameter 'tool_config'."),
        ("disc.tokens.fc-gemini3", "2026-05-07", "flash", "Request contains an invalid argument."),
        ("disc.so.keywords", "2026-05-20", "limited", "Unknown parameter 'minimum' at 'response_format.schema'."),
        ("disc.block.codes", "2026-05-20", "plain", "The request was blocked by a content policy."),
        (
            "disc.rev.header-ignored",
            "2026-05-07",
            "plain",
            "The legacy Interactions API schema is no longer supported.",
        ),
    ],
)
def test_what_is_refused(fault: str, revision: str, body: str, message: str) -> None:
    emulator = Emulator(revision)
    call = pending(emulator)
    result = {"type": "function_result", "result": "Sunny."}
    bodies: dict[str, Json] = {
        "plain": {"input": "Hi."},
        "nameless": {"input": [{**result, "call_id": call["id"]}], "previous_interaction_id": call["of"]},
        "identified": {"input": [{**result, "id": call["id"]}], "previous_interaction_id": call["of"]},
        "bare": {"input": "Hi.", "tools": [{"type": "function", "name": "now"}]},
        "tuple": {"input": "Hi.", "tools": [{**TOOL, "parameters": {"type": "array", "prefixItems": [{}]}}]},
        "unrequired": {"input": "Hi.", "tools": [{**TOOL, "parameters": {**PLACE, "required": []}}]},
        "combined": {"input": "Hi.", "tools": [TOOL, {"type": "google_search"}], "model": "gemini-3-flash-preview"},
        "configured": {"input": "Hi.", "tool_config": {}},
        "flash": {
            "input": [{**result, "name": "get_weather", "call_id": call["id"]}],
            "previous_interaction_id": call["of"],
            "model": "gemini-3-flash-preview",
        },
        "limited": {
            "input": "Hi.",
            "response_format": {"type": "text", "mime_type": "application/json", "schema": SCHEMA},
        },
    }
    usual = emulator.create(**bodies[body])
    got = emulator.create(**bodies[body], fault=fault)
    assert got.status == 400
    assert got.json["error"]["message"].startswith(message.removesuffix("."))
    assert usual.status == 200 or body in ("configured", "identified"), usual.body
    assert emulator.create("Hi.", fault=fault).status == (200 if body != "plain" else 400)


def pending(emulator: Emulator) -> Json:
    """The id of a call that waits, and of the interaction that it is of."""
    made = emulator.create(WEATHER, tools=[TOOL]).json
    blocks = made.get("steps") or made["outputs"]
    return {"id": next(block["id"] for block in blocks if block["type"] == "function_call"), "of": made["id"]}


def test_a_call_that_waits_completes() -> None:
    emulator = Emulator()
    fault = "disc.fc.status"
    assert emulator.create(WEATHER, fault=fault, tools=[TOOL], store=False).json["status"] == "completed"
    assert emulator.create(WEATHER, fault=fault, tools=[TOOL]).json["status"] == "requires_action"
    assert emulator.create(WEATHER, fault=f"{fault}:stored=yes", tools=[TOOL]).json["status"] == "completed"
    events = emulator.create(WEATHER, fault=fault, tools=[TOOL], store=False, stream=True).events
    assert events[-1][1]["interaction"]["status"] == "completed"
    other = f"{fault}:models=gemini-3"
    assert emulator.create(WEATHER, fault=other, tools=[TOOL], store=False).json["status"] == "requires_action"


def test_a_summary_costs_the_signature_and_the_next_turn() -> None:
    emulator, fault = Emulator(), "disc.think.empty-signature"
    config = {"generation_config": {"thinking_summaries": "auto"}, "tools": [TOOL]}
    made = emulator.create(WEATHER, fault=fault, **config).json
    assert made["steps"][0]["signature"] == ""
    events = emulator.create(WEATHER, fault=fault, stream=True, **config).events
    assert [data["delta"]["signature"] for _, data in events if "signature" in data.get("delta", {})] == [""]
    call = next(step for step in made["steps"] if step["type"] == "function_call")
    result = [{"type": "function_result", "name": call["name"], "call_id": call["id"], "result": "Sunny."}]
    got = emulator.create(result, fault=fault, previous_interaction_id=made["id"])
    assert refusal(got) == (400, "invalid_request", "Request contains an invalid argument.")
    assert emulator.create(result, previous_interaction_id=made["id"]).status == 200
    assert emulator.create("Hi.", fault=fault).json["steps"][0]["signature"]


def test_turns_are_passed_over() -> None:
    emulator, turns = Emulator(), [{"role": "user", "content": "Tell me all about tea."}]
    assert emulator.create(turns).status == 400
    assert emulator.create(turns, fault="disc.input.turn-list:refused").status == 400
    assert emulator.create(turns, fault="disc.input.turn-list").json["usage"]["total_input_tokens"] == 1


def test_null_and_small_limits_leave_nothing() -> None:
    first = Emulator("2025-12-11")
    for stream in (False, True):
        nothing = {"generation_config": {"max_output_tokens": None}, "stream": stream}
        got = first.create("Hi.", fault="disc.gc.null-max", **nothing)
        value = got.events[-1][1]["interaction"] if stream else got.json
        assert (value["status"], value["usage"]["total_output_tokens"], "outputs" in value) == ("completed", 0, False)
        assert not any("content" in data for _, data in got.events) if stream else True
    emulator, fault = Emulator(), "disc.gc.incomplete-empty"
    limit: Json = {"generation_config": {"max_output_tokens": 20}}
    assert emulator.create(LONG, **limit).json["steps"]
    cut = emulator.create(LONG, fault=fault, **limit).json
    assert (cut["status"], "steps" in cut, cut["usage"]["total_output_tokens"]) == ("incomplete", False, 0)
    names = [name for name, _ in emulator.create(LONG, fault=fault, stream=True, **limit).events]
    assert names == ["interaction.created", "interaction.status_update", "interaction.completed"]
    whole, plain = emulator.create(LONG, fault=fault, stream=True), emulator.create(LONG, stream=True)
    assert len(whole.events) == len(plain.events)


def test_errors_have_numbers() -> None:
    got = Emulator().create([], fault="disc.docs.error-code")
    assert got.json["error"] == {"code": 400, "message": "Missing input.", "status": "INVALID_ARGUMENT"}


def test_the_text_comes_before_the_search() -> None:
    emulator, search = Emulator(), SEARCH
    got = emulator.create("Who won? Search.", fault="disc.output-order", **search).json
    kinds = [step["type"] for step in got["steps"]]
    assert kinds == ["thought", "model_output", "google_search_call", "google_search_result"]
    events = emulator.create("Who won? Search.", fault="disc.output-order", stream=True, **search).events
    starts = [(data["index"], data["step"]["type"]) for _, data in events if "step" in data]
    assert starts == list(enumerate(kinds))
    plain = emulator.create("Who won? Search.", stream=True, **search).events
    assert sorted(name for name, _ in plain) == sorted(name for name, _ in events)


def test_what_is_counted_otherwise() -> None:
    emulator = Emulator()
    first = emulator.create("My name is Phil, and I like tea.").json
    follow = {"input": "Hi.", "previous_interaction_id": first["id"]}
    full, own = (
        emulator.create(**follow).json["usage"],
        emulator.create(**follow, fault="disc.usage.stateful-history").json["usage"],
    )
    assert (
        own["total_input_tokens"]
        == emulator.create("Hi.").json["usage"]["total_input_tokens"]
        < full["total_input_tokens"]
    )
    picture = [{"type": "image", "mime_type": "image/png", "data": PNG}]
    big = emulator.create(picture, fault="disc.usage.image-tokens").json["usage"]
    assert {"modality": "image", "tokens": 1105} in big["input_tokens_by_modality"]
    for usage in (own, big):
        parts = ("total_input_tokens", "total_output_tokens", "total_thought_tokens", "total_tool_use_tokens")
        assert usage["total_tokens"] == sum(usage[part] for part in parts)
        assert usage["total_input_tokens"] == sum(item["tokens"] for item in usage["input_tokens_by_modality"])
    raw = emulator.create("Hi.", fault="disc.usage.raw-prompt-token", model="gemini-3.7-flash").json["usage"]
    assert raw["raw_prompt_token"] > raw["total_input_tokens"]
    searched = emulator.create("Search.", fault="disc.mm.grounding-count", tools=[{"type": "google_search"}]).json
    assert "grounding_tool_count" not in searched["usage"]


def test_what_is_not_stored_has_no_id() -> None:
    emulator, fault = Emulator(), "disc.store.false-no-id"
    assert "id" not in emulator.create("Hi.", fault=fault, store=False).json
    assert emulator.create("Hi.", fault=fault).json["id"]
    events = dict(emulator.create("Hi.", fault=fault, store=False, stream=True).events)
    assert events["interaction.created"]["interaction"]["id"] == ""
    assert events["interaction.status_update"]["interaction_id"] == ""
    assert events["interaction.completed"]["interaction"]["id"] == ""


def test_answers_that_are_cut_short_or_not_ours() -> None:
    emulator = Emulator()
    made = emulator.create("Hi.").json["id"]
    plain, cut = emulator.get(made), emulator.get(made, fault="truncated")
    assert (cut.body, cut.dropped) == (plain.body[: len(plain.body) // 2], True)
    assert cut.headers["content-length"] == str(len(plain.body))
    page = emulator.get(made, fault="html-error:503")
    assert (page.status, page.headers["content-type"], page.body[:6]) == (503, "text/html", b"<html>")
    odd = emulator.get(made, fault="unknown-field, unknown-status:asleep, nulls, unknown-step").json
    assert (odd["status"], odd["emulator_note"], odd["labels"]) == ("asleep", {"beat": 1}, None)
    assert odd["steps"][-1]["type"] == "emulator_note"
    assert odd["usage"]["emulator_units"] == 1
