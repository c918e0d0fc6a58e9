"""Bodies that hold each two values of a type together: valid, drawn again by their seed, and every pair is there."""

from __future__ import annotations

from itertools import product

import pytest

from conformance.generate.documented import World, granted
from conformance.generate.pairs import pairs
from conformance.generate.shape import Json, compiled
from conformance.revisions import NEWEST, REVISIONS, Revision
from conformance.schema import load
from conformance.target import Target

MANY = 600


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_bodies_are_valid_and_end(revision: Revision) -> None:
    bodies = list(pairs(compiled(revision.name), 1))
    schemas = load(revision.name)
    assert 30 < len(bodies) < MANY
    assert [body for body in bodies if not schemas.is_valid("CreateRequest", body, "request")] == []


def test_a_seed_draws_the_same_again() -> None:
    first, again, other = (list(pairs(compiled(NEWEST.name), seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_two_values_of_a_type_stand_together() -> None:
    asked = [body.get("generation_config", {}) for body in pairs(compiled(NEWEST.name), 3)]
    together = {(config.get("thinking_level"), config.get("thinking_summaries")) for config in asked}
    assert {*product(("minimal", "low", "medium", "high"), ("auto", "none"))} <= together
    assert any({"stop_sequences", "temperature"} <= config.keys() for config in asked)


def test_what_is_granted_holds_them_too() -> None:
    world = World.of(Target(name="any"), NEWEST)

    def as_granted(body: Json) -> Json:
        return granted(body, world)

    sent = [as_granted(body) for body in pairs(compiled(NEWEST.name), 3, as_granted)]
    asked = [body.get("generation_config", {}) for body in sent]
    together = {(config.get("thinking_level"), config.get("thinking_summaries")) for config in asked}
    assert {*product(("minimal", "low", "medium", "high"), ("auto", "none"))} <= together
    assert not any({"speech_config", "thinking_level"} <= config.keys() for config in asked)


def test_bounds_are_values() -> None:
    tools = [tool for body in pairs(compiled(NEWEST.name), 3) for tool in body.get("tools", ())]
    places = {(tool.get("latitude"), tool.get("longitude")) for tool in tools if tool["type"] == "google_maps"}
    assert {*product((-90, 90), (-180, 180))} <= places
