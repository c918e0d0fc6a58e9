"""The kill table: every requirement against the mutants that it must reject, on traffic of the reference emulator.

``python -m conformance.mutants [GLOB...]`` prints it, for all requirements or those that match, and exits 1 where a
mutant survives, a requirement has no mutant, or a good exchange is rejected. For all requirements what kills across
features is printed as well, and where that is not as listed it exits 1 too. Revisions are looked at side by side, each
in a process of its own.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from conformance.mutants import across
from conformance.mutants.table import table
from conformance.revisions import REVISIONS


def main(globs: list[str]) -> int:
    """Print the table; 0 where every requirement kills every mutant that it should."""
    bad, seen = 0, set[across.Kill]()
    with ProcessPoolExecutor(min(len(REVISIONS), os.cpu_count() or 1), get_context("spawn")) as pool:
        for found in pool.map(partial(table, globs), [revision.name for revision in REVISIONS]):
            print("\n".join(found.lines), flush=True)
            bad, seen = bad + found.bad, seen | found.across
    print(f"{bad} requirement rows with complaints" if bad else "every requirement kills its mutants")
    unexplained = [] if globs else _across(seen)
    return 1 if bad or unexplained else 0


def _across(seen: set[across.Kill]) -> list[str]:
    """Print what kills across features; the complaints about it."""
    for mutant, id in sorted(seen):  # noqa: A001
        print(f"{mutant:60} {id:44} {across.listed().get((mutant, id), '** not listed')}")
    bad = list(across.complaints(seen))
    print("\n".join(bad) if bad else "every kill across features is explained")
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
