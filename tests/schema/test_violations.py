"""A value that does not fit is told where, by which rule and what was there."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.schema import Violation, load

NEW, OLD, NEWEST, LAST_OLD = "2026-05-20", "2025-12-11", "2026-11-16", "2026-05-07"
OPENED = {"id": "v1_x", "object": "interaction", "status": "in_progress"}
COUNTS = ("total", "total_input", "total_cached", "total_output", "total_tool_use", "total_thought")
USAGE = {f"{name}_tokens": 0 for name in COUNTS}


def asking(**fields: Any) -> dict[str, Any]:
    return {"model": "gemini-2.5-flash", "input": "Hi"} | fields


def answering(**fields: Any) -> dict[str, Any]:
    times = {"created": "2026-05-20T10:00:00Z", "updated": "2026-05-20T10:00:00Z"}
    return {"id": "v1_x", "object": "interaction", "model": "m", "status": "completed"} | times | fields


def calling(**config: Any) -> dict[str, Any]:
    return asking(generation_config=config)


WRONG_REQUESTS = [
    (NEW, "Hi", "$", "type"),
    (NEW, {"input": "Hi"}, "$", "oneOf"),
    (NEW, {"model": "m"}, "$", "required"),
    (NEW, asking(agent="deep-research-pro-preview-12-2025"), "$", "oneOf"),
    (NEW, asking(model=7), "$.model", "type"),
    (NEW, asking(tool_choice="any"), "$.tool_choice", "additionalProperties"),
    (NEW, {"agent": "a", "input": "Hi", "generation_config": {}}, "$.generation_config", "dependentRequired"),
    (NEW, asking(agent_config={"type": "dynamic"}), "$.agent_config", "dependentRequired"),
    (NEW, asking(input=5), "$.input", "anyOf"),
    (NEW, asking(input=""), "$.input", "minLength"),
    (NEW, asking(input=[]), "$.input", "minItems"),
    (NEW, asking(input=[{"type": "txt", "text": "Hi"}]), "$.input[0].type", "discriminator"),
    (NEW, asking(input={"type": "text"}), "$.input", "required"),
    (NEW, asking(input=[{"type": "model_output", "contnt": []}]), "$.input[0].contnt", "additionalProperties"),
    (NEW, asking(input=[{"role": "user", "content": "Hi"}]), "$.input[0]", "required"),
    (NEW, asking(input=[{"parts": [{"text": "Hi"}]}]), "$.input[0]", "required"),
    (NEW, asking(input=[{"type": "text", "text": "a"}, {"type": "thought"}]), "$.input[1].type", "discriminator"),
    (NEW, asking(input=[{"type": "user_input", "content": [{"type": "text"}]}]), "$.input[0].content[0]", "required"),
    (NEW, asking(input=[{"type": "function_result", "name": "f", "result": {}}]), "$.input[0]", "required"),
    (NEW, asking(stream="yes"), "$.stream", "type"),
    (NEW, asking(tools={"type": "function"}), "$.tools", "type"),
    (NEW, asking(tools=["google_search"]), "$.tools[0]", "type"),
    (NEW, asking(tools=[{"type": "function"}]), "$.tools[0]", "required"),
    (NEW, asking(tools=[{"type": "google_serch"}]), "$.tools[0].type", "discriminator"),
    (NEW, asking(tools=[{"type": "mcp_server", "headers": {"a": 1}}]), "$.tools[0].headers.a", "type"),
    (NEW, asking(response_modalities=["AUDIO"]), "$.response_modalities[0]", "enum"),
    (NEW, asking(response_format={"type": "txt"}), "$.response_format.type", "discriminator"),
    (
        NEW,
        asking(response_format=[{"type": "image", "size": "1K"}]),
        "$.response_format[0].size",
        "additionalProperties",
    ),
    (NEW, asking(service_tier="cheap"), "$.service_tier", "enum"),
    (NEW, asking(environment={"type": "local"}), "$.environment.type", "const"),
    (NEW, calling(max_output_tokens="many"), "$.generation_config.max_output_tokens", "type"),
    (NEW, calling(max_output_tokens=-1), "$.generation_config.max_output_tokens", "minimum"),
    (NEW, calling(max_output_tokens=1.5), "$.generation_config.max_output_tokens", "type"),
    (NEW, calling(top_p=2), "$.generation_config.top_p", "maximum"),
    (NEW, calling(tool_choice="anyy"), "$.generation_config.tool_choice", "enum"),
    (NEW, calling(speech_config={"voice": "kore"}), "$.generation_config.speech_config", "type"),
    (NEW, calling(thinking_config={}), "$.generation_config.thinking_config", "additionalProperties"),
    (NEW, calling(**{"odd key": 1}), '$.generation_config["odd key"]', "additionalProperties"),
    (OLD, asking(input=[{"type": "user_input", "content": []}]), "$.input[0].type", "discriminator"),
    (OLD, asking(input=[{"role": "assistant", "content": "Hi"}]), "$.input[0].role", "enum"),
    (OLD, asking(input=[{"role": "user", "content": [{"type": "text"}]}]), "$.input[0].content[0]", "required"),
    (OLD, asking(service_tier="flex"), "$.service_tier", "additionalProperties"),
    (OLD, calling(thinking_level="minimal"), "$.generation_config.thinking_level", "enum"),
    (OLD, asking(response_format={"type": "json_schema"}), "$.response_format.type", "enum"),
    (OLD, asking(environment="e"), "$.environment", "additionalProperties"),
    (LAST_OLD, asking(response_modalities=["TEXT"]), "$.response_modalities[0]", "enum"),
    (LAST_OLD, asking(response_format={"type": "text"}), "$.response_format.type", "enum"),
    (LAST_OLD, asking(service_tier="deferred"), "$.service_tier", "enum"),
    (NEW, asking(labels={"team": "a"}), "$.labels", "additionalProperties"),
    (NEW, asking(tools=[{"type": "tool_search"}]), "$.tools[0].type", "discriminator"),
    (NEWEST, {"model": "m"}, "$", "anyOf"),
    (NEWEST, {"input": "Hi"}, "$", "oneOf"),
    (NEWEST, asking(labels={"team": 1}), "$.labels.team", "type"),
    (NEWEST, asking(safety_settings=[{"type": "hate_speech"}]), "$.safety_settings[0]", "required"),
    (NEWEST, asking(safety_settings=[{"type": "hate", "threshold": "off"}]), "$.safety_settings[0].type", "enum"),
    (NEWEST, asking(response_format={"type": "video", "fps": 24}), "$.response_format.fps", "additionalProperties"),
    (NEWEST, asking(tools=[{"type": "tool_search", "execution": "x"}]), "$.tools[0].execution", "enum"),
    (
        NEWEST,
        asking(input=[{"type": "video", "uri": "u", "processing": {"type": "static", "fps": "24"}}]),
        "$.input[0].processing.fps",
        "type",
    ),
    (
        NEWEST,
        asking(input=[{"type": "image", "processing": "static"}]),
        "$.input[0].processing",
        "additionalProperties",
    ),
    (
        NEWEST,
        calling(speech_config={"voice": "kore"}),
        "$.generation_config.speech_config.voice",
        "additionalProperties",
    ),
    (
        NEWEST,
        {"agent": "a", "input": "Hi", "agent_config": {"type": "antigravity", "max_total_tokens": "many"}},
        "$.agent_config.max_total_tokens",
        "pattern",
    ),
    (NEWEST, {"agent": "a", "input": "Hi", "cached_content": "c"}, "$.cached_content", "dependentRequired"),
]
WRONG_ANSWERS = [
    (NEW, "Interaction", {}, "$", "anyOf"),
    (NEW, "Interaction", answering(status="done"), "$.status", "enum"),
    (NEW, "Interaction", answering(created="yesterday"), "$.created", "pattern"),
    (NEW, "Interaction", answering(object="response"), "$.object", "const"),
    (NEW, "Interaction", answering(steps=[{"type": "model_ouput"}]), "$.steps[0].type", "discriminator"),
    (
        NEW,
        "Interaction",
        answering(steps=[{"type": "function_call", "id": "a", "name": "b"}]),
        "$.steps[0]",
        "required",
    ),
    (NEW, "Interaction", answering(usage=USAGE | {"total_tokens": -1}), "$.usage.total_tokens", "minimum"),
    (NEW, "Interaction", answering(usage=USAGE | {"total_tokens": True}), "$.usage.total_tokens", "type"),
    (NEW, "Event", {"index": 0}, "$", "required"),
    (NEW, "Event", {"event_type": "content.start"}, "$.event_type", "discriminator"),
    (NEW, "Event", {"event_type": "step.stop", "index": "0"}, "$.index", "type"),
    (NEW, "Event", {"event_type": "step.start", "index": 0, "step": {"type": "text"}}, "$.step.type", "discriminator"),
    (NEW, "Event", {"event_type": "interaction.created", "interaction": {}}, "$.interaction", "required"),
    (NEW, "ErrorResponse", {"error": {"message": "no"}}, "$.error", "required"),
    (NEW, "ErrorResponse", "no", "$", "anyOf"),
    (OLD, "Event", {"event_type": "step.start"}, "$.event_type", "discriminator"),
    (OLD, "Interaction", answering(outputs=[{"type": "text", "text": 1}]), "$.outputs[0].text", "type"),
    (
        OLD,
        "Interaction",
        answering(outputs=[{"type": "text", "text": "", "annotations": [{"type": "link"}]}]),
        "$.outputs[0].annotations[0].type",
        "discriminator",
    ),
]


@pytest.mark.parametrize(("revision", "body", "path", "rule"), WRONG_REQUESTS, ids=str)
def test_a_wrong_request_is_told_where_and_why(revision: str, body: object, path: str, rule: str) -> None:
    first = load(revision).check("CreateRequest", body, "request")[0]
    assert (first.path, first.rule) == (path, rule)


@pytest.mark.parametrize(("revision", "name", "value", "path", "rule"), WRONG_ANSWERS, ids=str)
def test_a_wrong_answer_is_told_where_and_why(revision: str, name: str, value: object, path: str, rule: str) -> None:
    first = load(revision).check(name, value, "response")[0]
    assert (first.path, first.rule) == (path, rule)


def test_every_mistake_is_told_and_no_other() -> None:
    body = asking(toolz=[], stream=1, input=[{"type": "text", "text": "a"}, {"type": "text"}])
    found = load(NEW).check("CreateRequest", body, "request")
    assert {violation.path for violation in found} == {"$.toolz", "$.stream", "$.input[1]"}


@pytest.mark.parametrize(
    ("violations", "line"),
    [
        (
            load(NEW).check("Step", {"type": "modle_output"}, "response"),
            "$.type: unknown type 'modle_output' (did you mean 'model_output'?) [discriminator]",
        ),
        (
            load(NEW).check("ThinkingSummaries", "sometimes", "request"),
            "$: unknown value 'sometimes' (known: 'auto', 'none') [enum]",
        ),
        (
            load(NEW).check("GenerationConfig", {"seed": "1\n2"}, "request"),
            r"$.seed: '1\n2' is not of type integer [type]",
        ),
    ],
)
def test_a_violation_is_one_line_with_path_value_and_rule(violations: list[Violation], line: str) -> None:
    assert [str(violation) for violation in violations] == [line]


def test_a_large_value_is_shown_in_part() -> None:
    (violation,) = load(NEW).check("GenerationConfig", {"seed": "x" * 10_000}, "request")
    assert len(str(violation)) < 200
    assert violation.value == "x" * 10_000


@pytest.mark.parametrize("kind", ["response", "request"])
def test_unknown_fields_are_refused_in_requests_and_accepted_in_answers(kind: Any) -> None:
    thought = {"type": "thought", "later": {"anything": None}}
    assert load(NEW).is_valid("Step", thought, kind) == (kind == "response")


def test_a_stream_may_announce_a_block_by_its_type_alone() -> None:
    start = {"event_type": "step.start", "index": 0, "step": {"type": "google_search_call"}}
    assert load(NEW).check("Event", start, "response") == []
    assert load(NEW).check("Event", {"event_type": "interaction.created", "interaction": OPENED}, "response") == []
