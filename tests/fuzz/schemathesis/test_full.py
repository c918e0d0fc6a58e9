"""All phases against the emulator, at every revision: nothing fails, nothing is left unexplained."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from conformance.api import Api
from conformance.drawing import Drawing
from conformance.features import schemathesis
from conformance.fuzzing.schemathesis.configuration import PHASES
from conformance.fuzzing.schemathesis.explained import unused
from conformance.revisions import NAMES
from conformance.session import Manner, opened
from conformance.target import find_target

if not os.environ.get("CONFORMANCE_SCHEMATHESIS"):
    pytest.skip("tox -e schemathesis runs all phases", allow_module_level=True)

REQUESTS, SECONDS = 3_000, 60.0
used: Counter[str] = Counter()


@pytest.mark.parametrize("revision", NAMES)
def test_every_phase_sends_and_nothing_fails(revision: str) -> None:
    with opened(find_target("emulator"), revision, Manner(drawing=Drawing(1, REQUESTS, SECONDS))) as stage:
        api = Api(stage.client, stage.target, stage.revision, "full", stage.probe, drawing=stage.drawing.begun())
        schemathesis.run_all_phases(api)
    used.update(api.tally.explained)
    assert [(failure.requirement, failure.message, failure.repeat) for failure in api.tally.failures] == []
    assert all(api.tally.sent[phase] > 10 for phase in PHASES), api.tally.sent


def test_every_explanation_was_needed() -> None:
    assert unused(text.partition(":")[0] for text in used) == []
