"""What two sets of observations show differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.drift.change import Change
from conformance.drift.evidence import Fact, facts
from conformance.drift.observe import without_texts
from conformance.drift.question import Observation
from conformance.drift.turn import Turn, changes, turned


@dataclass(frozen=True, slots=True)
class Drift:
    """The changes, and how much was compared: answers that exchanges of both sides, or days, could have given."""

    changes: tuple[Change, ...]
    compared: int
    apart: int
    """Answers that only exchanges of one side could have given: they ask for what those of the other don't."""

    def since(self, day: str) -> Drift:
        """This drift without the changes that had come before ``day``; one without a date stays."""
        kept = (change for change in self.changes if not change.by_day or change.by_day >= day[: len(change.by_day)])
        return Drift(tuple(kept), self.compared, self.apart)

    def mirrored(self) -> Drift:
        """The same seen from the other side."""
        turned = sorted((change.mirrored() for change in self.changes), key=Change.sort_key)
        return Drift(tuple(turned), self.compared, self.apart)


def between(old: Sequence[Observation], new: Sequence[Observation]) -> Drift:
    """What ``new`` shows and ``old`` does not, and the reverse; sure or perhaps, like exchanges compared with like."""
    both = without_texts([*sorted(old, key=_name), *sorted(new, key=_name)])
    older = frozenset(map(id, both[: len(old)]))
    questions = [frozenset[object]().union(*(o.answers for o in side)) for side in (both[: len(old)], both[len(old) :])]
    found: list[Turn] = []
    apart = 0
    for fact in facts(both):
        sides = tuple(tuple(o for o in fact.could if (id(o) in older) is old) for old in (True, False))
        apart += not all(sides)
        found += _turns(fact, *sides)
    return Drift(tuple(changes(found, dated=False)), len(questions[0] & questions[1]), apart)


def _turns(fact: Fact, old: tuple[Observation, ...], new: tuple[Observation, ...]) -> Iterator[Turn]:
    """The turn of one answer, if the sides differ in it."""
    did = frozenset(id(fact.could[number]) for number in fact.did)
    in_old, in_new = (tuple(o for o in side if id(o) in did) for side in (old, new))
    appeared = len(in_new) * len(old) > len(in_old) * len(new) if old and new else not in_old
    shown, exceptions = (in_new, len(in_old)) if appeared else (in_old, len(in_new))
    turn = turned(fact.question, fact.answer, old, new, shown, appeared=appeared, exceptions=exceptions)
    if turn:
        yield turn


def _name(observation: Observation) -> tuple[str, str, list[str]]:
    return observation.recording, observation.day, sorted(observation.likeness)
