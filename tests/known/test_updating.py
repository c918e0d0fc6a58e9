"""Writing a list anew: it says what the run showed, of other revisions what it said before, and comments stay."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.known.complaints import Judged, complaints
from conformance.known.loading import KnownFailures
from conformance.known.marking import marked
from conformance.known.updating import beginning, updated
from tests.known import made
from tests.known.made import NAMES, judged, listed, result
from tests.known.test_marking import entry

AT = NAMES[-1]


def after(known: KnownFailures, run: Judged, revision: str | None = None) -> KnownFailures:
    at = revision or next(iter(run.results.values()))["revision"]
    return listed(updated(known, run, at)[0])


def without_expired(known: KnownFailures) -> bool:
    return not any(one.is_expired(made.TODAY) for one in known.entries)


@made.SOME
@given(made.lists().filter(without_expired), made.runs())
def test_nothing_is_left_to_complain_of(known, run) -> None:
    new = after(known, run)
    assert [str(each) for each in complaints(new, run) if each.weight != "note"] == []
    assert "fail" not in {marked(line, new)["status"] for line in run.results.values()}


@made.SOME
@given(made.lists(), made.runs())
def test_a_second_time_changes_nothing(known, run) -> None:
    new = after(known, run)
    assert after(new, run).text == new.text


@made.SOME
@given(made.lists(), made.runs(*NAMES[1:3]), st.data())
def test_entries_that_name_revisions_say_of_others_what_they_said(known, run, data) -> None:
    at = next(iter(run.results.values()))["revision"]
    other = data.draw(made.runs(*(name for name in NAMES if name != at)))
    spanned = listed("\n".join(f"[[{e.list}]]\n{fields(e)}" for e in known.entries if e.row.since or e.row.until))
    new = listed(updated(spanned, run, at)[0])
    for line in other.results.values():
        if line["id"] in made.IDS:
            assert marked(line, new)["status"] == marked(line, spanned)["status"]


def fields(one) -> str:
    known = one.row.model_dump(exclude_none=True, exclude={"expires"})
    return "\n".join(f"{name} = {value!r}" for name, value in known.items())


@made.SOME
@given(made.lists(), made.runs())
def test_comments_around_entries_and_all_that_is_not_concerned_stay_as_they_are(known, run) -> None:
    new = after(known, run)
    for comment in ("# ours", "# a comment of people", "  # [[known]]"):
        assert new.text.count(comment) >= known.text.count(comment)
    assert ("\r\n" in new.text) is ("\r\n" in known.text)
    assert re.search(r"(?<!\r)\n", new.text) is None or "\r\n" not in known.text
    assert {name: new_rows for name, new_rows in tomllib.loads(new.text).items() if name == "flaky"} == {
        name: [row for row in rows if row["requirement"] != "c.gone"]
        for name, rows in tomllib.loads(known.text).items()
        if name == "flaky" and any(row["requirement"] != "c.gone" for row in rows)
    }


def test_what_fails_is_added_and_what_passes_goes() -> None:
    known = listed("# ours\n\n" + entry("a.two") + "\n# about b\n\n" + entry("b.one") + "# the end\n")
    run = judged(result(message='$.id: expected "x", found 7'), result("a.two", "pass"), result("b.one"))
    text, told = updated(known, run, AT)
    assert text == (
        "# ours\n\n# about b\n\n" + entry("b.one") + "# the end\n"
        '\n[[known]]\nrequirement = "a.one"\n'
        'reason = "found by --update-known-failures on 2026-11-22, not looked at yet"\n'
        f'message = "$.id: expected"\nsince = "{AT}"\n'
    )
    assert told == ["removed: a.two: it passes", "added: a.one: $.id: expected"]


def test_comments_inside_of_an_entry_that_is_reworded_stay() -> None:
    text = '[[known]] # first\nrequirement = "a.one"\n# since July\nreason = "why" # really\nmessage = "crash"\n'
    new = after(listed(text), judged(result(message="the answer is no object")))
    assert new.text == text.replace('"crash"', '"the answer is no object"')


@pytest.mark.parametrize(
    ("span", "status", "expected"),
    [
        ({}, "pass", []),
        ({"since": "2026-05-20"}, "pass", [("2026-11-16", None)]),
        ({"until": "2026-11-16"}, "pass", [(None, "2026-05-20")]),
        ({"since": "2026-05-07"}, "pass", [("2026-05-07", "2026-05-20"), ("2026-11-16", None)]),
        ({"since": "2026-05-20", "until": "2026-11-16"}, "pass", []),
        ({"since": "2026-11-16"}, "fail", [("2026-05-20", None)]),
        ({"until": "2026-05-20"}, "fail", [(None, "2026-11-16")]),
        ({"until": "2026-05-07"}, "fail", [(None, "2026-05-07"), ("2026-05-20", "2026-11-16")]),
    ],
)
def test_a_run_speaks_of_its_own_revision(span, status, expected) -> None:
    run = judged(result(status=status, revision="2026-05-20"))
    new = after(listed(entry(**span)), run)
    assert [(one.row.since, one.row.until) for one in new.entries] == expected


def test_what_expired_and_still_fails_is_left_to_people() -> None:
    text = entry() + "expires = 2026-11-21\n"
    assert after(listed(text), judged(result())).text == text
    assert after(listed(text), judged(result(status="pass"))).entries == ()


def test_warnings_are_listed_only_where_they_fail_the_run() -> None:
    run = judged(result(status="warn", level="should"))
    assert updated(listed(""), run, AT)[1] == []
    assert updated(listed(""), run, AT, strict=True)[1] == ["added: a.one: boom"]


def test_recordings_of_several_revisions_name_none() -> None:
    (found,) = after(listed(""), judged(result(revision="auto")), "auto").entries
    assert (found.row.since, found.row.until) == (None, None)


@given(st.text(max_size=80))
def test_a_beginning_is_one(message) -> None:
    assert message.startswith(beginning(message))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("$.steps[0].type: expected one of [], found null", "$.steps[0].type: expected one of []"),
        ("the stream ended before the terminal event", "the stream ended before the terminal event"),
        ("the id v1_ChdqOHZ was given before", ""),
        ("event 7: step.delta in state idle", "event 7: step.delta in state idle"),
        ("could not be exercised: POST -> 500: internal", "could not be exercised: POST ->"),
    ],
)
def test_a_beginning_ends_before_what_may_change(message: str, expected: str) -> None:
    assert beginning(message) == expected
