"""Nothing arrives that the SDK does not know.

An SDK checks no answer: fields and types that it has never heard of are passed on in silence. Here its own models are
asked, about every kind of answer and event. What they find wrong has to be exactly what is listed for the version,
and everything listed was sent by the live service too.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from tests.sdk.dialect import MODEL, WEATHER, Dialect
from tests.sdk.objections import OBJECTIONS

pytestmark = pytest.mark.sdk

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def complaints(value: Any) -> Iterator[str]:
    """What the models of the SDK have to say about ``value``, which they have built without looking."""
    yield from _unknown(value)
    try:
        type(value).model_validate(value.to_dict())
    except ValidationError as error:
        for problem in error.errors():
            yield f"{type(value).__name__}.{_place(problem['loc'], problem['type'])}"


def _place(path: tuple[str | int, ...], problem: str) -> str:
    """Where something is wrong, and what; of a value that fits no class of a union, only that."""
    plain = list(takewhile(lambda key: not str(key)[0].isupper(), path))
    return f"{'.'.join(map(str, plain))}: {problem if len(plain) == len(path) else 'fits no class'}"


def _unknown(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"{type(value).__name__}.{name} is unknown" for name in value.model_extra or {})
        for name in value.model_fields_set:
            yield from _unknown(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from _unknown(item)


def everything(interactions: Any, dialect: Dialect) -> Iterator[Any]:
    """Answers and events of all kinds that the features of this SDK lead to."""
    json_output = dialect.json_output(SCHEMA)
    for asked in (
        {"input": "Say hi"},
        {"input": "Say hi", "store": False},
        {"input": "What is the weather in Paris?", "tools": [WEATHER]},
        {"input": "Name somebody.", **json_output},
        {"input": "Explain rain.", "generation_config": {"thinking_summaries": "auto", "thinking_level": "low"}},
    ):
        yield interactions.create(model=MODEL, **asked)
        yield from interactions.create(model=MODEL, stream=True, **{**asked, "store": True})
    started = interactions.create(model=MODEL, input="Say hi", background=True)
    yield started
    # Which waits until it is done.
    yield from interactions.get(started.id, stream=True)
    yield interactions.get(started.id)
    other = interactions.create(model=MODEL, input="Take an hour.", background=True)
    yield interactions.cancel(other.id)


def test_the_models_of_the_sdk_find_nothing_else(interactions: Any, dialect: Dialect) -> None:
    found = {complaint for value in everything(interactions, dialect) for complaint in complaints(value)}
    assert found == OBJECTIONS[dialect.client.version]
