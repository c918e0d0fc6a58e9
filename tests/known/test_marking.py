"""What a list makes of results: it explains, and launders nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from conformance.known.marking import marked, unmarked
from conformance.report.scores import tally
from tests.known import made
from tests.known.made import listed, result


def entry(requirement: str = "a.one", of: str = "known", **more: str) -> str:
    fields = {"requirement": requirement, "reason": "why", **more}
    return "\n".join([f"[[{of}]]", *(f'{name} = "{value}"' for name, value in fields.items()), ""])


@pytest.mark.parametrize(
    ("text", "line", "status"),
    [
        (entry(), result(), "expected-fail"),
        (entry(message="bo"), result(), "expected-fail"),
        (entry(message="oo"), result(), "fail"),
        (entry("a.two"), result(), "fail"),
        (entry("a.*"), result(), "expected-fail"),
        (entry("A.*"), result(), "fail"),
        (entry(since="2026-11-16"), result(revision="2026-05-20"), "fail"),
        (entry(), result(status="pass"), "unexpected-pass"),
        (entry("a.*"), result(status="pass"), "pass"),
        (entry(), result(status="pass", level="should"), "pass"),
        (entry(), result(status="warn", level="should"), "warn"),
        (entry(), result(status="warn"), "warn"),
        (entry(), result(status="error"), "error"),
        (entry(), result(status="unsupported"), "unsupported"),
        (entry(), result(status="not-applicable"), "not-applicable"),
        (entry(of="flaky"), result(status="pass"), "warn"),
        (entry(of="flaky"), result(), "warn"),
        (entry(of="flaky"), result(status="error"), "error"),
        (entry("a.*", of="flaky") + entry(), result(), "expected-fail"),
        (entry(of="flaky") + entry("a.*"), result(), "warn"),
        (entry(message="x") + entry(message="b"), result(), "expected-fail"),
    ],
)
def test_what_a_list_makes_of_a_result(text: str, line: dict[str, Any], status: str) -> None:
    assert marked(line, listed(text))["status"] == status


def test_an_entry_explains_through_its_last_day_and_no_longer() -> None:
    text = entry() + "expires = 2026-11-22\n"
    assert marked(result(), listed(text))["status"] == "expected-fail"
    assert marked(result(), listed(text, made.TODAY.replace(day=23)))["status"] == "fail"


def test_what_is_explained_says_by_what() -> None:
    text = "# ours\n" + entry(link="https://example.com/7")
    told = {"list": "known", "reason": "why", "link": "https://example.com/7", "file": "known.toml", "line": 2}
    for line in (result(), result(status="warn"), result(status="pass")):
        assert marked(line, listed(text))["known"] == told
    assert "known" not in marked(result("a.two"), listed(text))
    assert "known.toml:2" in marked(result(status="pass"), listed(text))["message"]


def test_flaky_never_hides_how_it_went() -> None:
    known = listed(entry(of="flaky"))
    assert marked(result(), known)["message"] == "flaky, failed this time: boom"
    assert marked(result(status="pass", message=""), known)["message"] == "flaky, passed this time"


def test_another_failure_behind_the_listed_one_is_what_is_told() -> None:
    """Of several observations the worst decides, and the first of the worst speaks: others must not hide behind it."""
    both: list[dict[str, Any]] = [
        {"exchange": "x1", "exchanges": [], "status": "fail", "message": message} for message in ("boom", "other")
    ]
    line = marked(result(observations=both), listed(entry(message="boom")))
    assert (line["status"], line["message"]) == ("fail", "other")
    assert [seen["status"] for seen in line["observations"]] == ["expected-fail", "fail"]
    assert "known" not in line


def test_recordings_are_explained_revision_by_revision() -> None:
    """A result of several revisions (``auto``) is expected where each of its failures is at a listed one."""
    known = listed(entry(until="2026-05-20"))

    def seen(*revisions: str) -> list[dict[str, Any]]:
        return [{"exchanges": [], "status": "fail", "message": "boom", "revision": name} for name in revisions]

    old, new = "2025-12-11", "2026-05-20"
    assert marked(result(revision="auto", observations=seen(old)), known)["status"] == "expected-fail"
    assert marked(result(revision="auto", observations=seen(old, new)), known)["status"] == "fail"
    assert marked(result(revision="auto", observations=seen(new)), known)["status"] == "fail"


@made.SOME
@given(made.lists(("known",)), made.runs())
def test_numbers_are_the_same_with_a_list_and_without(known, judged) -> None:
    raw = judged.results.values()
    assert tally(marked(line, known) for line in raw) == tally(raw)


@made.SOME
@given(made.lists(), made.runs())
def test_only_what_was_judged_is_marked(known, judged) -> None:
    for line in judged.results.values():
        if line["status"] in {"error", "unsupported", "not-applicable"}:
            assert marked(line, known) == line
        else:
            assert marked(line, known)["status"] in {line["status"], "expected-fail", "unexpected-pass", "warn"}


@made.SOME
@given(made.lists(), made.runs())
def test_expected_is_what_is_explained_in_full(known, judged) -> None:
    for line in judged.results.values():
        after = marked(line, known)
        if line["status"] != "fail" or after["status"] == "warn":
            continue
        failing = [seen for seen in line["observations"] if seen["status"] == "fail"]
        explained = [
            any(
                entry.list == "known"
                and entry.names(line["id"])
                and not entry.is_expired(made.TODAY)
                and entry.is_for(seen.get("revision", line["revision"]))
                and seen["message"].startswith(entry.message)
                for entry in known.entries
            )
            for seen in failing
        ]
        assert (after["status"] == "expected-fail") is all(explained)


@made.SOME
@given(made.lists(), made.runs())
def test_marks_can_be_taken_off_again(known, judged) -> None:
    """A run that is resumed takes over results that another list may have marked."""
    for line in judged.results.values():
        after = marked(line, known)
        flaky = after.get("known", {}).get("list") == "flaky"
        assert unmarked(after) == (None if flaky else line)
