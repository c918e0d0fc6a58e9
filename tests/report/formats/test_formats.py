"""Other people's readers take our files: the schema of CTRF, Microsoft's validator of SARIF, a reader of JUnit."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.report.ctrf import render_ctrf
from conformance.report.junit import render_junit
from conformance.report.results import Run
from conformance.report.sarif import render_sarif
from tests.report import streams

MODULES = Path(__file__).parent / "node_modules"
MULTITOOL = MODULES / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
# These are about text that a run does not choose: a version that is no version, an id that reads as nothing.
OF_HOSTILE_TEXT = ("SARIF2005",)

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(not MODULES.is_dir(), reason="the readers are not there: tox -e formats fetches them"),
]


@pytest.fixture(scope="module")
def ctrf():
    schema = json.loads((MODULES / "ctrf" / "dist" / "ctrf-schema-0.0.json").read_text("utf-8"))
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())


def complaints(text: str, folder: Path) -> list[str]:
    """What the validator says against a log."""
    file, told = folder / "results.sarif", folder / "told.sarif"
    file.write_text(text, "utf-8")
    MULTITOOL.chmod(0o755)  # npm does not run the script of the package that does it
    rules = ["--rule-kind", "Sarif;Gh", "--output", str(told), "--log", "ForceOverwrite"]
    # It starts in about a second; the limit is for a machine that is busy.
    subprocess.run([str(MULTITOOL), "validate", str(file), *rules], capture_output=True, timeout=120, check=False)
    (only,) = json.loads(told.read_text("utf-8-sig"))["runs"]
    found = only.get("results", [])
    broken = [note for one in only.get("invocations", []) for note in one.get("toolExecutionNotifications", [])]
    return [f"{each.get('ruleId')} {each['message']}" for each in found + broken if each.get("level") != "note"]


def test_ctrf_has_the_form_of_its_schema(run, hostile_run, ctrf):
    for each in (run, hostile_run, dataclasses.replace(run, interrupted=True)):
        ctrf.validate(json.loads(render_ctrf(each)))
    broken = json.loads(render_ctrf(run))
    del broken["results"]["summary"]["other"]
    assert not ctrf.is_valid(broken)


@streams.examples
@given(lines=streams.whole_or_not(), torn=st.booleans())
def test_ctrf_of_any_stream_has_the_form_of_its_schema(lines, torn, ctrf, tmp_path):
    ctrf.validate(json.loads(render_ctrf(streams.written(lines, tmp_path, torn=torn))))


def test_the_validator_finds_what_is_wrong(run, tmp_path):
    broken = json.loads(render_sarif(run))
    del broken["runs"][0]["results"][0]["message"]
    assert complaints(json.dumps(broken), tmp_path)


def test_sarif_is_as_the_standard_and_github_want_it(run, tmp_path):
    assert complaints(render_sarif(run), tmp_path) == []
    assert complaints(render_sarif(dataclasses.replace(run, interrupted=True)), tmp_path) == []
    assert complaints(render_sarif(known(run)), tmp_path) == []


def test_sarif_of_hostile_runs_is_whole(hostile_run, lying_run, tmp_path):
    for each in (hostile_run, lying_run):
        found = complaints(render_sarif(each), tmp_path)
        assert [said for said in found if not said.startswith(OF_HOSTILE_TEXT)] == []


def test_another_reader_of_junit_counts_as_we_do(run, hostile_run, tmp_path):
    for each in (run, hostile_run, dataclasses.replace(run, interrupted=True)):
        (tmp_path / "junit.xml").write_text(render_junit(each), "utf-8")
        reader = str(MODULES / ".bin" / "junit-to-ctrf")
        command = [reader, "junit.xml", "-o", "read.json"]
        subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=True)
        read = json.loads((tmp_path / "read.json").read_text("utf-8"))["results"]["tests"]
        counts = Counter(result["status"] for result in each.results)
        assert Counter(test["status"] for test in read) == {
            "passed": counts["pass"] + counts["warn"],
            "failed": counts["fail"] + counts["error"] + counts["unexpected-pass"] + each.interrupted,
            "skipped": counts["unsupported"] + counts["not-applicable"] + counts["expected-fail"],
        }
        assert all(test.get("stdout") for test in read[: len(each.results)])


def known(run: Run) -> Run:
    """The run with its failures listed and written at places."""
    entry = {"reason": "issue 7", "link": "https://x.example/7", "file": "known.toml", "line": 3, "list": "known"}
    place = {"file": "conformance/features/create.py", "line": 9}
    results: list[Any] = [
        {**each, "defined": place, "known": entry, "status": "expected-fail"} if each["status"] == "fail" else each
        for each in run.results
    ]
    return dataclasses.replace(run, results=results)
