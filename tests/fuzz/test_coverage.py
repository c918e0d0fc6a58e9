"""What a default run sends reaches the schemas: every branch of a union, nearly every field, but for a list of reasons.

Measured on the bodies as they are sent, after all that is done to have them granted, in the order of a run.
"""

from __future__ import annotations

from itertools import islice

import pytest

from conformance.fuzzing.sources import Source
from conformance.generate.coverage import Coverage, Report
from conformance.generate.documented import Call, Place, Stored, World
from conformance.generate.documented.omitted import OMITTED
from conformance.generate.shape import compiled
from conformance.revisions import BY_NAME, NAMES
from conformance.target import find_target

BODIES = 900
"""Fewer than a default run sends of the walk alone."""
FIELDS = 98.0
PLACES = (
    Place("image", "https://example.com/a.png", "image/png"),
    Place("audio", "https://example.com/a.wav", "audio/wav"),
    Place("video", "https://example.com/a.mp4", "video/mp4"),
    Place("document", "https://example.com/a.pdf", "application/pdf"),
)


def reached(revision: str, seed: int) -> Report:
    """The coverage of what the walk sends to an emulator that has something of each kind."""
    world = World.of(find_target("emulator"), BY_NAME[revision]).placing(*PLACES).listening("http://127.0.0.1:9/fuzz")
    world = world.storing(Stored("v1_done"), Stored("v1_waits", (Call("c1", "look"),))).hosting("env_0")
    coverage = Coverage(compiled(revision))
    for _ in islice(Source(world, seed, coverage).valid("walk"), BODIES):
        pass  # each is counted as it is made
    return coverage.report()


@pytest.mark.parametrize("revision", NAMES)
def test_a_run_reaches_every_branch_and_nearly_every_field(revision: str) -> None:
    report = reached(revision, 1)
    missed = {str(goal) for goal in report.missed if goal.kind == "branch"}
    assert missed <= {*OMITTED}
    assert report.percent("field") >= FIELDS
    assert report.bodies == BODIES
