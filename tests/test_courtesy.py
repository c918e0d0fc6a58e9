"""Budget, rate and patience: what the suite sends, and what it waits for."""

from __future__ import annotations

import json

import pytest

from conformance.client import Client
from conformance.courtesy import COSTS, LONGEST_WAIT, BudgetSpent, Courtesy, asked_delay, cost_of
from conformance.emulator import serving
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.play import End
from conformance.requirement import scenarios
from conformance.revisions import REVISIONS
from conformance.selection import select
from conformance.session import Manner, opened
from conformance.target import find_target

KEY = "a-key-of-these-tests"


def refusal(status: int = 429, message: str = "Slow down.", after: str | None = None) -> Exchange:
    body = json.dumps({"error": {"code": "too_many_requests", "message": message}}).encode()
    request = Request("POST", "http://target/v1beta/interactions", {}, b"{}")
    return Exchange("x1", request, Response(status, {"retry-after": after} if after else {}, (Chunk(0.1, body),)))


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize(
    ("answer", "delay"),
    [
        (refusal(message="Quota exceeded.\nPlease retry in 4.853364811s."), 4.853364811),
        (refusal(after="7"), 7.0),
        (refusal(after="Wed, 21 Oct 2026 07:28:00 GMT"), 4.0),
        (refusal(), 4.0),
        (refusal(200), None),
        (refusal(503), None),
    ],
)
def test_the_delay_that_an_answer_asks_for(answer: Exchange, delay: float | None) -> None:
    assert asked_delay(answer, 2) == delay


def test_a_delay_holds_everybody(clock: Clock) -> None:
    courtesy = Courtesy(sleep=clock.sleep, clock=clock)
    assert courtesy.again(refusal(after="7"), 0)
    courtesy.before()
    courtesy.before()
    assert clock.slept == [7.0]
    assert courtesy.put_off == 1


def test_patience_ends(clock: Clock) -> None:
    courtesy = Courtesy(sleep=clock.sleep, clock=clock)
    assert [courtesy.again(refusal(), waits) for waits in range(4)] == [True, True, True, False]
    assert not courtesy.again(refusal(after=str(int(LONGEST_WAIT) + 1)), 0)
    for _ in range(3):
        courtesy.again(refusal(), 3)
    assert not courtesy.again(refusal(), 0), "a quota that is gone is not waited for"


def test_a_rate_spaces_requests(clock: Clock) -> None:
    courtesy = Courtesy(rate=30, sleep=clock.sleep, clock=clock)
    for _ in range(3):
        courtesy.before()
    assert clock.slept == [2.0, 2.0]


def test_a_budget_is_never_passed() -> None:
    courtesy = Courtesy(most=2)
    courtesy.before()
    courtesy.before()
    with pytest.raises(BudgetSpent, match="the budget of 2 requests is spent"):
        courtesy.before()


def test_what_a_budget_leaves_unplayed_is_said() -> None:
    manner = Manner(courtesy=Courtesy(most=5))
    with opened(find_target("emulator"), manner=manner) as stage:
        stage.open(scenario for scenario in scenarios() if stage.revision in scenario.span)
        ends = [stage.played(scenario).end for scenario in scenarios() if stage.revision in scenario.span]
    assert manner.courtesy.sent == 5
    assert End.BUDGET_SPENT in ends


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_each_scenario_declares_what_it_costs(revision) -> None:
    target = find_target("emulator")
    with opened(target, revision.name, Manner(workers=4)) as stage:
        playing = [scenario for scenario in scenarios() if revision in scenario.span and not scenario.drawn]
        stage.open(playing)
        for scenario in playing:
            made = [cost_of(exchange, target) for exchange in stage.played(scenario).exchanges]
            assert scenario.cost == max(made, key=COSTS.index, default="text"), scenario.name


def test_a_cheap_run_leaves_out_what_only_dear_scenarios_show() -> None:
    cheap = {requirement.feature for requirement in select((), cost="text")}
    assert "streaming" in cheap
    assert len(select((), cost="text")) < len(select((), cost="media")) < len(select(()))


@pytest.mark.parametrize("keep", [False, True])
def test_what_a_run_stored_is_deleted_unless_it_is_kept(keep: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with serving() as url:
        with opened(find_target(url), "2026-05-20", Manner(keep=keep)) as stage:
            stage.open(())
            made = stage.probe.answered_id
        with Client(url, KEY) as client:
            assert client.send("GET", f"/v1beta/interactions/{made}").status == (200 if keep else 404)
