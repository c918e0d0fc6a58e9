"""The ledger: every documented behaviour, and which requirements test it or why none can.

``ledger.toml`` names the clauses by area and the exclusions. What tests a clause is declared with the requirement that
cites it and with the mutant that violates it, and counted only where both meet.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance.mutant import killers
from conformance.report.lines import ClauseCounts
from conformance.requirement import requirements

FILE = Path(__file__).with_name("ledger.toml")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a clause cannot be tested: one of the file's categories, and a reason for this clause."""

    category: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause: its id, its area, the requirements that test it, its exclusion if it has one."""

    clause: str
    area: str
    tested_by: tuple[str, ...]
    exclusion: Exclusion | None

    @property
    def fate(self) -> str:
        """``tested``, ``excluded``, or ``open`` where it is neither."""
        return "tested" if self.tested_by else "excluded" if self.exclusion else "open"


@cache
def ledger() -> tuple[Entry, ...]:
    """All clauses, area by area in the order of the file."""
    kept = _file()
    testing = _testing()
    return tuple(
        Entry(clause, area, tuple(testing.get(clause, ())), _exclusion(kept["excluded"].get(clause)))
        for area, clauses in kept["documented"].items()
        for clause in clauses
    )


@cache
def categories() -> Mapping[str, str]:
    """The kinds of exclusions, and what each means."""
    found: dict[str, str] = _file()["categories"]
    return found


def counts() -> dict[str, ClauseCounts]:
    """The three numbers of each area; what is neither tested nor excluded is still to do."""
    found: dict[str, ClauseCounts] = {}
    for entry in ledger():
        of_area = found.setdefault(entry.area, ClauseCounts(documented=0, tested=0, excluded=0))
        of_area["documented"] += 1
        of_area["tested"] += entry.fate == "tested"
        of_area["excluded"] += entry.fate == "excluded"
    return found


def by_category() -> Counter[str]:
    """How many clauses each category excludes."""
    return Counter(entry.exclusion.category for entry in ledger() if entry.exclusion)


def complaints() -> Iterator[str]:
    """What does not fit together, a sentence each: clauses named twice or nowhere, exclusions without ground."""
    named = Counter(entry.clause for entry in ledger())
    yield from (f"{clause} is documented twice" for clause, times in named.items() if times > 1)
    cited = {clause: requirement.id for requirement in requirements().values() for clause in requirement.clauses}
    for clause, who in cited.items():
        if clause not in named:
            yield f"{who} cites {clause}, which the ledger does not know"
    for clause, kept in _file()["excluded"].items():
        if clause not in named:
            yield f"{clause} is excluded and not documented"
        if clause in cited:
            yield f"{clause} is excluded, and {cited[clause]} cites it"
        if kept.get("category") not in categories() or len(kept.get("reason", "")) < 20:
            yield f"{clause} is excluded without a known category and a reason"


def _testing() -> dict[str, list[str]]:
    """The requirements that test each clause: they cite it, and one of their mutants violates it."""
    found: dict[str, list[str]] = {}
    for requirement in requirements().values():
        violated = {clause for mutant in killers(requirement.id) for clause in mutant.against(requirement)}
        for clause in requirement.clauses:
            if clause in violated:
                found.setdefault(clause, []).append(requirement.id)
    return found


def _exclusion(kept: dict[str, str] | None) -> Exclusion | None:
    return Exclusion(kept["category"], kept["reason"]) if kept else None


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
