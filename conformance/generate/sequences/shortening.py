"""Making a sequence short that broke a rule: as few steps as will do, each as plain as will do.

Hypothesis would shrink the choices that a sequence was drawn from, which takes hundreds of plays; steps are data, and
know what they depend on, so that a few dozen are enough – each step of which is a request to somebody's server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.generate.sequences.history import LETTERS
from conformance.generate.sequences.step import ASK, Step, Steps, tells

Breaks = Callable[[Steps], bool]


def shortened(steps: Steps, breaks: Breaks, until: type[BaseException]) -> Steps:
    """The plainest sequence found of which ``breaks`` still holds; the one so far where it raises ``until``."""
    best = [steps]

    def holds(plainer: Steps) -> bool:
        if plainer == best[0] or not _is_one(plainer) or not breaks(plainer):
            return False
        best[0] = plainer
        return True

    try:
        holds(_of_the_family(steps))
        _thin_out(best, holds)
        while any(holds(plainer) for plainer in _plainer(best[0])):
            _thin_out(best, holds)
        holds(_renamed(best[0]))
    except until:
        pass
    return best[0]


def _thin_out(best: list[Steps], holds: Breaks) -> None:
    """Leave out what can be left out: many steps at once at first, single ones in the end, the later ones first."""
    count = max(len(best[0]) // 2, 1)
    while count:
        start = len(best[0]) - count
        while start >= 0:
            holds(_without(best[0], start, count))
            start = min(start - count, len(best[0]) - count)
        count //= 2


def _of_the_family(steps: Steps) -> Steps:
    """The first step, and those that concern what the last one does: its interaction and all before that."""
    before = {step.makes: step.of for step in steps if step.makes}
    family, one = set(), steps[-1].makes or steps[-1].of
    while one and one not in family:
        family.add(one)
        one = before.get(one, "")
    return (steps[0], *(step for step in steps[1:] if (step.makes or step.of) in family))


def _without(steps: Steps, start: int, count: int) -> Steps:
    """The sequence without some steps and all that depends on them."""
    lost = {step.makes for step in steps[start : start + count]} - {""}
    left = list(steps[:start])
    for step in steps[start + count :]:
        if step.of and step.of in lost:
            lost |= {step.makes} - {""}
        else:
            left.append(step)
    return tuple(left)


def _plainer(steps: Steps) -> Iterator[Steps]:
    """The sequence with one create plainer: without its ways, of something earlier or of nothing, saying what it
    would.
    """
    makers = {step.makes: step.of for step in steps if step.makes}
    for number, step in enumerate(steps):
        if step.does == "create":
            for changed in _plainer_creates(step, makers.get(step.of, "")):
                yield (*steps[:number], changed, *steps[number + 1 :])


def _plainer_creates(step: Step, grandparent: str) -> Iterator[Step]:
    if step.how != "plain":
        yield replace(step, how="plain")
    if step.of:
        yield replace(step, of="")
        if grandparent:
            yield replace(step, of=grandparent)
    if step.says == ASK:
        yield replace(step, says=tells(step.makes))


def _renamed(steps: Steps) -> Steps:
    """The sequence with its interactions called A, B and so on, each of which tells the name that goes with it."""
    names = dict(zip([step.makes for step in steps if step.makes], LETTERS, strict=False))
    return tuple(_called(step, names.get(step.of, ""), names.get(step.makes, "")) for step in steps)


def _called(step: Step, of: str, makes: str) -> Step:
    return replace(step, of=of, makes=makes, says=step.says if step.says in {"", ASK} else tells(makes))


def _is_one(steps: Steps) -> bool:
    """Whether it begins as a sequence has to: with a plain create of its own."""
    return bool(steps) and (steps[0].does, steps[0].of, steps[0].how) == ("create", "", "plain")
