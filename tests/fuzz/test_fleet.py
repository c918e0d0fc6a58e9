"""Several processes, by pytest-xdist: each draws from a seed of its own, all keep what they find in one database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.fuzzing.fleet import seed_of
from conformance.fuzzing.merging import merged_generations, worst
from tests.fuzz.defects import DEFECTS
from tests.fuzz.plain import ENVIRONMENT, newest, target

AWAY = ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID", "PYTEST_CURRENT_TEST")


@pytest.mark.fuzz
def test_two_processes_draw_apart_and_tell_one_result(tmp_path: Path) -> None:
    defect = DEFECTS["breaks-on-an-empty-text"]
    environment = {name: value for name, value in ENVIRONMENT.items() if name not in AWAY}
    with target(defect, newest(defect)) as file:
        options = ["--seed", "3", "--max-examples", "120", "--time", "2m", "--tier", "walk", "--max-requests", "900"]
        command = ["fuzz", "--target", str(file), "--revision", newest(defect), "--select", "generated-requests"]
        done = subprocess.run(
            [sys.executable, "-m", "conformance", *command, *options, "-n", "2", "--database", str(tmp_path / "kept")],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=environment,
        )
        assert done.returncode == 1, done.stdout + done.stderr
        (out,) = tmp_path.rglob("results.jsonl")
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    (told,) = (line for line in lines if line["kind"] == "generation")
    assert 120 <= told["sent"]["walk"] < 200  # each connection plays its last trial to the end
    assert {failure["repeat"].split()[2] for failure in told["failures"]} <= {str(seed_of(3, 0)), str(seed_of(3, 1))}
    assert told["failures"]
    assert all(f"--replay {failure['id']}" in done.stdout for failure in told["failures"])
    ids = [line["id"] for line in lines if line["kind"] in {"result", "exchange"}]
    assert len(ids) == len(set(ids))
    assert {line["id"]: line["status"] for line in lines if line["kind"] == "result"}[
        "generated-requests.accepted"
    ] == "fail"


def test_the_seeds_of_the_processes_are_far_from_each_other() -> None:
    seeds = {seed_of(seed, worker) for seed in range(50) for worker in range(50)}
    assert len(seeds) == 2500
    assert seed_of(3, 1) == seed_of(3, 1)


def test_the_worst_counts_but_what_one_had_no_time_for_another_shows() -> None:
    passed: dict[str, object] = {"status": "pass", "message": ""}
    failed: dict[str, object] = {"status": "fail", "message": "no"}
    hasty: dict[str, object] = {"status": "warn", "message": "not elicited: the time was over"}
    assert worst([passed, failed, hasty]) is failed
    assert worst([hasty, passed]) is passed
    assert worst([hasty, hasty]) is hasty


def test_what_was_generated_is_added_up_and_only_what_all_missed_was_missed() -> None:
    def line(missed: list[list[str]], sent: int, request: str) -> dict[str, object]:
        counts = {"reached": 4 - len(missed), "total": 4, "percent": 0.0}
        failure = {"requirement": "a.b", "request": request, "about": ""}
        covered = {"granted": {"bodies": sent, "field": counts, "missed": missed}}
        return {
            "kind": "generation", "scenario": "a/b", "seed": sent, "sent": {"walk": sent}, "seconds": {"walk": sent},
            "coverage": covered, "failures": [failure], "again": {"a.b": 1}, "explained": {}, "mended": ["x"],
            "whole": sent > 1,
        }  # fmt: skip

    (merged,) = merged_generations(
        [line([["field", "a", "b"], ["field", "c", "d"]], 1, "p"), line([["field", "c", "d"]], 2, "p")], 9
    )
    assert merged["coverage"]["granted"]["field"] == {"reached": 3, "total": 4, "percent": 75.0}  # type: ignore[index]
    assert (merged["seed"], merged["sent"], merged["seconds"]) == (9, {"walk": 3}, {"walk": 2})
    assert (len(merged["failures"]), merged["again"], merged["mended"]) == (1, {"a.b": 2}, ["x"])  # type: ignore[arg-type]
    assert merged["whole"] is False
