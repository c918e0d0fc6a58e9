"""What generated requests cost beside those of schemathesis, in one run: to make, to send and judge, to find with.

Generators and senders take turns, and medians of the turns count, with the best and the worst beside them. Making is
measured in seconds of the processor, everything else in seconds of the clock, against an emulator in a process of its
own. What is too slow to be done 10,000 times is done less often and scaled, and its row says so. Requests are those on
the wire: a trial of ours is a generated body and the requests that look at what it made; the bodies stand beside.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from statistics import median

from tests.bench.generators import FINDERS, GENERATORS, is_valid, planted
from tests.bench.senders import SENDERS
from tests.bench.servers import emulator
from tests.fuzz.sizes import fields

ROUNDS, MAKING_ROUNDS = 3, 7
WHOLE = 10_000
MADE = {"tier 1, strategies": 500, "tier 2, corpus": 5000, "tier 3, walk": 5000, "schemathesis, fuzzing": 150}
SENT = {
    "tier 1, strategies": 3000,
    "tier 2, corpus": 2000,
    "tier 3, walk": 5000,
    "tier 3, walk, two processes": WHOLE,
    "schemathesis, fuzzing": 200,
}
# Volume is spread over the processors, as long runs are. Schemathesis spreads operations, and this is one.
FIRST, VOLUME, OTHER = "tier 1, strategies", "tier 3, walk, two processes", "schemathesis, fuzzing"
# What the first tier is to do of what schemathesis does: made per second, sent and judged; and what volume is to do.
MAKES, SENDS, SENDS_IN_VOLUME = 4.0, 5.0, 20.0
FLOOR = 0.5
"""The part of a target below which something has become slow, however busy the machine."""

Rates = dict[str, list[float]]


def measure() -> bool:
    """Print a row for each generator and whether each target is met; false if one is missed by far."""
    made, (sent, bodies) = making(), sending()
    finding()
    print(f"load of the machine in the last minutes: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    ratios = (
        (f"{FIRST}: makes {MAKES:g} times as many as schemathesis", _ratio(made, FIRST), MAKES),
        (f"{FIRST}: sends {SENDS:g} times as many as schemathesis", _ratio(sent, FIRST), SENDS),
        (f"{VOLUME}: sends {SENDS_IN_VOLUME:g} times as many as schemathesis", _ratio(sent, VOLUME), SENDS_IN_VOLUME),
    )
    for name in (FIRST, VOLUME):
        print(
            f"{name}: {_ratio(bodies, name):.1f} times as many generated bodies as schemathesis, no requests about them"
        )
    for target, ratio, wanted in ratios:
        print(f"target {'met' if ratio >= wanted else 'MISSED'}: {target} ({ratio:.1f})", flush=True)
    return all(ratio >= wanted * FLOOR for _, ratio, wanted in ratios)


def _ratio(rates: Rates, name: str) -> float:
    return median(rates[name]) / median(rates[OTHER])


def _spread(rates: list[float]) -> str:
    return f"{median(rates):8,.0f}/s ({min(rates):,.0f} to {max(rates):,.0f})"


def making() -> Rates:
    """Requests made in a second of the processor, by generator; each generator has made some before."""
    rates: Rates = {name: [] for name in GENERATORS}
    valid: dict[str, float] = {}
    for turn in range(MAKING_ROUNDS + 1):
        for name, make in GENERATORS.items():
            begin = time.process_time()
            bodies = make(MADE[name])
            spent = time.process_time() - begin
            if turn:  # the first one compiles
                rates[name].append(len(bodies) / spent)
            valid[name] = sum(map(is_valid, bodies)) / len(bodies)
    for name, found in rates.items():
        print(f"made {_spread(found)} of processor, {valid[name]:.0%} valid by the schemas: {name}", flush=True)
    return rates


def sending() -> tuple[Rates, Rates]:
    """Requests sent and judged in a second, by generator; and how many of them were generated bodies."""
    rates: Rates = {name: [] for name in SENDERS}
    bodies: Rates = {name: [] for name in SENDERS}
    with emulator("emulator", ":memory:", background_seconds=0) as server:  # to wait for it is nobody's work
        for _ in range(ROUNDS):
            for name, send in SENDERS.items():
                sent = send(server.url, SENT[name])
                rates[name].append(sent.requests)
                bodies[name].append(sent.bodies)
    for name, found in rates.items():
        scaled = "" if SENT[name] == WHOLE else f" (scaled from {SENT[name]:,})"
        took = f"{WHOLE / median(found):6.1f} s for {WHOLE:,}{scaled}"
        print(f"sent {_spread(found)}, {median(bodies[name]):,.0f} bodies/s, {took}: {name}", flush=True)
    return rates, bodies


def finding() -> None:
    """Print how soon each generator finds a planted defect of two fields, and how small it makes the request."""
    for name, find in FINDERS.items():
        fails, calls = _counted()
        begin = time.process_time()
        body = find(fails)
        spent = time.process_time() - begin
        told = f"{fields(body)} fields left" if body is not None else "not found"
        print(f"a defect of two fields: {spent:6.2f} s of processor, {calls():6,} calls, {told}: {name}", flush=True)


def _counted() -> tuple[Callable[[object], bool], Callable[[], int]]:
    """The planted defect, and how often it was asked about."""
    asked = 0

    def fails(body: object) -> bool:
        nonlocal asked
        asked += 1
        return planted(body)

    return fails, lambda: asked
