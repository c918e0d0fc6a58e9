"""Servers of others are ended with all that they started, and named where they do not come up."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.peers.counting import capped, output, tokens
from tests.peers.starting import NotStartedError, serving

WITH_A_CHILD = """
import http.server, os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[2], "w").write(f"{os.getpid()} {child.pid}")
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
ANSWER = '{"id":"r","status":"completed","output":[{"content":[{"type":"output_text","text":"one two three"}]}]}'


def is_running(process: int) -> bool:
    """A process that ended and that nobody has waited for yet does not run."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_server_is_ended_with_its_children(tmp_path: Path) -> None:
    told = tmp_path / "pids"
    with serving(tmp_path / "log", [sys.executable, "-c", WITH_A_CHILD, "{port}", str(told)], "/") as url:
        assert httpx.get(url, trust_env=False).status_code == 200
        processes = [int(word) for word in told.read_text().split()]
        assert all(map(is_running, processes))
    deadline = time.monotonic() + 10  # what was killed goes when the machine finds time for it
    while any(map(is_running, processes)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_running, processes))


def test_no_key_and_no_home_of_ours_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-ours")
    assert "HOME" in os.environ
    with pytest.raises(NotStartedError) as refused, serving(tmp_path / "log", ["env"], "/"):
        pass
    assert "a-key-of-ours" not in str(refused.value)
    assert "HOME=" not in str(refused.value)


def test_what_does_not_come_up_is_named_with_what_it_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such model')"]
    with pytest.raises(NotStartedError, match="no such model"), serving(tmp_path / "log", command, "/"):
        pass


def test_words_are_counted_and_capped_before_the_bridge() -> None:
    assert tokens(["one two", {"text": "three"}, 4, None]) == 3
    assert capped(ANSWER, 3) == ANSWER
    cut = capped(ANSWER, 2)
    assert output(cut) == [["one two", None, None]]
    assert '"incomplete"' in cut
