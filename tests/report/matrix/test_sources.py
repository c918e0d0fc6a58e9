"""Which files the arguments of the command stand for."""

from __future__ import annotations

import json

import pytest

from conformance.report import ReportError
from conformance.report.matrix.sources import result_files

RUN = json.dumps({"kind": "run"}) + "\n"


@pytest.fixture
def folder(tmp_path):
    for name in ("a/results.jsonl", "b/deep/results.jsonl", "b/aimock.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(RUN)
    (tmp_path / "b/notes.jsonl").write_text('{"kind": "note"}\n')
    (tmp_path / "b/binary.jsonl").write_bytes(b"\xff\x00")
    return tmp_path


def names(folder, *arguments):
    return [path.relative_to(folder).as_posix() for path in result_files(str(folder / each) for each in arguments)]


def test_a_folder_stands_for_the_result_files_below_it(folder):
    assert names(folder, ".") == ["a/results.jsonl", "b/aimock.jsonl", "b/deep/results.jsonl"]


def test_a_file_that_is_named_twice_is_there_once(folder):
    assert names(folder, "b", "a/results.jsonl", "a", "*/../a/results.jsonl") == names(folder, ".")


def test_patterns_match_files_and_folders(folder):
    assert names(folder, "?") == names(folder, ".")
    assert names(folder, "**/aimock.jsonl") == ["b/aimock.jsonl"]


def test_a_file_with_a_bracket_in_its_name_is_no_pattern(folder):
    (folder / "x[1].jsonl").write_text(RUN)
    assert names(folder, "x[1].jsonl") == ["x[1].jsonl"]


def test_a_run_line_that_is_longer_than_what_is_looked_at(folder):
    (folder / "long.jsonl").write_text(json.dumps({"kind": "run", "ledger": "x" * 100_000}))
    assert names(folder, "*") == ["a/results.jsonl", "b/aimock.jsonl", "b/deep/results.jsonl", "long.jsonl"]


def test_a_broken_results_jsonl_is_not_passed_over(folder):
    (folder / "c").mkdir()
    (folder / "c/results.jsonl").write_text("")
    assert "c/results.jsonl" in names(folder, ".")


@pytest.mark.parametrize("argument", ["nothing*", "empty"])
def test_what_names_no_file_is_told(argument, folder):
    (folder / "empty").mkdir()
    with pytest.raises(ReportError, match=f"{argument[:5]}.*(matches no file|holds no result file)"):
        names(folder, argument)
