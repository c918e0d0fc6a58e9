"""How fast the emulator answers, beside a bare application on the same server and beside aimock, in one run.

The load comes from a process of its own. The servers take turns and medians of the turns count, with the best and the
worst beside them, so that what else the machine does hits none of them more than the others. What is compared is the
processor time per answer: on two processors the load itself is what limits the bare application. That one reads no
request and looks nothing up, so what it does is a ceiling and no rival.

Loads and tests send the same again and again, so one request over and over is what the targets are about. The emulator
remembers what that means; what it does where no two requests are alike stands beside it.

Targets are printed as met or missed. What fails the bench is falling below a floor, far enough under what is usual
that a busy machine does not get there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.load import NUMBER
from tests.bench.servers import ROOT, Server, aimock, bare, emulator

ROUNDS = 7
SECONDS = 2.0
CONNECTIONS = 16
PATH = "/v1beta/interactions"
HELLO = "Hi, my name is Phil."
FRESH = f"{HELLO} This is message {NUMBER.decode()}."
LONG = "Count from 1 to 300."
ANSWERS = {"Phil": "Hello Phil! It is nice to meet you.", "Count": ", ".join(map(str, range(1, 301)))}
# What a create is to do of what the bare application does; and what it must do, or something has become slow.
IN_MEMORY, ON_DISK = 0.25, 0.20
FLOOR_IN_MEMORY, FLOOR_ON_DISK = 0.22, 0.16

Json = dict[str, Any]


@dataclass
class Rates:
    """What was measured turn by turn: per second of time, and seconds of the server's processor for one answer and one
    event."""

    answers: list[float] = field(default_factory=list)
    events: list[float] = field(default_factory=list)
    answer_cost: list[float] = field(default_factory=list)
    event_cost: list[float] = field(default_factory=list)


def measure() -> bool:
    """Print a row for each server and whether each target is met; false if a floor is not held."""
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
        fresh = compared([least, memory, disk, *peers], FRESH, stream=False)
        streams = compared([memory, disk, *peers], LONG, stream=True)
    _rows("one request over and over", creates, least)
    _rows("no two requests alike", fresh, least)
    print("streams:")
    for name, rates in streams.items():
        told = f"{median(rates.events):8,.0f} events/s, {_spread(rates.event_cost)} of processor each"
        print(f"{told}, {median(rates.answers):6,.0f} streams/s: {name}", flush=True)
    print(f"load of the machine in the last minutes: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    floor = median(creates[least.name].answer_cost)
    parts = {server.name: floor / median(creates[server.name].answer_cost) for server in (memory, disk)}
    _targets(creates, streams, parts, memory, disk, other)
    return held(parts[memory.name], FLOOR_IN_MEMORY, memory) and held(parts[disk.name], FLOOR_ON_DISK, disk)


def _rows(load: str, creates: dict[str, Rates], least: Server) -> None:
    print(f"{load}:")
    floor = median(creates[least.name].answer_cost)
    for name, rates in creates.items():
        told = f"{median(rates.answers):8,.0f} creates/s, {_spread(rates.answer_cost)} of processor each"
        print(f"{told}, {floor / median(rates.answer_cost):4.0%} of the bare application: {name}", flush=True)


def _spread(costs: list[float]) -> str:
    middle, best, worst = (value * 1e6 for value in (median(costs), min(costs), max(costs)))
    return f"{middle:5.1f} µs ({best:.1f} to {worst:.1f})"


def _targets(
    creates: dict[str, Rates],
    streams: dict[str, Rates],
    parts: dict[str, float],
    memory: Server,
    disk: Server,
    other: Server | None,
) -> None:
    """Print for each target whether it is met in this run."""
    rows = [
        (f"{server.name}: {wanted:.0%} of the bare application", parts[server.name] >= wanted)
        for server, wanted in ((memory, IN_MEMORY), (disk, ON_DISK))
    ]
    if other:
        theirs = creates[other.name]
        for server in (memory, disk):
            ours = creates[server.name]
            ahead = median(ours.answer_cost) < median(theirs.answer_cost)
            rows.append((f"{server.name}: creates ahead of {other.name}", ahead))
        ahead = median(streams[memory.name].event_cost) < median(streams[other.name].event_cost)
        rows.append((f"{memory.name}: events ahead of {other.name}", ahead))
    for target, met in rows:
        print(f"target {'met' if met else 'MISSED'}: {target}", flush=True)


def held(part: float, floor: float, server: Server) -> bool:
    """Whether ``part`` is not below ``floor``; prints it if it is."""
    if part < floor:
        print(f"TOO SLOW: {server.name}: {part:.0%} of the bare application, never below {floor:.0%}", flush=True)
    return part >= floor


def compared(servers: list[Server], prompt: str, *, stream: bool) -> dict[str, Rates]:
    """The rates of each of ``servers`` by name."""
    found = {server.name: Rates() for server in servers}
    for _ in range(ROUNDS):
        for server in servers:
            _turn(server, found[server.name], prompt, stream=stream)
    return found


def _turn(server: Server, rates: Rates, prompt: str, *, stream: bool) -> None:
    before = server.processor_seconds()
    done = loaded(server, prompt, stream=stream)
    spent = server.processor_seconds() - before
    rates.answers.append(done["answers"] / done["seconds"])
    rates.events.append(done["events"] / done["seconds"])
    rates.answer_cost.append(spent / max(done["answers"], 1))
    rates.event_cost.append(spent / max(done["events"], 1))


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
