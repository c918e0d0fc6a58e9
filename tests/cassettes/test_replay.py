"""What is recorded is replayed by matching, and judged as it was when it was live."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cassettes import load, replay, write
from conformance.cassettes.recorder import Recording, cassette_of, record_target
from conformance.cassettes.shelf import SERVICE, place, recordable
from conformance.cassettes.tape import NotRecorded, Tape, likeness
from conformance.emulator import serving
from conformance.exchange import Exchange, Request
from conformance.judge import Result
from conformance.outcome import INCOMPLETE, OK
from conformance.play import Stage
from conformance.requirement import requirements
from conformance.revisions import BY_NAME
from conformance.run import Run
from conformance.run_target import Wanted, run_target
from conformance.selection import select
from conformance.session import opened
from conformance.target import ConfigurationError, find_target
from tests.cassettes.test_cassette import PLAIN

SOME = ("stateful-chat", "stream-frames", "webhooks", "remote-mcp", "files-api", "storage")
REVISION = BY_NAME["2026-11-16"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cassettes")
    assert record_target(Recording("emulator", REVISION.name, SOME, out)) == OK
    return out


def results(stage: Stage, globs: tuple[str, ...] = SOME) -> dict[str, Result]:
    run = Run(stage, select(globs))
    run.open(run.selected)
    return {requirement.id: run.result_of(requirement) for requirement in run.selected}


@contextmanager
def replayed(folder: Path, target: str = "emulator") -> Iterator[Stage]:
    with replay.opened(find_target(target), folder, "auto") as stage:
        yield stage


def test_a_recording_is_judged_as_the_live_target_is(folder: Path) -> None:
    with replayed(folder) as stage, opened(find_target("emulator"), REVISION.name) as live:
        kept, told = results(stage), results(live)
    for name, result in told.items():
        replayable = "replay" in requirements()[name].lanes
        assert (kept[name].status == result.status) is replayable or kept[name].status == "not-applicable"
        assert kept[name].lane == "replay"
    assert sum(result.status == "pass" for result in kept.values()) > 60


def test_what_a_target_does_wrong_is_judged_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recorded over a socket, from a server with faults: the verdicts stay, the bytes too, the addresses don't."""
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-these-tests")
    globs = ("create", "errors", "stream-frames", "stream-order", "retrieval")
    faults = ("no-done", "disc.stream.usage-missing", "unknown-field", "truncated:on=delete", "line-ends")
    with serving(revision=REVISION.name, faults=faults) as url:
        target = find_target(url)
        with opened(target, REVISION.name) as live:
            told = results(live, globs)
        record_target(Recording(url, REVISION.name, globs, tmp_path))
    with replay.opened(target, tmp_path, "auto") as stage:
        kept = results(stage, globs)
    judged = [name for name in told if "replay" in requirements()[name].lanes]
    assert [(n, kept[n].status) for n in judged] == [(n, told[n].status) for n in judged]
    assert {"fail", "pass"} <= {kept[name].status for name in judged}
    assert url.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*.yaml"))


def test_bytes_and_times_of_a_socket_are_kept(tmp_path: Path) -> None:
    """But for the address, which has the service's name: that is all that a cassette changes."""
    scenarios = recordable(select(["stream-frames", "stream-order"]), REVISION)
    with opened(find_target("emulator"), REVISION.name) as stage:
        stage.open(scenarios)
        url = stage.target.base_url.encode()
        for scenario in scenarios:
            live = stage.played(scenario).exchanges
            cassette = cassette_of(stage, scenario.name, live)
            write(tmp_path / "c.yaml", cassette.exchanges, cassette.provenance)
            for kept, exchange in zip(load(tmp_path / "c.yaml").exchanges, live, strict=True):
                assert kept.body == exchange.body.replace(url, SERVICE.encode())
                assert chunks(kept) == chunks(exchange)


def chunks(exchange: Exchange) -> list[tuple[float, int]]:
    assert exchange.response is not None
    return [(round(chunk.time or 0, 4), len(chunk.data)) for chunk in exchange.response.chunks]


