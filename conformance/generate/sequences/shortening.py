"""Making a sequence short that broke a rule: as few steps as will do, each as plain as will do.

Hypothesis would shrink the choices that a sequence was drawn from, which takes hundreds of plays; steps are data, and
know what they depend on, so that a few dozen are enough – each of which is a request to somebody's server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.generate.sequences.step import ASK, Steps, tells


def shortened(steps: Steps, breaks: Callable[[Steps], bool], until: type[BaseException]) -> Steps:
    """The plainest sequence found of which ``breaks`` still holds; the one so far where it raises ``until``."""
    try:
        while True:
            for plainer in _plainer(steps):
                if breaks(plainer):
                    steps = plainer
                    break
            else:
                return steps
    except until:
        return steps


def _plainer(steps: Steps) -> Iterator[Steps]:
    """Sequences one change plainer, those that lose most first."""
    seen = {steps}
    changes = [_without(steps, number) for number in range(len(steps))]
    for shorter in sorted((steps for steps in changes if _is_one(steps)), key=len):
        if shorter not in seen:
            seen.add(shorter)
            yield shorter
    for number, step in enumerate(steps):
        if step.does != "create" or number == 0:
            continue
        makers = {one.makes: one.of for one in steps if one.makes}
        changed = [replace(step, how="plain"), replace(step, of=makers.get(step.of, "")), replace(step, of="")]
        changed += [replace(step, says=tells(step.makes))] if step.says == ASK else []
        for one in changed:
            if one != step:
                yield (*steps[:number], one, *steps[number + 1 :])


def _without(steps: Steps, number: int) -> Steps:
    """The sequence without a step and all that depends on it."""
    lost = {steps[number].makes} - {""}
    left = list(steps[:number])
    for step in steps[number + 1 :]:
        if step.of and step.of in lost:
            lost |= {step.makes} - {""}
        else:
            left.append(step)
    return tuple(left)


def _is_one(steps: Steps) -> bool:
    """Whether it begins as a sequence has to: with a plain create of its own."""
    return bool(steps) and (steps[0].does, steps[0].of, steps[0].how) == ("create", "", "plain")
