"""What holds of any two runs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import jsonschema
import markdown_it
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.lock import Names
from conformance.report.diff import Comparison, compared
from conformance.report.diff.document import as_json
from conformance.report.diff.html import as_html
from conformance.report.diff.markdown import as_markdown
from conformance.report.diff.text import as_text
from tests.report import streams
from tests.report.page import Page

NAMES = Names({"create.a": "create.b", "background.resumes": "stream-resumption.resumes"}, {"usage.c": "too vague"})


@pytest.fixture(scope="module")
def form():
    text = (Path(__file__).parents[3] / "schemas" / "report" / "diff.schema.json").read_text("utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def entries(comparison: Comparison) -> Counter[object]:
    return Counter((each.id, each.category, each.statuses) for each in comparison.entries)


@streams.examples
@given(lines=streams.whole_or_not(), torn=st.booleans())
def test_a_run_beside_itself_is_as_it_was(lines, torn, tmp_path):
    run = streams.written(lines, tmp_path, torn=torn)
    comparison = compared(run, run, NAMES)
    assert (comparison.changes, comparison.differences, comparison.regressions(strict=True)) == ([], [], 0)
    assert comparison.exit_code() == (2 if run.interrupted or not comparison.judged_in_both else 0)


@streams.examples
@given(one=streams.whole_or_not(), other=streams.whole_or_not(), torn=st.booleans())
def test_there_and_back_are_mirrored(one, other, torn, tmp_path):
    old, new = streams.written(one, tmp_path), streams.written(other, tmp_path, torn=torn)
    there, back = compared(old, new, NAMES), compared(new, old, NAMES)
    mirrored = Counter((each.id, each.category.mirrored, each.statuses[::-1]) for each in back.entries)
    assert entries(there) == mirrored
    assert there.judged_in_both == back.judged_in_both
    assert [(d.what, d.old, d.new) for d in there.differences] == [(d.what, d.new, d.old) for d in back.differences]


@streams.examples
@given(one=streams.whole_or_not(), other=streams.whole_or_not(), strict=st.booleans())
def test_any_two_runs_are_told_in_every_form_and_twice_alike(one, other, strict, form, tmp_path):
    comparison, again = (
        compared(streams.written(one, tmp_path), streams.written(other, tmp_path), NAMES) for _ in range(2)
    )
    for render in (as_text, as_json, as_markdown, as_html):
        told = render(comparison, strict=strict)
        assert told == render(again, strict=strict)
        told.encode("utf-8")
    form.validate(json.loads(as_json(comparison, strict=strict)))
    page = Page(as_html(comparison, strict=strict))
    assert page.all("script", "img", "iframe", "b") == []
    assert not [link for link in page.links if not link.startswith(("#", "http"))]
    anchors = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(anchors)
    tokens = markdown_it.MarkdownIt("commonmark").enable("table").parse(as_markdown(comparison))
    inside = [child for token in tokens for child in token.children or []]
    assert not [child for child in inside if child.type in {"link_open", "image", "html_inline"}]
