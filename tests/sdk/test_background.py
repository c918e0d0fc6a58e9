"""Work in the background and agents: started, polled to the end, cancelled."""

from __future__ import annotations

import time
from typing import Any

import pytest

from conformance.revisions import NEWEST
from tests.sdk.dialect import BACKGROUND_SECONDS, MODEL, Dialect

pytestmark = pytest.mark.sdk

AGENT = "deep-research-pro-preview-12-2025"
POLLS = 100


def polled(interactions: Any, started: Any) -> Any:
    """The interaction once it has ended."""
    for _ in range(POLLS):
        found = interactions.get(started.id)
        if found.status not in ("queued", "in_progress"):
            return found
        time.sleep(BACKGROUND_SECONDS)
    raise AssertionError(f"still {found.status}")


def pending(dialect: Dialect) -> str:
    """What work is that was only just accepted."""
    return "queued" if dialect.revision is NEWEST else "in_progress"


@pytest.mark.behaviour("background")
def test_a_model_works_in_the_background(interactions: Any, dialect: Dialect) -> None:
    started = interactions.create(model=MODEL, input="What is 6 times 7?", background=True)
    assert (started.status, dialect.blocks(started), started.usage) == (pending(dialect), [], None)
    ended = polled(interactions, started)
    assert (ended.status, dialect.text(ended)) == ("completed", "42")
    assert ended.usage.total_tokens > 0
    assert ended.id == started.id


@pytest.mark.behaviour("background")
def test_an_agent_works_in_the_background(interactions: Any, dialect: Dialect) -> None:
    config = {"type": "deep-research", "thinking_summaries": "auto"}
    started = interactions.create(agent=AGENT, input="Research rain.", background=True, agent_config=config)
    assert (started.status, started.agent, started.model) == (pending(dialect), AGENT, None)
    ended = polled(interactions, started)
    assert (ended.status, ended.agent) == ("completed", AGENT)
    assert "Research rain." in dialect.text(ended)
    thoughts = [block for block in dialect.blocks(ended) if block.type == "thought"]
    assert all(thought.summary[0].text for thought in thoughts)
    assert thoughts


@pytest.mark.behaviour("background")
def test_an_ended_interaction_can_be_continued(interactions: Any, dialect: Dialect) -> None:
    started = interactions.create(model=MODEL, input="Hi, my name is Phil.", background=True)
    polled(interactions, started)
    second = interactions.create(model=MODEL, input="What is my name?", previous_interaction_id=started.id)
    assert dialect.text(second) == "Your name is Phil."


@pytest.mark.behaviour("cancel")
def test_background_work_can_be_cancelled(interactions: Any, dialect: Dialect) -> None:
    started = interactions.create(model=MODEL, input="Take an hour.", background=True)
    cancelled = interactions.cancel(started.id)
    assert (cancelled.id, cancelled.status, dialect.text(cancelled)) == (started.id, "cancelled", "")
    assert interactions.get(started.id).status == "cancelled"


@pytest.mark.behaviour("cancel")
def test_what_is_not_in_the_background_cannot_be_cancelled(interactions: Any) -> None:
    from google.genai._interactions import BadRequestError

    made = interactions.create(model=MODEL, input="Say hi")
    with pytest.raises(BadRequestError, match="background"):
        interactions.cancel(made.id)
    assert interactions.get(made.id).status == "completed"
