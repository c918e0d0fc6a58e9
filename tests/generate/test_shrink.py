"""Delta debugging: what is left is allowed, fails, and has nothing to spare; and it does not take long."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest

from conformance.generate.fit import is_whole
from conformance.generate.shape import Union, compiled, every
from conformance.generate.shrink import least, smallest
from conformance.generate.walk import Walk
from conformance.schema import load

SHAPE = compiled("2026-11-16")


def is_valid(body: Any) -> bool:
    return load("2026-11-16").is_valid("CreateRequest", body, "request")


def first(wanted: Any) -> Any:
    """The first body of a walk that is as wanted."""
    return next(body for body in islice(Walk(SHAPE, seed=1), 20_000) if wanted(body))


def tools(body: Any) -> Any:
    return body.get("tools", ())


def steps(body: Any) -> Any:
    return body["input"] if isinstance(body.get("input"), list) else ()


DEFECTS = {
    "two fields": lambda body: (
        body.get("stream") is True and any(tool["type"] == "mcp_server" and "headers" in tool for tool in tools(body))
    ),
    "an empty text": lambda body: any(step.get("text") == "" for step in steps(body)),
    "beyond the basic plane": lambda body: any(
        ord(letter) > 0xFFFF for letter in "".join(body.get("labels", {}).values())
    ),
    "two calls": lambda body: sum(step["type"] == "function_call" for step in steps(body)) >= 2,
    "in a JSON Schema": lambda body: "prefixItems" in json.dumps(tools(body)),
    "a long text": lambda body: len(body.get("input", "")) > 1_000,
}
SMALLEST = {
    "two fields": {"model": "a", "input": "a", "tools": [{"type": "mcp_server", "headers": {}}], "stream": True},
    "an empty text": {"model": "a", "input": [{"type": "text", "text": ""}]},
    "two calls": {
        "model": "a",
        "input": [{"type": "function_call", "id": "", "name": "", "arguments": {}} for _ in range(2)],
    },
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_what_is_left_is_allowed_and_fails_and_has_nothing_to_spare(defect):
    calls = []

    def fails(body: Any) -> bool:
        calls.append(json.dumps(body))
        assert is_valid(body)
        assert is_whole(SHAPE, body)
        return bool(DEFECTS[defect](body))

    left = smallest(first(DEFECTS[defect]), fails, is_valid, shape=SHAPE)

    assert fails(left)
    assert len(calls) < 120
    assert len({*calls[:-1]}) == len(calls) - 1
    for smaller in _with_one_less(left):
        assert not (is_valid(smaller) and is_whole(SHAPE, smaller) and DEFECTS[defect](smaller)), smaller
    assert left == SMALLEST.get(defect, left)


def _with_one_less(value: Any) -> Any:
    """All that can be made of ``value`` by taking one member or item away."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in members:
        if isinstance(value, dict):
            yield {name: other for name, other in value.items() if name != key}
            yield from ({**value, key: smaller} for smaller in _with_one_less(item))
        else:
            yield value[:key] + value[key + 1 :]
            yield from ([*value[:key], smaller, *value[key + 1 :]] for smaller in _with_one_less(item))


def test_the_same_comes_out_every_time():
    body = first(DEFECTS["two fields"])

    assert smallest(body, DEFECTS["two fields"], is_valid) == smallest(body, DEFECTS["two fields"], is_valid)


def test_calls_are_bounded():
    calls = []

    def fails(body: Any) -> bool:
        calls.append(body)
        return bool(DEFECTS["two fields"](body))

    left = smallest(first(DEFECTS["two fields"]), fails, is_valid, most_calls=7)

    assert len(calls) == 7
    assert DEFECTS["two fields"](left)


def test_the_body_itself_is_not_changed():
    body = first(DEFECTS["two calls"])
    before = json.dumps(body)

    smallest(body, DEFECTS["two calls"], is_valid)

    assert json.dumps(body) == before


def test_a_wrong_body_shrinks_as_long_as_it_is_wrong_for_the_same_reason():
    body = first(DEFECTS["two fields"]) | {"store": "yes"}

    def wrong_in_store_alone(candidate: Any) -> bool:
        found = load("2026-11-16").check("CreateRequest", candidate, "request")
        return [violation.path for violation in found] == ["$.store"]

    left = smallest(body, lambda candidate: True, wrong_in_store_alone, shape=SHAPE)

    assert left == {"model": "a", "input": "a", "store": ""}


@pytest.mark.parametrize(
    ("body", "fails", "left"),
    [
        ("שלום \u202eabc", lambda text: "\u202e" in text, "\u202e"),
        (1_000_000, lambda number: number > 900, 976),
        (0.75, lambda number: number > 0.5, 1),
        ({"a": {"b": {"c": [1, 2, 3]}}}, lambda value: "3" in json.dumps(value), 3),
        ([[[]]], lambda value: isinstance(value, list), []),
    ],
)
def test_values_of_all_kinds_get_simpler(body, fails, left):
    assert smallest(body, fails, lambda _: True) == left


def test_the_least_of_every_shape_is_valid():
    schemas = load("2026-11-16")
    for name in schemas.names("request"):
        shape = compiled("2026-11-16", name)
        assert schemas.is_valid(name, least(shape), "request"), name
        for union in every(shape):
            if isinstance(union, Union):
                assert all(is_whole(branch.shape, least(branch.shape)) for branch in union.branches)
