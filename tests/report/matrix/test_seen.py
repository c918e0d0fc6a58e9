"""Evidence: shortened, and the same thing once."""

from __future__ import annotations

from typing import Any

from conformance.report.matrix.board import sections
from conformance.report.matrix.brief import Finding, Outcome
from conformance.report.matrix.excerpt import excerpt
from conformance.report.matrix.seen import seen
from tests.report import sample
from tests.report.matrix.test_board import run

UNARY: Any
STREAM: Any
UNARY, _, STREAM = (line for line in sample.lines(exchanges=3) if line["kind"] == "exchange")


def short(line: Any, where: str | None = None, **changes: Any) -> Any:
    changed: Any = {**line, **changes}
    return excerpt(changed, where)


def outcome(message, status="fail"):
    return Outcome(status, (Finding(message, None, None, None, None, None),), 0, None)


def grouped(*messages):
    runs = [run(f"t{number}") for number in range(len(messages))]
    for each, message in zip(runs, messages, strict=True):
        object.__setattr__(each, "outcomes", {"x": outcome(message)})
    return [[column.run.target for column in one.columns] for one in seen("x", sections(runs)[0].columns)]


def test_findings_that_differ_in_ids_times_and_ports_are_one():
    assert grouped(
        "v1_ChdYQUJOYXRQX05P at 2026-11-22T08:00:00Z from http://127.0.0.1:8080",
        "v1_AAdYQUJOYXRQX05P at 2026-11-21T09:00:00.5Z from http://127.0.0.1:9090",
    ) == [["t0", "t1"]]
    assert grouped("no 0123456789ab", "no ba9876543210") == [["t0", "t1"]]


def test_findings_that_differ_in_what_was_found_are_two():
    assert grouped("found 3", "found 4", "found 3") == [["t0", "t2"], ["t1"]]
    assert grouped("gemini-3-flash-preview", "gemini-2.5-flash") == [["t0"], ["t1"]]


def test_the_worst_comes_first():
    runs = [run(name) for name in "abc"]
    for each, status in zip(runs, ("pass", "warn", "expected-fail"), strict=True):
        object.__setattr__(each, "outcomes", {"x": outcome("", status)})
    assert [one.outcome.status for one in seen("x", sections(runs)[0].columns)] == ["expected-fail", "warn", "pass"]


def test_an_excerpt_is_short_and_names_no_host():
    shown = short(UNARY, request={**UNARY["request"], "body": "x" * 10_000})
    assert shown.asked == "POST /v1beta/interactions"
    assert shown.answered == "200"
    assert len(shown.sent) < 550
    assert shown.received[0].startswith('{"id": "int_0001"')


def test_of_a_stream_the_events_about_the_one_pointed_at_are_shown():
    shown = short(STREAM, "event 7, $.index")
    assert [line.split(":")[0] for line in shown.received] == [
        "… 4 events",
        *(f"event {number} step.delta" for number in range(5, 10)),
        "… 5 events",
    ]


def test_of_a_stream_else_the_end_is_shown():
    for where in (None, "$.id", "event 99", "event 99999999999999999999"):
        assert short(STREAM, where).received[-1] == "event 14 done: [DONE]"
        assert len(short(STREAM, where).received) == 6


def test_what_was_not_answered_or_not_asked():
    unanswered = short(UNARY, response=None, failure="timed out")
    assert (unanswered.answered, unanswered.received) == ("timed out", ())
    unknown = {**UNARY["request"], "known": False}
    assert short(UNARY, request=unknown).asked == ""
    empty = {**STREAM["response"], "events": []}
    assert short(STREAM, "event 1", response=empty).received == ()
