"""Creating, continuing, retrieving and deleting, as a program that uses the SDK does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sdk.dialect import MODEL, Dialect

pytestmark = pytest.mark.sdk


def moment(value: Any) -> datetime:
    """A time of an interaction, which some versions leave as the text that it is on the wire."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


@pytest.mark.behaviour("create")
def test_a_create_delivers_text_and_what_it_cost(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="What is the capital of France?")
    assert dialect.text(made) == "The capital of France is **Paris**."
    text = None if dialect.odd("no-output-text") else dialect.text(made)
    assert getattr(made, "output_text", None) == text
    assert (made.status, made.model) == ("completed", MODEL)
    assert made.id.startswith("v1_")
    assert made.created == made.updated
    assert isinstance(made.created, str if dialect.odd("times-are-text") else datetime)
    assert abs(datetime.now(UTC) - moment(made.created)) < timedelta(minutes=1)
    assert dialect.blocks(made)[0].type == "thought"
    usage = made.usage
    assert usage.total_input_tokens > 0
    assert usage.total_output_tokens > 0
    assert usage.total_tokens == usage.total_input_tokens + usage.total_output_tokens + usage.total_thought_tokens
    assert sum(part.tokens for part in usage.input_tokens_by_modality) == usage.total_input_tokens


@pytest.mark.behaviour("chat")
def test_a_chat_remembers_what_was_said(interactions: Any, dialect: Dialect) -> None:
    first = interactions.create(model=MODEL, input="Hi, my name is Phil.")
    second = interactions.create(model=MODEL, input="What is my name?", previous_interaction_id=first.id)
    alone = interactions.create(model=MODEL, input="What is my name?")
    assert dialect.text(second) == "Your name is Phil."
    assert "Phil" not in dialect.text(alone)
    assert second.id != first.id
    assert second.usage.total_input_tokens > alone.usage.total_input_tokens


@pytest.mark.behaviour("history")
def test_a_history_can_be_handed_in(interactions: Any, dialect: Dialect) -> None:
    history = [*dialect.said("Hi, my name is Phil."), *dialect.said("Hello Phil!", by="model")]
    made = interactions.create(model=MODEL, input=[*history, *dialect.said("What is my name?")], store=False)
    assert dialect.text(made) == "Your name is Phil."


@pytest.mark.behaviour("media")
def test_contents_can_be_handed_in(interactions: Any, dialect: Dialect) -> None:
    picture = {"type": "image", "data": "iVBORw0KGgo=", "mime_type": "image/png"}
    mixed = interactions.create(model=MODEL, input=[{"type": "text", "text": "What is this?"}, picture])
    assert dialect.text(mixed) == "I was given 1 image (image/png, 8 bytes). You asked: What is this?"
    assert {part.modality for part in mixed.usage.input_tokens_by_modality} == {"text", "image"}
    single = interactions.create(model=MODEL, input={"type": "text", "text": "Say hi"})
    assert dialect.text(single) == "Hi!"


@pytest.mark.behaviour("get")
def test_what_is_retrieved_is_what_was_made(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="Name three cities in Spain.")
    found = interactions.get(made.id)
    assert dialect.text(found).splitlines()[2:] == ["1. Madrid", "2. Barcelona", "3. Valencia"]
    assert dialect.blocks(found) == dialect.blocks(made)
    assert (found.id, found.status, found.model, found.created) == (made.id, made.status, made.model, made.created)
    added = {"initial_input_tokens": made.usage.total_input_tokens} if dialect.odd("sums-usage") else {}
    assert made.usage.to_dict() == {**found.usage.to_dict(), **added}
    assert getattr(made, "continuation_ids", None) == ([made.id] if dialect.odd("sums-usage") else None)


@pytest.mark.behaviour("input")
def test_the_input_is_retrieved_on_request(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="Say hi")
    by_name = not dialect.odd("no-include-input")
    wanted = {"include_input": True} if by_name else {"extra_query": {"include_input": "true"}}
    found = interactions.get(made.id, **wanted)
    assert ("input" in type(found).model_fields) is not dialect.odd("unnamed-input")
    (asked,) = found.to_dict()["input"]
    assert asked["content"] == [{"type": "text", "text": "Say hi"}]
    assert "input" not in interactions.get(made.id).to_dict()


@pytest.mark.behaviour("create")
def test_what_is_not_stored_has_no_id(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(model=MODEL, input="Say hi", store=False)
    assert dialect.text(made) == "Hi!"
    assert made.id == ("" if dialect.odd("empty-id") else None)


@pytest.mark.behaviour("delete")
def test_what_is_deleted_is_gone(interactions: Any, dialect: Dialect) -> None:
    from google.genai._interactions import NotFoundError

    made = interactions.create(model=MODEL, input="Say hi")
    assert interactions.delete(made.id) == (None if dialect.odd("delete-gives-none") else {})
    for call in (interactions.get, interactions.delete):
        with pytest.raises(NotFoundError):
            call(made.id)
    with pytest.raises(NotFoundError):
        interactions.create(model=MODEL, input="And now?", previous_interaction_id=made.id)
