"""How fast the emulator answers, beside a bare application on the same server and beside aimock, in one run.

The load comes from a process of its own. The servers take turns and the best turn of each counts, so that what else the
machine does hits none of them more than the others. What is compared is the processor time per answer: on two
processors the load itself is what limits the bare application.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.servers import ROOT, Server, aimock, bare, emulator

ROUNDS = 5
SECONDS = 2.0
CONNECTIONS = 16
PATH = "/v1beta/interactions"
HELLO = "Hi, my name is Phil."
LONG = "Count from 1 to 300."
ANSWERS = {"Phil": "Hello Phil! It is nice to meet you.", "Count": ", ".join(map(str, range(1, 301)))}
# At least these parts of what the bare application does, as the emulator promises.
IN_MEMORY, ON_DISK = 0.25, 0.20

Json = dict[str, Any]


@dataclass
class Rates:
    """The best of several turns, per second of time and per second of the server's processor time."""

    answers: float = 0.0
    events: float = 0.0
    answers_processor: float = 0.0
    events_processor: float = 0.0


def measure() -> bool:
    """Print a row for each server; whether the emulator is as fast as it promises."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        other = stack.enter_context(aimock(folder, ANSWERS))
        memory = stack.enter_context(emulator("emulator, in memory", ":memory:"))
        disk = stack.enter_context(emulator("emulator, SQLite on disk", str(folder / "store.db")))
        least = stack.enter_context(bare())
        peers = [server for server in (other,) if server]
        if other is None:
            print("aimock is missing from these rows: npm is not there, or could not install it")
        creates = compared([least, memory, disk, *peers], HELLO, stream=False)
        streams = compared([memory, disk, *peers], LONG, stream=True)
    for name, rates in creates.items():
        part = rates.answers_processor / creates[least.name].answers_processor
        told = f"{rates.answers:8,.0f} creates/s, {1e6 / rates.answers_processor:5,.0f} µs of processor each"
        print(f"{told}, {part:4.0%} of the bare application: {name}", flush=True)
    for name, rates in streams.items():
        print(f"{rates.events:8,.0f} events/s, {rates.answers:6,.0f} streams/s: {name}", flush=True)
    return verdict(creates, streams, least, memory, disk, other)


def verdict(
    creates: dict[str, Rates],
    streams: dict[str, Rates],
    least: Server,
    memory: Server,
    disk: Server,
    other: Server | None,
) -> bool:
    """Print what is slower than promised; whether nothing is."""
    slow = []
    for server, wanted in ((memory, IN_MEMORY), (disk, ON_DISK)):
        part = creates[server.name].answers_processor / creates[least.name].answers_processor
        if part < wanted:
            slow.append(f"{server.name}: {part:.0%} of the bare application, not {wanted:.0%}")
        if other and creates[server.name].answers < creates[other.name].answers:
            slow.append(f"{server.name}: fewer creates per second than {other.name}")
    if other and streams[memory.name].events < streams[other.name].events:
        slow.append(f"{memory.name}: fewer events per second than {other.name}")
    print("\n".join(f"TOO SLOW: {line}" for line in slow) or "as fast as wanted", flush=True)
    return not slow


def compared(servers: list[Server], prompt: str, *, stream: bool) -> dict[str, Rates]:
    """The rates of each of ``servers`` by name."""
    found = {server.name: Rates() for server in servers}
    for _ in range(ROUNDS):
        for server in servers:
            _turn(server, found[server.name], prompt, stream=stream)
    return found


def _turn(server: Server, best: Rates, prompt: str, *, stream: bool) -> None:
    before = server.processor_seconds()
    done = loaded(server, prompt, stream=stream)
    spent = server.processor_seconds() - before
    best.answers = max(best.answers, done["answers"] / done["seconds"])
    best.events = max(best.events, done["events"] / done["seconds"])
    best.answers_processor = max(best.answers_processor, done["answers"] / spent)
    best.events_processor = max(best.events_processor, done["events"] / spent)


def loaded(server: Server, prompt: str, *, stream: bool = False, seconds: float = SECONDS) -> Json:
    """What the load measured; ends the run if the server refused anything."""
    body = json.dumps({"model": "gemini-2.5-flash", "input": prompt, "stream": stream})
    command = [sys.executable, "-m", "tests.bench.load", server.url + PATH, str(seconds), str(CONNECTIONS)]
    done: Json = json.loads(
        subprocess.run(command, input=body.encode(), check=True, capture_output=True, cwd=ROOT).stdout
    )
    if done["refused"]:
        raise SystemExit(f"{server.name} refused: {done['refused'][0]}")
    return done
