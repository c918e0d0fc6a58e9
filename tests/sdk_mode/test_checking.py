"""``conformance sdk check-driver`` tells a driver that keeps the protocol from one that does not."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from conformance.sdk import driver
from conformance.sdk.checking import check_driver

HERE = Path(__file__).parent
DRIVERS = HERE.parents[1] / "conformance" / "sdk" / "drivers"


def checked(capsys: pytest.CaptureFixture[str], file: Path, *sin: str) -> tuple[int, dict[str, str]]:
    """The exit code, and what was said of each thing."""
    code = check_driver(shlex.join([sys.executable, str(file), *sin]))
    lines = [line for line in capsys.readouterr().out.splitlines() if line[:1] in {"✓", "✗"}]
    return code, {line.split()[1]: line for line in lines}


@pytest.mark.parametrize(("name", "things"), [("plain_httpx", 16), ("template", 5)])
def test_right_drivers_pass(capsys: pytest.CaptureFixture[str], name: str, things: int) -> None:
    code, said = checked(capsys, DRIVERS / f"{name}.py")
    assert [line for line in said.values() if line.startswith("✗")] == []
    assert (code, len(said)) == (0, things)


@pytest.mark.parametrize(
    ("sin", "thing", "why"),
    [
        ("rubbish", "handshake", "none of the protocol: 'Welcome to my SDK 1.0!'"),
        ("exits_at_once", "handshake", "it last said: no such SDK here"),
        ("null", "create", "no request came to base_url"),
        ("blind", "create", "of the text 'Hello from scenario 0.' it reported None"),
        ("blind", "errors", "a 404 was reported as None"),
        ("blind", "concurrency", "scenario 1 was answered 'Hello from scenario 1.', and reported None"),
        ("twice", "create", "it said its handshake twice"),
        ("silent", "create", "0 outcomes were reported of 1 calls"),
        ("elsewhere", "base_url", "a request went to CONFORMANCE_BASE_URL"),
        ("idle", "does", "it declares nothing"),
        ("stays", "end", "it did not end within 0.2 s"),
    ],
)
def test_what_is_wrong_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sin: str, thing: str, why: str
) -> None:
    if sin == "stays":
        monkeypatch.setattr(driver, "TO_END", 0.2)
        monkeypatch.setattr("conformance.sdk.checking.TO_END", 0.2)
    code, said = checked(capsys, HERE / "hostile.py", sin)
    assert code == 1
    assert said[thing].startswith("✗")
    assert why in said[thing]
