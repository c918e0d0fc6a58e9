"""Statuses: what becomes of a verdict, by level, lane, declared capabilities and the way a scenario ended."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from conformance.conversation import ASKED, CONTROL, CREATE, GET, Conversation
from conformance.exchange import Chunk, Exchange, Lane, Request, Response
from conformance.judge import Judge, declared_absent
from conformance.play import End, Played
from conformance.requirement import Level, Requirement, Scenario, Span
from conformance.revisions import LEGACY, NEWEST
from conformance.verdict import Status, Verdict, expect, right, unseen, wrong

BASE = "http://target/v1beta/interactions"
GOOD = {"id": "v1_a", "status": "completed", "model": "m"}
REFUSAL = {"error": {"code": "not_implemented", "message": "No."}}


def exchange(key: str, body: object = GOOD, *, status: int = 200, method: str = "POST", url: str = BASE) -> Exchange:
    sent = json.dumps({"model": "m", "input": "hi"}).encode() if method == "POST" else None
    answer = Response(status, {"content-type": "application/json"}, (Chunk(0.1, json.dumps(body).encode()),))
    return Exchange(key, Request(method, url, {}, sent), answer)


def requirement(
    check: Callable[..., Verdict], level: Level = Level.MUST, looks_at: Conversation | None = None
) -> Requirement:
    lanes: tuple[Lane, ...] = ("socket", "replay")
    return Requirement(
        id="a.b", feature="a", level=level, sentence="It works.", looks_at=looks_at or Conversation(CREATE),
        check=check, span=Span(), clauses=(), evidence="documented", source="", lanes=lanes,
    )  # fmt: skip


def played(*exchanges: Exchange, end: End = End.PLAYED, reason: str = "") -> list[Played]:
    return [Played(Scenario("a/s", "", lambda _: None, (), Span()), exchanges, end, reason)]


judge = Judge("target", NEWEST.name, "socket")
replay = Judge("recordings", "auto", "replay")


@pytest.mark.parametrize(
    ("verdict", "level", "status"),
    [
        (right(), Level.MUST, Status.PASS),
        (right(), Level.MAY, Status.PASS),
        (wrong("no"), Level.MUST, Status.FAIL),
        (wrong("no"), Level.SHOULD, Status.WARN),
        (wrong("no"), Level.MAY, Status.WARN),
        (unseen("no"), Level.MUST, Status.WARN),
    ],
)
def test_verdict_and_level(verdict: Verdict, level: Level, status: Status) -> None:
    assert judge.of_run(requirement(lambda _: verdict, level), played(exchange("x1"))).status is status


def test_the_worst_observation_counts() -> None:
    checked = requirement(lambda x: right() if x.key == "x1" else wrong("no"))
    result = judge.of_run(checked, played(exchange("x1"), exchange("x2"), exchange("x3")))
    assert (result.status, len(result.observations)) == (Status.FAIL, 3)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (End.UNANSWERED, Status.FAIL),
        (End.NOT_ELICITED, Status.WARN),
        (End.TARGET_GONE, Status.ERROR),
        (End.BUG, Status.ERROR),
        (End.PLAYED, Status.FAIL),
    ],
)
def test_a_scenario_that_shows_nothing(end: End, status: Status) -> None:
    result = judge.of_run(requirement(lambda _: right()), played(end=end, reason="why"))
    assert result.status is status


def test_one_scenario_that_shows_it_is_enough_but_hides_no_error() -> None:
    shown, hidden = played(exchange("x1")), played(end=End.UNANSWERED, reason="why")
    checked = requirement(lambda _: right())
    assert judge.of_run(checked, shown + hidden).status is Status.PASS
    assert judge.of_run(checked, hidden + shown).status is Status.PASS
    assert judge.of_run(checked, shown + played(end=End.BUG, reason="why")).status is Status.ERROR


def test_a_check_that_trips_is_our_error() -> None:
    result = judge.of_run(requirement(lambda x: x.sent["nothing"]), played(exchange("x1")))
    assert result.status is Status.ERROR
    assert "the check itself failed" in result.message


def test_no_scenario_is_our_error() -> None:
    assert judge.of_run(requirement(lambda _: right()), []).status is Status.ERROR


def test_an_answer_that_is_no_interaction_is_not_looked_at() -> None:
    bodies: tuple[object, ...] = ({}, [], {"status": "completed"}, {"model": "m", "input": "hi"})
    for body in bodies:
        result = judge.of_run(requirement(lambda _: right()), played(exchange("x1", body)))
        assert result.status is Status.FAIL


def test_an_id_given_twice_links_nothing_in_a_run() -> None:
    pair = Conversation(CREATE, GET)
    get = exchange("x2", method="GET", url=f"{BASE}/v1_a")
    owned = Judge("target", NEWEST.name, "socket", owner=lambda _: "x0")
    result = owned.of_run(requirement(lambda *_: right(), looks_at=pair), played(exchange("x1"), get))
    assert result.status is Status.FAIL
    assert "given to another interaction before" in result.message


def test_an_id_that_recordings_share_links_nothing() -> None:
    pair = requirement(lambda *_: wrong("no"), looks_at=Conversation(CREATE, GET))
    traffic = {NEWEST: [exchange("x1"), exchange("x2", method="GET", url=f"{BASE}/v1_a")]}
    shared = Judge("recordings", "auto", "replay", shared=frozenset({"v1_a"}))
    assert replay.of_recordings(pair, traffic).status is Status.FAIL
    assert shared.of_recordings(pair, traffic).status is Status.NOT_APPLICABLE


def test_a_recorded_refusal_is_no_failure_of_what_it_refused() -> None:
    refused = exchange("x1", REFUSAL, status=429)
    assert replay.of_recordings(requirement(lambda _: right()), {NEWEST: [refused]}).status is Status.NOT_APPLICABLE
    assert judge.of_run(requirement(lambda _: right()), played(refused)).status is Status.FAIL


def test_a_recording_of_either_revision_fails_only_at_both() -> None:
    one, other = exchange("x1"), exchange("x1")
    only_new = requirement(lambda x: wrong("no") if x is other else right())
    assert replay.of_recordings(only_new, {LEGACY: [one], NEWEST: [other]}).status is Status.PASS
    both = requirement(lambda _: wrong("no"))
    assert replay.of_recordings(both, {LEGACY: [one], NEWEST: [other]}).status is Status.FAIL


def test_a_refusal_needs_a_request_that_is_accepted() -> None:
    looks_at = Conversation(CONTROL, ASKED.where(lambda x: x.status != 200, "refused"))
    asked = requirement(lambda _, x: expect(x, "$.error").is_object(), looks_at=looks_at)
    good, bad = exchange("x1"), exchange("x2", REFUSAL, status=400)
    assert judge.of_run(asked, played(good, bad)).status is Status.PASS
    assert judge.of_run(asked, played(exchange("x1", REFUSAL, status=400), bad)).status is Status.FAIL


def test_declared_absent() -> None:
    checked = requirement(lambda _: right())
    refused, answered = exchange("x1", REFUSAL, status=501), exchange("x1")
    broken = exchange("x1", "oops", status=500)
    for sent, status in ((refused, Status.UNSUPPORTED), (answered, Status.WARN), (broken, Status.FAIL)):
        result = judge.of_run(checked, played(sent))
        assert declared_absent(result, [sent]).status is status


def test_what_was_not_looked_at_says_nothing_of_a_declaration() -> None:
    checked = requirement(lambda x: expect(x, "$.status").equals("in_progress"))
    answered, elsewhere = exchange("x1"), exchange("x2", "not here", status=404)
    result = judge.of_run(checked, played(answered))
    assert declared_absent(result, [answered, elsewhere]).status is Status.WARN


def test_a_refusal_in_another_shape_is_told_as_such() -> None:
    result = judge.of_run(requirement(lambda _: right()), played(unshaped := exchange("x1", "not here", status=404)))
    found = declared_absent(result, [unshaped])
    assert found.status is Status.FAIL
    assert found.message.startswith("declared absent, but not refused in the documented error shape: ")
