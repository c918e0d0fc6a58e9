"""Independent evidence: whether one whole type takes all that its older form took, as jsonschema-rs works it out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import jsonschema_rs
import pytest
from jsonschema_rs import canonical

from conformance.revisions import NAMES
from conformance.schema import load
from conformance.schemadiff import Side, between
from conformance.schemadiff.compare import PROFILE
from conformance.schemadiff.forms import Library, references


def reachable(name: str, types: dict[str, Any]) -> set[str]:
    """The type and all that it refers to, directly or not."""
    found, waiting = set(), [name]
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += references(types[name])
    return found & types.keys()


def verdicts(older: str, newer: str, side: Side) -> Iterator[tuple[str, canonical.Containment, bool]]:
    """Per type of both revisions: does the newer take all of the older, and is it said to be narrower or wider."""
    sets = [
        {name: load(revision).document(name, PROFILE[side]) for name in load(revision).names(PROFILE[side])}
        for revision in (older, newer)
    ]
    narrowed = {change.type_name for change in between(older, newer).on(side) if change.narrows}
    libraries = [Library(types) for types in sets]
    for name in sorted(sets[0].keys() & sets[1].keys()):
        before, after = (jsonschema_rs.canonicalize(each.self_contained(each.documents[name])) for each in libraries)
        yield name, after.covers(before), bool(narrowed & reachable(name, sets[0] | {"#": {}}))


@pytest.mark.parametrize("side", PROFILE)
@pytest.mark.parametrize(("one", "other"), [*pairwise(NAMES), (NAMES[-1], NAMES[0])])
def test_a_type_is_narrower_exactly_where_the_diff_says_so(one: str, other: str, side: Side) -> None:
    found = list(verdicts(one, other, side))
    silent = [name for name, covers, told in found if covers == canonical.Containment.NO and not told]
    false_alarms = [name for name, covers, told in found if covers == canonical.Containment.YES and told]
    assert (silent, false_alarms) == ([], [])
    decided = [name for name, covers, _ in found if covers != canonical.Containment.UNKNOWN]
    assert len(decided) > len(found) / 2
