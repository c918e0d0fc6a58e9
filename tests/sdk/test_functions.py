"""Function calls: asked for, answered with and without state, and not asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sdk.dialect import MODEL, WEATHER, Dialect

pytestmark = [pytest.mark.sdk, pytest.mark.behaviour("call")]

QUESTION = "What is the weather in Paris and London?"
DEGREES = {"Paris": 21, "London": 14}


def result(call: Any) -> dict[str, Any]:
    """What a program answers a call with."""
    degrees = DEGREES[call.arguments["location"]]
    return {"type": "function_result", "name": call.name, "call_id": call.id, "result": {"temperature": degrees}}


@pytest.fixture
def asked(interactions: Any, dialect: Dialect) -> Any:
    """An interaction that waits for two results."""
    made = interactions.create(model=MODEL, input=QUESTION, tools=[WEATHER])
    assert made.status == "requires_action"
    assert dialect.text(made) == ""
    calls = dialect.calls(made)
    assert [(call.name, call.arguments) for call in calls] == [("get_weather", {"location": city}) for city in DEGREES]
    assert len({call.id for call in calls}) == 2
    return made


def test_results_continue_a_stored_interaction(interactions: Any, dialect: Dialect, asked: Any) -> None:
    results = [result(call) for call in dialect.calls(asked)]
    made = interactions.create(model=MODEL, input=results, tools=[WEATHER], previous_interaction_id=asked.id)
    assert made.status == "completed"
    assert dialect.text(made) == "The weather in Paris is 21. The weather in London is 14."
    assert dialect.calls(made) == []


def test_results_continue_a_history_that_the_client_keeps(interactions: Any, dialect: Dialect, asked: Any) -> None:
    results = [result(call) for call in dialect.calls(asked)]
    # The SDK's own objects go back as they came: thought with its signature, then the calls.
    said = [*dialect.said(QUESTION), *dialect.turn("model", dialect.blocks(asked)), *dialect.turn("user", results)]
    made = interactions.create(model=MODEL, input=said, tools=[WEATHER], store=False)
    assert dialect.text(made) == "The weather in Paris is 21. The weather in London is 14."


def test_a_result_that_nobody_waits_for_is_refused(interactions: Any, dialect: Dialect, asked: Any) -> None:
    from google.genai._interactions import BadRequestError

    stray = {**result(dialect.calls(asked)[0]), "call_id": "nobody"}
    with pytest.raises(BadRequestError, match="nobody"):
        interactions.create(model=MODEL, input=[stray], tools=[WEATHER], previous_interaction_id=asked.id)


def test_tools_are_not_carried_over(interactions: Any, dialect: Dialect) -> None:
    first = interactions.create(model=MODEL, input="Say hi", tools=[WEATHER])
    second = interactions.create(model=MODEL, input=QUESTION, previous_interaction_id=first.id)
    assert (second.status, dialect.calls(second)) == ("completed", [])
