"""What is committed of a run: the same of the same server, small, and nothing private."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from conformance.report.results import ReportError, located, read
from tests.peers import pages
from tests.peers.installing import COMPROMISED, NotInstalledError, litellm
from tests.peers.publishing import BAD, Line, published, without_bodies, written
from tests.peers.runs import EMULATED, PEERS, REPORTS, SERVERS, Judged

MOST = 8 << 20
"""Bytes of it as it lies there; git packs it to an eighth."""
COMMITTED = [folder / "results.jsonl.gz" for folder in pages.folders()]


def run(number: int, key: str = "x7") -> list[Line]:
    """The lines of a run of a server that gives ids by ``number``."""
    at, where = f"2026-11-2{number}T08:00:0{number}Z", f"http://127.0.0.1:400{number}"
    identity = f"v1_{'Chd' * 7}{number}"
    asked: dict[str, Any] = {"method": "GET", "url": f"{where}/v1beta/interactions/{identity}", "body": None}
    answer: dict[str, Any] = {"status": 404, "headers": {"date": at, "content-type": "text/html"}, "body": identity}
    exchange = {
        "kind": "exchange",
        "id": key,
        "scenario": "retrieval/get",
        "recording": None,
        "started": at,
        "duration": number / 7,
        "request": asked | {"headers": {"user-agent": f"x/{number}"}, "known": True},
        "response": answer | {"events": None},
        "failure": None,
    }
    message = f"GET {identity} answered: status 404, {number} bytes at {at}"
    observation = {"exchange": key, "exchanges": [key], "status": "fail", "message": message}
    result = {"kind": "result", "id": "retrieval.by-id", "status": "fail", "message": message, "duration": number / 9}
    header = {"kind": "run", "target": {"name": "mine"}, "started": at, "command": f"run /tmp/{number}"}
    unfailed = {**exchange, "id": "x8"}
    summary = {"kind": "summary", "finished": at}
    return [header, exchange, unfailed, {**result, "observations": [observation]}, summary]


def steady(lines: list[Line]) -> list[Line]:
    header, *rest = published(lines, "http://127.0.0.1:4010", "conformance run", {"argument": "target.toml"})
    return [{**header, "started": ""}, *rest]


def test_two_runs_of_the_same_server_are_the_same_but_for_their_start() -> None:
    assert steady(run(1)) == steady(run(2, key="x9"))


def test_only_what_something_failed_on_is_kept() -> None:
    kept = [line for line in steady(run(1)) if line["kind"] == "exchange"]
    assert [line["id"] for line in kept] == ["x1"]
    assert kept[0]["response"]["headers"] == {"content-type": "text/html"}
    assert kept[0]["request"]["url"] == "http://127.0.0.1:4010/v1beta/interactions/v1_1"


def test_of_recordings_nothing_is_quoted() -> None:
    text = json.dumps(list(without_bodies(run(1), {"x7": "a-recording.json"})))
    assert "a-recording.json" in text
    assert "v1_" not in text
    assert "404" not in text


def test_a_packed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    packed = COMMITTED[0].read_bytes()
    (tmp_path / "results.jsonl").write_bytes(gzip.decompress(packed))
    assert read(tmp_path / "results.jsonl") == read(located(COMMITTED[0].parent))


@pytest.mark.parametrize("cut", [20, 2000])
def test_half_a_packed_file_is_told_in_one_line(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "results.jsonl.gz"
    path.write_bytes(COMMITTED[0].read_bytes()[:cut])
    with pytest.raises(ReportError, match=r"cannot read .*results\.jsonl\.gz: .+"):
        read(path)


def test_the_same_lines_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(run(1), tmp_path / name / "results.jsonl.gz")
    assert (tmp_path / "a/results.jsonl.gz").read_bytes() == (tmp_path / "b/results.jsonl.gz").read_bytes()


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_what_is_committed_is_whole_and_names_nothing_of_this_machine(path: Path) -> None:
    found = read(path)
    assert not found.interrupted
    text = gzip.decompress(path.read_bytes()).decode()
    assert not [
        word for word in ("/tmp/", "/home/", "/root/", "/work/", "sk-any-key", "any-key-will-do") if word in text
    ]


def test_of_the_recorded_service_no_body_is_committed() -> None:
    for path in COMMITTED:
        if path.parent.parent.name == "google-as-recorded":
            found = read(path)
            assert not found.exchanges
            assert not [o for result in found.results for o in result["observations"] if "observed" in o]


def test_everything_that_is_judged_is_there_and_small() -> None:
    there = {f"{path.parent.parent.name}/{path.parent.name}" for path in COMMITTED}
    assert {*(peer.folder for peer in PEERS), *(one.folder for one in EMULATED)} <= there
    written_here = (REPORTS / name for name in (*SERVERS, "site"))
    assert sum(path.stat().st_size for top in written_here for path in top.rglob("*") if path.is_file()) < MOST


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.folder)
def test_each_failed_must_has_a_finding_beside_it(peer: Judged) -> None:
    failed = [result for result in read(located(REPORTS / peer.folder)).results if result["status"] in BAD]
    assert {result["status"] for result in failed} == {"expected-fail"}
    for result in failed:
        known = result["known"]
        assert known["file"] == f"reports/{peer.folder}/known-failures.toml", result["id"]
        assert "not looked at yet" not in known["reason"], result["id"]


def test_the_table_of_all_runs_is_that_of_the_results() -> None:
    """Written anew with: python -m tests.peers.pages"""
    assert (REPORTS / "SUMMARY.md").read_text("utf-8") == pages.table()


def test_compromised_releases_are_not_installed(tmp_path: Path) -> None:
    for version in COMPROMISED:
        with pytest.raises(NotInstalledError, match="compromised"):
            litellm(tmp_path, version)
    assert not list(tmp_path.iterdir())
