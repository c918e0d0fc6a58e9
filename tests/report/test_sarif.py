"""SARIF: a rule for each requirement, a result for each finding, all at a place that a viewer can show."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from conformance.report.sarif import render_sarif
from conformance.requirement import requirements

KNOWN = {"reason": "issue 7", "link": "https://x.example/7", "file": "servers/known.toml", "line": 12, "list": "known"}


def log(run):
    (only,) = json.loads(render_sarif(run))["runs"]
    return only


def changed(run, **members):
    """The run with its first failure alone, and with these members."""
    failure = next(result for result in run.results if result["status"] == "fail")
    return dataclasses.replace(run, results=[{**failure, **members}])


@pytest.fixture(scope="module")
def found(run):
    return log(run)


def test_each_requirement_is_a_rule_and_each_finding_a_result(run, found):
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [result["id"] for result in run.results]
    listed = ("fail", "expected-fail", "unexpected-pass", "warn")
    assert [result["ruleId"] for result in found["results"]] == [
        result["id"] for result in run.results if result["status"] in listed
    ]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in found["results"])


def test_levels_follow_what_was_broken(found):
    levels = {result["ruleId"]: result["level"] for result in found["results"]}
    assert levels["stateful-chat.interaction-1"] == "error"
    assert levels["create.null-8"] == "warning"
    assert levels["function-calling.back-9"] == "warning"
    assert found["results"][0]["partialFingerprints"]["primaryLocationLineHash"]


def test_a_location_is_the_line_of_the_requirement(run):
    (result,) = log(changed(run, defined={"file": "conformance/features/create.py", "line": 40}))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "conformance/features/create.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 40},
    }
    (unsaid,) = log(changed(run))["results"]
    assert unsaid["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "conformance/features/stateful_chat.py"
    )


@pytest.mark.parametrize("path", ["/etc/passwd", "../../x.py", "C:\\x y.py", "file:///x", "", "//evil.example/x"])
def test_a_location_never_leaves_the_repository(run, path):
    (result,) = log(changed(run, defined={"file": path, "line": 1}))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri
    assert not uri.startswith(("/", "."))
    assert not set(uri) & set(":\\ ")


def test_a_known_failure_is_suppressed_with_its_reason_and_points_at_the_list(run):
    (result,) = log(changed(run, status="expected-fail", known=KNOWN))["results"]
    (suppression,) = result["suppressions"]
    assert suppression["justification"] == "known: issue 7, https://x.example/7, line servers/known.toml:12"
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "servers/known.toml"
    assert related["physicalLocation"]["region"] == {"startLine": 12}


def test_text_of_a_target_makes_no_link_and_no_placeholder(run):
    (result,) = log(changed(run, message="[x](http://evil.example) {0}"))["results"]
    assert r"\[x\](http://evil.example) {{0}}" in result["message"]["text"]


def test_an_error_is_told_of_the_run_and_not_of_the_target(found, run):
    (invocation,) = found["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["associatedRule"] == {"id": "errors.400-7"}
    (cut,) = log(dataclasses.replace(changed(run), interrupted=True))["invocations"]
    assert (cut["executionSuccessful"], len(cut["toolExecutionNotifications"])) == (False, 1)
    (good,) = log(changed(run, status="pass"))["invocations"]
    assert (good["executionSuccessful"], "toolExecutionNotifications" in good) == (True, False)


def test_every_requirement_says_where_it_is_written():
    root = Path(__file__).parents[2]
    for requirement in requirements().values():
        file, line = requirement.defined
        assert file == f"conformance/features/{requirement.feature.replace('-', '_')}.py"
        assert (root / file).read_text("utf-8").splitlines()[line - 1].lstrip().startswith(("@", "def "))
