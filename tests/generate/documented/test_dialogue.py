"""How inputs are mended: a conversation in which each thing follows from what was before."""

from __future__ import annotations

from typing import Any

from conformance.generate.documented import World, granted
from conformance.generate.documented.story import SIGNATURE
from conformance.revisions import LEGACY, NEWEST
from conformance.target import Target
from tests.generate.documented.worlds import by_hand

Json = dict[str, Any]
RESULT: Json = {"type": "function_result", "call_id": "odd", "name": "odd", "result": "Sunny"}
CALL: Json = {"type": "function_call", "id": "odd", "name": "look", "arguments": {"at": 1}}


def mended(input: Any, world: World, **fields: Any) -> Json:  # noqa: A002 - the field's name
    """What becomes of a body with ``input``."""
    made: Json = granted({"model": "any", "input": input, **fields}, world)
    return made


def kinds(items: list[Json]) -> list[str]:
    """The types of steps."""
    return [item["type"] for item in items]


def test_results_go_to_the_interaction_that_waits_for_them() -> None:
    made = mended([dict(RESULT)], by_hand(NEWEST))
    assert made["previous_interaction_id"] == "v1_two"
    assert [(one["call_id"], one["name"]) for one in made["input"]] == [("a", "get_weather"), ("b", "get_weather")]
    assert made["input"][0]["result"] == "Sunny"


def test_without_such_an_interaction_the_call_is_put_before_the_result() -> None:
    made = mended([dict(RESULT)], World.of(Target(), NEWEST))
    assert "previous_interaction_id" not in made
    assert kinds(made["input"]) == ["user_input", "thought", "function_call", "function_result"]
    assert made["input"][2]["id"] == made["input"][3]["call_id"]
    assert made["input"][1]["signature"] == SIGNATURE


def test_every_call_gets_its_result_before_the_user_speaks() -> None:
    twice = [dict(CALL), {**CALL, "name": "listen"}, {"type": "user_input", "content": "And now?"}]
    made = mended(twice, World.of(Target(), NEWEST))
    assert kinds(made["input"]) == [
        *("user_input", "thought", "function_call", "function_call"),
        *("function_result", "function_result", "user_input"),
    ]
    ids = [step["id"] for step in made["input"] if step["type"] == "function_call"]
    assert len(set(ids)) == 2
    assert [step["call_id"] for step in made["input"] if step["type"] == "function_result"] == ids


def test_what_a_tool_found_follows_what_it_was_asked() -> None:
    found = {"type": "google_search_result", "call_id": "odd", "result": []}
    made = mended([found], World.of(Target(), NEWEST))
    assert kinds(made["input"]) == ["user_input", "google_search_call", "google_search_result", "user_input"]
    assert made["input"][1]["id"] == made["input"][2]["call_id"]


def test_in_the_first_beta_a_history_is_in_turns() -> None:
    turns = [{"role": "model", "content": [dict(CALL)]}, {"role": "model", "content": [dict(RESULT)]}]
    made = mended(turns, World.of(Target(), LEGACY))
    assert [turn["role"] for turn in made["input"]] == ["user", "model", "user"]
    assert kinds(made["input"][1]["content"]) == ["thought", "function_call"]
    assert kinds(made["input"][2]["content"]) == ["function_result"]


def test_contents_of_the_model_are_told_in_its_turn() -> None:
    made = mended({"type": "thought"}, World.of(Target(), LEGACY))
    assert [turn["role"] for turn in made["input"]] == ["user", "model", "user"]


def test_what_is_right_is_left_alone() -> None:
    for value in ("𝄞 \u202e", {"type": "text", "text": "Hello."}, [{"type": "text", "text": "a"}] * 2):
        assert mended(value, by_hand(NEWEST))["input"] == value


def test_an_interaction_to_go_on_with_is_one_that_is_there() -> None:
    assert mended("Hello.", by_hand(NEWEST), previous_interaction_id="x")["previous_interaction_id"] == "v1_one"
    assert "previous_interaction_id" not in mended("Hello.", World.of(Target(), NEWEST), previous_interaction_id="x")


def test_silence_is_broken() -> None:
    assert mended(" ", by_hand(NEWEST))["input"] != " "
    assert mended([{"type": "text", "text": ""}], by_hand(NEWEST))["input"][0]["text"]
