"""A run that was cut short goes on where it stopped, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.report.results import read
from tests.test_cli import conformance

SOME = ("--select", "create", "--select", "deletion")


def run(folder: Path, *options: str, selected: tuple[str, ...] = SOME) -> int:
    done = conformance("run", *selected, *options, "--out", str(folder), cwd=folder)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


def statuses(folder: Path) -> dict[str, str]:
    return {result["id"]: result["status"] for result in read(folder / "results.jsonl").results}


def test_the_rest_is_played_and_what_is_known_is_kept(tmp_path: Path) -> None:
    assert run(tmp_path, "--max-requests", "12", "-n", "1") == 2
    before = read(tmp_path / "results.jsonl")
    known = {result["id"] for result in before.results if result["status"] == "pass"}
    assert known
    assert "error" in statuses(tmp_path).values()

    assert run(tmp_path, "--resume") == 0
    after = read(tmp_path / "results.jsonl")
    assert set(statuses(tmp_path)) == {result["id"] for result in before.results}
    assert set(statuses(tmp_path).values()) <= {"pass", "not-applicable"}
    for result in after.results:
        named = {key for seen in result["observations"] for key in seen["exchanges"]}
        assert named <= after.exchanges.keys()
        if result["id"] in known:
            assert all(key.startswith("e-") for key in named)
    assert not (tmp_path / "results.before.jsonl").exists()


def test_a_whole_run_has_nothing_left_to_play(tmp_path: Path) -> None:
    assert run(tmp_path) == 0
    before = statuses(tmp_path)
    assert run(tmp_path, "--resume") == 0
    assert statuses(tmp_path) == before
    assert all(key.startswith("e-") for key in read(tmp_path / "results.jsonl").exchanges)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--revision", "2025-12-11"), "is of another revision"),
        (("--target", "mine.toml"), "is of target 'emulator'"),
    ],
)
def test_results_of_another_run_are_not_taken_over(tmp_path: Path, options: tuple[str, ...], complaint: str) -> None:
    (tmp_path / "mine.toml").write_text("timeout = 20\n")
    run(tmp_path, selected=("--select", "deletion"))
    done = conformance("run", "--resume", "--out", str(tmp_path), *options, cwd=tmp_path)
    assert done.returncode == 3
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "results.jsonl").exists()


def test_there_has_to_be_something_to_go_on_with(tmp_path: Path) -> None:
    done = conformance("run", "--resume", "--out", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 3
    assert "--resume: cannot read" in done.stderr
