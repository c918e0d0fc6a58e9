"""What two sets of observations show differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.drift.change import Change
from conformance.drift.evidence import facts
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
        old_like = tuple(observation for observation in fact.could if id(observation) in older)
        new_like = tuple(observation for observation in fact.could if id(observation) not in older)
        shown = tuple(fact.could[number] for number in sorted(fact.did))
        in_old = sum(id(observation) in older for observation in shown)
        apart += not (old_like and new_like)
        if in_old in {0, len(shown)}:
            turn = turned(fact.question, fact.answer, old_like, new_like, shown, appeared=not in_old)
            found += [turn] if turn else []
    return Drift(tuple(changes(found)), len(questions[0] & questions[1]), apart)


def _name(observation: Observation) -> tuple[str, str, list[str]]:
    return observation.recording, observation.day, sorted(observation.likeness)
