"""What is to be met together is: entries of two columns, fields of a request, JSON Schemas within each other."""

from __future__ import annotations

import json
from itertools import combinations, product
from random import Random

import pytest

from conformance.generate.covering import rows
from conformance.generate.crossing import crossings, forced, schemas
from conformance.generate.fit import is_whole
from conformance.generate.shape import compiled
from conformance.revisions import NAMES, NEWEST
from conformance.schema import load


@pytest.mark.parametrize("sizes", [(2, 3, 4), (1, 1), (2, 0, 5), (7,), ()])
def test_each_two_entries_of_different_columns_stand_in_one_row(sizes: tuple[int, ...]) -> None:
    found = list(rows(sizes, Random(1)))
    met = {pair for row in found for pair in combinations(sorted(row.items()), 2)}
    wanted = {
        ((one, a), (other, b))
        for one, other in combinations(range(len(sizes)), 2)
        for a, b in product(range(sizes[one]), range(sizes[other]))
    }
    assert met == wanted
    assert len(found) <= len(wanted)


def test_columns_that_are_apart_stand_in_no_row() -> None:
    apart = {frozenset((0, 2)), frozenset((1, 3))}
    met = {pair for row in rows((2, 3, 4, 1), Random(1), apart) for pair in combinations(sorted(row), 2)}
    assert met == {(0, 1), (0, 3), (1, 2), (2, 3)}


@pytest.mark.parametrize("make", [crossings, forced, schemas])
@pytest.mark.parametrize("revision", NAMES)
def test_they_are_valid_and_the_same_for_a_seed(make, revision: str) -> None:
    shape = compiled(revision)
    found = list(make(shape, 3))
    assert found == list(make(shape, 3))
    assert found != list(make(shape, 4))
    assert 10 < len(found) < 2_000
    assert all(load(revision).is_valid("CreateRequest", body, "request") for body in found)
    assert all(is_whole(shape, body) for body in found)


def test_a_kind_of_tool_meets_each_choice_and_a_label_each_setting() -> None:
    found = list(crossings(compiled(NEWEST.name), 3))
    met = {
        (tool["type"], str(body["generation_config"].get("tool_choice")))
        for body in found
        if "generation_config" in body
        for tool in body.get("tools", ())
    }
    assert {("function", "any"), ("function", "validated"), ("mcp_server", "none")} <= met
    assert any("labels" in body and "seed" in body.get("generation_config", ()) for body in found)


def test_objects_stand_in_lists_and_name_what_they_need() -> None:
    told = [json.dumps(body) for body in schemas(compiled(NEWEST.name), 3)]
    assert any('"items": {"type": "object"' in one and '"required"' in one for one in told)
