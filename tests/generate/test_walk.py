"""The random walk: valid, repeatable, diverse, and bounded."""

from __future__ import annotations

import hashlib
import json
from itertools import combinations, islice
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from conformance.generate import values
from conformance.generate.fit import places
from conformance.generate.focus import focused
from conformance.generate.reading import Reader
from conformance.generate.shape import Nested, Number, Record, Text, compiled, every
from conformance.generate.walk import Walk
from conformance.revisions import NAMES
from conformance.schema import load


@pytest.mark.parametrize("revision", NAMES)
def test_every_body_is_valid(revision):
    schemas = load(revision)

    wrong = [
        (body, schemas.check("CreateRequest", body, "request"))
        for body in islice(Walk(compiled(revision), seed=1), 1_500)
        if not schemas.is_valid("CreateRequest", body, "request")
    ]

    assert wrong == []


@pytest.mark.parametrize("revision", NAMES)
def test_every_request_type_is_made_valid(revision):
    schemas = load(revision)
    for name in schemas.names("request"):
        for value in islice(Walk(compiled(revision, name), seed=2), 40):
            assert schemas.is_valid(name, value, "request"), (name, value)


def test_an_independent_validator_agrees():
    schemas = load("2026-11-16")
    documents = [schemas.document(name, "request") for name in schemas.names("request")]
    registry: Any = Registry().with_resources([(one["$id"], Resource.from_contents(one)) for one in documents])
    validator = Draft202012Validator(schemas.document("CreateRequest", "request"), registry=registry)

    for body in islice(Walk(compiled("2026-11-16"), seed=3), 40):
        assert validator.is_valid(body)


def test_a_seed_and_a_number_make_the_same_body_everywhere():
    """The digest is the same on every version of Python that is supported; a change of the walk changes it."""
    bodies = [*islice(Walk(compiled("2025-12-11"), seed=7), 300)]

    assert [Walk(compiled("2025-12-11"), seed=7).at(number) for number in (299, 0, 17)] == [
        bodies[299],
        bodies[0],
        bodies[17],
    ]
    assert bodies != [*islice(Walk(compiled("2025-12-11"), seed=8), 300)]
    assert hashlib.sha256(json.dumps(bodies).encode()).hexdigest()[:12] == "e2accb50e928"


def test_most_bodies_are_small_and_none_is_huge():
    sizes = sorted(len(json.dumps(body)) for body in islice(Walk(compiled("2026-11-16"), seed=4), 2_000))

    assert sizes[1_000] < 600
    assert sizes[-1] < 200_000


@pytest.mark.parametrize("revision", NAMES)
def test_json_schemas_in_requests_are_whole(revision):
    """They compile, refer to nothing that is not there, and name no property that they do not have."""
    nested = {shape.name: shape for shape in every(compiled(revision)) if isinstance(shape, Nested)}
    for shape in nested.values():
        for schema in islice(Walk(shape, seed=5), 400):
            jsonschema_rs.validator_for(schema, retriever=_none).is_valid({"a": [1, "b"]})
            assert set(schema.get("required", ())) <= set(schema.get("properties", ()))


def _none(uri: str) -> Any:
    raise AssertionError(uri)


@pytest.mark.parametrize(("low", "high"), [(3, 3), (-2, 5), (None, -4), (7, None), (None, None)])
@pytest.mark.parametrize("kind", ["integer", "number"])
def test_numbers_keep_to_their_bounds_and_reach_them(kind, low, high):
    bounds = {name: bound for name, bound in (("minimum", low), ("maximum", high)) if bound is not None}
    shape = Reader({"N": {"type": kind, **bounds}}.__getitem__).named("N")
    assert isinstance(shape, Number)

    made = [*islice(Walk(shape, seed=1), 500)]

    assert all((low is None or low <= number) and (high is None or number <= high) for number in made)
    assert {bound for bound in (low, high) if bound is not None} <= set(made)
    assert kind == "number" or all(isinstance(number, int) for number in made)


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 2), (5, 5), (1, None)])
def test_texts_keep_to_their_bounds_and_reach_them(low, high):
    bounds = {"minLength": low} | ({} if high is None else {"maxLength": high})
    made = {*islice(Walk(Reader({"T": {"type": "string", **bounds}}.__getitem__).named("T"), seed=1), 800)}

    lengths = {len(text) for text in made}
    assert min(lengths) == low
    assert high is None or max(lengths) == high


@pytest.mark.parametrize(("fewest", "most"), [(0, 1), (2, 2), (1, None)])
def test_lists_keep_to_their_bounds(fewest, most):
    schema = {"type": "array", "items": {"const": 1}, "minItems": fewest} | ({} if most is None else {"maxItems": most})
    lengths = {len(made) for made in islice(Walk(Reader({"L": schema}.__getitem__).named("L"), seed=1), 400)}

    assert min(lengths) == fewest
    assert max(lengths) == (most or 8)


def test_texts_for_every_pattern_fit_it():
    patterns = {
        shape.pattern
        for revision in NAMES
        for name in load(revision).names("request")
        for shape in every(compiled(revision, name))
        if isinstance(shape, Text) and shape.pattern
    }

    assert patterns <= values.PATTERNS.keys()
    for pattern, texts in values.PATTERNS.items():
        validator = jsonschema_rs.validator_for({"pattern": pattern})
        assert all(validator.is_valid(text) for text in texts)


def test_all_texts_can_be_sent():
    for text in (*values.PLAIN, *values.STRANGE, *values.KEYS, values.ALPHABET):
        assert json.loads(json.dumps(text)) == text
        text.encode()


def test_any_two_fields_of_a_type_come_together():
    """What breaks on a combination is found by a default run: 3,000 bodies have all pairs of the larger types."""
    shape = compiled("2026-11-16")
    seen: dict[str, set[frozenset[str]]] = {}
    for body in islice(Walk(shape, seed=6), 3_000):
        for _, found, value in places(shape, body):
            if isinstance(found, Record) and isinstance(value, dict):
                seen.setdefault(found.name, set()).update(map(frozenset, combinations(value, 2)))

    for name in (
        "GenerationConfig",
        "McpServerTool",
        "FunctionTool",
        "GoogleMapsTool",
        "DocumentContent",
        "UrlCitation",
    ):
        record = compiled("2026-11-16", name)
        assert isinstance(record, Record)
        wanted = {frozenset(pair) for pair in combinations([field.name for field in record.fields], 2)}
        assert wanted <= seen[name], (name, wanted - seen[name])


def test_a_focused_body_has_little_beside_what_it_is_about():
    make, random = focused(compiled("2026-11-16")), Random(1)
    plain = [*islice(Walk(compiled("2026-11-16"), seed=1), 400)]
    sizes = [len(body) for body in (make(random.random, 2) for _ in range(400))]

    assert sum(sizes) / 400 < sum(map(len, plain)) / 400
    assert load("2026-11-16").is_valid("CreateRequest", make(random.random, 2), "request")


@pytest.mark.parametrize("document", [{"type": "string"}, {"type": "object", "additionalProperties": {"const": 1}}])
def test_a_shape_with_no_type_below_it_is_walked_as_it_is(document):
    shape = Reader({"S": document}.__getitem__).named("S")
    assert [*islice(Walk(shape, seed=1), 3)]
