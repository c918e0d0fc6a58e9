"""What reports say of generated requests."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.report import results, view
from conformance.report.generation import FailureView
from conformance.report.html import render_html
from conformance.report.markdown import render_markdown
from tests.report import sample


@pytest.fixture(name="run")
def _run(tmp_path):
    return results.read(sample.save(tmp_path, sample.drawn_lines()))


def test_a_page_says_how_many_were_sent_what_they_reached_and_that_it_was_stopped(run):
    for page in (render_html(run), render_markdown(run)):
        assert "9100 requests of seed 7, stopped before its end" in page
        assert "720/s" in page
        assert "96 of 96 branches, 210 of 212 fields" in page
        assert "37 further requests broke" in page
        assert "4 findings explained: open unions are documented" in page


def test_a_failure_says_how_small_it_is_and_how_to_find_it_again(run):
    (drawn,) = view.report(run).generations
    known, unknown = drawn.failures
    facts = dict(known.facts)
    assert facts["size"] == "40 bytes, found with 2067, after 434 requests and 31 smaller ones"
    assert facts["drawn by"] == "walk 2026-05-20 7 162"
    assert '"input": "`"' in facts["request"]
    assert known.rerun.endswith("--revision 2026-05-20 --select create.requirement-1 --seed 7")
    assert known.exchange is not None
    assert known.exchange.curl is not None
    assert unknown.exchange is None


def test_what_a_target_said_is_no_markup(run):
    assert "<b>boom</b>" not in render_html(run)


def test_a_requirement_that_only_generated_requests_show_is_run_again_by_fuzzing(run):
    drawn: Any = {**run.results[0], "scenarios": ["create/generated"]}
    changed = results.Run(run.header, run.exchanges, [drawn], None, True, run.generations)
    (shown,) = view.report(changed).requirements
    assert shown.rerun.startswith("conformance fuzz --target http://127.0.0.1:8080")
    assert shown.rerun.endswith(f"--select {drawn['id']} --seed 7")


def test_a_failure_without_its_request_says_the_rest():
    record: Any = {**sample.generation()["failures"][0]}
    del record["request"]
    assert "request" not in dict(FailureView(record, None, "").facts)
