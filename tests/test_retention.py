"""Planting on one day, looking on another: on an emulator whose clock moves instead of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.client import Client, encoded
from conformance.emulator import serving
from conformance.report.results import read
from tests.test_cli import conformance

KEY = "a-key-of-these-tests"
DAY = 86_400


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)


def advance(url: str, days: float) -> None:
    with Client(url, KEY) as client:
        assert client.send("POST", "/control/clock", body=encoded({"advance": days * DAY})).status == 200


def statuses(folder: Path) -> dict[str, str]:
    return {result["id"]: result["status"] for result in read(folder / "results.jsonl").results}


@pytest.mark.parametrize("tier", ["paid", "free"])
def test_a_rehearsal_passes_on_the_emulator(tier: str, tmp_path: Path) -> None:
    done = conformance("retention", "rehearse", "--tier", tier, "--out", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = {"retention.first-day": "pass", "retention.deleted": "pass", "retention.paid": "pass"}
    assert statuses(tmp_path) == expected | ({"retention.paid": "not-applicable"} if tier == "free" else {})


@pytest.mark.parametrize(
    ("told", "kept", "days", "failing"),
    [("free", "paid", 3, "retention.deleted"), ("paid", "free", 3, "retention.paid")],
)
def test_what_is_kept_too_long_or_not_long_enough_fails(
    told: str, kept: str, days: float, failing: str, tmp_path: Path
) -> None:
    with serving(control=True, tier=kept) as url:
        file = tmp_path / "planted.jsonl"
        common = ("--target", url, "--ledger", str(file))
        assert conformance("retention", "plant", *common, "--tier", told, cwd=tmp_path).returncode == 0
        assert conformance("retention", "verify", *common, "--out", "first", cwd=tmp_path).returncode == 0
        advance(url, days)
        assert conformance("retention", "verify", *common, "--out", "then", cwd=tmp_path).returncode == 1
    assert statuses(tmp_path / "first")["retention.first-day"] == "pass"
    assert statuses(tmp_path / "then")[failing] == "fail"
    assert KEY not in file.read_text("utf-8")
    assert len(file.read_text("utf-8").splitlines()) == 3


def test_misuse_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps({"no": "exchange"}) + "\n")
    for arguments, complaint in {
        ("plant", "--target", "emulator", "--ledger", "x.jsonl"): "use retention rehearse",
        ("verify", "--target", "http://127.0.0.1:9", "--ledger", "none.jsonl"): "can't read none.jsonl",
        ("verify", "--target", "http://127.0.0.1:9", "--ledger", "bad.jsonl"): "holds no planted exchange",
    }.items():
        done = conformance("retention", *arguments, cwd=tmp_path)
        assert done.returncode == 3
        assert complaint in done.stderr
        assert len(done.stderr.splitlines()) == 1
