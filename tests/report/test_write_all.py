"""Writing and re-rendering the reports of a result file."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.report import ReportError, write_all
from tests.report import sample


def rerender(*arguments):
    command = [sys.executable, "-m", "conformance", "report", "render", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_all_formats_are_written_and_written_again_alike(run, tmp_path):
    written = write_all(run, tmp_path / "a" / "b")
    assert {name: path.name for name, path in written.items()} == {
        "html": "report.html",
        "markdown": "report.md",
        "junit": "junit.xml",
    }
    results = sample.save(tmp_path, sample.lines())
    for named in (results, tmp_path):
        again = rerender(named)
        assert (again.returncode, again.stderr) == (0, "")
        for path in written.values():
            assert (tmp_path / path.name).read_bytes() == path.read_bytes()
            assert str(tmp_path / path.name) in again.stdout.splitlines()
            (tmp_path / path.name).unlink()


def test_one_format_goes_where_it_is_wanted(tmp_path):
    results = sample.save(tmp_path, sample.lines())
    done = rerender(results, "--format", "junit", "--out", tmp_path / "ci")
    assert done.stdout.splitlines() == [str(tmp_path / "ci" / "junit.xml")]
    assert [path.name for path in (tmp_path / "ci").iterdir()] == ["junit.xml"]


def test_hostile_runs_are_written_as_valid_utf_8(hostile_run, tmp_path):
    for path in write_all(hostile_run, tmp_path).values():
        assert "\ufffd" not in path.read_text("utf-8")


def test_what_cannot_be_read_or_written_is_one_line(run, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"cannot write .*report\.html"):
        write_all(run, tmp_path / "file")
    refused = rerender(tmp_path / "file")
    assert (refused.returncode, refused.stderr) == (
        3,
        f"conformance: {tmp_path / 'file'} is no result file: it is empty\n",
    )
    nothing = rerender(tmp_path)
    said = f"conformance: cannot read {tmp_path / 'results.jsonl'}: No such file or directory\n"
    assert (nothing.returncode, nothing.stderr) == (3, said)
    two = rerender(tmp_path / "file", tmp_path / "file", "--out", tmp_path)
    assert (two.returncode, "--out is for the reports of one run" in two.stderr) == (3, True)
    assert rerender().returncode == 3


def test_reading_results_imports_no_renderer():
    check = "import sys, conformance.report.results; print({'jinja2', 'junitparser'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
