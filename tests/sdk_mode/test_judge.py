"""What decides a requirement on all scenarios where some of them show nothing, and one was not played to its end."""

from __future__ import annotations

import pytest

from conformance.revisions import NEWEST
from conformance.sdk.judge import ClientJudge
from conformance.sdk.playing import End, Played
from conformance.sdk.protocol import Error, Outcome
from conformance.sdk.requirement import ClientFeature, client_scenarios
from conformance.sdk.seen import Seen
from conformance.verdict import Verdict, right, unseen, wrong

VERDICTS = {"ok": right("so it is"), "unseen": unseen("it does not show"), "wrong": wrong("so it is not")}


@pytest.mark.parametrize(
    ("shown", "end", "status"),
    [
        ("ok", End.TIMED_OUT, "pass"),
        ("unseen", End.TIMED_OUT, "warn"),
        ("wrong", End.TIMED_OUT, "fail"),
        (None, End.TIMED_OUT, "fail"),
        (None, End.CRASHED, "fail"),
    ],
)
def test_a_scenario_without_a_report_fails_no_general_requirement_that_another_shows(
    shown: str | None, end: End, status: str
) -> None:
    feature = ClientFeature("client-test", title="Test", source="https://example.com")

    @feature.must("client-test.all")
    def holds(_: Seen) -> Verdict:
        """Something holds everywhere."""
        return VERDICTS[shown or "ok"]

    (requirement,) = feature.requirements
    first, second, *_ = client_scenarios()
    told = (Outcome(error=Error.model_validate({"class": "ApiError"})),)
    played = {second: Played(second, Seen(second, NEWEST, outcomes=told), end)}
    if shown is not None:
        played[first] = Played(first, Seen(first, NEWEST, outcomes=told), End.REPORTED)
    assert ClientJudge("a client", NEWEST, {}).result(requirement, played).status == status
