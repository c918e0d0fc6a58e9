"""What a run of generated requests is made of: how much of a budget each scenario gets, and what is played alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.target import ConfigurationError

if TYPE_CHECKING:
    from conformance.drawing import Drawing
    from conformance.play import Stage
    from conformance.requirement import Requirement


BESIDE = 0.2
"""Of a budget, for what is no example: finding out what is there, and making failures small."""


def fair(drawing: Drawing, most: int | None, chosen: Sequence[Requirement]) -> Drawing:
    """``drawing`` with an equal part of ``most`` requests for each drawn scenario that ``chosen`` need."""
    from conformance.requirement import eliciting
    from conformance.revisions import REVISIONS

    if most is None:
        return drawing
    needed = {s.name for r in chosen for at in REVISIONS for s in eliciting(r.looks_at, at) if s.drawn}
    return replace(drawing, examples=min(drawing.examples, max(int(most * (1 - BESIDE)) // max(len(needed), 1), 1)))


def shown(where: str) -> str:
    """An address without what it says of user and password."""
    return re.sub(r"(?<=://)[^/@\s]*@", "", where)


def only_kept(stage: Stage, drawing: Drawing) -> tuple[Requirement, ...]:
    """The requirement of the failure that ``drawing`` wants to have played again; ``stage`` then plays that alone.

    Raises ``ConfigurationError`` where it is not known, or of a requirement that there is not any more.
    """
    from conformance.fuzzing.failures import Failures
    from conformance.requirement import requirements

    assert drawing.database is not None
    found = Failures(drawing.database, stage.target.name, stage.revision.name).find(drawing.replay)
    if found.requirement not in requirements():
        raise ConfigurationError(
            f"--replay {found.id}: no requirement {found.requirement} any more; it was kept by {found.suite}"
        )
    stage.drawing = replace(stage.drawing, replay=found.id)
    return (requirements()[found.requirement],)
