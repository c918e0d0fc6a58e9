"""The two flavours side by side: each habit of the service shows in the one and not in the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance import session
from conformance.emulator import serving
from conformance.emulator.faults import FAULTS, habits, parse
from conformance.emulator.faults.live import HABITS
from conformance.requirement import is_drawn, requirements
from conformance.run import Run
from conformance.target import Target
from conformance.verdict import Status
from tests.emulator.in_process import Emulator, Got, Json

PLACE = {"type": "object", "properties": {"location": {"type": "string"}}}
TOOL: Json = {"type": "function", "name": "get_weather", "description": "Weather.", "parameters": PLACE}
SEARCH: Json = {"type": "google_search"}
NEW = "gemini-3-flash-preview"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
SAID = {"type": "user_input", "content": [{"type": "text", "text": "Hi."}]}
UNSIGNED = [SAID, {"type": "function_call", "id": "a", "name": "get_weather", "arguments": {}}]
WEATHER = "What is the weather in Paris?"


def answered(emulator: Emulator, result: Json) -> Got:
    """What comes of the answer to a call: ``result`` with the id of the call."""
    made = emulator.create(WEATHER, tools=[TOOL]).json
    call = next(step["id"] for step in made["steps"] if step["type"] == "function_call")
    sent = {key: call if value == "the call" else value for key, value in result.items()}
    answer = {"type": "function_result", "result": "Sunny.", **sent}
    return emulator.create([answer], previous_interaction_id=made["id"])


def usage(got: Got) -> Json:
    return dict(got.json["usage"])


def code(got: Got) -> str:
    return str(got.json["error"]["code"])


# Habit: what to look at, what it is as documented, what it is live; at the newest revision.
SIDES: dict[str, tuple[Callable[[Emulator], Any], Any, Any]] = {
    "disc.store.false-no-id": (lambda e: "id" in e.create("Hi.", store=False).json, True, False),
    "disc.fc.status": (
        lambda e: e.create(WEATHER, tools=[TOOL], store=False, model=NEW).json["status"],
        "requires_action",
        "completed",
    ),
    "disc.fc.result-name": (lambda e: answered(e, {"call_id": "the call"}).status, 200, 400),
    "disc.fc.call-id": (
        lambda e: answered(e, {"name": "get_weather", "id": "x"}).json["error"]["message"],
        "Unknown parameter 'id' at 'input[0]'.",
        "Missing call_id in content of type function_result.",
    ),
    "disc.fc.schema": (lambda e: e.create("Hi.", tools=[{"type": "function", "name": "now"}]).status, 200, 400),
    "disc.tools.combination": (lambda e: e.create("Hi.", tools=[TOOL, SEARCH], model=NEW).status, 200, 400),
    "disc.bg.models": (lambda e: e.create("Hi.", background=True).status, 200, 400),
    "disc.err.sse-400": (
        lambda e: e.create(UNSIGNED, stream=True).headers["content-type"],
        "application/json; charset=UTF-8",
        "text/event-stream",
    ),
    "disc.params.code": (lambda e: code(e.create("Hi.", foo=1)), "parameter_unknown", "invalid_request"),
    "disc.think.missing-code": (lambda e: code(e.create(UNSIGNED)), "missing_thought_signature", "invalid_request"),
    "disc.usage.image-tokens": (
        lambda e: usage(e.create([{"type": "image", "mime_type": "image/png", "data": PNG}], model=NEW))[
            "input_tokens_by_modality"
        ],
        [{"modality": "image", "tokens": 258}],
        [{"modality": "image", "tokens": 1105}],
    ),
    "disc.usage.raw-prompt-token": (lambda e: "raw_prompt_token" in usage(e.create("Hi.", model=NEW)), False, True),
    "disc.mm.grounding-count": (
        lambda e: "grounding_tool_count" in usage(e.create("Hi.", tools=[SEARCH])),
        True,
        False,
    ),
    "no-previous-id": (
        lambda e: (
            "previous_interaction_id"
            in e.create("Hi.", previous_interaction_id=e.create("Hi.", model=NEW).json["id"]).json
        ),
        True,
        False,
    ),
}


@pytest.fixture(scope="module")
def emulators() -> dict[str, Emulator]:
    return {flavor: Emulator("2026-11-16", flavor=flavor) for flavor in ("documented", "live")}


@pytest.mark.parametrize("habit", SIDES)
def test_both_sides_of_a_habit(emulators: dict[str, Emulator], habit: str) -> None:
    look, documented, live = SIDES[habit]
    assert look(emulators["documented"]) == documented
    assert look(emulators["live"]) == live


def test_every_habit_is_seen() -> None:
    native = {"disc.params.code", "disc.think.missing-code", "no-previous-id"}  # in what is said, not in how
    assert {parse(habit.fault).name for habit in HABITS} == SIDES.keys() - native
    assert FAULTS.keys() >= SIDES.keys()
    assert all(habit.documented.endswith(".") for habit in HABITS)


def test_a_day_has_the_habits_of_that_day() -> None:
    def on(day: str) -> set[str]:
        return {fault.name for fault in habits("live", day)}

    assert "disc.bg.models" in on("2026-07-01") - on("2026-10-01") - on("2026-05-01")
    assert "disc.fc.result-name" in on("2026-10-01") - on("2026-07-01")
    assert habits("documented", "2026-07-01") == ()


def test_the_search_stands_where_the_flavour_has_it() -> None:
    def kinds(flavor: str) -> list[str]:
        made = Emulator(flavor=flavor).create("Who won?", tools=[SEARCH]).json
        return [step["type"] for step in made["steps"]]

    assert kinds("documented") == ["thought", "google_search_call", "google_search_result", "model_output"]
    assert kinds("live") == ["thought", "model_output", "google_search_call", "google_search_result"]


@pytest.mark.parametrize("revision", ["2025-12-11", "2026-11-16"])
def test_the_service_as_it_is_fails_no_must(revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite goes by what is documented, and lets pass what is known of the service."""
    monkeypatch.setenv("GEMINI_API_KEY", "any-key")
    manner = session.Manner(workers=8, keep=True)
    with (
        serving(revision=revision, flavor="live") as url,
        session.opened(Target(name="live", base_url=url), revision, manner) as stage,
    ):
        run = Run(stage, tuple(one for one in requirements().values() if not is_drawn(one)))
        run.open(run.selected)
        found = [run.result_of(requirement) for requirement in run.selected]
    assert [(x.requirement.id, x.message) for x in found if x.status in (Status.FAIL, Status.ERROR)] == []
    assert sum(result.status is Status.PASS for result in found) > 150
