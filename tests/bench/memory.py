"""How much memory the emulator holds after 20,000 and after 100,000 interactions.

In memory, where what expires has to go: a day lasts a second there, less than the first 20,000 take, so that no more is
kept after all of them. On disk nothing expires, and nothing of it may stay in the process.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.emulator import HELLO, loaded
from tests.bench.servers import Server, emulator

FIRST, LAST = 20_000, 100_000
GROWTH = 1.15
"""At most: a heap settles a little above what it needs."""
# A day, after which what is kept free of charge is gone, takes a second.
HURRIED = "lambda: start + (time.time() - start) * 86_400"


def measure() -> bool:
    """Print a row for each store; whether memory is flat on both."""
    with tempfile.TemporaryDirectory() as folder:
        stores = (
            ("in memory, everything expires after a second", ":memory:", HURRIED),
            ("SQLite on disk, nothing expires", str(Path(folder) / "store.db"), "time.time"),
        )
        flat = [_row(*store) for store in stores]
        return all(flat)


def _row(name: str, store: str, clock: str) -> bool:
    with emulator(name, store, clock) as server:
        first = _after(server, FIRST)
        last = _after(server, LAST - FIRST)
    flat = last <= first * GROWTH
    told = f"{first:6.1f} MB after {FIRST:,} interactions, {last:6.1f} MB after {LAST:,}"
    print(f"{told}, {'flat' if flat else 'NOT FLAT'}: {name}", flush=True)
    return flat


def _after(server: Server, interactions: int) -> float:
    made = 0
    while made < interactions:
        made += loaded(server, HELLO, seconds=1.0)["answers"]
    return server.resident_megabytes()
