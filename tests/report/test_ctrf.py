"""CTRF: our statuses in its words, so that who gates on them gates on the right thing."""

from __future__ import annotations

import dataclasses
import json

import pytest

from conformance.report.ctrf import render_ctrf


def results(run):
    return json.loads(render_ctrf(run))["results"]


@pytest.fixture(scope="module")
def found(run):
    return results(run)


def test_each_requirement_is_a_test_and_all_are_counted(run, found):
    assert [test["name"] for test in found["tests"]] == [result["id"] for result in run.results]
    summary = found["summary"]
    counts = {name: summary[name] for name in ("tests", "passed", "failed", "skipped", "pending", "other")}
    assert counts == {"tests": 120, "passed": 100, "failed": 6, "skipped": 13, "pending": 0, "other": 1}
    assert summary["stop"] - summary["start"] == 6000
    assert summary["extra"]["interrupted"] is False


@pytest.mark.parametrize(
    ("name", "status", "raw"),
    [
        ("stateful-chat.interaction-1", "failed", "fail"),
        ("errors.400-7", "failed", "error"),
        ("retrieval.ids-10", "failed", "unexpected-pass"),
        ("streaming.back-9", "other", "expected-fail"),
        ("create.null-8", "passed", "warn"),
        ("background.empty-0", "skipped", "unsupported"),
        ("usage.output-5", "skipped", "not-applicable"),
    ],
)
def test_our_statuses_in_its_words(found, name, status, raw):
    (test,) = [each for each in found["tests"] if each["name"] == name]
    assert (test["status"], test["rawStatus"]) == (status, raw)


def test_a_failure_has_its_evidence(found):
    (test,) = [each for each in found["tests"] if each["name"] == "stateful-chat.interaction-1"]
    assert test["message"] == "the id is that of the interaction before it"
    assert 'observed: "int_7f3a"' in test["trace"]
    assert any('"$GEMINI_API_KEY"' in line for line in test["stdout"])
    assert test["suite"] == ["Stateful chat"]


def test_an_interrupted_run_is_not_green(run):
    only_good = [result for result in run.results if result["status"] == "pass"]
    cut = results(dataclasses.replace(run, results=only_good, interrupted=True, summary=None))
    assert (cut["summary"]["failed"], cut["tests"][-1]["rawStatus"]) == (1, "interrupted")
    assert cut["summary"]["stop"] == cut["summary"]["start"] > 0
