"""``python -m tests.fuzz.long [REQUESTS]``: the emulator under 100,000 generated requests of all kinds and revisions.

Nothing may fail: no 5xx, no refusal that the documentation does not explain, no disagreement of the judge with the
emulator. The emulator's memory is looked at after the first part and after the last, its store when all is over.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from conformance.revisions import REVISIONS
from tests.bench.servers import emulator
from tests.fuzz.plain import ENVIRONMENT, ROOT

REQUESTS = 100_000
FEATURES = ("generated-requests", "invalid-requests", "sequences")
"""What draws the requests: valid ones, invalid ones, sequences; ``tox -e schemathesis`` is for the fourth."""
PARTS = 4
"""Runs at each revision, each with a seed of its own."""
GROWTH = 1.25
"""What memory may grow by from the first round of all revisions to the last."""
SECONDS = "30m"


def fuzz(url: str, revision: str, seed: int, number: int, out: Path) -> tuple[Counter[str], list[str]]:
    """The requests that a run of about ``number`` sent, by tier, and what it found wrong."""
    command = [
        *(sys.executable, "-m", "conformance", "fuzz", "--target", url, "--revision", revision, "--seed", str(seed)),
        *("--max-examples", str(number // len(FEATURES)), "--time", SECONDS, "--strict", "--out", str(out)),
        *(word for feature in FEATURES for word in ("--select", feature)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=ENVIRONMENT)
    lines = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    sent = Counter[str]()
    for line in lines:
        if line["kind"] == "generation":
            sent.update(line["sent"])
    wrong = [
        f"{line['status']} {line['id']}: {line['message']}"
        for line in lines
        if line["kind"] == "result" and line["status"] not in ("pass", "not-applicable")
    ]
    if done.returncode and not wrong:
        wrong = [f"exit {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}"]
    return sent, [f"{revision}, seed {seed}: {one}" for one in wrong]


def left(store: Path) -> int:
    """The interactions that are still stored."""
    with closing(sqlite3.connect(store)) as database:
        (number,) = database.execute("select count(*) from documents where kind = 'interaction'").fetchone()
    return int(number)


def main(arguments: list[str]) -> int:
    """Send that many requests; 0 if nothing was wrong."""
    wanted = int(arguments[0]) if arguments else REQUESTS
    sent, wrong, memory = Counter[str](), list[str](), list[float]()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with emulator("emulator", str(folder / "store.db")) as server:
            for part in range(PARTS):
                for revision in REVISIONS:
                    out = folder / f"{part}-{revision.name}"
                    more, found = fuzz(server.url, revision.name, part, wanted // PARTS // len(REVISIONS), out)
                    sent += more
                    wrong += found
                memory.append(server.resident_megabytes())
                print(f"{sent.total():,} requests, {memory[-1]:.0f} MB", flush=True)
        remaining = left(folder / "store.db")
    seconds = time.monotonic() - begin
    tiers = ", ".join(f"{tier} {number:,}" for tier, number in sorted(sent.items()))
    print(f"{sent.total():,} requests ({tiers}) in {seconds:.0f} s, {sent.total() / seconds:.0f}/s")
    print(f"load of the machine {os.getloadavg()[0]:.1f}; {remaining} interactions left in the store")
    flat = memory[-1] <= memory[0] * GROWTH
    wrong += [] if flat else [f"memory grew from {memory[0]:.0f} to {memory[-1]:.0f} MB"]
    wrong += [f"{remaining} interactions are left"] if remaining else []
    wrong += [f"no more than {sent.total():,} of {wanted:,} requests"] if sent.total() < wanted * 0.9 else []
    print("\n".join(wrong) or "nothing wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
