"""An empty server passes nothing; a server that says nothing ends the run as incomplete, soon."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.requirement import requirements
from conformance.revisions import LEGACY, NEWEST
from tests import null_servers
from tests.null_servers import running


def run_against(
    sin: type[null_servers.Null], folder: Path, **settings: object
) -> tuple[int, list[dict[str, object]], str]:
    """Exit code, result lines and standard output of a run against a server of this kind."""
    with running(sin) as url:
        target = folder / "null.toml"
        target.write_text(
            "\n".join([f'base_url = "{url}"', *(f"{name} = {value}" for name, value in settings.items())])
        )
        command = [sys.executable, "-m", "conformance", "run", "--target", str(target), "--out", str(folder / "out")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    lines = (folder / "out" / "results.jsonl").read_text("utf-8").splitlines()
    return done.returncode, [line for line in map(json.loads, lines) if line["kind"] == "result"], done.stdout


@pytest.mark.parametrize("sin", ["AlwaysEmpty", "AlwaysNotFound", "AlwaysBroken", "Echo"])
def test_an_empty_server_passes_nothing(sin: str, tmp_path: Path) -> None:
    code, results, _ = run_against(getattr(null_servers, sin), tmp_path)
    assert [result["id"] for result in results if result["status"] == "pass"] == []
    assert not [result for result in results if result["status"] == "error"]
    assert code == 1


def test_a_constant_answer_passes_only_what_one_answer_can_show(tmp_path: Path) -> None:
    """It deserves what is said of a single plain answer, nothing of conversations, streams, refusals or functions."""
    code, results, _ = run_against(null_servers.Constant, tmp_path)
    passed = {str(result["id"]) for result in results if result["status"] == "pass"}
    assert code == 1
    assert passed, "a valid interaction has the shape of one"
    assert [id for id in passed if len(requirements()[id].looks_at.roles) > 1] == []  # noqa: A001
    features = {requirements()[id].feature for id in passed}  # noqa: A001
    assert features <= {"create", "data-model", "usage", "thinking", "generation-config", "revision"}


@pytest.mark.parametrize("revision", [LEGACY.name, NEWEST.name])
def test_a_server_of_examples_fails_wherever_an_answer_has_to_mean_something(revision: str, tmp_path: Path) -> None:
    """What it says is always valid, and never about what was asked."""
    sin = null_servers.SchemaPerfect.of(revision)
    code, results, _ = run_against(sin, tmp_path, revision=json.dumps(revision))
    broken = {str(result["feature"]) for result in results if result["status"] == "fail"}
    assert code == 1
    assert broken >= {
        "stateful-chat",
        "retrieval",
        "deletion",
        "stream-resumption",
        "function-calling",
        "errors",
        "storage",
    }


def test_a_server_that_hangs_up_answers_nothing(tmp_path: Path) -> None:
    code, results, _ = run_against(null_servers.Closes, tmp_path)
    assert {result["status"] for result in results} <= {"error", "not-applicable"}
    assert code == 2


def test_a_silent_server_is_given_up_within_30_seconds(tmp_path: Path) -> None:
    begin = time.monotonic()
    code, results, _ = run_against(null_servers.Silent, tmp_path)
    assert {result["status"] for result in results} <= {"error", "not-applicable"}
    assert code == 2
    assert time.monotonic() - begin < 30


def test_a_server_that_falls_silent_is_given_up_after_three_time_outs(tmp_path: Path) -> None:
    code, results, _ = run_against(null_servers.FallsSilent, tmp_path, timeout=1)
    statuses = [result["status"] for result in results]
    assert statuses.count("error") > len(statuses) / 2, "the rest is not tried"
    assert "fail" in statuses, "no answer from a target that answered the opening probe"
    assert code == 2
