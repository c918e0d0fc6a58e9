"""One result of what several processes found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

_WORST_FIRST = ("error", "fail", "unexpected-pass", "warn", "expected-fail", "pass", "unsupported", "not-applicable")
Line = dict[str, object]


def worst(lines: Sequence[Line]) -> Line:
    """Of the results of one requirement, one in each process, the worst; what one had no time for, another may show."""
    shown = [line for line in lines if not str(line["message"]).startswith("not elicited")]
    return min(shown or lines, key=lambda line: _WORST_FIRST.index(str(line["status"])))


def merged_generations(lines: Sequence[Any], seed: int) -> list[Line]:
    """One line for each scenario, of a run with ``seed``, from those of each process."""
    named: dict[str, list[Any]] = {}
    for line in lines:
        named.setdefault(line["scenario"], []).append(line)
    return [_merged(group, seed) for group in named.values()]


def _merged(lines: Sequence[Any], seed: int) -> Line:
    failures: dict[str, Any] = {}
    for failure in (failure for line in lines for failure in line["failures"]):
        failures.setdefault(json.dumps([failure["requirement"], failure.get("request", failure["about"])]), failure)
    names = dict.fromkeys(name for line in lines for name in line["coverage"])
    return {
        "kind": "generation",
        "scenario": lines[0]["scenario"],
        "seed": seed,
        "sent": _sum(lines, "sent"),
        "seconds": {tier: max(line["seconds"].get(tier, 0) for line in lines) for tier in _sum(lines, "seconds")},
        "coverage": {name: _reached([line["coverage"].get(name) for line in lines]) for name in names},
        "failures": list(failures.values()),
        "again": _sum(lines, "again"),
        "explained": _sum(lines, "explained"),
        "mended": list(dict.fromkeys(id for line in lines for id in line["mended"])),  # noqa: A001
        "whole": all(line["whole"] for line in lines),
    }


def _sum(lines: Sequence[Any], name: str) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for line in lines:
        total.update(line[name])
    return dict(total)


def _reached(coverages: Sequence[Any]) -> Any:
    """What several reached together: only what all of them missed was missed. Of another form, the first one's."""
    known = [coverage for coverage in coverages if isinstance(coverage, dict)]
    if len(known) < 2 or not all("missed" in coverage and "bodies" in coverage for coverage in known):
        return known[0] if known else {}
    missed = [goal for goal in known[0]["missed"] if all(goal in other["missed"] for other in known[1:])]
    merged: dict[str, Any] = {"bodies": sum(coverage["bodies"] for coverage in known)}
    for kind, counts in known[0].items():
        if isinstance(counts, dict) and "total" in counts:
            reached = counts["total"] - sum(goal[0] == kind for goal in missed)
            percent = round(100 * reached / counts["total"], 1) if counts["total"] else 100.0
            merged[kind] = {**counts, "reached": reached, "percent": percent}
    return {**merged, "missed": missed}
