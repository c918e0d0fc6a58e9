"""Requirements in the pytest session of another project, beside its own tests and with its options."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.report.results import read
from tests import null_servers
from tests.known.test_marking import entry
from tests.null_servers import running

FAILS = "errors.unknown-model"
THESE = ("--conformance-select", "errors.m*", "--conformance-select", FAILS)
HOST = """\
[pytest]
addopts = -ra --strict-markers --strict-config -p conformance.plugin
filterwarnings = error
xfail_strict = true
"""


@pytest.fixture(scope="module")
def constant() -> Iterator[str]:
    """A server that answers everything with the same interaction."""
    with running(null_servers.Constant) as url:
        yield url


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a test and a conftest.py of its own, in a folder."""
    (tmp_path / "pytest.ini").write_text(HOST)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "conftest.py").write_text("def pytest_runtest_setup(item):\n    pass\n")
    (tmp_path / "tests" / "test_mine.py").write_text("def test_of_mine():\n    pass\n")
    return tmp_path


def hosted(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the tests of the project say."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    assert "INTERNALERROR" not in done.stdout + done.stderr
    return done


def statuses(project: Path) -> dict[str, str]:
    return {line["id"]: line["status"] for line in read(project / "out" / "results.jsonl").results}


def test_without_a_target_nothing_is_added(project: Path) -> None:
    done = hosted(project)
    assert (done.returncode, "1 passed in" in done.stdout) == (0, True), done.stdout


def test_requirements_run_beside_tests_and_are_chosen_as_tests_are(project: Path, constant: str) -> None:
    at = ("--conformance-target", constant, "--conformance-out", "out", "--junitxml", "host.xml")
    done = hosted(project, *at, *THESE, "-k", "mine or errors and must")
    assert done.returncode == 1
    assert f"FAILED conformance/errors.py::{FAILS}" in done.stdout
    assert "test_mine.py ." in done.stdout
    assert "report: out/report.html" in done.stdout
    found = read(project / "out" / "results.jsonl")
    assert statuses(project)[FAILS] == "fail"
    assert not found.interrupted
    assert not found.header.get("selected", {}).get("whole")
    assert {key for line in found.results for seen in line["observations"] for key in seen["exchanges"]} <= set(
        found.exchanges
    )
    assert (project / "out" / "junit.xml").is_file()
    assert "x-goog-api-key" not in (project / "host.xml").read_text()

    again = hosted(project, *at, *THESE, "--lf")
    failed = [name for name, status in statuses(project).items() if status == "fail"]
    assert again.returncode == 1
    assert FAILS in failed
    assert len(statuses(project)) == len(failed)


def test_workers_write_one_result(project: Path, constant: str) -> None:
    at = ("--conformance-target", constant, "--conformance-out", "out", "-p", "xdist.plugin", "-n", "2")
    assert hosted(project, *at, *THESE).returncode == 1
    found = read(project / "out" / "results.jsonl")
    assert statuses(project)[FAILS] == "fail"
    assert len(statuses(project)) == len(found.results) > 2
    assert not found.interrupted


def test_a_list_of_known_failures_explains_and_is_checked(project: Path, constant: str) -> None:
    at = ("--conformance-target", constant, "--conformance-out", "out", "--conformance-select", FAILS)
    (project / "k.toml").write_text(entry(FAILS))
    done = hosted(project, *at, "--conformance-known-failures", "k.toml")
    assert (done.returncode, statuses(project)) == (0, {FAILS: "expected-fail"}), done.stdout
    assert "1 passed, 1 xfailed" in done.stdout
    (project / "k.toml").write_text(entry(FAILS) + entry("errors.gone"))
    done = hosted(project, *at, "--conformance-known-failures", "k.toml")
    assert done.returncode == 1
    assert "k.toml:4: errors.gone: there is no such requirement" in done.stdout


def test_a_target_that_is_not_there_fails_once_and_hinders_nobody(project: Path) -> None:
    done = hosted(project, "--conformance-target", "http://127.0.0.1:9", "--conformance-select", "errors")
    assert done.returncode == 1
    assert "can't reach http://127.0.0.1:9" in done.stdout
    assert "1 failed, 1 passed" in done.stdout


def test_misuse_is_one_line_with_workers_too(project: Path) -> None:
    done = hosted(project, "--conformance-target", "nowhere", "-p", "xdist.plugin", "-n", "2")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: conformance: unknown target 'nowhere'" in done.stdout + done.stderr
