"""The Markdown report: a scoreboard and what failed, in which nothing of a target is markup."""

from __future__ import annotations

import dataclasses
import re

import pytest
from markdown_it import MarkdownIt

from conformance.report.markdown import render_markdown


def tokens(source):
    """All tokens of a document, those inside lines too."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    for token in parser.parse(source):
        yield token
        yield from token.children or []


def test_the_scoreboard_and_the_failures_are_there(run):
    written = render_markdown(run)
    assert "| **Conformance** | **95.1 %** | 99 of 104 scored requirements passed |" in written
    assert "| **Coverage** | **87.3 %** | 104 of 119 applicable requirements scored |" in written
    assert "| Streaming | ✗ fail | 9 | 3 |  |  |  |" in written
    assert "### ✗ fail: `stateful-chat.interaction-1` (must)" in written
    assert 'expected: not int_7f3a\nobserved: "int_7f3a"\nwhere:    $.id' in written
    assert "conformance run --target shelly --revision 2026-05-20 --select stateful-chat.interaction-1" in written
    assert [line for line in written.splitlines() if line.startswith("## ")] == [
        "## What failed", "## What could not be judged", "## Warnings",
    ]  # fmt: skip


@pytest.mark.parametrize("interrupted", [True, False])
def test_an_interrupted_run_says_so(run, interrupted):
    written = render_markdown(dataclasses.replace(run, interrupted=interrupted))
    assert ("**Interrupted run.**" in written) == interrupted


@pytest.mark.parametrize("which", ["hostile_run", "lying_run"])
def test_hostile_text_makes_no_element_link_image_or_heading(which, request):
    run = request.getfixturevalue(which)
    written = render_markdown(run)
    found = list(tokens(written))
    assert {token.type for token in found if "html" in token.type or token.type == "image"} == set()
    links = {token.attrs["href"] for token in found if token.type == "link_open"}
    assert all(link.startswith("https://ai.google.dev/") for link in links)
    assert bool(links) == (which == "hostile_run")
    headings = [token.tag for token in found if token.type == "heading_open"]
    listed = [result for result in run.results if result["status"] in ("fail", "expected-fail", "error", "warn")]
    assert (headings.count("h1"), headings.count("h3")) == (1, len(listed))


def test_hostile_text_makes_no_table_cell(hostile_run):
    rows: list[int] = []
    for token in tokens(render_markdown(hostile_run)):
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in ("td_open", "th_open"):
            rows[-1] += 1
    features = {info["name"] for info in hostile_run.header["features"]}
    assert rows == [3] * 3 + [7] * (1 + len(features))


def test_no_text_outside_code_is_linked_or_mentioned_by_github(hostile_run):
    for token in tokens(render_markdown(hostile_run)):
        if token.type == "text":
            assert not re.search(r"@\w|www\.\w|://\w", token.content)


def test_a_broken_server_gives_a_bounded_report(run):
    results = [{**run.results[0], "id": f"create.c{number}", "status": "fail"} for number in range(500)]
    written = render_markdown(dataclasses.replace(run, results=results))
    assert written.count("\n### ") == 50
    assert "And 450 more: `create.c50`" in written
