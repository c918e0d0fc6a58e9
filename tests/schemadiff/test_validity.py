"""A value that was valid stays valid, unless the diff says that something on one of its paths breaks its writer."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from conformance.revisions import NAMES
from conformance.schema import Profile, load
from conformance.schemadiff import Change, Side, between
from conformance.schemadiff.compare import PROFILE
from tests.schemadiff.paths import Paths, on_paths
from tests.schemadiff.values import values

DIFFS = {pair: between(*pair) for pair in permutations(NAMES, 2)}


def documents(revision: str, profile: Profile) -> dict[str, Any]:
    return {name: load(revision).document(name, profile) for name in load(revision).names(profile)}


def unexplained(pair: tuple[str, str], side: Side, name: str, value: object, changes: tuple[Change, ...]) -> str:
    """What is wrong with a value of the older revision in the newer and in none of the changes; ``""`` if nothing."""
    before, after = map(load, pair)
    renamed = {
        change.before: change.after for change in changes if (change.subject, change.kind) == ("type", "renamed")
    }
    then = renamed.get(name, name)
    profile = PROFILE[side]
    if then not in after.names(profile):
        return ""
    touched = Paths(before, profile).of(name, value)
    explaining = on_paths(changes, touched, renamed)
    refused = after.check(then, value, profile)
    if refused and not any(change.narrows for change in explaining):
        return f"refused as {then}, {profile}: {refused[0]}"
    writer = "client" if side == "request" else "server"
    tolerant: Profile = "request" if side == "request" else "response"
    refused = after.check(then, value, tolerant)
    if refused and not any(writer in change.breaking for change in explaining):
        return f"breaks the {writer} as {then}: {refused[0]}"
    return ""


@pytest.mark.parametrize("pair", DIFFS, ids="-".join)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_was_valid_stays_valid_unless_a_breaking_change_is_on_its_path(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    side: Side = data.draw(st.sampled_from(("request", "response")))
    types = documents(pair[0], PROFILE[side])
    name = data.draw(st.sampled_from(sorted(types)))
    value = data.draw(values(types, name))
    if load(pair[0]).is_valid(name, value, PROFILE[side]):
        assert unexplained(pair, side, name, value, DIFFS[pair].on(side)) == ""


WITNESSES: list[tuple[Side, str, str, Any]] = [
    ("response", "Interaction", "Interaction.outputs", {"model": "m", "status": "completed", "outputs": []}),
    ("response", "ContentStopEvent", "ContentStopEvent.event_type", {"event_type": "content.stop", "index": 0}),
    ("request", "ResponseModality", "ResponseModality", "TEXT"),
    ("request", "Input", "Input", [{"role": "user", "content": "Hello"}]),
]


@pytest.mark.parametrize(("side", "name", "path", "value"), WITNESSES)
def test_a_diff_that_leaves_a_change_out_is_found_out(side: Side, name: str, path: str, value: Any) -> None:
    if isinstance(value, dict) and "status" in value:
        value = {**value, "created": "2026-05-20T00:00:00Z", "updated": "2026-05-20T00:00:00Z"}
    pair = ("2025-12-11", "2026-05-20")
    changes = DIFFS[pair].on(side)
    assert load(pair[0]).check(name, value, PROFILE[side]) == []
    assert unexplained(pair, side, name, value, changes) == ""
    incomplete = tuple(change for change in changes if change.path != path or change.subject == "type")
    assert unexplained(pair, side, name, value, incomplete) != ""


@pytest.mark.parametrize("side", PROFILE)
@pytest.mark.parametrize("revision", NAMES)
def test_most_of_the_values_are_valid(revision: str, side: Side) -> None:
    types, verdicts = documents(revision, PROFILE[side]), []

    @given(data=st.data())
    @settings(max_examples=50, deadline=None, derandomize=True, phases=[Phase.generate])
    def collect(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(types)))
        verdicts.append(load(revision).is_valid(name, data.draw(values(types, name)), PROFILE[side]))

    collect()
    assert sum(verdicts) > 0.8 * len(verdicts)
