"""What is said of a list that is not right any more, and what is not: what a run did not look at says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.known.complaints import complaints
from tests.known.made import judged, listed, result
from tests.known.test_marking import entry

OTHER = {"message": "crash"}
OVER = "expires = 2026-11-21"


def said(text: str, *results: dict[str, Any], **more: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(each.weight, str(each)) for each in complaints(listed(text), judged(*results, **more))]


@pytest.mark.parametrize(
    ("text", "results", "expected"),
    [
        (entry(), [result()], None),
        (entry(), [result(status="pass")], ("fails", "a.one: it passes at 2026-11-16: take it off the list")),
        (entry(), [result(status="pass", level="should")], ("strict", "a.one: it passes at 2026-11-16")),
        (entry(), [result(status="warn", level="should")], None),
        (entry(**OTHER), [result()], ("fails", "a.one: it fails with another message: boom")),
        (entry(**OTHER), [result(status="warn", message="not elicited: x")], None),
        (entry(**OTHER) + entry(), [result()], None),
        (entry("a.on"), [], ("fails", "a.on: there is no such requirement; nearest: a.one")),
        (entry("z*"), [], ("fails", "z*: there is no such requirement")),
        (entry("a.on", of="flaky"), [], ("fails", "a.on: there is no such requirement; nearest: a.one")),
        (entry(), [], None),
        (entry(), [result("a.two")], None),
        (entry(), [result(status="error")], None),
        (entry(), [result(status="unsupported")], None),
        (entry(), [result(status="not-applicable")], None),
        (entry(until="2026-05-20"), [result(status="pass")], None),
        (entry(of="flaky"), [result(status="pass")], None),
        (entry(of="flaky"), [result()], None),
        (entry() + OVER, [result()], ("fails", "a.one: the entry expired, its last day was 2026-11-21")),
        (entry() + OVER, [], ("fails", "a.one: the entry expired")),
        (entry() + "expires = 2026-11-22", [result()], None),
    ],
)  # fmt: skip
def test_what_is_said_of_one(text: str, results: list[dict[str, Any]], expected: tuple[str, str] | None) -> None:
    found = said(text, *results)
    assert len(found) == (expected is not None), found
    if expected:
        assert found[0][0] == expected[0]
        assert found[0][1].startswith(f"known.toml:1: {expected[1]}")


ONE_PASSES, TWO_PASSES = result(status="pass"), result("a.two", "pass")


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([result(), result("a.two")], None),
        ([result(), TWO_PASSES], ("note", "a.*: it explains what fails; what passes: a.two")),
        ([ONE_PASSES, TWO_PASSES], ("fails", "a.*: nothing that it is for fails; what passes: a.one, a.two")),
        ([ONE_PASSES], None),
        ([ONE_PASSES, result("a.two", "error")], ("fails", "a.*: nothing that it is for fails; what passes: a.one")),
        ([ONE_PASSES, result("a.two", "warn")], ("note", "a.*: it explains what fails; what passes: a.one")),
        ([result(status="unsupported"), result("a.two", "not-applicable")], None),
    ],
)
def test_a_glob_is_right_where_something_that_it_is_for_fails(results, expected) -> None:
    found = said(entry("a.*"), *results)
    assert [(weight, message.removeprefix("known.toml:1: ")) for weight, message in found] == [expected] * bool(
        expected
    )


def test_a_glob_of_which_all_fails_otherwise_is_told() -> None:
    (found,) = said(entry("a.*", **OTHER), result(), TWO_PASSES)
    assert found == ("fails", "known.toml:1: a.*: nothing fails as listed; a.one with another message: boom")


def test_what_only_generated_requests_show_is_not_missed() -> None:
    assert said(entry("a.*"), ONE_PASSES, optional=("a.two",))
    assert said(entry("a.*"), ONE_PASSES) == []


def test_a_nearer_entry_that_says_flaky_stands_above_a_glob() -> None:
    assert said(entry("a.one", of="flaky") + entry("a.*"), ONE_PASSES, result("a.two")) == []


def test_shoulds_are_told_and_fail_strict_runs_only() -> None:
    known, run = listed(entry()), judged(result(status="pass", level="should"))
    (complaint,) = complaints(known, run)
    assert [complaint.fails(strict=strict) for strict in (False, True)] == [False, True]
    assert complaint.line["line"] == 1
