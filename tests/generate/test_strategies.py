"""The strategies: valid by two validators, nothing thrown away, and what fails shrinks to what matters."""

from __future__ import annotations

import contextlib
import random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.internal.conjecture.data import ConjectureData
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from conformance.generate.shape import Nested, Reference, Union, compiled, every
from conformance.generate.strategies import requests
from conformance.revisions import NAMES
from conformance.schema import load

# All health checks on: a strategy that filters, or makes too much, fails here.
drawn = settings(max_examples=30, database=None, derandomize=True, deadline=None, phases=[Phase.generate])
shrunk = settings(max_examples=8_000, database=None, deadline=None, phases=[Phase.generate, Phase.shrink])


def smallest(shape: Any, wanted: Any) -> Any:
    return find(requests(shape), wanted, settings=shrunk, random=random.Random(1))


@pytest.mark.parametrize("revision", NAMES)
def test_every_request_is_valid(revision):
    schemas = load(revision)

    @drawn
    @given(requests(compiled(revision)))
    def holds(body: Any) -> None:
        assert schemas.check("CreateRequest", body, "request") == []

    holds()


@pytest.mark.parametrize("revision", ["2025-12-11", "2026-11-16"])
def test_an_independent_validator_agrees(revision):
    schemas = load(revision)
    documents = [schemas.document(name, "request") for name in schemas.names("request")]
    registry: Any = Registry().with_resources([(one["$id"], Resource.from_contents(one)) for one in documents])
    validator = Draft202012Validator(schemas.document("CreateRequest", "request"), registry=registry)

    @settings(drawn, max_examples=15)
    @given(requests(compiled(revision)))
    def holds(body: Any) -> None:
        assert validator.is_valid(body)

    holds()


def test_nothing_that_was_drawn_is_thrown_away(monkeypatch):
    rejected = []
    monkeypatch.setattr(ConjectureData, "mark_invalid", lambda *_, **__: rejected.append(1))

    @settings(drawn, max_examples=40)
    @given(requests(compiled("2026-11-16")))
    def holds(body: Any) -> None:
        pass

    holds()

    assert rejected == []


def test_what_is_thrown_away_would_be_noticed(monkeypatch):
    rejected = []
    monkeypatch.setattr(ConjectureData, "mark_invalid", lambda *_, **__: rejected.append(1))

    @settings(drawn, max_examples=40, suppress_health_check=[*HealthCheck])
    @given(requests(compiled("2026-11-16")).filter(lambda body: "tools" in body))
    def holds(body: Any) -> None:
        pass

    with contextlib.suppress(AssertionError):  # hypothesis wonders at what goes on after a rejection
        holds()

    assert rejected != []


@pytest.mark.parametrize("kind", ["FunctionTool", "TextResponseFormat"])
def test_json_schemas_in_requests_are_whole(kind):
    nested = next(shape for shape in every(compiled("2026-11-16", kind)) if isinstance(shape, Nested))

    @drawn
    @given(requests(nested))
    def holds(schema: Any) -> None:
        jsonschema_rs.validator_for(schema).is_valid({"a": [1, "b"]})

    holds()


@pytest.mark.parametrize("name", ["Content", "Tool", "Annotation"])
def test_every_branch_of_a_union_can_be_drawn_and_shrinks_to_the_least_of_it(name):
    union = compiled("2026-11-16", name)
    assert isinstance(union, Union)
    for branch in union.branches:
        if branch.tag is not None:
            least = smallest(union, lambda value, tag=branch.tag: value["type"] == tag)
            required = load("2026-11-16").document(_type_of(name, branch.tag), "request")["required"]
            assert least.keys() == {*required}


def _type_of(union: str, tag: str) -> str:
    return str(load("2026-11-16").document(union, "request")["discriminator"]["mapping"][tag]).removesuffix(".json")


def test_a_failure_of_two_fields_shrinks_to_these():
    def breaks(config: Any) -> bool:
        limited = any("mode" in tool for tool in config.get("allowed_tools", ()))
        return config["type"] == "mcp_server" and limited and "headers" in config

    least = smallest(compiled("2026-11-16", "Tool"), breaks)

    assert least == {"type": "mcp_server", "headers": {}, "allowed_tools": [{"mode": "auto"}]}


@pytest.mark.parametrize(
    ("wanted", "least"),
    [
        (lambda text: text == "", ""),
        (lambda text: any(ord(letter) > 0xFFFF for letter in text), "\U0001f600"),
        (lambda text: "\u0301" in text, "e\u0301\u0323"),
        (lambda text: "\u202e" in text, "\u05e9\u05dc\u05d5\u05dd \u202e\u0645\u0631\u062d\u0628\u0627"),
        (lambda text: "\x01" in text, "\x01\x1f\x7f\x85"),
        (lambda text: len(text) > 4_000, "\u00e9" * 4_096),
    ],
    ids=["empty", "beyond the basic plane", "combining", "from right to left", "control", "long"],
)
def test_texts_that_servers_trip_over_are_drawn(wanted, least):
    text = next(field.shape for field in _fields("TextContent") if field.name == "text")
    assert smallest(text, wanted) == least


def _fields(name: str) -> Any:
    record: Any = compiled("2026-11-16", name)
    return record.fields


def test_a_shape_within_itself_ends():
    def depth(value: Any) -> int:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return 1 + max(map(depth, below), default=0)

    shape = next(shape for shape in every(compiled("2026-11-16")) if isinstance(shape, Reference))

    @drawn
    @given(requests(shape.shape))
    def holds(value: Any) -> None:
        assert depth(value) <= 12

    holds()
