"""``conformance sdk run`` from the command line to the files: what is selected, scored, interrupted, refused."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.report.results import Run, read
from conformance.sdk.protocol import Handshake
from conformance.sdk.record import LONGEST_LIST, LONGEST_TEXT, shortened
from conformance.sdk.running import Wanted, run_client, select, spoken
from conformance.target import ConfigurationError

HERE = Path(__file__).parent
PLAIN = HERE.parents[1] / "conformance" / "sdk" / "drivers" / "plain_httpx.py"
FEW = ("client-create", "client-stream", "client-settings.*")


def command(file: Path, *words: str) -> str:
    return shlex.join([sys.executable, str(file), *words])


def run(tmp_path: Path, driver: str, **wanted: object) -> tuple[int, Run]:
    code = run_client(Wanted(driver, out=tmp_path / "out", **wanted))  # type: ignore[arg-type]
    return code, read(tmp_path / "out" / "results.jsonl")


def test_the_plain_driver_passes_every_must(tmp_path: Path) -> None:
    code, found = run(tmp_path, command(PLAIN), level="must")
    assert [(r["id"], r["message"]) for r in found.results if r["status"] not in {"pass", "not-applicable"}] == []
    assert code == 0
    assert found.header["revision"] == "2026-11-16"
    assert {report["end"] for report in found.reports.values()} == {"reported"}


def test_results_are_like_those_of_servers_in_a_lane_of_their_own(tmp_path: Path) -> None:
    code, found = run(tmp_path, command(PLAIN), select=FEW)
    assert code == 0
    target = found.header["target"]
    assert (target["name"], target["kind"], target["base_url"]) == ("plain-httpx", "client", None)
    assert {result["lane"] for result in found.results} == {found.header["lane"]} == {"client"}
    assert found.header["selected"] == {"whole": False, "select": list(FEW), "level": "may", "cost": "agent"}
    assert all(exchange["scenario"] in found.reports for exchange in found.exchanges.values())
    assert all(seen["scenario"] in found.reports for result in found.results for seen in result["observations"])
    assert "AIza" not in (tmp_path / "out" / "results.jsonl").read_text("utf-8")
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"results.jsonl", "report.html", "report.md"}


def test_what_a_driver_does_not_declare_is_unsupported(tmp_path: Path) -> None:
    template = PLAIN.with_name("template.py")
    code, found = run(tmp_path, command(template), select=("client-create", "client-stream"))
    statuses = {result["id"]: (result["status"], result["message"]) for result in found.results}
    assert statuses["client-create.text-whole"][0] == "pass"
    assert statuses["client-stream.split-utf8"] == ("unsupported", "the driver does not stream")
    assert code == 0


def test_nothing_scored_is_incomplete(tmp_path: Path) -> None:
    code, found = run(tmp_path, command(HERE / "hostile.py", "idle"), select=FEW)
    assert {result["status"] for result in found.results} == {"unsupported"}
    assert code == 2


def client(*revisions: str) -> Handshake:
    return Handshake(protocol=1, name="sdk", version="1", does=("create",), revisions=revisions)


def test_the_revision_is_the_one_asked_for_or_the_newest_that_both_know() -> None:
    assert spoken(None, client()).name == "2026-11-16"
    assert spoken(None, client("2025-12-11", "2026-05-20", "2031-01-01")).name == "2026-05-20"
    assert spoken("2025-12-11", client("2025-12-11", "2026-05-20")).name == "2025-12-11"
    for asked, speaks in [("2026-11-16", "2026-05-20"), (None, "2031-01-01")]:
        with pytest.raises(ConfigurationError, match=f"does not speak .* but {speaks}"):
            spoken(asked, client(speaks))


def test_known_failures_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = tmp_path / "known.toml"
    known.write_text(
        '[[known]]\nrequirement = "client-create.text-whole"\nreason = "it is blind"\n'
        '[[known]]\nrequirement = "client-create.none"\nreason = "there is no such"\n'
        '[[known]]\nrequirement = "create.id"\nreason = "that is about servers"\n'
    )
    driver = command(HERE / "hostile.py", "blind")
    code, found = run(tmp_path, driver, select=("client-create",), known_failures=known, as_json=True)
    statuses = {result["id"]: result["status"] for result in found.results}
    assert statuses == {"client-create.input-unchanged": "pass", "client-create.text-whole": "expected-fail"}
    assert code == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["exit"], said["target"]["kind"]) == (1, "client")
    complained = {complaint["requirement"] for complaint in said["complaints"]}
    assert complained == {"client-create.none", "create.id"}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"update_known_failures": True, "level": "must"}, "leave out --select, --level"),
        ({"select": ("client-creat",)}, "nearest: client-create"),
        ({"revision": "2026-01-01"}, "unknown revision '2026-01-01'"),
    ],
)
def test_what_is_asked_in_vain_is_said_before_a_driver_is_started(wanted: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        run_client(Wanted("/no/such/driver", **wanted))  # type: ignore[arg-type]


def test_select_takes_globs_and_levels() -> None:
    assert {r.feature for r in select(("client-retries*",))} == {"client-retries"}
    assert {r.level.value for r in select((), "must")} == {"must"}


def test_an_interrupted_run_keeps_what_is_known(tmp_path: Path) -> None:
    driver = command(HERE / "hostile.py", "hangs", "client-stream/split-utf8")
    words = ["sdk", "run", "--driver", driver, "--select", "client-create", "--select", "client-stream", "--out", "out"]
    start = [sys.executable, "-m", "conformance", *words]
    results, deadline = tmp_path / "out" / "results.jsonl", time.monotonic() + 60
    with subprocess.Popen(start, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as started:
        try:
            while not results.exists() or '"kind":"report"' not in results.read_text("utf-8"):
                assert time.monotonic() < deadline
                time.sleep(0.02)
            started.send_signal(signal.SIGINT)
            printed, _ = started.communicate(timeout=30)
        finally:
            started.kill()
    assert started.returncode == 2
    assert b"interrupted after" in printed
    assert read(results).interrupted


def test_long_evidence_is_cut() -> None:
    found = shortened({"text": ". " * LONGEST_TEXT, "events": ["e"] * (LONGEST_LIST + 1), "short": [1, None]})
    assert found["text"].startswith(". " * (LONGEST_TEXT // 2) + f"… ({2 * LONGEST_TEXT} characters, sha256:")
    assert found["events"][-2:] == ["e", f"… ({LONGEST_LIST + 1} items)"]
    assert found["short"] == [1, None]
    assert len(json.dumps(found)) < LONGEST_TEXT + 10 * LONGEST_LIST
