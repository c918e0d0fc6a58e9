"""Creating, continuing, retrieving and deleting, as a program that uses the SDK does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.revisions import LEGACY
from tests.sdk.dialect import MODEL, Dialect

pytestmark = pytest.mark.sdk


def test_a_create_delivers_text_and_what_it_cost(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="What is the capital of France?")
    assert dialect.text(made) == "The capital of France is **Paris**."
    assert (made.status, made.model) == ("completed", MODEL)
    assert made.id.startswith("v1_")
    assert made.created == made.updated
    assert abs(datetime.now(UTC) - made.created) < timedelta(minutes=1)
    assert dialect.blocks(made)[0].type == "thought"
    usage = made.usage
    assert usage.total_input_tokens > 0
    assert usage.total_output_tokens > 0
    assert usage.total_tokens == usage.total_input_tokens + usage.total_output_tokens + usage.total_thought_tokens
    assert sum(part.tokens for part in usage.input_tokens_by_modality) == usage.total_input_tokens


def test_a_chat_remembers_what_was_said(interactions: Any, dialect: Dialect) -> None:
    first = interactions.create(model=MODEL, input="Hi, my name is Phil.")
    second = interactions.create(model=MODEL, input="What is my name?", previous_interaction_id=first.id)
    alone = interactions.create(model=MODEL, input="What is my name?")
    assert dialect.text(second) == "Your name is Phil."
    assert "Phil" not in dialect.text(alone)
    assert second.previous_interaction_id == first.id
    assert second.id != first.id
    assert second.usage.total_input_tokens > alone.usage.total_input_tokens


def test_a_history_can_be_handed_in(interactions: Any, dialect: Dialect) -> None:
    history = [*dialect.said("Hi, my name is Phil."), *dialect.said("Hello Phil!", by="model")]
    made = interactions.create(model=MODEL, input=[*history, *dialect.said("What is my name?")], store=False)
    assert dialect.text(made) == "Your name is Phil."


def test_contents_can_be_handed_in(interactions: Any, dialect: Dialect) -> None:
    picture = {"type": "image", "data": "iVBORw0KGgo=", "mime_type": "image/png"}
    mixed = interactions.create(model=MODEL, input=[{"type": "text", "text": "What is this?"}, picture])
    assert dialect.text(mixed) == "I was given 1 image. You asked: What is this?"
    assert {part.modality for part in mixed.usage.input_tokens_by_modality} == {"text", "image"}
    single = interactions.create(model=MODEL, input={"type": "text", "text": "Say hi"})
    assert dialect.text(single) == "Hi!"


def test_what_is_retrieved_is_what_was_made(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="Name three cities in Spain.")
    found = interactions.get(made.id)
    assert dialect.text(found).splitlines()[2:] == ["1. Madrid", "2. Barcelona", "3. Valencia"]
    assert dialect.blocks(found) == dialect.blocks(made)
    assert (found.id, found.status, found.model, found.created, found.usage) == (
        (made.id, made.status, made.model, made.created, made.usage)
    )


def test_the_input_is_retrieved_on_request(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="Say hi")
    # The older version has no argument for it yet.
    wanted = {"extra_query": {"include_input": "true"}} if dialect.revision is LEGACY else {"include_input": True}
    (asked,) = interactions.get(made.id, **wanted).to_dict()["input"]
    assert asked["content"] == [{"type": "text", "text": "Say hi"}]
    assert "input" not in interactions.get(made.id).to_dict()


def test_what_is_not_stored_has_no_id(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="Say hi", store=False)
    assert dialect.text(made) == "Hi!"
    assert made.id is None


def test_what_is_deleted_is_gone(interactions: Any) -> None:
    from google.genai._interactions import NotFoundError

    made = interactions.create(model=MODEL, input="Say hi")
    assert interactions.delete(made.id) == {}
    for call in (interactions.get, interactions.delete):
        with pytest.raises(NotFoundError):
            call(made.id)
    with pytest.raises(NotFoundError):
        interactions.create(model=MODEL, input="And now?", previous_interaction_id=made.id)
