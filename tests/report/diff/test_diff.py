"""What changed between two runs: each way that a requirement can go, and each reason why it cannot be compared."""

from __future__ import annotations

import re
from typing import Any

import markdown_it
import pytest

from conformance.lock import Names
from conformance.report.diff import compared
from conformance.report.diff.change import Category
from conformance.report.diff.html import as_html
from conformance.report.diff.markdown import as_markdown
from conformance.report.diff.text import as_text
from conformance.report.results import Run
from tests.report import sample
from tests.report.page import Page

NO_NAMES = Names({}, {})
WHOLE = {"whole": True, "select": [], "level": "may", "cost": "agent"}


def run(*results, interrupted=False, **header):
    """A run of these results, whole unless it says otherwise."""
    first: Any = {**sample.header(), "selected": WHOLE, "capabilities": {}, **header}
    return Run(first, {}, list(results), None, interrupted)


def result(status, name="create.a", level="must", **members):
    (model,) = [line for line in sample.lines() if line.get("id") == "create.empty-0"]
    return {**model, "id": name, "status": status, "level": level, "message": "", "observations": [], **members}


def told(old, new, names=NO_NAMES):
    """Category, statuses and reason of each entry, and the whole comparison."""
    comparison = compared(old, new, names)
    return [(entry.category.value, entry.statuses, entry.why) for entry in comparison.entries], comparison


@pytest.mark.parametrize(
    ("level", "old", "new", "category"),
    [
        ("must", "pass", "fail", "newly-failing"),
        ("must", "unexpected-pass", "expected-fail", "newly-failing"),
        ("should", "warn", "fail", "newly-failing"),
        ("must", "fail", "pass", "fixed"),
        ("must", "expected-fail", "unexpected-pass", "fixed"),
        ("must", "fail", "expected-fail", "still-failing"),
        ("should", "pass", "warn", "newly-warning"),
        ("may", "warn", "pass", "no-longer-warning"),
        ("must", "unsupported", "fail", "newly-covered"),
        ("must", "error", "pass", "newly-covered"),
        ("should", "unsupported", "warn", "newly-covered"),
        ("must", "pass", "unsupported", "no-longer-covered"),
        ("must", "fail", "error", "no-longer-covered"),
        # A must that warned was not scored: nobody knows whether it is right.
        ("must", "warn", "pass", "newly-covered"),
        ("must", "pass", "warn", "no-longer-covered"),
        ("must", "pass", "pass", None),
        ("must", "warn", "warn", None),
        ("must", "unsupported", "error", None),
        ("must", "not-applicable", "warn", None),
    ],
)
def test_what_a_requirement_became(level, old, new, category):
    entries, _ = told(run(result(old, level=level)), run(result(new, level=level)))
    assert [entry[0] for entry in entries] == ([category] if category else [])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (["pass", "pass"], ["pass", "pass"], 0),
        (["pass", "pass"], ["pass", "fail"], 1),
        (["fail", "pass"], ["pass", "pass"], 0),
        (["fail", "pass"], ["fail", "pass"], 0),
        (["unsupported", "pass"], ["fail", "pass"], 0),
        (["pass", "pass"], ["unsupported", "pass"], 0),
        (["pass", "pass"], ["error", "pass"], 2),
        (["pass", "pass"], ["error", "fail"], 1),
        (["unsupported", "error"], ["pass", "pass"], 2),
        (["unsupported", "error"], ["unsupported", "error"], 2),
        ([], [], 2),
    ],
)
def test_the_exit_code(old, new, code):
    sides = [run(*(result(status, f"create.r{at}") for at, status in enumerate(statuses))) for statuses in (old, new)]
    _, comparison = told(*sides)
    assert comparison.exit_code() == code


@pytest.mark.parametrize(("level", "status"), [("must", "unsupported"), ("should", "warn")])
def test_strict_minds_what_is_no_longer_covered_and_what_warns(level, status):
    sides = [run(result("pass", "create.other"), result(one, level=level)) for one in ("pass", status)]
    _, comparison = told(*sides)
    assert (comparison.exit_code(), comparison.exit_code(strict=True)) == (0, 1)
    _, back = told(*reversed(sides))
    assert back.exit_code(strict=True) == 0


def test_an_interrupted_run_cannot_say_that_nothing_got_worse():
    whole, cut = run(result("pass"), result("pass", "create.b")), run(result("pass"), interrupted=True)
    entries, comparison = told(whole, cut)
    assert entries == [("no-longer-covered", ("pass", "—"), "the new run was interrupted before it")]
    assert (comparison.exit_code(), comparison.incomplete) == (2, "the new run was interrupted")
    _, back = told(cut, whole)
    assert (back.exit_code(), back.incomplete) == (2, "the old run was interrupted")
    _, worse = told(whole, run(result("fail"), interrupted=True))
    assert worse.exit_code() == 1


def test_what_was_not_selected_is_not_covered():
    part = {"whole": False, "select": ["create"], "level": "must", "cost": "text"}
    entries, comparison = told(run(result("pass"), result("fail", "usage.b")), run(result("pass"), selected=part))
    assert entries == [("no-longer-covered", ("fail", "—"), "the new run did not select it")]
    (difference,) = comparison.differences
    assert (difference.what, difference.old, difference.new) == (
        "selection", "everything", "create, from level must, up to cost text",
    )  # fmt: skip


