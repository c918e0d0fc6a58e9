"""Tests of one's own record with our form, redaction and matching."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import requests

from conformance import __version__
from conformance.cassettes import load, read
from conformance.cassettes.vcr import use_cassette
from conformance.emulator import serving

KEY = "AIzaSyA-1234567890abcdefghijklmnopqrstu"
PATH = "/v1beta/interactions"
PLAIN = {"model": "gemini-2.5-flash", "input": "Hello"}


def test_what_is_recorded_is_redacted_and_replayed(tmp_path: Path) -> None:
    with serving() as url, use_cassette(tmp_path / "c.yaml"):
        made = httpx.post(f"{url}{PATH}?key={KEY}", json=PLAIN, headers={"cookie": "SID=secret-of-a-browser"})
    text = (tmp_path / "c.yaml").read_text("utf-8")
    for secret in (KEY, "secret-of-a-browser", url):
        assert secret not in text
    with use_cassette(tmp_path / "c.yaml", record_mode="none"):
        other = f"https://generativelanguage.googleapis.com{PATH}?key=another-key-of-mine"
        kept = httpx.post(other, content=b'{"input": "Hello", "model": "gemini-2.5-flash"}', headers=JSON)
    assert kept.content == made.content


JSON = {"content-type": "application/json"}


def test_it_says_where_it_comes_from(tmp_path: Path) -> None:
    with serving() as url, use_cassette(tmp_path / "c.yaml"):
        httpx.post(url + PATH, json=PLAIN, headers={"x-goog-api-key": KEY, "api-revision": "2026-05-20"})
    kept = load(tmp_path / "c.yaml").provenance
    assert (kept.revision, kept.model, kept.suite) == ("2026-05-20", "gemini-2.5-flash", __version__)
    assert kept.target == "127.0.0.1"


def test_another_body_is_another_request(tmp_path: Path) -> None:
    with serving() as url, use_cassette(tmp_path / "c.yaml"):
        httpx.post(url + PATH, json=PLAIN, headers={"x-goog-api-key": KEY})
    with (
        use_cassette(tmp_path / "c.yaml", record_mode="none"),
        pytest.raises(Exception, match="no recorded interaction matches"),
    ):
        httpx.post(url + PATH, json={**PLAIN, "input": "Goodbye"})


def test_media_are_put_back(tmp_path: Path) -> None:
    with serving() as url, use_cassette(tmp_path / "c.yaml"):
        body = {"model": "gemini-3-pro-image-preview", "input": "Draw a cat", "response_modalities": ["image"]}
        made = requests.post(url + PATH, json=body, headers={"x-goog-api-key": KEY}, timeout=10)
    assert made.status_code == 200
    assert len(made.content) > 5000
    assert len(list((tmp_path / "media").iterdir())) == 1
    assert read(tmp_path / "c.yaml")[0].body == made.content
    with use_cassette(tmp_path / "c.yaml", record_mode="none"):
        assert requests.post(url + PATH, json=body, timeout=10).content == made.content


def test_more_is_recorded_into_the_same(tmp_path: Path) -> None:
    with serving() as url:
        for number in range(2):
            with use_cassette(tmp_path / "c.yaml", record_mode="new_episodes"):
                body = {**PLAIN, "input": f"Hello {number}"}
                httpx.post(url + PATH, json=body, headers={"x-goog-api-key": KEY})
    assert [exchange.sent["input"] for exchange in read(tmp_path / "c.yaml")] == ["Hello 0", "Hello 1"]


TESTS = f"""
import httpx, os, pytest

pytest_plugins = ["conformance.cassettes.pytest_plugin"]

@pytest.mark.vcr
@pytest.mark.block_network
def test_a_chat():
    answer = httpx.post(os.environ["URL"] + "{PATH}", json={PLAIN!r}, headers={{"x-goog-api-key": "{KEY}"}})
    assert answer.json()["status"] == "completed"
"""


def test_pytest_recording_keeps_our_form(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(TESTS)

    def run(url: str, mode: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "pytest_recording.plugin", f"--record-mode={mode}"]
        environment = {**os.environ, "URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)

    with serving() as url:
        first = run(url, "once")
    assert first.returncode == 0, first.stdout
    (exchange,) = read(tmp_path / "cassettes" / "test_mine" / "test_a_chat.yaml")
    assert exchange.request.headers is not None
    assert exchange.request.headers["x-goog-api-key"] == "REDACTED"
    second = run("http://nobody.test", "none")
    assert second.returncode == 0, second.stdout
