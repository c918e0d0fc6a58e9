"""Kills across features: a sin of one feature that requirements of others reject as well.

Some are right (a lost id is a sin against storage and against retrieval); one that nobody thought of is a requirement
that looks at more than its sentence says. So ``across.toml`` lists each with its reason, and what is not listed, or
listed and not seen, is a complaint. ``python -m conformance.mutants`` prints the matrix.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from conformance.conversation import Found, members
from conformance.exchange import Exchange
from conformance.judge import Judge
from conformance.mutant import Mutant, mutants
from conformance.play import Stage
from conformance.requirement import Requirement, Scenario, requirements, scenarios
from conformance.verdict import Outcome

FILE = Path(__file__).with_name("across.toml")
SHARED = "refusals"
"""The mutants that all refusals share: of no feature, so of none across."""
Kill = tuple[str, str]
"""A mutant, as ``feature.name``, and the requirement of another feature that rejects it."""


def kills(stage: Stage) -> Iterator[Kill]:
    """The kills across features on what the scenarios of an opened ``stage`` showed."""
    judge = Judge(stage.target.name, stage.revision.name, "socket")
    for scenario in scenarios():
        if stage.revision in scenario.span:
            yield from _in(judge, scenario, stage.played(scenario).exchanges, stage)


def _in(judge: Judge, scenario: Scenario, traffic: Sequence[Exchange], stage: Stage) -> Iterator[Kill]:
    elicited = [
        requirement
        for requirement in requirements().values()
        if stage.revision in requirement.span and any(c is requirement.looks_at for c in scenario.elicits)
    ]
    good = {r.id: [one for one in r.looks_at.find(traffic) if judge.verdict(r, one).is_right] for r in elicited}
    for mutant in (one for one in mutants() if one.feature != SHARED):
        spoiled = [one for id in mutant.kills for one in good.get(id, ())[:1]]  # noqa: A001
        for one in spoiled[:1]:
            for other in elicited:
                foreign = other.feature != mutant.feature and other.id not in mutant.kills
                if foreign and good[other.id] and _rejects(judge, other, _with(traffic, mutant, one)):
                    yield f"{mutant.feature}.{mutant.name}", other.id


def _with(traffic: Sequence[Exchange], mutant: Mutant, one: Found) -> list[Exchange]:
    """The traffic of a scenario with the exchanges of ``one`` spoiled."""
    changed = {exchange.key: exchange for member in mutant.spoil(one) for exchange in members(member)}
    return [changed.get(exchange.key, exchange) for exchange in traffic]


def _rejects(judge: Judge, requirement: Requirement, traffic: Sequence[Exchange]) -> bool:
    """Whether the check itself rejects it; an answer that is none at all is everybody's business."""
    looks_at = requirement.looks_at
    seen = (one for one in looks_at.find(traffic) if looks_at.answered(one).is_right)
    return any(judge.verdict(requirement, one).outcome is Outcome.WRONG for one in seen)


@cache
def listed() -> Mapping[Kill, str]:
    """The kills that the file explains, each with its reason."""
    kept = tomllib.loads(FILE.read_text("utf-8"))
    return {(mutant, id): row["reason"] for mutant, row in kept.items() for id in row["kills"]}  # noqa: A001


def complaints(seen: set[Kill]) -> Iterator[str]:
    """What is seen and not listed, or listed and not seen; a line each."""
    known = set(listed())
    for mutant, id in sorted(seen - known):  # noqa: A001
        yield f"{id} rejects {mutant} of another feature: say why in {FILE.name}, or look at less"
    for mutant, id in sorted(known - seen):  # noqa: A001
        yield f"{FILE.name} says that {id} rejects {mutant}, and it does not"