def test_what_another_suite_does_not_have_is_not_comparable():
    newer = {"version": "0.2.0", "requirements": "sha256:other"}
    old, new = run(result("pass"), result("pass", "create.gone")), run(result("fail"), result("fail", "create.new"))
    new = run(*new.results, suite=newer)
    entries, comparison = told(old, new, Names({}, {"create.gone": "it was taken back"}))
    assert entries == [
        ("newly-failing", ("pass", "fail"), ""),
        ("not-comparable", ("—", "fail"), "the suite of the old run (0.1.0) does not have it"),
        ("not-comparable", ("pass", "—"), "retired since: it was taken back"),
    ]
    assert [found.what for found in comparison.differences] == ["suite version", "requirement set"]
    part = {**WHOLE, "whole": False}
    entries, _ = told(run(result("pass"), selected=part), run(result("pass"), result("pass", "create.b"), suite=newer))
    assert entries[0][2] == "the old run did not select it, or its suite (0.1.0) does not have it"


def test_a_requirement_is_followed_by_its_new_name():
    names = Names({"create.first": "create.second", "create.second": "input.third"}, {})
    _, comparison = told(run(result("pass", "create.first")), run(result("fail", "input.third")), names)
    (entry,) = comparison.entries
    assert (entry.id, entry.was, entry.category) == ("input.third", "create.first", Category.NEWLY_FAILING)


def test_two_that_became_one_stand_as_the_worse_of_them():
    names = Names({"create.a": "create.c", "create.b": "create.c"}, {})
    for order in ("create.a", "create.b"), ("create.b", "create.a"):
        old = run(result("fail", order[0]), result("pass", order[1]))
        assert told(old, run(result("pass", "create.c")), names)[0][0][0] == "fixed"


def test_what_exists_at_one_revision_alone_is_not_comparable():
    missing = result("not-applicable", message="exists from 2026-11-16")
    entries, comparison = told(run(missing), run(result("fail"), revision="2026-11-16"))
    said = "in the old run not-applicable: exists from 2026-11-16"
    assert entries == [("not-comparable", ("not-applicable", "fail"), said)]
    assert [found.what for found in comparison.differences] == ["revision"]
    # Recordings of one revision that show it now: they cover more than they did.
    assert told(run(missing, lane="replay"), run(result("fail"), lane="replay"))[0][0][0] == "newly-covered"
    assert told(run(missing, lane="replay"), run(result("fail")))[0][0][0] == "not-comparable"


def test_a_feature_declared_absent_is_told():
    old, new = run(result("unsupported"), capabilities={"create": "absent"}), run(result("pass"))
    entries, comparison = told(old, new)
    assert entries[0][::2] == ("newly-covered", "the target of the old run declares create absent")
    (difference,) = comparison.differences
    assert (difference.what, difference.old, difference.new) == ("capabilities", "create absent", "create present")


def test_what_changed_of_a_requirement_is_told_beside_its_outcome():
    entries, _ = told(run(result("fail", level="should")), run(result("fail", sentence="It is so.")))
    assert entries == [("still-failing", ("fail", "fail"), "it was a should and is a must; its sentence changed")]


def test_what_the_runs_are_of_is_told():
    old = run(target={"name": "aimock", "version": "1.29.0", "base_url": None}, lane="socket")
    new = run(target={"name": "aimock", "version": "1.43.0", "base_url": None}, lane="client")
    _, comparison = told(old, new)
    assert [(found.what, found.old, found.new) for found in comparison.differences] == [
        ("target", "aimock 1.29.0", "aimock 1.43.0"),
        ("lane", "live, over a socket", "a client, by what it sends and tells"),
    ]
    before: Any = {name: value for name, value in old.header.items() if name != "capabilities"}
    older = Run(before, {}, [], None, False)
    assert [found.old for found in told(older, old)[1].differences] == ["not recorded"]


def test_features_tell_what_became_of_their_requirements():
    old = run(result("pass"), result("fail", "create.b"), result("fail", "usage.c", feature="usage"))
    new = run(result("fail"), result("fail", "create.b"), result("fail", "usage.c", feature="usage"))
    _, comparison = told(old, new)
    assert [(each.title, each.labels, each.counts) for each in comparison.features] == [
        ("Create and input forms", ("fail", "fail"), {Category.NEWLY_FAILING: 1, Category.STILL_FAILING: 1}),
    ]


def test_what_fails_with_one_message_is_told_once():
    old = run(*(result("pass", f"create.r{at}") for at in range(3)))
    broken = [result("fail", f"create.r{at}", message="it broke" if at else "") for at in range(3)]
    _, comparison = told(old, run(*broken))
    text, page = as_text(comparison), as_markdown(comparison)
    assert (text.count("message: it broke"), page.count("message: it broke")) == (1, 1)
    assert "and 1 more with this message: create.r2" in text
    assert "And 1 more with this message: `create.r2`" in page
    assert text.count("create.r0 (must): pass → fail") == 1


def test_a_reason_makes_no_link_in_markdown():
    sly = "[x](http://evil.example) ![y](z.png) <b>www.evil.example</b> @evil"
    missing = run(result("unsupported", message=sly))
    page = as_markdown(told(missing, run(result("pass")))[1])
    tokens = markdown_it.MarkdownIt("commonmark").parse(page)
    kinds = {child.type for token in tokens for child in token.children or []}
    assert "evil.example" in page
    assert not kinds & {"link_open", "image", "html_inline"}
    assert not re.search(r"@\w|www\.\w", page)


@pytest.mark.parametrize("name", ["change-2", "outcome", "category-fixed", "create.a"])
def test_no_name_takes_an_anchor_of_the_page(name):
    names = [name, "<b>", "create.b", "outcome-title"]
    old, new = (run(*(result(status, each) for each in names)) for status in ("fail", "pass"))
    page = Page(as_html(told(old, new)[1]))
    anchors = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(anchors)
