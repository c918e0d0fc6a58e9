"""Drivers that break the protocol, hang, flood or fork: each has a verdict, in bounded time, and leaves nothing."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

import pytest

from conformance.report.results import Run, read
from conformance.sdk import driver, playing
from conformance.sdk.running import Wanted, run_client
from conformance.target import ConfigurationError

HOSTILE = Path(__file__).with_name("hostile.py")
TEXT, SPLIT = "client-create/plain-text", "client-stream/split-utf8"
SELECT = ("client-create.text-whole", "client-stream.split-utf8")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person may wait for, a test need not."""
    monkeypatch.setattr(driver, "TO_END", 0.5)


def run(tmp_path: Path, *sin: str) -> tuple[int, Run]:
    command = shlex.join([sys.executable, str(HOSTILE), *sin])
    code = run_client(Wanted(command, select=SELECT, out=tmp_path / "out"))
    return code, read(tmp_path / "out" / "results.jsonl")


def statuses(found: Run) -> dict[str, str]:
    return {result["id"]: result["status"] for result in found.results}


@pytest.mark.parametrize(
    ("sin", "said"),
    [
        ("mute", "it said nothing for 1 s"),
        ("exits_at_once", "it ended with exit code 7; it last said: no such SDK here"),
        ("rubbish", "it wrote a line that is none of the protocol: 'Welcome to my SDK 1.0!'"),
        ("endless", "it wrote a line of more than 4 MiB"),
    ],
)
def test_without_a_handshake_nothing_is_scored(
    tmp_path: Path, sin: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "TO_START", 1.0 if sin == "mute" else 30.0)
    code, found = run(tmp_path, sin)
    assert code == 2
    assert set(statuses(found).values()) == {"error"}
    assert all(said in result["message"] for result in found.results)


@pytest.mark.parametrize(
    ("sin", "said"),
    [
        ("rubbish_later", "none of the protocol: 'debug: about to ask'"),
        ("endless_later", "it wrote a line of more than 4 MiB"),
        ("crashes_always", "it ended with exit code 3"),
        ("mixes_up", "it reported a scenario that it was not given"),
        ("twice", "it said its handshake twice"),
        ("too_much", "it wrote a line of more than 4 MiB"),
        ("deep", "none of the protocol"),
        ("never_answers", "no report within 1 s"),
    ],
)
def test_what_breaks_every_scenario_fails_them(
    tmp_path: Path, sin: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sin == "never_answers":
        monkeypatch.setattr(playing, "GRACE", 1.0 - 20.0)
    code, found = run(tmp_path, sin)
    assert code == 1
    assert set(statuses(found).values()) == {"fail"}
    assert all(said in result["message"] for result in found.results)
    assert {report["end"] for report in found.reports.values()} <= {"crashed", "timed-out", "not-asked"}


def test_a_crash_is_blamed_on_its_scenario_and_the_rest_is_played(tmp_path: Path) -> None:
    code, found = run(tmp_path, "crashes", TEXT)
    assert code == 1
    report = found.reports[TEXT]
    assert (report["end"], report["reason"]) == ("crashed", "it was ended by SIGSEGV")
    assert report["stderr"] == "Segmentation fault, with REDACTED\n"
    assert found.reports[SPLIT]["end"] == "reported"


@pytest.mark.parametrize(
    ("sin", "end", "said"), [("hangs", "timed-out", "no report"), ("refuses", "refused", "not today")]
)
def test_one_scenario_may_hang_or_be_refused(
    tmp_path: Path, sin: str, end: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sin == "hangs":
        monkeypatch.setattr(playing, "GRACE", 4.0 - 20.0)  # enough for the other one, however busy the machine
    _, found = run(tmp_path, sin, SPLIT)
    assert {name: report["end"] for name, report in found.reports.items()} == {TEXT: "reported", SPLIT: end}
    failed = {result["id"]: result["message"] for result in found.results}
    assert said in failed["client-stream.split-utf8"]
    assert "driver" not in failed["client-create.text-whole"]


def test_a_flood_of_errors_is_kept_short_and_clean(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _, found = run(tmp_path, "floods_stderr")
    assert {report["end"] for report in found.reports.values()} == {"reported"}
    assert (tmp_path / "out" / "results.jsonl").stat().st_size < 2**18
    assert "AIza" not in (tmp_path / "out" / "results.jsonl").read_text("utf-8")
    assert "eeee" not in capfd.readouterr().err


def test_what_a_driver_forks_dies_with_it(tmp_path: Path) -> None:
    code, _ = run(tmp_path, "forks", str(tmp_path / "child"))
    assert code == 1
    child, deadline = int((tmp_path / "child").read_text()), time.monotonic() + 5
    while is_running(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_running(process: int) -> bool:
    """Whether it is there, and not only waits for its parent to look."""
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text("utf-8")
    except FileNotFoundError:
        return False


def test_a_driver_that_stays_is_killed_and_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, "stays")
    assert "did not end when its input was closed" in capsys.readouterr().out


def test_a_null_driver_passes_nothing(tmp_path: Path) -> None:
    code, found = run(tmp_path, "null")
    assert code == 1
    assert set(statuses(found).values()) == {"fail"}


@pytest.mark.parametrize("command", ["", "'", "/no/such/driver"])
def test_a_command_that_is_none_is_said_in_a_line(tmp_path: Path, command: str) -> None:
    with pytest.raises(ConfigurationError, match="--driver"):
        run_client(Wanted(command, out=tmp_path))


def test_no_secret_of_the_user_reaches_a_driver() -> None:
    secrets = "GEMINI_API_KEY GOOGLE_API_KEY OPENAI_KEY NPM_TOKEN DB_PASSWORD HTTPS_PROXY http_proxy"
    own = dict.fromkeys(secrets.split(), "x")
    found = driver.environment("AIzaMade", "http://127.0.0.1:9", {**own, "PATH": "/bin", "LANG": "C"})
    assert found == {
        "PATH": "/bin", "LANG": "C", "PYTHONUNBUFFERED": "1", "CONFORMANCE_BASE_URL": "http://127.0.0.1:9",
        "CONFORMANCE_API_KEY": "AIzaMade", "GEMINI_API_KEY": "AIzaMade",
    }  # fmt: skip
