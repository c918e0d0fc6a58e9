"""What bodies have reached, and the bodies that reach the rest."""

from __future__ import annotations

import json
from itertools import chain, islice
from typing import Any

import pytest

from conformance.generate.coverage import Coverage, Goal
from conformance.generate.documented import granted
from conformance.generate.fit import branch_of, is_whole, looks_like, places
from conformance.generate.reading import Reader
from conformance.generate.shape import Union, compiled, every
from conformance.generate.visit import visits
from conformance.generate.walk import Walk
from conformance.revisions import NAMES, NEWEST, revision_named
from conformance.schema import load
from tests.generate.documented.worlds import by_hand

ANIMAL: dict[str, dict[str, Any]] = {
    "Animal": {
        "discriminator": {"propertyName": "type", "mapping": {"cat": "Cat.json", "dog": "Dog.json"}},
        "anyOf": [{"$ref": "Cat.json"}, {"$ref": "Dog.json"}],
    },
    "Cat": {"type": "object", "properties": {"type": {"const": "cat"}, "lives": {"type": "integer"}}},
    "Dog": {"type": "object", "properties": {"type": {"const": "dog"}, "size": {"enum": ["s", "l"]}}},
}


def animals() -> Coverage:
    return Coverage(Reader(ANIMAL.__getitem__).named("Animal"))


def test_tells_branches_fields_and_values():
    coverage = animals()
    coverage.add({"type": "dog", "size": "l"})
    coverage.add({"type": "dog"})

    report = coverage.report()

    assert report.bodies == 2
    assert report.missed == (
        Goal("branch", "Animal", "cat"),
        Goal("field", "Cat", "type"),
        Goal("field", "Cat", "lives"),
        Goal("value", "Dog.size", '"s"'),
    )
    assert (report.percent("branch"), report.percent("field"), report.percent("value")) == (50, 50, 50)
    assert report.percent("known") == 100


def test_what_has_no_place_counts_for_nothing():
    coverage = animals()
    for body in ({"type": "fish"}, ["cat"], None, {"type": "dog", "size": "xl", "tail": 1}):
        coverage.add(body)

    hit = {str(goal) for goal in {*animals().missed} - {*coverage.missed}}
    assert hit == {"branch Animal: dog", "field Dog: type", "field Dog: size"}


def test_is_told_in_few_lines_and_as_data():
    coverage = animals()
    coverage.add({"type": "dog", "size": "l"})
    report = coverage.report()

    assert report.lines(most=1) == [
        "1 of 2 union branches (50.0 %)",
        "2 of 4 fields (50.0 %)",
        "1 of 2 enum values (50.0 %)",
        "not reached: branch Animal: cat",
        "… and 3 more",
    ]
    told = json.loads(json.dumps(report.as_json()))
    assert told["field"] == {"reached": 2, "total": 4, "percent": 50.0}
    assert told["missed"][-1] == ["value", "Dog.size", '"s"']
    assert told["bodies"] == 1


def test_what_is_not_looked_at_any_more_has_nothing_left_to_reach():
    shape = compiled(NEWEST.name)
    coverage, reached = Coverage(shape), set[Goal]()
    everything = {*coverage.missed}
    for body in islice(Walk(shape, seed=2), 1_000):
        coverage.add(body)
        alone = Coverage(shape)
        alone.add(body)
        reached |= everything - {*alone.missed}
        assert {*coverage.missed} == everything - reached


@pytest.mark.parametrize("revision", NAMES)
def test_a_few_hundred_visits_reach_everything(revision):
    coverage = Coverage(compiled(revision))
    for body in visits(coverage, seed=1):
        assert load(revision).check("CreateRequest", body, "request") == []
        assert is_whole(coverage.shape, body)
        coverage.add(body)

    assert coverage.missed == ()
    assert coverage.bodies < 200


# What no request that is granted can have: a token that only an earlier, interrupted run gives.
NEVER_GRANTED = (
    "branch CreateRequest: continuation_token and model",
    "branch CreateRequest: agent and continuation_token",
)


@pytest.mark.parametrize("revision", NAMES)
def test_what_the_documentation_grants_still_reaches_nearly_everything(revision):
    """As it is sent: after the documentation has had its say. All branches, 98 % of the fields."""
    coverage = Coverage(compiled(revision))
    world = by_hand(revision_named(revision))
    for body in chain(visits(coverage, seed=1), islice(Walk(coverage.shape, seed=1), 400)):
        coverage.add(granted(body, world))

    missed = {str(goal) for goal in coverage.missed if goal.kind == "branch"}
    assert missed <= {*NEVER_GRANTED}
    assert coverage.report().percent("field") >= 98
    assert coverage.report().percent("value") >= 97


