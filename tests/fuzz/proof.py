"""The proof that generated requests find what plain runs do not: a table of all defects, and what finds them how soon.

``python -m tests.fuzz.proof [--beside] [--alone] [DEFECT…]`` runs ``conformance fuzz`` as it is by default, but for
stopping at the first failure, against a server with each defect; ``--beside`` runs schemathesis against them too,
in the time that a default run has at most. With ``--alone`` only the scenario plays whose requests can show the defect,
as many of them as in a default run, in whatever time: what is found then does not depend on how busy the machine is.
Exits 1 where too few are found, or where a request is not made small.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from tests.fuzz import beside
from tests.fuzz.defects import DEFECTS, Defect
from tests.fuzz.defects.defect import Json
from tests.fuzz.plain import ENVIRONMENT, ROOT, newest, target
from tests.fuzz.sizes import fields

SEED = "6"
SECONDS = 120.0
"""What a default run may take, and what schemathesis gets."""
WANTED = 13 / 15
BESIDE_THE_SMALLEST = 4
"""Fields that a request may have more than the smallest one that somebody thought of."""
WIDTHS = (37, 9, 42, 7, 8, 8, 8, 34)
ALONE = {"invalid": "invalid-requests", "sequence": "sequences"}
"""The feature that plays alone, where it is not that of granted requests."""


@dataclass(frozen=True, slots=True)
class Found:
    """A failure of a default run: the requirement it breaks, where the request came from, the requests sent until then
    and to make it small, the seconds of the whole run and those of the processor, the fields (of a sequence, the steps)
    that are left.
    """

    requirement: str
    tier: str
    after: int
    shrinking: int
    seconds: float
    processor: float
    size: int


def fuzzed(defect: Defect, revision: str, *options: str) -> Found | None:
    """What ``conformance fuzz`` finds of ``defect`` before anything else; None where it finds nothing."""
    with target(defect, revision) as file:
        out = file.parent / "out"
        command = [sys.executable, "-m", "conformance", "fuzz", "--target", str(file), "--revision", revision]
        begin, before = time.monotonic(), _processor()
        done = subprocess.run(
            [*command, "--seed", SEED, "--fail-fast", "--out", str(out), *options],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env=ENVIRONMENT,
        )
        seconds, spent = time.monotonic() - begin, _processor() - before
        if done.returncode not in (0, 1):
            raise SystemExit(f"{defect.name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        lines = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    told = [failure for line in lines if line["kind"] == "generation" for failure in line["failures"]]
    # Without its request nobody can tell whether a failure is that of the defect.
    failures = [one for one in told if defect.kind == "sequence" or isinstance(one.get("request"), dict)]
    body = failures[0].get("request") if failures else None
    if failures and defect.kind != "sequence" and not _is_met(defect, body):
        raise SystemExit(f"{defect.name}: a failure that is not its own: {failures[0]}")
    return _found(failures[0], seconds, spent) if failures else None


def _processor() -> float:
    """The seconds of the processor that runs have taken which came to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _is_met(defect: Defect, body: Json) -> bool:
    """Whether ``body`` may show ``defect`` as it is, or as a stream: a trial may ask for both."""
    return beside.meets(defect, body) or beside.meets(defect, {**body, "stream": True})


def _found(failure: dict[str, Any], seconds: float, processor: float) -> Found:
    steps = failure["about"].count(";") + 1
    body = failure.get("request")
    size = fields(body) if isinstance(body, dict) and failure["tier"] != "sequences" else steps
    requirement, tier, after, shrinking = (failure[name] for name in ("requirement", "tier", "after", "shrinking"))
    return Found(requirement, tier, after, shrinking, seconds, processor, size)


def smallest(defect: Defect) -> int:
    """The fields of the smallest request that shows ``defect``, or the steps of the shortest sequence."""
    if defect.kind == "sequence":
        return len(defect.witness)
    return fields({"model": "", "input": "", **defect.witness[0]})


def row(*cells: object) -> str:
    """The cells of one line of the table."""
    return " ".join(f"{cell!s:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def proved(defect: Defect, *, compared: bool, alone: bool) -> tuple[bool, bool]:
    """Print the line of ``defect``; whether it was found, and whether what was found is small."""
    revision = newest(defect)
    feature = ALONE.get(defect.kind, "generated-requests")
    mine = fuzzed(defect, revision, *(("--select", feature, "--time", "1h") if alone else ()))
    theirs: object = ""
    if compared:
        other = beside.search(defect, revision, SECONDS)
        theirs = f"{other.check}, {other.after}, {other.seconds:.0f} s, {other.fields}" if other else "not found"
    least = smallest(defect)
    if mine is None:
        print(row(defect.name, defect.kind, "NOT FOUND", "", "", "", f"/{least}", theirs), flush=True)
        return False, True
    small = mine.size <= least + BESIDE_THE_SMALLEST
    size = f"{mine.size}/{least}{'' if small else ' LARGE'}"
    what = f"{mine.requirement} ({mine.tier})"
    times = f"{mine.seconds:.0f} s", f"{mine.processor:.0f} s"
    print(row(defect.name, defect.kind, what, mine.after, *times, size, theirs), flush=True)
    return True, small


def main(arguments: list[str]) -> int:
    """Print the table of the defects named by ``arguments``, or of all."""
    compared, alone = "--beside" in arguments, "--alone" in arguments
    names = [name for name in arguments if name not in ("--beside", "--alone")] or [*DEFECTS]
    if unknown := [name for name in names if name not in DEFECTS]:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are {', '.join(DEFECTS)}\n")
        return 3
    print(row("defect", "kind", "found by (tier)", "after", "in", "cpu", "fields", "schemathesis" if compared else ""))
    rows = [proved(DEFECTS[name], compared=compared, alone=alone) for name in names]
    found, small = sum(found for found, _ in rows), all(small for _, small in rows)
    print(f"found {found} of {len(rows)} (load of the machine {os.getloadavg()[0]:.1f})")
    return 0 if found >= WANTED * len(rows) and small else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
