"""Known failures as a user meets them: exit codes, what is printed, what is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance import judging, resuming
from conformance.judging import judge_recordings
from conformance.report.results import read, schema
from conformance.run_target import Wanted, run_target
from conformance.target import ConfigurationError, find_target
from tests import null_servers
from tests.known.test_marking import entry
from tests.null_servers import running
from tests.test_cli import conformance

PASSES, FAILS = "create.accepted", "errors.unknown-model"


@pytest.fixture(scope="module")
def constant() -> Iterator[str]:
    """A server that answers everything with the same interaction."""
    with running(null_servers.Constant) as url:
        yield url


@pytest.fixture
def run(constant: str, tmp_path: Path) -> Any:
    """Run against that server with a list; the exit code."""

    def run(text: str, **more: Any) -> int:
        (tmp_path / "k.toml").write_text(text)
        asked: dict[str, Any] = {"select": (PASSES, FAILS), "known_failures": tmp_path / "k.toml", "out": tmp_path}
        return run_target(Wanted(constant, "2026-11-16", **(asked | more)))

    return run


def statuses(folder: Path) -> dict[str, str]:
    return {line["id"]: line["status"] for line in read(folder / "results.jsonl").results}


def test_what_is_listed_fails_no_run_and_counts_all_the_same(run, tmp_path: Path, capsys) -> None:
    assert run("") == 1
    before = read(tmp_path / "results.jsonl")
    assert statuses(tmp_path) == {PASSES: "pass", FAILS: "fail"}
    capsys.readouterr()
    assert run(entry(FAILS, link="https://example.com/7")) == 0
    after = read(tmp_path / "results.jsonl")
    assert statuses(tmp_path) == {PASSES: "pass", FAILS: "expected-fail"}
    assert before.summary
    assert after.summary
    assert after.summary["conformance"] == before.summary["conformance"] == 0.5
    assert f"expected-fail: {FAILS}: why ({tmp_path}/k.toml:1)" in capsys.readouterr().out
    assert after.results[-1].get("known", {}).get("link") == "https://example.com/7"
    assert 'skipped="1"' in (tmp_path / "junit.xml").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (entry(FAILS) + entry(PASSES), f"k.toml:4: {PASSES}: it passes at 2026-11-16: take it off the list"),
        (entry(FAILS, message="crash"), f"k.toml:1: {FAILS}: it fails with another message: "),
        (
            entry(FAILS) + entry("errors.unknown-models"),
            f"there is no such requirement; nearest: {FAILS}",
        ),
        (entry(FAILS) + "expires = 2026-01-01", f"k.toml:1: {FAILS}: the entry expired, its last day was 2026-01-01"),
    ],
)
def test_a_list_that_is_not_right_fails_the_run_and_says_which_line(run, text, said, tmp_path, capsys) -> None:
    assert run(text) == 1
    assert said in capsys.readouterr().out
    lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert [line["file"] for line in lines if line["kind"] == "complaint"] == [str(tmp_path / "k.toml")]
    validator = jsonschema.Draft202012Validator(schema())
    assert [error.message for line in lines for error in validator.iter_errors(line)] == []


def test_what_was_not_selected_is_not_missed(run) -> None:
    assert run(entry(FAILS) + entry("stream-frames.done") + entry("stream-order.*")) == 0


def test_an_error_is_never_expected(run, tmp_path: Path) -> None:
    assert run(entry(FAILS) + entry(PASSES), max_requests=2) == 2
    assert "error" in statuses(tmp_path).values()


def test_strict_asks_for_what_warns(run, tmp_path: Path) -> None:
    warns = "stateful-chat.remembers"
    assert run("", select=(PASSES, warns), strict=True) == 1
    assert run(entry(warns), select=(PASSES, warns), strict=True) == 0
    assert statuses(tmp_path)[warns] == "warn"
    assert run(entry(PASSES, of="flaky"), select=(PASSES, FAILS)) == 1
    assert statuses(tmp_path) == {PASSES: "warn", FAILS: "fail"}


def test_the_target_file_names_a_list_beside_it(constant: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "k.toml").write_text(entry(FAILS))
    (tmp_path / "deep" / "mine.toml").write_text(f'base_url = "{constant}"\nknown_failures = "k.toml"\n')
    file = str(tmp_path / "deep" / "mine.toml")
    assert find_target(file).known_failures == str(tmp_path / "deep" / "k.toml")
    only = ("run", "--target", file, "--select", FAILS, "--select", PASSES, "--out", "out")
    assert conformance(*only, cwd=tmp_path).returncode == 0
    (tmp_path / "none.toml").write_text("")
    assert conformance(*only, "--known-failures", "none.toml", cwd=tmp_path).returncode == 1


def test_a_json_summary_is_all_that_is_on_standard_output(constant: str, tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text(entry(FAILS) + entry("errors.nothing"))
    only = ("run", "--target", constant, "--select", FAILS, "--select", PASSES, "--out", "out", "--json")
    done = conformance(*only, "--known-failures", "k.toml", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert (done.returncode, told["exit"], told["complete"], told["conformance"]) == (1, 1, True, 0.5)
    assert told["counts"] == {"pass": 1, "expected-fail": 1}
    (failure,) = told["failures"]
    assert (failure["id"], failure["status"], failure["known"]["line"]) == (FAILS, "expected-fail", 1)
    (complaint,) = told["complaints"]
    assert (complaint["file"], complaint["line"]) == ("k.toml", 4)
    assert (tmp_path / told["results"]).is_file()
    assert "conformance 50 %" in done.stderr


def test_a_whole_run_of_recordings_writes_the_list_and_agrees_with_it(tmp_path: Path, capsys) -> None:
    exchange = {
        "request": {"method": "GET", "url": "https://generativelanguage.googleapis.com/v1beta/interactions/v1_none"},
        "response": {"status": 200, "body": {"id": 7}},
    }
    (tmp_path / "exchange.json").write_text(json.dumps(exchange))
    asked: dict[str, Any] = {"out": tmp_path / "out", "known_failures": tmp_path / "k.toml"}
    paths = [tmp_path / "exchange.json"]
    assert judge_recordings(paths, judging.Wanted(out=tmp_path / "out")) == 1
    assert judge_recordings(paths, judging.Wanted(**asked, update_known_failures=True)) in {0, 2}
    assert f"{tmp_path}/k.toml: added: " in capsys.readouterr().out
    text = (tmp_path / "k.toml").read_text()
    assert judge_recordings(paths, judging.Wanted(**asked)) == 0
    assert set(statuses(tmp_path / "out").values()) <= {"expected-fail", "pass", "warn", "not-applicable"}
    assert judge_recordings(paths, judging.Wanted(**asked, update_known_failures=True)) == 0
    assert (tmp_path / "k.toml").read_text() == text


@pytest.mark.parametrize(
    "partly",
    [{}, {"select": (), "level": "must"}, {"select": (), "max_cost": "text"}],
)
def test_a_part_of_a_run_updates_nothing(run, partly: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="only a whole run shows what fails"):
        run(entry(PASSES), update_known_failures=True, **partly)
    assert (tmp_path / "k.toml").read_text() == entry(PASSES)


def test_a_run_that_was_cut_short_updates_nothing(run, tmp_path: Path, capsys) -> None:
    assert run(entry(PASSES), select=(), update_known_failures=True, max_requests=3) == 2
    assert (tmp_path / "k.toml").read_text() == entry(PASSES)
    assert "k.toml is left as it was: the run is incomplete" in capsys.readouterr().out
    assert statuses(tmp_path)


def test_a_run_that_goes_on_holds_what_is_known_against_the_list_of_today(run, tmp_path: Path) -> None:
    assert run(entry(FAILS)) == 0
    before = read(tmp_path / "results.jsonl")
    assert run("", resume=True) == 1
    assert statuses(tmp_path) == {PASSES: "pass", FAILS: "fail"}
    assert all(key.startswith(resuming.BEFORE) for key in read(tmp_path / "results.jsonl").exchanges)
    assert run(entry(FAILS), resume=True) == 0
    assert [one["message"] for one in before.results] == [
        one["message"] for one in read(tmp_path / "results.jsonl").results
    ]


MISUSE = {
    "a list that is not there": (("run", "--known-failures", "none.toml"), "known failures none.toml: No such file"),
    "a list that is none": (("fuzz", "--known-failures", "bad.toml"), "bad.toml:1: known.reason: field required"),
    "nothing to update": (("run", "--update-known-failures"), "say which with --known-failures FILE"),
    "generated requests": (("run", "--with", "fuzz", "--update-known-failures"), "leave out --select, --level"),
    "some recordings": (("judge", ".", "--select", "create", "--update-known-failures"), "leave out --select"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_is_one_line_and_exit_3(name: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[[known]]\nrequirement = "a.b"\n')
    arguments, complaint = MISUSE[name]
    done = conformance(*arguments, cwd=tmp_path)
    last = done.stderr.strip().splitlines()[-1]
    assert (done.returncode, complaint in last) == (3, True), done.stderr
