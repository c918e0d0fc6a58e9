"""Loading schemas, and values that are meant to break a validator."""

from __future__ import annotations

import math
from typing import Any

import pytest

from conformance.descent import Descent
from conformance.revisions import REVISIONS
from conformance.schema import load

STEPS = load("2026-05-20")


def nested(depth: int) -> Any:
    """An object in an object in an object; not from JSON text, because the parser gives up earlier."""
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def test_an_unknown_revision_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"unknown revision '2024-01-01'.*2025-12-11, 2026-05-07"):
        load("2024-01-01")


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="the request profile of 2026-05-20 has no type 'Interaction'"):
        STEPS.is_valid("Interaction", {}, "request")


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="no 'answers' profile of 2026-05-20"):
        STEPS.names("answers")  # type: ignore[arg-type]


def test_schemas_are_loaded_once() -> None:
    assert load("2026-05-20") is STEPS


@pytest.mark.parametrize("revision", [revision.name for revision in REVISIONS])
def test_the_types_that_the_suite_names_are_there(revision: str) -> None:
    both = "Content TextContent ImageContent AudioContent DocumentContent VideoContent Annotation Tool FunctionTool"
    request = {
        *both.split(),
        "CreateRequest",
        "Input",
        "ToolChoice",
        "GenerationConfig",
        "ResponseFormat",
        "AgentConfig",
    }
    response = {*both.split(), "Interaction", "PartialInteraction", "Event", "Delta", "Usage", "Error", "ErrorResponse"}
    own = {"Turn", "ThoughtContent"} if revision < "2026-05-20" else {"Step", "ThoughtStep", "ModelOutputStep"}
    assert request | own <= set(load(revision).names("request"))
    assert response | own <= set(load(revision).names("response"))


@pytest.mark.parametrize("depth", [100, 300, 2_000, 20_000])
def test_however_deep_a_value_is_it_gets_a_verdict(depth: int) -> None:
    for body in (nested(depth), {"model": "m", "input": [nested(depth)]}):
        assert not STEPS.is_valid("CreateRequest", body, "request")
        assert STEPS.check("CreateRequest", body, "request")
        STEPS.without_nulls("CreateRequest", body)


def test_a_very_deep_value_is_not_shown() -> None:
    (violation,) = STEPS.check("GenerationConfig", {"seed": nested(20_000)}, "request")
    assert str(violation) == "$.seed: a very large dict is not of type integer [type]"


def test_an_invalid_value_never_looks_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Descent, "explain", lambda *_: [])
    assert [violation.rule for violation in STEPS.check("ThinkingLevel", "extreme", "request")] == ["enum"]


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, {1, 2}, b"bytes", {"\ud800": 1}, "\ud800", -(10**5000)],
    ids=["nan", "infinity", "set", "bytes", "surrogate key", "surrogate", "too many digits"],
)
def test_a_value_that_is_not_json_is_a_violation(value: object) -> None:
    (violation,) = STEPS.check("GenerationConfig", {"max_output_tokens": value}, "request")
    assert violation.path == "$.max_output_tokens"
    assert str(violation).isprintable()


@pytest.mark.parametrize(
    ("revision", "contents", "steps", "deltas", "tools", "agents", "formats", "annotations"),
    [
        ("2025-12-11", 17, 0, 18, 7, 2, 0, 0),
        ("2026-05-07", 20, 0, 22, 9, 2, 0, 3),
        ("2026-05-20", 5, 17, 22, 9, 2, 3, 3),
        ("2026-11-16", 5, 23, 28, 10, 4, 4, 5),
    ],
)
def test_every_union_has_the_members_of_its_revision(
    revision: str, contents: int, steps: int, deltas: int, tools: int, agents: int, formats: int, annotations: int
) -> None:
    wanted = {"Content": contents, "Step": steps, "Delta": deltas, "Tool": tools, "AgentConfig": agents}
    wanted |= {"ResponseFormat": formats, "Annotation": annotations, "Event": 7}
    schemas = load(revision)
    known = [name for name in wanted if name in schemas.names("strict")]
    mappings = {name: schemas.document(name, "strict").get("discriminator", {}).get("mapping", {}) for name in known}
    assert {name: len(mappings.get(name, ())) for name in wanted} == wanted
