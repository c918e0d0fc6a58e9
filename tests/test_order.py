"""What a run finds does not hang on who came first, how many played, or the lane that its exchanges are judged in."""

from __future__ import annotations

import random

import pytest

from conformance.judge import Judge
from conformance.judging import by_revision
from conformance.play import Stage
from conformance.requirement import Scenario, is_drawn, requirements, scenarios
from conformance.revisions import LEGACY, NEWEST, REVISIONS, Revision
from conformance.run import Run
from conformance.session import Manner, opened
from conformance.target import find_target
from conformance.verdict import Status

TARGET = find_target("emulator")
LEAST_COVERED = 0.95
"""Of the requirements that a recording can show at all (issue D)."""


def playing(revision: Revision) -> list[Scenario]:
    return [scenario for scenario in scenarios() if revision in scenario.span and not scenario.drawn]


def judged(stage: Stage) -> dict[str, Status]:
    run = Run(stage, tuple(r for r in requirements().values() if not is_drawn(r)))
    return {requirement.id: run.result_of(requirement).status for requirement in run.selected}


@pytest.mark.parametrize("revision", [LEGACY, NEWEST], ids=str)
def test_any_order_and_any_number_of_players_find_the_same(revision: Revision) -> None:
    found = []
    for workers, seed in ((1, None), (2, 4), (8, 5)):
        order = playing(revision)
        if seed is not None:
            random.Random(seed).shuffle(order)
        with opened(TARGET, revision.name, Manner(workers)) as stage:
            stage.open(order)
            found.append(judged(stage))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_kept_exchanges_are_judged_as_the_socket_was(revision: Revision) -> None:
    with opened(TARGET, revision.name, Manner(4)) as stage:
        stage.open(playing(revision))
        traffic = [exchange for scenario in playing(revision) for exchange in stage.played(scenario).exchanges]
    judge = Judge(TARGET.name, "auto", "replay", owner=stage.owner)
    replayed = [r for r in requirements().values() if revision in r.span and "replay" in r.lanes]
    shown = [r for r in replayed if not r.specimen and not is_drawn(r)]
    dated = by_revision(traffic)
    results = {r.id: judge.of_recordings(r, dated) for r in shown}
    wrong = {name: r.message for name, r in results.items() if r.status in {Status.FAIL, Status.WARN, Status.ERROR}}
    assert wrong == {}
    unseen = sorted(name for name, r in results.items() if r.status is not Status.PASS)
    assert len(unseen) <= len(shown) * (1 - LEAST_COVERED), unseen
