"""The kill table: every requirement against the mutants that it must reject, on traffic of the reference emulator.

``python -m conformance.mutants [GLOB...]`` prints it, for all requirements or those that match, and exits 1 where a
mutant survives, a requirement has no mutant, or a good exchange is rejected. ``--across`` prints what kills across
features instead, and exits 1 where that is not as listed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from conformance.conversation import Found
from conformance.judge import Judge
from conformance.mutant import killers
from conformance.mutants import across
from conformance.play import Stage
from conformance.requirement import Requirement, eliciting, requirements, scenarios
from conformance.revisions import REVISIONS
from conformance.session import Manner, opened
from conformance.target import find_target
from conformance.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one requirement's mutants at one revision; ``complaints`` is empty where all is well."""

    requirement: Requirement
    revision: str
    killed: tuple[str, ...]
    complaints: tuple[str, ...]


def rows(stage: Stage, wanted: list[Requirement]) -> Iterator[Row]:
    """One row for each requirement that exists at the stage's revision."""
    for requirement in wanted:
        if stage.revision in requirement.span:
            yield _row(stage, requirement)


def _row(stage: Stage, requirement: Requirement) -> Row:
    judge = Judge(stage.target.name, stage.revision.name, "socket")
    playing = eliciting(requirement.looks_at, stage.revision)
    traffic = [stage.played(scenario).exchanges for scenario in playing]
    traffic += [requirement.specimen(stage.revision)] if requirement.specimen else []
    found = [one for exchanges in traffic for one in requirement.looks_at.find(exchanges)]
    good = [one for one in found if judge.verdict(requirement, one).is_right]
    mutants = list(killers(requirement.id))
    complaints = [] if traffic else ["no scenario elicits it"]
    complaints += [] if good or not traffic else [f"no good exchange: {_why(judge, requirement, found)}"]
    complaints += [] if mutants else ["no mutant"]
    killed: list[str] = []
    for mutant in mutants if good else []:
        spoiled = [bad for one in good if (bad := mutant.spoil(one)) != one]
        survived = [bad for bad in spoiled if judge.verdict(requirement, bad).outcome is not Outcome.WRONG]
        killed += [mutant.name] if spoiled and not survived else []
        complaints += [f"{mutant.name} survives"] if survived else []
    complaints += ["nothing that a mutant could spoil"] if good and mutants and not killed and not complaints else []
    return Row(requirement, stage.revision.name, tuple(killed), tuple(complaints))


def _why(judge: Judge, requirement: Requirement, found: list[Found]) -> str:
    return judge.verdict(requirement, found[0]).message if found else "the conversation was not found"


def _across() -> int:
    seen: set[across.Kill] = set()
    for revision in REVISIONS:
        with opened(find_target("emulator"), revision.name, Manner(workers=8)) as stage:
            stage.open(scenario for scenario in scenarios() if revision in scenario.span)
            seen |= set(across.kills(stage))
    for mutant, id in sorted(seen):  # noqa: A001
        print(f"{mutant:60} {id:44} {across.listed().get((mutant, id), '** not listed')}")
    bad = list(across.complaints(seen))
    print("\n".join(bad) if bad else "every kill across features is explained")
    return 1 if bad else 0


def main(globs: list[str]) -> int:
    """Print the table; 0 where every requirement kills every mutant that it should."""
    if globs == ["--across"]:
        return _across()
    wanted = [r for r in requirements().values() if not globs or any(fnmatchcase(r.id, glob) for glob in globs)]
    bad = 0
    for revision in REVISIONS:
        with opened(find_target("emulator"), revision.name, Manner(workers=8)) as stage:
            stage.open(scenario for r in wanted for scenario in eliciting(r.looks_at, revision))
            for row in rows(stage, wanted):
                bad += bool(row.complaints)
                marks = ", ".join(row.killed) + "".join(f"  ** {complaint}" for complaint in row.complaints)
                print(f"{row.revision}  {row.requirement.id:44} {marks}")
    print(f"{bad} requirement rows with complaints" if bad else "every requirement kills its mutants")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
