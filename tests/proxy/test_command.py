"""The command, from start to signal."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cassettes import load
from conformance.emulator import serving
from conformance.recordings.reading import read_file
from conformance.report.results import read
from tests.proxy.running import ROOT, SECONDS, proxy
from tests.proxy.wire import connected, listening, read_head, read_until

FRAME = b'event: interaction.created\ndata: {"interaction":{"id":"v1_abcdefgh"}}\n\n'


def endless(connection: socket.socket) -> None:
    """One event, and then nothing for as long as the client stays."""
    read_head(connection)
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    connection.sendall(head + b"%x\r\n%b\r\n" % (len(FRAME), FRAME))
    while connection.recv(65536):  # the body of the request may still come
        pass


def begin(url: str) -> socket.socket:
    """A client in the middle of a stream."""
    connection = connected(url)
    body = b'{"model":"gemini-2.5-flash","input":"hi","stream":true}'
    head = b"POST /v1beta/interactions HTTP/1.1\r\nhost: x\r\nx-goog-api-key: key-0123456789\r\n"
    connection.sendall(head + b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
    read_until(connection, b"\n\n")
    return connection


def test_sigterm_in_the_middle_of_a_stream_writes_everything(tmp_path):
    options = ("--record", str(tmp_path / "cassettes"), "--select", "stream-frames", "--fail-on-exit")
    with listening(endless) as url, proxy(url, tmp_path, *options) as running, begin(running.url):
        code, said = running.ended(signal.SIGTERM)
    assert code in (0, 2), said  # nothing could be judged
    (path,) = (tmp_path / "cassettes").glob("*.yaml")
    (exchange,) = load(path).exchanges
    assert (exchange.body, exchange.failure) == (FRAME, "the proxy was stopped")
    assert not read(tmp_path / "results.jsonl").interrupted
    assert "1 exchanges passed" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--upstream", "ftp://x"], "--upstream ftp://x: give http://HOST[:PORT] or https://HOST[:PORT]"),
        (["--upstream", "http://a:b@x"], "put no user or password in it"),
        (["--upstream", "http://x:99999"], "--upstream http://x:99999: "),
        (["--upstream", "http://x", "--revision", "1999"], "unknown revision '1999'"),
        (["--upstream", "http://x", "--select", "nothing.*"], "matches no requirement"),
        (["--upstream", "http://x", "--out", "/dev/null/x"], "--out /dev/null/x: Not a directory"),
    ],
)
def test_misuse_is_one_line(options, said, capsys, monkeypatch):
    from conformance.cli import main

    monkeypatch.setattr(sys, "argv", ["conformance", "proxy", *options])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.proxy
def test_a_killed_proxy_leaves_what_passed(tmp_path):
    with serving() as url, proxy(url, tmp_path) as running:
        with begin(running.url) as connection:
            read_until(connection, b"[DONE]")
        with connected(running.url) as connection:
            connection.sendall(b"GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n")
            read_head(connection)
        # Its other process reads on to the end of its input, and writes the results before it closes its output.
        running.ended(signal.SIGKILL)
    assert not read(tmp_path / "results.jsonl").interrupted
    exchanges, skipped = read_file(tmp_path / "exchanges.jsonl")
    assert not skipped
    assert exchanges[0].status == 200
    assert exchanges[0].body.endswith(b"[DONE]\n\n")


@pytest.mark.proxy
@pytest.mark.parametrize("revision", ["2025-12-11", "2026-05-20", "2026-11-16"])
def test_the_suite_finds_the_same_through_the_proxy(tmp_path, revision):
    with serving(revision=revision, control=True) as url:
        direct = verdicts(url, revision, tmp_path / "direct")
    with serving(revision=revision, control=True) as url, proxy(url, tmp_path / "proxy", "--fail-on-exit") as running:
        through = verdicts(running.url, revision, tmp_path / "through")
        code, said = running.ended(signal.SIGINT)
    # What is timed waits for its turn on a machine that does other things; a warning is all it says of that.
    differing = {name for name in direct if through[name] != direct[name]}
    assert not {name for name in differing if not name.startswith("stream-delivery.")}
    assert through.keys() == direct.keys()
    assert "fail" not in through.values()
    assert "pass" in through.values()
    assert code == 0, said
    rows = read(tmp_path / "proxy" / "results.jsonl").results
    assert {row["status"] for row in rows} <= {"pass", "warn", "not-applicable"}


def verdicts(url: str, revision: str, out: Path) -> dict[str, str]:
    """The status of every requirement in a run against ``url``."""
    command = [sys.executable, "-m", "conformance", "run", "--target", url, "--revision", revision, "--out", str(out)]
    environment = {"PYTHONPATH": str(ROOT), "GEMINI_API_KEY": "key-0123456789", "PATH": ""}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=SECONDS)
    return {row["id"]: row["status"] for row in read(out / "results.jsonl").results}
