"""Our judge as a check of schemathesis, beside its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import schemathesis

from conformance.exchange import Exchange
from conformance.judge import Judge
from conformance.requirement import Requirement
from conformance.verdict import Outcome, Verdict

Opinion = Callable[[Any], "str | None"]

_judges: list[Opinion] = []


@schemathesis.check
def conformance_requirements(ctx: Any, response: Any, case: Any) -> None:  # noqa: ARG001 - its signature is given
    """What the requirements of this suite say of an answer; nothing outside of a campaign."""
    for judge in _judges:
        wrong = judge(response)
        if wrong is not None:
            raise AssertionError(wrong)


CHECK = conformance_requirements.__name__


@contextmanager
def by(judge: Opinion) -> Iterator[None]:
    """Ask ``judge`` about every answer; it knows those of its own campaign and says nothing of others."""
    _judges.append(judge)
    try:
        yield
    finally:
        _judges.remove(judge)


def broken(
    exchange: Exchange, control: Exchange | None, requirements: Sequence[Requirement]
) -> tuple[Requirement, Verdict] | None:
    """The first of ``requirements`` that ``exchange`` breaks by itself, beside the ``control``."""
    traffic = [exchange] if control is None else [control, exchange]
    judge = Judge("", exchange.revision.name, "socket")
    for requirement in requirements:
        for found in requirement.looks_at.find(traffic) if exchange.revision in requirement.span else ():
            verdict = judge.verdict(requirement, found)
            if verdict.outcome is Outcome.WRONG:
                return requirement, verdict
    return None
