"""The JUnit file: each requirement a case that a CI system understands."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

import pytest

from conformance.report.junit import render_junit


def suite(run):
    return ElementTree.fromstring(render_junit(run).encode()).find("testsuite")


@pytest.fixture(scope="module")
def cases(run):
    return {case.get("name"): case for case in suite(run).iter("testcase")}


def test_each_requirement_is_a_case_in_the_class_of_its_feature(run):
    whole = suite(run)
    assert whole.get("name") == "shelly 2026-05-20"
    assert [(case.get("classname"), case.get("name")) for case in whole.iter("testcase")] == [
        (f"shelly 2026-05-20.{result['feature']}", result["id"]) for result in run.results
    ]
    counts = {name: whole.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "120", "failures": "5", "errors": "1", "skipped": "14"}


def test_a_failure_carries_message_and_evidence(cases):
    case = cases["stateful-chat.interaction-1"]
    failure = case.find("failure")
    assert failure.get("message") == "the id is that of the interaction before it"
    assert 'expected: not int_7f3a\nobserved: "int_7f3a"\nwhere: $.id' in failure.text
    assert "--select stateful-chat.interaction-1" in failure.text
    assert '"$GEMINI_API_KEY"' in case.find("system-out").text
    assert 'request: {"model": "gemini-3-flash-preview"' in case.find("system-out").text
    assert 'response: {"id": "int_' in case.find("system-out").text


@pytest.mark.parametrize(
    ("name", "element", "said"),
    [
        ("errors.400-7", "error", "our request breaks CreateRequest: $.tools[0].type"),
        ("background.empty-0", "skipped", "unsupported: declared absent; the target answers 501 unimplemented"),
        ("usage.output-5", "skipped", "not-applicable: the requirement starts with 2026-11-16"),
        ("streaming.back-9", "skipped", "expected-fail: known failure: resumption repeats the last event"),
        ("retrieval.ids-10", "failure", "listed as a known failure, but it passes"),
    ],
)
def test_other_outcomes_have_their_element(cases, name, element, said):
    assert [(child.tag, child.get("message")) for child in cases[name] if child.tag != "system-out"] == [
        (element, said)
    ]


def test_a_warning_passes_and_is_told_in_the_output(cases):
    case = cases["create.null-8"]
    assert [child.tag for child in case] == ["system-out"]
    assert "warning: null instead of absent: $.system_instruction" in case.find("system-out").text


def test_a_known_failure_is_skipped_for_its_reason(run):
    failure = next(result for result in run.results if result["status"] == "fail")
    known = {"reason": "issue 7", "file": "known.toml", "line": 3, "list": "known"}
    listed = dataclasses.replace(run, results=[{**failure, "status": "expected-fail", "known": known}])
    said = suite(listed).find("testcase/skipped").get("message")
    assert said == f"expected-fail: {failure['message']} (known: issue 7, line known.toml:3)"


def test_an_interrupted_run_is_an_error(run):
    whole = suite(dataclasses.replace(run, interrupted=True))
    assert whole.get("errors") == "2"
    assert "no summary" in whole.findall("testcase")[-1].find("error").get("message")


def test_hostile_text_stays_text(hostile_run):
    written = render_junit(hostile_run)
    assert {element.tag for element in ElementTree.fromstring(written.encode()).iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out",
    }  # fmt: skip
    assert "\\u0000" in written


# What the schema of Jenkins' xUnit plugin (junit-10.xsd) allows of what we write; it refuses a file with anything else.
ALLOWED = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "time", "tests", "failures", "errors", "skipped", "timestamp"},
    "testcase": {"name", "time", "classname"},
    "property": {"name", "value"},
    **{name: {"message", "type"} for name in ("failure", "error", "skipped")},
}


def test_jenkins_finds_nothing_that_its_schema_does_not_know(run):
    slow = [{**result, "duration": duration} for result in run.results for duration in (1e-9, 1e300, -1, None)]
    whole = ElementTree.fromstring(render_junit(dataclasses.replace(run, results=slow, interrupted=True)).encode())
    for element in whole.iter():
        assert set(element.keys()) <= ALLOWED.get(element.tag, set())
        assert re.fullmatch(r"\d*\.?\d*", element.get("time", ""))
