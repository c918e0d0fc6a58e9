"""A diff over two steps follows from the diffs of the steps, of the real schemas and of any others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.projection import Projection
from conformance.revisions import NAMES
from conformance.schema import Profile, load
from conformance.schemadiff import Change, Side, between, compared
from conformance.schemadiff.compare import PROFILE
from tests.schemadiff.sources import Source, sources

Types = dict[str, dict[str, Any]]
Changes = Sequence[Change]
TRIPLES = list(combinations(NAMES, 3))


def real(side: Side) -> dict[str, Types]:
    profile = PROFILE[side]
    return {name: {of: load(name).document(of, profile) for of in load(name).names(profile)} for name in NAMES}


def projected(source: Source, profile: Profile) -> dict[str, Types]:
    return {name: Projection(source, name, profile).types() for name in NAMES}


def renamed(changes: Changes) -> dict[str, str]:
    return {change.before: change.after for change in changes if (change.subject, change.kind) == ("type", "renamed")}


def followed(types: set[str], changes: Changes) -> set[str]:
    """The names of the types after ``changes``."""
    kept = {renamed(changes).get(name, name) for name in types}
    for change in changes:
        if change.subject in {"type", "root"} and change.kind == "removed":
            kept.remove(change.path)
        elif change.subject in {"type", "root"} and change.kind == "added":
            assert change.path not in kept
            kept.add(change.path)
    return kept


def within(changes: Changes, name: str) -> set[tuple[Any, ...]]:
    """What changed inside the type that is called ``name`` in the older revision, without saying in which type."""
    names = {name, renamed(changes).get(name, name)}
    told = [change for change in changes if change.type_name in names and change.subject not in {"type", "root"}]
    return {(c.inside, c.subject, c.kind, c.before, c.after, c.required, c.open) for c in told}


def fields_of(schema: dict[str, Any]) -> set[str]:
    return set(schema.get("properties", {}))


def followed_fields(fields: set[str], changes: set[tuple[Any, ...]]) -> set[str]:
    """The names of a type's own fields after ``changes``."""
    kept = set(fields)
    for inside, subject, kind, _, after, *_ in changes:
        name = inside.removeprefix(".")
        if subject == "field" and inside.count(".") == 1:
            kept -= {name} if kind in {"removed", "renamed"} else set()
            kept |= {"added": {name}, "renamed": {after}}.get(kind, set())
    return kept


def assert_composed(types: Sequence[Types], diffs: Sequence[Changes]) -> None:
    """``types`` of three revisions, and the changes of the first step, of the second and of both."""
    (first, second, third), (one, two, both) = types, diffs
    assert followed(followed(set(first), one), two) == followed(set(first), both) == set(third)
    for name in first:
        then = renamed(one).get(name, name)
        last = renamed(two).get(then, then)
        if then not in second or last not in third:
            continue
        assert renamed(both).get(name, name) == last
        before, after, over_both = within(one, name), within(two, then), within(both, name)
        if "$defs" not in first[name]:
            fields = fields_of(first[name])
            assert followed_fields(followed_fields(fields, before), after) == fields_of(third[last]), name
            assert followed_fields(fields, over_both) == fields_of(third[last]), name
        if not before:
            assert over_both == after, f"{name}: unchanged at first"
        elif not after:
            assert over_both == before, f"{name}: unchanged at last"


@pytest.mark.parametrize("side", PROFILE)
def test_two_steps_of_the_real_schemas_make_one(side: Side) -> None:
    types = real(side)
    for triple in [*TRIPLES, *(names[::-1] for names in TRIPLES)]:
        pairs = (triple[:2], triple[1:], triple[::2])
        assert_composed([types[name] for name in triple], [between(*pair).on(side) for pair in pairs])


@pytest.mark.parametrize("side", PROFILE)
@given(source=sources(), triple=st.sampled_from(TRIPLES), back=st.booleans())
@settings(max_examples=60, deadline=None)
def test_two_steps_of_any_schemas_make_one(side: Side, source: Source, triple: tuple[str, ...], back: bool) -> None:
    projections = projected(source, PROFILE[side])
    types = [projections[name] for name in (reversed(triple) if back else triple)]
    pairs = (types[:2], types[1:], types[::2])
    assert_composed(types, [compared(side, older, newer) for older, newer in pairs])


@pytest.mark.parametrize("side", PROFILE)
def test_a_revision_does_not_differ_from_itself(side: Side) -> None:
    assert [compared(side, types, types) for types in real(side).values()] == [[]] * len(NAMES)


@given(source=sources())
@settings(max_examples=60, deadline=None)
def test_a_diff_is_empty_exactly_where_the_schemas_say_the_same(source: Source) -> None:
    for older, newer in combinations(projected(source, "request").values(), 2):
        same = older.keys() == newer.keys() and all(rules_of(older[name]) == rules_of(newer[name]) for name in older)
        assert (compared("request", older, newer) == []) == same


def rules_of(schema: Any) -> Any:
    """A schema without what says nothing about values, and with lists whose order says nothing in one order."""
    if isinstance(schema, list):
        return sorted((rules_of(item) for item in schema), key=repr)
    if not isinstance(schema, dict):
        return schema
    return {key: rules_of(value) for key, value in cast(Types, schema).items() if not key.startswith(("x-", "$id"))}
