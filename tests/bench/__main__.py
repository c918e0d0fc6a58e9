"""Prints what ``tests.bench`` measures; exits 1 when something is slower than it has to be."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.bench import emulator, fuzz, jobs, matrix, memory, proxy, validation

PARTS: dict[str, Callable[[], bool]] = {
    "validation": validation.measure,
    "jobs": jobs.measure,
    "emulator": emulator.measure,
    "memory": memory.measure,
    "fuzz": fuzz.measure,
    "proxy": proxy.measure,
    "matrix": matrix.measure,
}


def main(arguments: list[str]) -> int:
    """Measure the parts that ``arguments`` name, or all; 0 when each was fast enough, 3 for a name that is none."""
    if unknown := [name for name in arguments if name not in PARTS]:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; what can be measured: {', '.join(PARTS)}\n")
        return 3
    fast_enough = [PARTS[name]() for name in arguments or PARTS]
    return 0 if all(fast_enough) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
