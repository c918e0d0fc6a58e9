"""What is found, and made short, and what is not held against a server that is right."""

from __future__ import annotations

import pytest

from conformance.courtesy import BudgetSpent
from conformance.drawing import Drawing
from conformance.features.sequences import feature
from conformance.generate.sequences.story import story
from conformance.judge import Judge
from conformance.revisions import NEWEST, REVISIONS, Revision
from conformance.verdict import Outcome
from tests.fuzz.defects.defect import Answer, Call, Sin
from tests.generate.sequences.local import explored, local
from tests.generate.sequences.sins import SINS, DeletesTheParent

FEW = Drawing(examples=140, seconds=60)


@pytest.mark.parametrize("sin", SINS, ids=lambda sin: sin.__name__)
def test_a_sin_is_found_and_told_in_few_steps(sin: type[Sin]) -> None:
    rule, most = SINS[sin]
    with local(NEWEST.name, sin(), FEW) as api:
        explored(api)
        found = {failure.requirement: failure for failure in api.tally.failures}
        requirement = next(r for r in feature.requirements if r.id == f"sequences.{rule}")
        judge = Judge("local", NEWEST.name, "socket")
        verdicts = [judge.verdict(requirement, one) for one in requirement.looks_at.find(api.exchanges)]
    assert f"sequences.{rule}" in found
    assert len(found[f"sequences.{rule}"].about.split("; ")) <= most, found[f"sequences.{rule}"].about
    wrong = [verdict for verdict in verdicts if verdict.outcome is Outcome.WRONG]
    assert wrong
    assert "after: 1. create “My name is Adelheid.” → A; 2. " in wrong[0].message
    assert wrong[0].message.endswith("(seed 0)")
    assert found[f"sequences.{rule}"].exchange in {exchange.key for exchange in api.exchanges}


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_a_right_server_breaks_nothing_and_shows_every_rule(revision: Revision) -> None:
    with local(revision.name, drawing=Drawing(examples=500, seconds=120)) as api:
        explorer = explored(api)
        assert sum(len(player.exchanges) for player in explorer.played) >= 500
        shown = {rule for player in explorer.played for rule in player.held}
        assert [finding for player in explorer.played for finding in player.broken] == []
        assert shown == {r.id.partition(".")[2] for r in feature.requirements if revision in r.span}
        assert api.tally.failures == []
        assert len(api.exchanges) < 120


def test_the_first_failure_ends_it_where_one_will_do() -> None:
    with local(NEWEST.name, DeletesTheParent(), Drawing(seconds=60, first_failure=True)) as api:
        explored(api)
        assert len(api.tally.failures) == 1
        assert api.drawing.stopped  # and with it what else is drawn
        assert api.tally.failures[0].after < 60
        assert api.tally.failures[0].shrinking > 0


def test_a_budget_ends_it() -> None:
    for drawing, most in ((Drawing(examples=30, seconds=60), 31), (Drawing(seconds=0), 0)):
        with local(NEWEST.name, drawing=drawing) as api:
            explored(api)
            assert sum(api.tally.sent.values()) <= most


def test_what_ends_the_run_ends_it_too() -> None:
    with local(NEWEST.name) as api:
        api.client.courtesy.most = 20
        with pytest.raises(BudgetSpent):
            explored(api)
        assert api.exchanges
        assert api.tally.failures == []


def test_what_is_left_behind_is_told() -> None:
    with local(NEWEST.name, drawing=FEW) as api:
        explored(api)
        left = {id for id in api.stored if api.get(id).status == 200}  # noqa: A001
        assert left == api.stored


def test_a_seed_draws_the_same_again() -> None:
    told = []
    for seed in (3, 3, 4):
        with local(NEWEST.name, drawing=Drawing(seed=seed, examples=200, seconds=60)) as api:
            told.append(["\n".join(story(player.exchanges)) for player in explored(api).played])
    assert told[0] == told[1] != told[2]


class LagsBehind(Sin):
    """What was made is found from the second look on, what was deleted is gone from the second look on: no sin."""

    def __init__(self) -> None:
        self.fresh: set[str] = set()
        self.read: dict[str, Answer] = {}

    def learn(self, call: Call, answer: Answer) -> None:
        if call.method == "GET" and answer.status == 200:
            self.read[call.id] = answer
        if call.method == "DELETE" and answer.status == 200:
            self.fresh.add(call.id)

    def replaces(self, call: Call) -> object:
        if call.method != "GET" or call.id not in self.fresh or call.asks("stream"):
            return call.body
        self.fresh.discard(call.id)
        return self.read.get(call.id, call.body)


class IsBusy(Sin):
    """Every fourth request is put off: no sin."""

    def __init__(self) -> None:
        self.asked = 0

    def replaces(self, call: Call) -> object:
        self.asked += 1
        busy = Answer(503, {"error": {"message": "Later.", "code": "service_unavailable"}})
        return busy if self.asked % 4 == 0 else call.body


@pytest.mark.parametrize("sin", [LagsBehind, IsBusy])
def test_what_takes_a_moment_is_not_held_against_a_server(sin: type[Sin]) -> None:
    with local(NEWEST.name, sin(), FEW) as api:
        explorer = explored(api)
        assert api.tally.failures == []
        surprised = {finding.rule for player in explorer.played for finding in player.broken}
        accused = {player.api.sequence for player in explorer.played if player.broken}
        kept = {exchange.request.headers["x-conformance-marker"].rpartition(".")[0] for exchange in api.exchanges}  # type: ignore[index]
    assert (sin is LagsBehind) is bool(surprised)
    assert not accused & kept
