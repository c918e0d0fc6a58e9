"""All drawn scenarios at once, as a fuzz run plays them; what draws them is not for two threads."""

from __future__ import annotations

from conformance.drawing import Drawing
from conformance.requirement import is_drawn, requirements
from conformance.run import Run
from conformance.selection import select
from conformance.session import Manner, opened
from conformance.target import find_target

FEATURES = ("sequences", "generated-requests", "invalid-requests")


def test_scenarios_that_draw_are_played_at_once_and_the_emulator_meets_all() -> None:
    chosen = select(FEATURES, drawn=True)
    assert all(is_drawn(requirement) for requirement in chosen)
    drawing = Drawing(seed=11, examples=60, seconds=60)
    with opened(find_target("emulator"), "2026-11-16", Manner(workers=4, drawing=drawing)) as stage:
        run = Run(stage, chosen, drawn=True)
        run.open(chosen)
        found = [run.result_of(requirement) for requirement in chosen]
        told = {str(line["scenario"]): line for line in run.generated() if line["kind"] == "generation"}
    assert [(result.requirement.id, result.message) for result in found if result.status in {"fail", "error"}] == []
    assert {name.partition("/")[0] for name in told} == set(FEATURES)
    assert told["generated-requests/send-what-is-granted"]["sent"].keys() == {"strategies", "corpus", "walk"}  # type: ignore[attr-defined]  # a line as JSON


def test_a_plain_run_leaves_them_out() -> None:
    plain = select(())
    assert not [requirement for requirement in plain if is_drawn(requirement)]
    drawn = {one.id for one in requirements().values() if is_drawn(one)}
    assert {one.feature for one in requirements().values() if is_drawn(one)} >= set(FEATURES)
    assert {one.id for one in select((), drawn=True)} == {one.id for one in plain} | drawn
