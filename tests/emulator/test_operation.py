"""What whoever runs the emulator sees of it: its health, its access log, and a warning."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from conformance import __version__
from conformance.emulator import serving
from conformance.emulator.authentication import owner_of
from conformance.emulator.store import StoreError
from conformance.emulator.store.memory import MemoryStore
from conformance.revisions import BY_NAME
from conformance.serving import is_loopback

PATH = "/v1beta/interactions"
HELLO: dict[str, Any] = {"model": "gemini-2.5-flash", "input": "A private word."}


def test_health_needs_no_key_and_tells_what_runs() -> None:
    with serving(as_of="2026-05-30") as url:
        answer = httpx.get(url + "/health")
    about = {"version": __version__, "revisions": list(BY_NAME), "default_revision": "2026-05-20"}
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "store": "ok", **about})


def test_health_is_503_while_the_store_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: MemoryStore) -> None:
        raise StoreError("postgresql://user:password@host: no")

    with serving() as url:
        monkeypatch.setattr(MemoryStore, "check", fails)
        answer = httpx.get(url + "/health")
    assert (answer.status_code, answer.json()["store"]) == (503, "failing")
    assert "password" not in answer.text


def _logged(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_the_access_log_has_a_line_per_request_and_nothing_secret(capfd: pytest.CaptureFixture[str]) -> None:
    key = {"x-goog-api-key": "a-private-key"}
    with serving(access_log=True) as url:
        made = httpx.post(url + PATH, json=HELLO, headers=key)
        found = made.json()["id"]
        httpx.get(f"{url}{PATH}/{found}?include_input=true", headers={**key, "api-revision": "2026-05-07"})
        streamed = httpx.post(url + "/v1/interactions", json={**HELLO, "stream": True}, headers=key)
        httpx.get(url + "/nowhere/private?key=private")
        httpx.get(url + "/health")
    captured = capfd.readouterr().err
    lines = [json.loads(line) for line in captured.splitlines()]
    owner = owner_of(key["x-goog-api-key"])[:8]
    assert [tuple(line[name] for name in ("method", "path", "status", "revision", "owner")) for line in lines] == [
        ("POST", PATH, 200, "2026-11-16", owner),
        ("GET", PATH + "/{id}", 200, "2026-05-07", owner),
        ("POST", "/v1/interactions", 200, "2026-11-16", owner),
        ("GET", None, 404, None, None),
        ("GET", "/health", 200, None, None),
    ]
    assert [lines[0]["bytes"], lines[2]["bytes"]] == [len(made.content), len(streamed.content)]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]) for line in lines)
    assert all(0 <= line["ms"] < 60_000 for line in lines)
    assert "private" not in captured
    assert found not in captured


def test_a_refused_request_is_logged_too(capfd: pytest.CaptureFixture[str]) -> None:
    with serving(access_log=True) as url:
        httpx.post(url + PATH, json=HELLO)
        httpx.delete(f"{url}{PATH}/x", headers={"x-goog-api-key": "k"})
    assert [(line["status"], line["owner"] is None) for line in _logged(capfd)] == [(403, True), (404, False)]


def test_nothing_is_logged_unless_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    with serving() as url:
        httpx.get(url + "/health")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_only_this_machine_reaches_a_loopback_address(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])
def test_others_reach_any_other_address(host: str) -> None:
    assert not is_loopback(host)
