"""``target init`` and ``target show``: what a server is asked, and what is made of its answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.emulator import serving
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.probing import presence, roles
from conformance.report.results import read
from conformance.target import Models, find_target, resolved
from tests import null_servers
from tests.test_cli import conformance

ERROR = {"error": {"code": "invalid_request", "message": "No tools here."}}


def answer(status: int, body: object) -> Exchange:
    response = Response(status, {"content-type": "application/json"}, (Chunk(0.1, json.dumps(body).encode()),))
    return Exchange("x1", Request("POST", "http://target/v1beta/interactions", {}, b"{}"), response)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"id": "v1_a"}, "present"),
        (400, ERROR, "absent"),
        (404, {}, "absent"),
        (501, "no", "absent"),
        (400, {"detail": "no"}, "unclear"),
        (429, ERROR, "unclear"),
        (403, ERROR, "unclear"),
        (500, ERROR, "unclear"),
    ],
)
def test_what_an_answer_says_of_a_feature(status: int, body: object, expected: str) -> None:
    assert presence(answer(status, body)) == expected


@pytest.mark.parametrize(
    ("names", "asked", "expected"),
    [
        ([], None, Models()),
        ([], "mine", Models(text="mine", other="mine", latest="mine")),
        (["tiny", "tiny-image", "big"], None, Models(text="tiny", other="big", latest="tiny", image="tiny-image")),
        (["gemini-2.5-flash", "x"], None, Models(other="x", latest="gemini-2.5-flash")),
    ],
)
def test_a_model_for_each_role(names: list[str], asked: str | None, expected: Models) -> None:
    assert roles(names, asked) == expected


def test_init_writes_a_file_that_a_run_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-these-tests")
    with serving() as url:
        done = conformance("target", "init", url, "--out", "mine.toml", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "next: conformance run --target mine.toml" in done.stdout
        ran = conformance("run", "--target", "mine.toml", "--select", "create", "--out", ".", cwd=tmp_path)
        assert ran.returncode == 0, ran.stderr
    target = find_target(str(tmp_path / "mine.toml"))
    assert (target.base_url, target.revision) == (url, "2026-11-16")
    assert target.features
    assert set(target.features.values()) == {"present"}
    assert "a-key-of-these-tests" not in (tmp_path / "mine.toml").read_text()
    assert read(tmp_path / "results.jsonl").header["target"]["name"] == "mine"


def test_init_does_not_overwrite_and_does_not_guess(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("")
    with null_servers.running(null_servers.AlwaysNotFound) as url:
        there = conformance("target", "init", url, "--out", "mine.toml", cwd=tmp_path)
        refused = conformance("target", "init", url, "--out", "other.toml", cwd=tmp_path)
    assert (there.returncode, refused.returncode) == (3, 3)
    assert "mine.toml is there already" in there.stderr
    assert "answered a plain create with" in refused.stderr
    assert not (tmp_path / "other.toml").exists()


def test_every_setting_says_where_it_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_TIMEOUT", "33")
    file = tmp_path / "mine.toml"
    file.write_text('base_url = "http://127.0.0.1:9"\ntimeout = 5\n')
    target, origins = resolved(str(file))
    assert (target.timeout, target.base_url) == (33, "http://127.0.0.1:9")
    assert origins["timeout"] == "CONFORMANCE_TIMEOUT"
    assert (origins["base_url"], origins["background"]) == (str(file), "default")
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-these-tests")
    shown = conformance("target", "show", str(file), cwd=tmp_path)
    assert "a-key-of-these-tests" not in shown.stdout
    assert "set, not shown" in shown.stdout


def test_an_override_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_TIMEOUT", "soon")
    done = conformance("target", "show", "emulator", cwd=tmp_path)
    assert done.returncode == 3
    assert "environment (CONFORMANCE_TIMEOUT): timeout: input should be a valid number" in done.stderr
