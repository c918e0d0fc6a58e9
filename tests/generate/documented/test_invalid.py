"""Bodies that are forbidden: wrong for the reason they give, refused by a server that knows the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from conformance.generate.case import Case
from conformance.generate.documented import World, granted, refusable
from conformance.generate.documented.invalid import SINS, mutations, still_wrong, wrongs
from conformance.generate.shape import compiled
from conformance.generate.walk import Walk
from conformance.revisions import NEWEST, REVISIONS, Revision
from conformance.target import Target
from tests.generate.documented.worlds import by_hand, emulator, kept_by

Json = dict[str, Any]
revisions = pytest.mark.parametrize("revision", REVISIONS, ids=str)
LET_PASS = {"the choice of tools names a function that is not declared"}
"""What the emulator accepts: nothing says that it is an error."""


def wrong_bodies(world: World, number: int, of_each: int, seed: int = 3) -> list[Case]:
    """The first cases of some granted bodies."""
    walk = islice(Walk(compiled(world.revision.name), seed), number)
    return [case for body in walk for case in islice(mutations(granted(body, world), world), of_each)]


@revisions
def test_the_emulator_refuses_what_is_forbidden(revision: Revision) -> None:
    with emulator(revision) as server:
        world = kept_by(server, revision)
        for case in wrong_bodies(world, 12, 8):
            answer = server("POST", "", case.body, revision=revision.name)
            assert 400 <= answer.status < 500 or (case.about in LET_PASS and answer.status == 200), (case, answer)


@revisions
def test_a_case_is_wrong_for_its_reason_and_has_a_clause(revision: Revision) -> None:
    world = by_hand(revision)
    for case in wrong_bodies(world, 10, 6):
        assert still_wrong(case, world), case
        assert case.clauses
        assert not case.valid
        assert case.level in ("must", "should", "may")


@revisions
def test_every_sin_of_a_revision_is_committed(revision: Revision) -> None:
    world = by_hand(revision)
    done = {case.about for case in wrong_bodies(world, 2, 1000)}
    assert {sin.reason for sin in SINS if sin.is_of(world)} <= done


@revisions
def test_what_is_granted_is_not_wrong(revision: Revision) -> None:
    world = by_hand(revision)
    for body in islice(Walk(compiled(revision.name), 5), 150):
        made = granted(body, world)
        assert [wrong for wrong in wrongs(made, world) if not refusable(made, world)] == [], made


@revisions
def test_a_body_that_is_right_after_all_is_no_longer_wrong(revision: Revision) -> None:
    world = by_hand(revision)
    plain = {"model": "gemini-2.5-flash", "input": "Hello."}
    for case in wrong_bodies(world, 10, 6):
        assert not still_wrong(replace(case, body=plain), world), case


def test_cases_are_the_same_for_the_same_body() -> None:
    world = by_hand(NEWEST)
    assert wrong_bodies(world, 5, 20) == wrong_bodies(world, 5, 20)


def test_clauses_are_those_of_the_documentation(corpus: Path) -> None:
    known = {clause["id"] for clause in json.loads((corpus / "facts" / "clauses.json").read_text())}
    for revision in REVISIONS:
        world = by_hand(revision)
        assert {clause for case in wrong_bodies(world, 5, 20) for clause in case.clauses} <= known
    assert {clause for sin in SINS for clause in sin.clauses.split()} <= known


@pytest.mark.parametrize(
    "body", [None, [], "", 1, {}, {"input": None}, {"input": [None]}, {"model": 1, "input": {}}, {"tools": [[]]}]
)
def test_any_json_is_looked_at(body: object) -> None:
    for revision in REVISIONS:
        world = World.of(Target(), revision)
        assert list(wrongs(body, world))
        assert refusable(body, world) is None
        case = Case(body, valid=False, about="", tier="corpus", repeat="", pointer="$")
        assert still_wrong(case, world) in (True, False)


def test_a_null_stands_for_a_field_left_out() -> None:
    world = by_hand(NEWEST)
    body: Any = {"model": "gemini-2.5-flash", "input": "Hello.", "tools": None, "generation_config": {"seed": None}}
    assert list(wrongs(body, world)) == []


def test_deep_bodies_are_looked_at() -> None:
    deep: Any = "x"
    for _ in range(2000):
        deep = [deep]
    world = by_hand(NEWEST)
    assert list(wrongs({"model": "gemini-2.5-flash", "input": deep}, world))


def recorded_creates(corpus: Path) -> Iterator[tuple[str, Json, int, str, list[Revision]]]:
    """Name, body, status, what was told, and the revisions of its shape, of every recorded create."""
    index = {entry["file"]: entry for entry in json.loads((corpus / "recordings" / "INDEX.json").read_text())}
    for file in sorted((corpus / "recordings").glob("*_create_*.json")):
        recorded = json.loads(file.read_text())
        body, answer = recorded["request"].get("body"), recorded["response"]
        if isinstance(body, dict):
            blocks = "outputs" if index[file.name]["revision"].startswith("outputs") else "steps"
            of_it = [revision for revision in REVISIONS if revision.blocks == blocks]
            yield file.name, body, answer["status"], str(answer.get("body")), of_it


def test_what_the_service_accepted_is_never_called_wrong(corpus: Path) -> None:
    seen = 0
    for name, body, status, _, spoken in recorded_creates(corpus):
        for revision in spoken if status == 200 else ():
            assert list(wrongs(body, World.of(Target(), revision))) == [], (name, revision)
            seen += 1
    assert seen > 100


def test_what_the_service_refused_is_explained(corpus: Path) -> None:
    seen = 0
    for name, body, status, told, spoken in recorded_creates(corpus):
        if status != 400 or "no longer supported" in told:  # the revision was over, whatever was asked
            continue
        world = World.of(Target(), spoken[-1])
        assert list(wrongs(body, world)) or refusable(body, world), (name, told)
        seen += 1
    assert seen >= 9
