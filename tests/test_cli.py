"""The contract of the command line that other people's scripts depend on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.report.results import read, schema
from conformance.revisions import NEWEST
from tests import null_servers
from tests.null_servers import running

FILES = {"results.jsonl", "report.html", "report.md", "junit.xml"}


def conformance(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the folder ``cwd``; a traceback is never right."""
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A run of everything against the embedded emulator, from an empty folder, without options."""
    folder = tmp_path_factory.mktemp("plain")
    return folder, conformance("run", cwd=folder)


def test_run_conforms_and_writes_four_files(plain: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = plain
    assert done.returncode == 0, done.stdout + done.stderr
    assert {file.name for file in (folder / "conformance-out" / "emulator" / NEWEST.name).iterdir()} == FILES
    assert re.search(r"^conformance 100 % · coverage \d", done.stdout, re.MULTILINE)
    assert re.search(r"^pass +Stateful chat +\d+ passed", done.stdout, re.MULTILINE)
    assert "report.html" in done.stdout.splitlines()[-1]


def test_results_validate_and_are_whole(plain: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    import jsonschema

    path = plain[0] / "conformance-out" / "emulator" / NEWEST.name / "results.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    validator = jsonschema.Draft202012Validator(schema())
    assert [error.message for line in lines for error in validator.iter_errors(line)] == []
    assert (lines[0]["kind"], lines[-1]["kind"]) == ("run", "summary")
    keys = {line["id"] for line in lines if line["kind"] == "exchange"}
    results = [line for line in lines if line["kind"] == "result"]
    assert {key for line in results for seen in line["observations"] for key in seen["exchanges"]} == keys
    assert lines[-1]["conformance"] == 1.0
    assert not any(line["status"] in {"fail", "error"} for line in results)


def test_the_older_revision_conforms_too(tmp_path: Path) -> None:
    done = conformance("run", "--revision", "2025-12-11", "--level", "must", "-n", "2", "--out", "here", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    run = read(tmp_path / "here" / "results.jsonl")
    assert run.header["revision"] == "2025-12-11"
    assert {line["level"] for line in run.results} == {"must"}


def test_select_by_feature_and_by_id(tmp_path: Path) -> None:
    conformance("run", "--select", "deletion", "--select", "create.echoes-*", "--out", ".", cwd=tmp_path)
    chosen = {line["id"] for line in read(tmp_path / "results.jsonl").results}
    assert "create.echoes-model" in chosen
    assert {id.partition(".")[0] for id in chosen} == {"create", "deletion"}  # noqa: A001


def test_options_for_other_tests_change_nothing(tmp_path: Path) -> None:
    meant_for_others = {"PYTEST_ADDOPTS": "--no-such-option", "PYTEST_PLUGINS": "no_such_plugin"}
    done = conformance("run", "--select", "create.accepted", cwd=tmp_path, **meant_for_others)
    assert done.returncode == 0, done.stdout + done.stderr


def test_strict_makes_warnings_fail(tmp_path: Path) -> None:
    with running(null_servers.Constant) as url:
        only = ("run", "--target", url, "--select", "create.names-the-parameter", "--out", str(tmp_path))
        assert conformance(*only, cwd=tmp_path).returncode in {0, 2}
        only = ("run", "--target", url, "--select", "stateful-chat.remembers", "--select", "create.accepted")
        assert conformance(*only, cwd=tmp_path).returncode == 0
        assert conformance(*only, "--strict", cwd=tmp_path).returncode == 1


def test_nothing_scored_exits_2(tmp_path: Path) -> None:
    with running(null_servers.Constant) as url:
        done = conformance("run", "--target", url, "--select", "stateful-chat.remembers", cwd=tmp_path)
    assert done.returncode == 2
    assert "conformance —" in done.stdout


MISUSE = {
    "an unknown target": (("run", "--target", "nowhere"), "unknown target 'nowhere'"),
    "a missing file": (("run", "--target", "missing.toml"), "missing.toml: No such file"),
    "an unknown revision": (("run", "--revision", "2020-01-01"), "unknown revision '2020-01-01'"),
    "nothing listening": (("run", "--target", "http://127.0.0.1:9"), "can't reach http://127.0.0.1:9"),
    "a selection of nothing": (("run", "--select", "stateful-chat.own"), "nearest: stateful-chat.own-id"),
    "a folder that can't be": (("run", "--select", "create", "--out", "/dev/null/x"), "/dev/null/x"),
    "an unknown option": (("run", "--frobnicate"), "No such option"),
    "an unknown command": (("frobnicate",), "No such command"),
    "an unknown level": (("run", "--level", "could"), "'could' is not one of"),
    "an unknown id": (("explain", "create.echo-model"), "nearest: create.echoes-model"),
    "no such path": (("judge", "nothing-here"), "nothing-here: no such file or folder"),
    "an unknown revision to judge by": (("judge", ".", "--revision", "x"), "unknown revision 'x'"),
    "nothing that can be judged": (("judge", "exchange.json"), "1 exchanges are with other APIs (no host)"),
    "nothing to import": (("import", "exchange.json", "--out", "x"), "1 exchanges are with other APIs (no host)"),
    "an unknown revision to serve": (("serve", "--revision", "x"), "unknown revision 'x'"),
    "a day that is none": (("serve", "--as-of", "2026-02-30"), "serve: '2026-02-30' is no day: give YYYY-MM-DD"),
    "a day and a revision": (("serve", "--as-of", "2026-05-30", "--revision", "2026-05-20"), "give either of them"),
    "a store that is a folder": (("serve", "--store", "/"), "can't keep interactions in /: unable to open"),
    "a limit that is none": (("serve", "--stream-limit", "0"), "serve: stream_limit has to be at least 1"),
    "an address that can't be bound": (("serve", "--host", "192.0.2.1"), "can't serve on 192.0.2.1"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_is_one_line_and_exit_3(name: str, tmp_path: Path) -> None:
    (tmp_path / "exchange.json").write_text('{"request": {"method": "GET", "url": "/"}, "response": {"status": 200}}')
    arguments, complaint = MISUSE[name]
    done = conformance(*arguments, cwd=tmp_path)
    assert done.returncode == 3
    assert complaint in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_refused_key_is_one_line_and_exit_3(tmp_path: Path) -> None:
    with serving_emulator(tmp_path) as url:
        done = conformance("run", "--target", url, cwd=tmp_path, GEMINI_API_KEY="invalid-secret-key")
        assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
        assert "refused the API key in GEMINI_API_KEY" in done.stderr
        assert "invalid-secret-key" not in done.stderr + done.stdout
        done = conformance("run", "--target", url, cwd=tmp_path, GEMINI_API_KEY="")
        assert done.returncode == 3
        assert "wants an API key: put it into GEMINI_API_KEY" in done.stderr


@contextmanager
def serving_emulator(cwd: Path, *options: str) -> Iterator[str]:
    """``conformance serve --port 0`` as a process of its own; gives the base URL that it prints."""
    with subprocess.Popen(
        [sys.executable, "-m", "conformance", "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert re.fullmatch(r"Listening on http://127\.0\.0\.1:\d+\n", line), line
        yield line.split()[-1]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_serve_and_run_against_it_without_leaving_the_key(tmp_path: Path) -> None:
    key = "AIzaSy-a-key-that-must-not-land"
    with serving_emulator(tmp_path) as url:
        done = conformance("run", "--target", url, "--out", "out", cwd=tmp_path, GEMINI_API_KEY=key)
        assert done.returncode == 0, done.stdout
        for file in (tmp_path / "out").iterdir():
            assert key not in file.read_text("utf-8"), file.name


@pytest.mark.parametrize("options", [("--revision", "2025-12-11"), ("--as-of", "2026-01-15")])
def test_serve_speaks_the_revision_it_was_told(tmp_path: Path, options: tuple[str, str]) -> None:
    with serving_emulator(tmp_path, *options) as url:
        body = json.dumps({"model": "gemini-2.5-flash", "input": "hi"}).encode()
        headers = {"x-goog-api-key": "k", "content-type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(f"{url}/v1beta/interactions", body, headers)) as answer:
            assert "outputs" in json.load(answer)
        done = conformance("run", "--target", url, "--select", "create", "--out", "out", cwd=tmp_path)
        assert done.returncode == 3, "no key"
        done = conformance("run", "--target", url, "--revision", "2025-12-11", "--select", "create", "--out", "out",
                           cwd=tmp_path, GEMINI_API_KEY="k")  # fmt: skip
        assert done.returncode == 0


def test_ctrl_c_leaves_a_readable_partial_result(tmp_path: Path) -> None:
    with running(Slow) as url:
        process = subprocess.Popen(
            [sys.executable, "-m", "conformance", "run", "--target", url, "--out", str(tmp_path / "out"), "-n", "1"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        results = tmp_path / "out" / "results.jsonl"
        until = time.monotonic() + 30
        while time.monotonic() < until and (
            not results.exists() or '"kind":"result"' not in results.read_text("utf-8")
        ):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "interrupted after" in said
    run = read(results)
    assert run.interrupted
    assert run.results
    assert "nterrupted" in (tmp_path / "out" / "report.html").read_text("utf-8")


class Slow(null_servers.Constant):
    """Answers, but takes its time."""

    def answer(self, body: bytes) -> bytes:
        time.sleep(0.3)
        return super().answer(body)


def test_list_and_explain(tmp_path: Path) -> None:
    listed = json.loads(conformance("list", "--json", cwd=tmp_path).stdout)
    assert {"id", "level", "sentence", "source", "clauses", "since", "until"} <= listed[0].keys()
    assert f"{len(listed)} requirements" in conformance("list", cwd=tmp_path).stdout
    said = conformance("explain", "stateful-chat.own-id", cwd=tmp_path).stdout
    for part in ("must", "dm.id", "stateful-chat/two-turns", "reuses_the_first_id", "--select stateful-chat.own-id"):
        assert part in said
    said = conformance("explain", "client-stream.split-utf8", cwd=tmp_path).stdout
    for part in ("must", "client-stream/split-utf8", "  sin  ", "sdk run --driver CMD --select"):
        assert part in said


def test_judge_prints_what_each_file_shows(tmp_path: Path) -> None:
    body = {"id": "v1_a", "status": "completed", "model": "gemini-2.5-flash", "object": "interaction", "steps": []}
    request = {"method": "POST", "url": "https://host/v1beta/interactions", "headers": {},
               "body": {"model": "gemini-2.5-pro", "input": "hi"}}  # fmt: skip
    (tmp_path / "bad.json").write_text(json.dumps({"request": request, "response": {"status": 200, "body": body}}))
    (tmp_path / "other.json").write_text("[]")
    done = conformance("judge", ".", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "skipped other.json: no object with a request and a response" in done.stderr
    assert re.search(r"^bad\.json  \[2026-05-20/2026-11-16\]  .*failed", done.stdout, re.MULTILINE)
    assert "fail: create.echoes-model" in done.stdout
    assert {file.name for file in (tmp_path / "out").iterdir()} == FILES


def test_help_names_every_option(tmp_path: Path) -> None:
    said = conformance("run", "--help", cwd=tmp_path).stdout
    for option in ("--target", "--revision", "--select", "--level", "--out", "--strict", "-n"):
        assert option in said
    assert "key" not in said.lower(), "no key on a command line, so that none lands in a shell's history"
