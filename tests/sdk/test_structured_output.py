"""Structured output: what comes back parses into the class that was asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from tests.sdk.dialect import MODEL, Dialect

pytestmark = [pytest.mark.sdk, pytest.mark.behaviour("structured")]


class Unit(StrEnum):
    GRAM = "g"
    LITRE = "l"


class Ingredient(BaseModel):
    name: Annotated[str, Field(min_length=2)]
    amount: Annotated[float, Field(gt=0)]
    unit: Unit


class Recipe(BaseModel):
    title: str
    servings: Annotated[int, Field(ge=1, le=12)]
    ingredients: Annotated[list[Ingredient], Field(min_length=2, max_length=5)]
    difficulty: Literal["easy", "hard"]
    note: str | None


def test_the_text_is_an_instance_of_the_class(interactions: Any, dialect: Dialect) -> None:
    made = interactions.create(
        model=MODEL, input="Give me a recipe for bread.", **dialect.json_output(Recipe.model_json_schema())
    )
    assert made.status == "completed"
    assert len(Recipe.model_validate_json(dialect.text(made), strict=True).ingredients) >= 2


def test_a_stream_of_it_parses_as_well(interactions: Any, dialect: Dialect) -> None:
    wanted = dialect.json_output(Recipe.model_json_schema())
    events = list(interactions.create(model=MODEL, input="Bread.", stream=True, **wanted))
    pieces = [event.delta.text for event in events if hasattr(event, "delta") and event.delta.type == "text"]
    assert Recipe.model_validate_json("".join(pieces), strict=True).servings >= 1


def test_a_list_of_formats_and_a_bare_schema_do_the_same(interactions: Any, dialect: Dialect) -> None:
    if not dialect.has_steps:
        pytest.skip("one schema is the only form that this revision has")
    schema = Recipe.model_json_schema()
    wanted = dialect.json_output(schema)["response_format"]
    for form in ([wanted], schema):
        made = interactions.create(model=MODEL, input="Bread.", response_format=form)
        Recipe.model_validate_json(dialect.text(made), strict=True)


def test_a_schema_that_is_none_is_refused(interactions: Any, dialect: Dialect) -> None:
    from google.genai._interactions import BadRequestError

    with pytest.raises(BadRequestError):
        interactions.create(model=MODEL, input="Bread.", **dialect.json_output({"type": "nonsense"}))
