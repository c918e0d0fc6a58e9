"""Choosing one kept failure to be played alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.target import ConfigurationError

if TYPE_CHECKING:
    from conformance.drawing import Drawing
    from conformance.play import Stage
    from conformance.requirement import Requirement


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
