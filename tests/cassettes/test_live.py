"""Recording the live service: only by hand and with a key; rehearsed on the emulator as the service is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.cassettes import load, replay
from conformance.cassettes.recorder import Recording, record_target
from conformance.emulator import serving
from conformance.outcome import OK
from conformance.requirement import requirements
from conformance.run import Run
from conformance.selection import select
from conformance.session import opened
from conformance.target import ConfigurationError, find_target
from conformance.verdict import Status

ROOT = Path(__file__).resolve().parents[2]
GLOBS = ("create", "stateful-chat", "streaming", "function-calling", "errors", "background")


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "recording the live service needs an API key: put it into GEMINI_API_KEY"),
        ({"GEMINI_API_KEY": "a-key-of-these-tests", "CI": "true"}, "costs money, and CI is set"),
    ],
    ids=["no key", "CI"],
)
def test_it_is_refused(
    environment: dict[str, str], reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=reason):
        record_target(Recording("google", out=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_it_is_part_of_nothing_that_runs_by_itself() -> None:
    text = (ROOT / "tox.ini").read_text("utf-8")
    listed = re.search(r"^env_list = (.*)$", text, re.MULTILINE)
    assert listed is not None
    assert "record-live" not in listed[1]
    assert "[testenv:record-live]" in text
    assert "record-live" not in (ROOT / ".ci" / "run").read_text("utf-8")


def test_a_rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The preset of the service, but for its address, recorded and judged as it was when it answered."""
    key = "AIzaSyA-rehearsal-1234567890abcdefghijk"
    monkeypatch.setenv("GEMINI_API_KEY", key)
    preset = (ROOT / "conformance" / "targets" / "google.toml").read_text("utf-8")
    with serving(flavor="live") as url:
        mine = tmp_path / "google.toml"
        mine.write_text(preset.replace("https://generativelanguage.googleapis.com", url))
        target = find_target(str(mine))
        with opened(target, target.revision) as stage:
            run = Run(stage, select(GLOBS))
            run.open(run.selected)
            told = {r.id: run.result_of(r).status for r in run.selected if "replay" in r.lanes}
        assert record_target(Recording(str(mine), select=GLOBS, out=tmp_path / "kept")) == OK
    with replay.opened(target, tmp_path / "kept", "auto") as stage:
        run = Run(stage, select(GLOBS))
        run.open(run.selected)
        kept = {r.id: run.result_of(r).status for r in run.selected if "replay" in requirements()[r.id].lanes}
    assert kept == told
    assert Status.PASS in kept.values()
    for path in (tmp_path / "kept").rglob("*.yaml"):
        text = path.read_text("utf-8")
        assert key not in text
        assert url not in text
        assert load(path).provenance.target == "google"
