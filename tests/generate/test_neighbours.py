"""Kinds of item stand side by side in lists, each with each, as documented conversations have them too."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from conformance.generate.documented import World, granted
from conformance.generate.fit import is_whole
from conformance.generate.neighbours import LONGEST, neighbours
from conformance.generate.shape import Json, compiled
from conformance.revisions import BY_NAME, NAMES, NEWEST
from conformance.schema import load
from conformance.target import Target

STEPS = ("user_input", "model_output", "thought", "function_call", "function_result", "code_execution_call")


def kinds(body: Json) -> list[str]:
    """The types of the items that the input of ``body`` lists."""
    given = body.get("input")
    return [item.get("type", item.get("role")) for item in given] if isinstance(given, list) else []


@pytest.mark.parametrize("revision", NAMES)
def test_they_are_valid_bounded_and_the_same_for_a_seed(revision: str) -> None:
    shape = compiled(revision)
    found = list(neighbours(shape, 3))
    assert found == list(neighbours(shape, 3))
    assert found != list(neighbours(shape, 4))
    assert 100 < len(found) < 500
    assert all(load(revision).is_valid("CreateRequest", body, "request") for body in found)
    assert all(is_whole(shape, body) for body in found)
    assert max(len(kinds(body)) for body in found) == LONGEST


def test_each_kind_of_step_is_followed_by_each() -> None:
    found = list(neighbours(compiled(NEWEST.name), 3))
    met = {pair for body in found for pair in pairwise(kinds(body))}
    assert set(product(STEPS, STEPS)) <= met
    tools = {pair for body in found for pair in pairwise(tool["type"] for tool in body.get("tools", ()))}
    assert ("mcp_server", "function") in tools


@pytest.mark.parametrize("revision", [name for name in NAMES if BY_NAME[name].blocks == "steps"])
def test_two_calls_side_by_side_are_granted_and_kept(revision: str) -> None:
    world = World.of(Target(name="any"), BY_NAME[revision])
    bodies = [granted(body, world) for body in neighbours(compiled(revision), 6)]
    calling = [body for body in bodies if ("function_call", "function_call") in pairwise(kinds(body))]
    assert calling
    assert all(body.get("store", True) for body in calling)
