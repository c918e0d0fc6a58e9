"""What changed within one set of dated observations: stretches of days on which an answer is never given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from conformance.drift.compare import Drift
from conformance.drift.evidence import SURE, Fact, chance, facts
from conformance.drift.observe import without_texts
from conformance.drift.question import Observation
from conformance.drift.turn import Turn, changes, turned

_GAP_DAYS = 2
"""A pause in between is told from so many silent days on, if what pauses was never missing otherwise."""


def over_time(observations: Sequence[Observation]) -> Drift:
    """What appeared, vanished and changed from day to day; observations without a date tell nothing here."""
    dated = without_texts(sorted((o for o in observations if o.day), key=lambda o: (o.day, o.recording)))
    found: list[Turn] = []
    days: dict[object, set[str]] = {}
    for observation in dated:
        for question in observation.answers:
            days.setdefault(question, set()).add(observation.day)
    for fact in facts(dated):
        found += _turns(fact)
    several = sum(len(seen) > 1 for seen in days.values())
    return Drift(tuple(changes(found, dated=True)), several, len(days) - several)


def _turns(fact: Fact) -> Iterator[Turn]:
    """The turns of one answer: it comes, it goes, or it pauses."""
    shown_days = sorted({fact.could[number].day for number in fact.did})
    if not shown_days:
        return
    first, last = shown_days[0], shown_days[-1]
    before = tuple(o for o in fact.could if o.day < first)
    after = tuple(o for o in fact.could if o.day > last)
    within = tuple(o for o in fact.could if first <= o.day <= last)
    shown = tuple(fact.could[number] for number in sorted(fact.did))
    come = turned(fact.question, fact.answer, before, within, shown, appeared=True)
    gone = turned(fact.question, fact.answer, within, after, shown, appeared=False)
    yield from (turn for turn in (come, gone) if turn)
    for gap in pairwise(shown_days):
        yield from _pause(fact, within, shown, gap)


def _pause(
    fact: Fact, within: Sequence[Observation], shown: Sequence[Observation], gap: tuple[str, str]
) -> Iterator[Turn]:
    silent = tuple(o for o in within if gap[0] < o.day < gap[1])
    if not silent:
        return
    others = len(within) - len(silent)
    odds = chance(others, len(shown), len(silent))
    if odds > SURE and (len(shown) < others or len({o.day for o in silent}) < _GAP_DAYS):
        return
    until, again = (tuple(o for o in within if o.day <= gap[0]), tuple(o for o in within if o.day >= gap[1]))
    old, new = tuple(o for o in shown if o.day <= gap[0]), tuple(o for o in shown if o.day >= gap[1])
    yield Turn(fact.question, fact.answer, False, until, silent, old, odds)
    yield Turn(fact.question, fact.answer, True, silent, again, new, odds)
