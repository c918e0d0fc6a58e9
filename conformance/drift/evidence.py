"""What a collection of observations says of one answer: who could have given it, who did, and is that chance?

Like is compared with like. What all exchanges that show a thing asked for may be what it needs, and what none of them
asked for may be what rules it out; so only exchanges that ask for the former, not for the latter, could have shown it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

from conformance.drift.question import Observation, Question

SURE, UNCLEAR, STEADY = 0.01, 0.05, 0.9
"""Below the first chance a change is sure, below the second it may be; a share above the third is as good as always."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer to one question: the exchanges that could have given it, and those that did."""

    question: Question
    answer: str
    could: tuple[Observation, ...]
    did: frozenset[int]
    """The places in ``could`` of those that did."""


def facts(observations: Sequence[Observation]) -> Iterator[Fact]:
    """Every answer in ``observations`` with those that could have given it, like with like, in the order given."""
    asked: dict[Question, list[Observation]] = {}
    for observation in observations:
        for question in observation.answers:
            asked.setdefault(question, []).append(observation)
    everything = frozenset[str]().union(*(observation.likeness for observation in observations))
    for question in sorted(asked):
        could = asked[question]
        answers = frozenset[str]().union(*(observation.answers[question] for observation in could))
        for answer in sorted(answers):
            if len(could) > sum(answer in o.answers[question] for o in could):
                yield _fact(question, answer, could, everything)


def _fact(question: Question, answer: str, could: Sequence[Observation], everything: frozenset[str]) -> Fact:
    did = [observation.likeness for observation in could if answer in observation.answers[question]]
    needed, ruled_out = frozenset.intersection(*did), everything - frozenset[str]().union(*did)
    like = [o for o in could if needed <= o.likeness and not ruled_out & o.likeness]
    shown = frozenset(number for number, o in enumerate(like) if answer in o.answers[question])
    return Fact(question, answer, tuple(like), shown)


def chance(showing: int, shown: int, silent: int, exceptions: int = 0) -> float:
    """How likely by chance ``shown`` of ``showing`` exchanges, and at most ``exceptions`` of ``silent``, show it."""
    both = shown + exceptions
    ways = sum(comb(silent, few) * comb(showing, both - few) for few in range(exceptions + 1))
    return ways / comb(showing + silent, both)


def may_be(showing: int, shown: int, silent: int, exceptions: int = 0) -> bool:
    """Whether it is worth telling that ``silent`` exchanges, but for ``exceptions``, don't show what ``shown`` do."""
    if exceptions:  # what always was or is, but for a few that ask for it, say
        steady = shown >= STEADY * showing and exceptions <= (1 - STEADY) * silent
        return steady and chance(showing, shown, silent, exceptions) <= SURE
    return silent > 0 and (chance(showing, shown, silent) <= UNCLEAR or shown >= STEADY * showing)
