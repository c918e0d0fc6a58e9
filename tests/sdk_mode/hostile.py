"""Drivers that should not be met: ``python hostile.py NAME``. Each is a right driver with one thing wrong."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

HANDSHAKE: dict[str, Any] = {
    "kind": "driver",
    "protocol": 1,
    "name": "hostile",
    "version": "0",
    "does": ["create", "stream", "get", "get_stream", "cancel", "delete", "poll", "converse", "functions", "resume"],
    "concurrency": 4,
}
Play = Callable[[dict[str, Any]], None]


def say(line: object) -> None:
    sys.stdout.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
    sys.stdout.flush()


def report(order: dict[str, Any]) -> None:
    """Play as little as can be: one request for each call, and no outcome that says anything."""
    for call in order["calls"]:
        body = json.dumps(call.get("params", {})).encode()
        headers = {"x-goog-api-key": order["api_key"], "content-type": "application/json"}
        request = urllib.request.Request(f"{order['base_url']}/v1beta/interactions", body, headers)
        with contextlib.suppress(OSError, http.client.HTTPException):
            urllib.request.urlopen(request, timeout=2).read()
    say({"kind": "report", "id": order["id"], "calls": [{} for _ in order["calls"]]})


def listen(play: Play) -> None:
    sys.stdin.readline()
    say(HANDSHAKE)
    for line in sys.stdin:
        play(json.loads(line))


# --- sins, by name ---------------------------------------------------------------------------------------------------


def mute() -> None:
    """Says nothing at all."""
    time.sleep(600)


def exits_at_once() -> None:
    """Ends before it says anything."""
    sys.stderr.write("no such SDK here\n")
    sys.exit(7)


def rubbish() -> None:
    """Prints what is no JSON instead of a handshake."""
    say("Welcome to my SDK 1.0!")
    time.sleep(600)


def rubbish_later() -> None:
    """Prints a line of its own while it plays."""

    def play(order: dict[str, Any]) -> None:
        say("debug: about to ask")
        report(order)

    listen(play)


def endless() -> None:
    """Writes one line without end."""
    sys.stdin.readline()
    while True:
        sys.stdout.write("x" * 65536)


def endless_later() -> None:
    """Writes without end when it is asked to play."""

    def play(_: dict[str, Any]) -> None:
        while True:
            sys.stdout.write("[" * 65536)

    listen(play)


def never_answers() -> None:
    """Takes scenarios and never reports."""
    listen(lambda _: None)


def floods_stderr() -> None:
    """Writes 64 MiB to its error output for each scenario, with a key in it, and is right otherwise."""

    def play(order: dict[str, Any]) -> None:
        for _ in range(1024):
            sys.stderr.write("e" * 65536)
        sys.stderr.write(f"key {order['api_key']}\n")
        report(order)

    listen(play)


def crashes() -> None:
    """Ends at the scenario that it is told to, and says why on its error output."""

    def play(order: dict[str, Any]) -> None:
        if order["name"] == sys.argv[2]:
            sys.stderr.write(f"Segmentation fault, with {order['api_key']}\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGSEGV)
        report(order)

    listen(play)


def crashes_always() -> None:
    """Ends at every scenario."""
    listen(lambda _: sys.exit(3))


def hangs() -> None:
    """Never reports the scenario that it is told to."""
    listen(lambda order: None if order["name"] == sys.argv[2] else report(order))


def refuses() -> None:
    """Refuses the scenario that it is told to."""
    listen(
        lambda order: (
            say({"kind": "refusal", "id": order["id"], "reason": "not today"})
            if order["name"] == sys.argv[2]
            else report(order)
        )
    )


def forks() -> None:
    """Starts a process that holds its pipes, and ends; the number of that process is in the file that it is told."""
    sys.stdin.readline()
    say(HANDSHAKE)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(sys.argv[2]).write_text(str(child.pid))


def stays() -> None:
    """Is right, and does not end when its input is closed."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    listen(report)
    time.sleep(600)


def mixes_up() -> None:
    """Reports a scenario that it was not given."""
    listen(lambda order: say({"kind": "report", "id": order["id"] + "0", "calls": []}))


def twice() -> None:
    """Says its handshake again and again."""
    listen(lambda _: say(HANDSHAKE))


def too_much() -> None:
    """Reports text of 5 MiB in a line."""
    listen(lambda order: say({"kind": "report", "id": order["id"], "calls": [{"text": "x" * 5 * 2**20}]}))


def deep() -> None:
    """Reports data that is nested 100,000 deep."""
    nested = "[" * 100_000 + "]" * 100_000
    line = '{"kind":"report","id":"ID","calls":[{"data":NESTED}]}'
    listen(lambda order: say(line.replace("ID", order["id"]).replace("NESTED", nested)))


def null() -> None:
    """Says that it does everything, and does nothing."""
    listen(lambda order: say({"kind": "report", "id": order["id"], "calls": [{} for _ in order["calls"]]}))


def silent() -> None:
    """Reports, and nothing in it."""
    listen(lambda order: say({"kind": "report", "id": order["id"], "calls": []}))


def elsewhere() -> None:
    """Asks the server that the environment names, whatever a scenario says."""
    listen(lambda order: report({**order, "base_url": os.environ["CONFORMANCE_BASE_URL"]}))


def idle() -> None:
    """Declares nothing."""
    HANDSHAKE["does"] = []
    listen(report)


def blind() -> None:
    """Asks as it should, and sees nothing."""
    listen(report)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
