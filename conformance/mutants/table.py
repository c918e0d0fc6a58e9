"""What became of each requirement's mutants, on traffic of the reference emulator at one revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from conformance.conversation import Found
from conformance.judge import Judge
from conformance.mutant import killers
from conformance.mutants import across
from conformance.play import Stage
from conformance.requirement import Requirement, eliciting, requirements
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


@dataclass(frozen=True, slots=True)
class Table:
    """What one revision showed: a line for each requirement, how many have complaints, and what kills across features
    (nothing where only some requirements were asked for)."""

    lines: tuple[str, ...]
    bad: int
    across: frozenset[across.Kill]


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


def table(globs: Sequence[str], revision: str) -> Table:
    """The rows of the requirements that match one of ``globs`` (all for none) at ``revision``."""
    wanted = [r for r in requirements().values() if not globs or any(fnmatchcase(r.id, glob) for glob in globs)]
    with opened(find_target("emulator"), revision, Manner(workers=8)) as stage:
        stage.open(scenario for r in wanted for scenario in eliciting(r.looks_at, stage.revision))
        found = list(rows(stage, wanted))
        kills = frozenset() if globs else frozenset(across.kills(stage))
    return Table(tuple(map(_line, found)), sum(bool(row.complaints) for row in found), kills)


def _line(row: Row) -> str:
    marks = ", ".join(row.killed) + "".join(f"  ** {complaint}" for complaint in row.complaints)
    return f"{row.revision}  {row.requirement.id:44} {marks}"
