"""Bodies that are granted: valid, mended once and for all, and accepted by a server that knows the documentation."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import jsonschema_rs
import pytest

from conformance.generate.documented import granted, refusable
from conformance.generate.shape import compiled
from conformance.generate.walk import Walk
from conformance.revisions import REVISIONS, Revision
from conformance.schema import load
from tests.generate.documented.worlds import by_hand, emulator, kept_by

NUMBER = 200
revisions = pytest.mark.parametrize("revision", REVISIONS, ids=str)


def bodies(revision: Revision, seed: int = 1, number: int = NUMBER) -> list[Any]:
    """Bodies of a random walk."""
    return list(islice(Walk(compiled(revision.name), seed), number))


@revisions
def test_a_granted_body_is_valid_by_the_schemas(revision: Revision) -> None:
    world, schemas = by_hand(revision), load(revision.name)
    for body in bodies(revision):
        assert schemas.check("CreateRequest", granted(body, world), "request") == []


@revisions
def test_a_granted_body_is_granted_as_it_is(revision: Revision) -> None:
    world = by_hand(revision)
    for body in bodies(revision):
        made = granted(body, world)
        assert granted(made, world) == made


@revisions
def test_a_body_is_left_alone_and_mended_alike(revision: Revision) -> None:
    world = by_hand(revision)
    for body in bodies(revision, number=200):
        before = json.dumps(body)
        assert granted(body, world) == granted(json.loads(before), world)
        assert json.dumps(body) == before


@revisions
def test_the_emulator_accepts_what_is_granted(revision: Revision) -> None:
    refused = 0
    with emulator(revision) as server:
        world = kept_by(server, revision)
        for body in bodies(revision, seed=2):
            made = granted(body, world)
            answer = server("POST", "", made, revision=revision.name)
            assert answer.status < 500, (answer.content, made)
            if answer.status != 200:
                assert refusable(made, world), (answer.content, made)
                refused += 1
    assert refused < NUMBER / 10


@revisions
def test_schemas_that_requests_carry_can_be_met(revision: Revision) -> None:
    """The emulator writes answers to them; here they are JSON Schemas at least."""
    world = by_hand(revision)
    for body in bodies(revision):
        for tool in granted(body, world).get("tools", ()):
            if "parameters" in tool:
                jsonschema_rs.validator_for(tool["parameters"])


@revisions
def test_computer_use_is_asked_of_models_that_have_it(revision: Revision) -> None:
    world = by_hand(revision)
    tools = [
        {"type": "mcp_server", "name": "weather", "url": "https://example.com/mcp"},
        {"type": "computer_use", "environment": "browser"},
    ]
    body = granted({"model": "gemini-2.5-flash", "input": "a", "tools": tools}, world)
    asked = {tool["type"] for tool in body.get("tools", ())}
    assert asked
    assert "computer_use" not in asked or body["model"] == world.models["latest"]
