"""What reports say of a client: what its driver was asked and reported, beside what the scripted server saw."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.report import results, view
from conformance.report.html import render_html
from tests.report import sample
from tests.report.page import Page

SCENARIO = "client-create/plain-text"
ID = "client-create.text-whole"


@pytest.fixture(name="run")
def _run(tmp_path):
    made = next(line for line in sample.lines() if line["kind"] == "exchange" and line["response"])
    exchange: Any = {**made, "id": f"{SCENARIO}#1", "scenario": SCENARIO}
    target = {"name": "sdk", "version": "3.1", "base_url": None, "argument": "python d.py", "kind": "client"}
    header = {**sample.header(), "lane": "client", "target": {**target, "runtime": "CPython <3>"}}
    found = {"exchange": exchange["id"], "status": "fail", "message": "no text", "scenario": SCENARIO}
    result = next(line for line in sample.lines() if line["kind"] == "result")
    result |= {"id": ID, "lane": "client", "status": "fail", "scenarios": [SCENARIO], "observations": [found]}
    return results.read(sample.save(tmp_path, [header, exchange, sample.report(), result]))


def test_a_requirement_links_to_what_the_driver_reported_and_that_to_what_the_server_saw(run):
    page = Page(render_html(run))
    played = page.by_id("scenario-1")
    assert page.links.count("#scenario-1") >= 3
    for part in ("it ended with exit code 1", '"do": "create"', '"Because <b>air</b> scatters."', "Traceback"):
        assert part in played.text
    assert "POST /v1beta/interactions → 200" in played.text


def test_it_is_run_again_by_the_driver_and_nothing_is_sent_again(run):
    (shown,) = view.report(run).requirements
    assert shown.rerun == f"conformance sdk run --driver 'python d.py' --revision 2026-05-20 --select {ID}"
    assert [exchange.curl for exchange in shown.exchanges] == [None]


def test_a_driver_says_no_markup(run):
    page = render_html(run)
    assert "<b>air" not in page
    assert "CPython <3>" not in page
    assert "CPython &lt;3&gt;" in page


def test_a_call_that_nothing_was_reported_of_says_so(run):
    line = run.reports[SCENARIO]
    asked: Any = {**line, "asked": line["asked"] * 2, "reported": [{"text": None, "calls": []}]}
    changed = results.Run(run.header, {}, [], None, True, reports={SCENARIO: asked})
    (played,) = view.report(changed).played.values()
    assert [reported for _, reported in played.calls] == [{}, None]
    text = Page(render_html(changed)).by_id("scenario-1").text
    assert "Reported: nothing." in text
    assert "Nothing was reported of it." in text
    assert "No request came." in text
