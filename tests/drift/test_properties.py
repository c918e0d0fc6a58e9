"""What holds for whatever has been recorded."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.drift.compare import between
from conformance.drift.evidence import chance
from conformance.drift.question import Observation
from conformance.drift.timeline import over_time
from tests.drift.made import several

NAMES = st.sampled_from(["type", "a", "b", "id", "created"])
SCALARS = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["x", "y", "2026-06-01T10:00:00Z", "a b"])
ANSWERS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4))
KINDS = st.fixed_dictionaries(
    {
        "day": st.sampled_from(["", "2026-04", "2026-05-01", "2026-06-01", "2026-07-01"]),
        "status": st.sampled_from([200, 400]),
        "sent": st.sampled_from([{"model": "gemini-9-flash"}, {"model": "gemini-8", "store": False}]),
    }
)


SETS = st.lists(st.tuples(ANSWERS, KINDS, st.integers(1, 6)), max_size=4)
Drawn = list[tuple[Any, dict[str, Any], int]]


def recorded(drawn: Drawn) -> list[Observation]:
    return [one for answer, kind, number in drawn for one in several(number, answer, **kind)]


@given(SETS)
@settings(max_examples=20, deadline=None)
def test_a_set_does_not_differ_from_itself(drawn: Drawn) -> None:
    assert between(recorded(drawn), recorded(drawn)).changes == ()


@given(SETS, SETS)
@settings(max_examples=25, deadline=None)
def test_the_way_back_is_the_way_there_in_a_mirror(one: Drawn, other: Drawn) -> None:
    there, back = between(recorded(one), recorded(other)), between(recorded(other), recorded(one))
    assert there.mirrored() == back
    assert back.mirrored() == there


@given(SETS, SETS, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_files_does_not_matter(one: Drawn, other: Drawn, chosen: Any) -> None:
    old, new = recorded(one), recorded(other)
    mixed = [*old, *new]
    whole, compared = over_time(mixed), between(old, new)
    for each in (mixed, old, new):
        chosen.shuffle(each)
    assert over_time(mixed) == whole
    assert between(old, new) == compared


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_chance_is_one_and_falls_with_every_exchange(showing: int, shown: int, silent: int) -> None:
    shown = min(showing, shown)
    assert 0 < chance(showing, shown, silent + 1) < chance(showing, shown, silent) <= 1