def test_visits_are_the_same_for_the_same_seed():
    def made(seed: int) -> list[Any]:
        coverage, bodies = Coverage(compiled("2025-12-11")), []
        for body in visits(coverage, seed):
            coverage.add(body)
            bodies.append(body)
        return bodies

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_what_is_lost_on_the_way_is_tried_again_alone_and_then_given_up():
    """As when the documentation does not grant what the schema has: here nothing with tools is ever sent."""
    coverage = Coverage(compiled("2025-12-11"))
    sent = []
    for body in visits(coverage, seed=1):
        sent.append(body)
        coverage.add({name: value for name, value in body.items() if name != "tools"})

    missed = {goal.where.partition(".")[0] for goal in coverage.missed}
    assert "Tool" in missed
    assert not missed & {"Input", "Content", "GenerationConfig"}
    lone = [body for body in sent if body.get("tools", [{}])[0].get("type") == "computer_use"]
    assert any(body.keys() == {"model", "input", "tools"} for body in lone)
    assert len(sent) < 600


def test_what_only_another_way_leads_to_is_found():
    """As with environments, which only agents have; a body for a model comes first."""
    coverage = Coverage(compiled("2026-11-16"))
    for body in visits(coverage, seed=1):
        coverage.add({name: value for name, value in body.items() if name != "environment" or "agent" in body})

    assert not [goal for goal in coverage.missed if goal.where.startswith(("Environment", "RemoteEnvironment"))]


def test_a_closed_type_has_no_other_fields():
    union = compiled("2025-12-11", "Annotation")
    assert isinstance(union, Union)

    found = branch_of(union, {"source": "a"})

    assert found is not None
    assert found.label == "SourceAnnotation"
    assert branch_of(union, {"source": "a", "other": 1}) is None


def test_every_walked_body_has_a_place_for_each_of_its_parts():
    shape = compiled("2026-11-16")
    for body in islice(Walk(shape, seed=9), 300):
        assert looks_like(shape, body)
        assert all(branch_of(found, value) for _, found, value in places(shape, body) if isinstance(found, Union))


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("Input", "Hello", "string"),
        ("Input", {"type": "text", "text": "a"}, "Content"),
        ("Input", [{"type": "text", "text": "a"}], "list of Content"),
        ("Input", [{"type": "user_input", "content": "a"}], "list of Step"),
        ("Tool", {"type": "function"}, "function"),
        ("ResponseFormat", {"type": "object", "properties": {}}, "BareSchema"),
        ("ToolResult", {"type": "text"}, "object"),
        ("CreateRequest", {"agent": "a", "input": 5}, "agent and input"),
    ],
)
def test_a_value_is_of_the_branch_that_it_names_or_looks_like(name, value, label):
    union = compiled("2026-11-16", name)
    assert isinstance(union, Union)
    branch = branch_of(union, value)
    assert branch is not None
    assert branch.label == label


@pytest.mark.parametrize("value", [5, None, [5], {"type": "nothing"}, {"type": ["text"]}])
def test_a_value_is_of_no_branch_that_it_does_not_look_like(value):
    union = compiled("2026-11-16", "Content")
    assert isinstance(union, Union)
    assert branch_of(union, value) is None
    assert not looks_like(union, value)


def test_a_json_schema_that_is_none_is_not_whole():
    shape = compiled("2026-11-16", "FunctionTool")

    def tool(schema: Any) -> Any:
        return {"type": "function", "name": "a", "parameters": schema}

    assert is_whole(shape, tool({"type": "object", "properties": {"a": {"type": "string"}}}))
    wrong: list[Any] = [{"type": "thing"}, {"anyOf": []}, {"$ref": "#/$defs/Gone"}, {"$ref": "https://example.com/a"}]
    for schema in wrong:
        assert not is_whole(shape, tool(schema)), schema


def test_names_are_unique_where_they_are_counted():
    """Two enumerations of one name would hide each other's values; branches and fields of one type are one."""
    for revision in NAMES:
        found: dict[str, set[str]] = {}
        for shape in every(compiled(revision)):
            if isinstance(shape, Union):
                found.setdefault(shape.name, set()).add(" ".join(branch.label for branch in shape.branches))
        assert {name for name, labels in found.items() if len(labels) > 1} == set()
