"""`conformance report diff` as a CI job uses it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from conformance.report_commands import report
from tests.report import hostile, sample


def conformance(*arguments):
    """The command as a process, for what it ends with."""
    command = [sys.executable, "-m", "conformance", "report", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def told(*arguments):
    """What the command prints, without a process."""
    return CliRunner().invoke(report, list(map(str, arguments))).stdout


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Runs in folders of their own: good, bad (a must fails), cut (interrupted), hostile."""
    root = tmp_path_factory.mktemp("runs")
    good = [line for line in sample.lines() if line.get("status") in (None, "pass")]
    bad = [{**line, "status": "fail", "message": "it broke"} if line.get("level") == "must" else line for line in good]
    runs = {"good": good, "bad": bad, "cut": good[:-2], "hostile": hostile.lines()}
    for name, lines in runs.items():
        (root / name).mkdir()
        sample.save(root / name, lines)
    return root


def test_the_exit_code_is_the_gate(folders):
    codes = {
        (old, new): conformance("diff", folders / old, folders / new / "results.jsonl").returncode
        for old, new in (("good", "good"), ("good", "bad"), ("good", "cut"), ("good", "hostile"), ("good", "none"))
    }
    assert list(codes.values()) == [0, 1, 2, 2, 3]


def test_every_format_goes_to_a_file_too(folders, tmp_path):
    for style in ("text", "json", "markdown", "html"):
        both = folders / "good", folders / "bad", "--format", style
        assert told("diff", *both, "--out", tmp_path / style) == ""
        assert (tmp_path / style).read_text("utf-8") == told("diff", *both)
    document = json.loads((tmp_path / "json").read_text("utf-8"))
    assert document["counts"] == {"newly-failing": document["regressions"]}
    assert all(change["new"] == {"status": "fail", "message": "it broke"} for change in document["changes"])


def test_text_tells_what_broke_and_how_to_run_it_again(folders):
    text = told("diff", folders / "good", folders / "bad")
    assert "✗ create.empty-0 (must): pass → fail" in text
    assert "message: it broke" in text
    assert "conformance run --target shelly --revision 2026-05-20 --select create.empty-0" in text
    assert text.splitlines()[-1].endswith("requirements were judged in both runs.")


def test_hostile_runs_reach_no_terminal(folders):
    text = told("diff", folders / "hostile", folders / "good")
    assert "\\u202e" in text
    assert not set(text) & {"\u202e", "\x00", "\x1b"}


def test_what_cannot_be_written_is_one_line(folders):
    refused = conformance("diff", folders / "good", folders / "good", "--out", folders / "good" / "results.jsonl" / "x")
    assert (refused.returncode, refused.stderr.count("\n")) == (3, 1)
    assert "cannot write" in refused.stderr


def test_a_badge_is_printed_or_written(folders, tmp_path):
    assert "<title>conformance: 100 %" in told("badge", folders / "good")
    assert told("badge", folders / "cut", "--kind", "coverage", "--format", "json", "--out", tmp_path / "b.json") == ""
    assert json.loads((tmp_path / "b.json").read_text("utf-8"))["message"].endswith(", interrupted")