def test_the_commands(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance"]
    recorded = subprocess.run(
        [*command, "record", "--select", "storage", "--out", tmp_path / "c"], capture_output=True, text=True
    )
    assert recorded.returncode == 0, recorded.stderr
    assert recorded.stdout.startswith("recorded ")
    judged = subprocess.run(
        [*command, "run", "--replay", tmp_path / "c", "--select", "storage", "--out", tmp_path / "o"],
        capture_output=True,
        text=True,
    )
    assert judged.returncode == 0, judged.stderr
    nothing = subprocess.run([*command, "run", "--replay", tmp_path / "n"], capture_output=True, text=True)
    assert nothing.returncode == 3
    assert nothing.stderr.startswith(f"conformance: --replay {tmp_path / 'n'}: no recording of revision auto")
    assert nothing.stderr.count("\n") == 1


def test_twice_is_the_same_and_one_alone_is_as_among_all(folder: Path, tmp_path: Path) -> None:
    record_target(Recording("emulator", REVISION.name, ("storage", "webhooks"), tmp_path))
    for path in tmp_path.rglob("*.yaml"):
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes(), path.name


def test_every_exchange_is_played(folder: Path) -> None:
    with replayed(folder) as stage:
        scenarios = recordable(select(SOME), REVISION)
        stage.open(scenarios)
        for scenario in scenarios:
            kept = load(place(folder, REVISION, scenario.name)).exchanges
            played = stage.played(scenario).exchanges
            assert [e.body for e in played] == [e.body for e in kept], scenario.name
            assert [e.request.url for e in played] == [e.request.url for e in kept]


def test_the_command_says_how_to_run_it_again(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_target(Wanted("emulator", select=("storage",), out=tmp_path, replay=folder))
    header = json.loads((tmp_path / "results.jsonl").read_text().splitlines()[0])
    assert (code, header["lane"], header["revision"]) == (OK, "replay", REVISION.name)
    assert f"run --replay {folder} --target emulator" in header["command"]
    assert "conformance 100 %" in capsys.readouterr().out


def test_what_is_missing_is_no_fault_of_the_target(folder: Path, tmp_path: Path) -> None:
    code = run_target(Wanted("emulator", select=("create",), out=tmp_path, replay=folder))
    assert code == INCOMPLETE
    lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    (result,) = [line for line in lines if line.get("id") == "create.accepted"]
    assert result["status"] == "error"
    assert "create" in result["message"]
    assert "No such file" in result["message"]


@pytest.mark.parametrize("change", ["other", "more"])
def test_a_scenario_that_asks_otherwise_is_told(folder: Path, tmp_path: Path, change: str) -> None:
    name = "storage/keep-nothing"
    cassette = load(place(folder, REVISION, name))
    first = cassette.exchanges[0]
    other = replace(first, request=replace(first.request, body=b'{"model":"m","input":"something else"}'))
    exchanges = (other, *cassette.exchanges[1:]) if change == "other" else (*cassette.exchanges, other)
    for each in ("probe", name):
        write(place(tmp_path, REVISION, each), load(place(folder, REVISION, each)).exchanges, cassette.provenance)
    write(place(tmp_path, REVISION, name), exchanges, cassette.provenance)
    (scenario,) = [s for s in recordable(select(["storage"]), REVISION) if s.name == name]
    with replayed(tmp_path) as stage:
        stage.open([scenario])
        played = stage.played(scenario)
    assert played.end == "target gone"
    assert played.reason.endswith("record it anew")


@pytest.mark.parametrize(
    ("target", "revision", "message"),
    [
        ("google", "auto", "holds recordings of emulator: give the target"),
        ("emulator", "2025-12-11", r"no recording of revision 2025-12-11 \(there: 2026-11-16\)"),
    ],
)
def test_what_was_not_recorded_is_told(folder: Path, target: str, revision: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message), replay.opened(find_target(target), folder, revision):
        pass


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Request("GET", "https://a.test/x?b=2&a=1"), Request("GET", "http://b.test:80/x?a=1&b=2"), True),
        (Request("GET", "https://a.test/x?a=1"), Request("GET", "https://a.test/x?a=2"), False),
        (Request("GET", "https://a.test/x"), Request("DELETE", "https://a.test/x"), False),
        (Request("POST", "/x", body=b'{"a":1,"b":2}'), Request("POST", "/x", body=b'{"b": 2, "a": 1}'), True),
        (Request("POST", "/x", body=b'{"a":1}'), Request("POST", "/x", body=b'{"a":1.5}'), False),
        (Request("POST", "/x", body=b"\xff\x00"), Request("POST", "/x", body=b"\xff\x01"), False),
        (Request("GET", "/x?key=AIza-one-secret"), Request("GET", "/x?key=another-secret"), True),
        (Request("GET", "/x", {"a": "1"}), Request("GET", "/x", {"a": "2"}), True),
    ],
)
def test_requests_are_alike(one: Request, other: Request, same: bool) -> None:
    assert (likeness(one) == likeness(other)) is same


def test_like_requests_get_their_answers_in_turn() -> None:
    first, second = (replace(PLAIN, key=key) for key in ("a", "b"))
    tape = Tape(left=[first, second])

    def asked() -> Exchange:
        return tape.send("POST", "/v1beta/interactions", body=PLAIN.request.body)

    assert [asked().key, asked().key] == ["a", "b"]
    with pytest.raises(NotRecorded, match="no answer is left in the cassette for POST /v1beta/interactions"):
        asked()


def test_a_tape_is_as_late_as_it_was_then() -> None:
    """Polling ends with the answer at which the time was over, not with the tape."""
    times = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:07.500Z"]
    tape = Tape(left=[replace(PLAIN, started=time, duration=0.5) for time in times])
    tape.send("POST", "/v1beta/interactions", body=PLAIN.request.body)
    begin = tape.timing.elapsed()
    tape.timing.sleep(5)
    tape.send("POST", "/v1beta/interactions", body=PLAIN.request.body)
    assert tape.timing.elapsed() - begin == 7.5
