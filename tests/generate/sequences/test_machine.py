"""The state machine as a test of its own: it raises, and hypothesis shrinks what it drew."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from conformance.api import Api
from conformance.generate.sequences.able import Able
from conformance.generate.sequences.machine import Sequences
from conformance.generate.sequences.player import Budget, Player, Sequenced
from conformance.generate.sequences.rules import RULES
from conformance.revisions import NEWEST, REVISIONS, Revision
from tests.generate.sequences.local import local
from tests.generate.sequences.sins import DeletesTheParent

EXAMPLES = int(os.environ.get("CONFORMANCE_STATE_EXAMPLES", "0"))
"""How many sequences of 50 steps, in new orders each time; without it a few short ones, the same each time."""
MANNER = settings(
    max_examples=EXAMPLES or 4,
    stateful_step_count=50 if EXAMPLES else 12,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def machine(api: Api) -> Callable[[], RuleBasedStateMachine]:
    """What makes a state machine for one sequence."""

    class Local(Sequences):
        number = 0

        def __init__(self) -> None:
            Local.number += 1
            sequenced = Sequenced(api.client, api.target, api.revision, "machine", sequence=f"m.s0.{Local.number}")
            player = Player(sequenced, RULES, Budget(None, 10_000), {})
            super().__init__(player, Able.of(api.target, api.revision))

    return Local


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_an_emulator_keeps_the_rules(revision: Revision) -> None:
    with local(revision.name) as api:
        run_state_machine_as_test(machine(api), settings=MANNER)  # type: ignore[arg-type]
        assert api.client.asked >= (40 * EXAMPLES or 40)  # type: ignore[attr-defined]


def test_what_a_sin_breaks_is_raised_with_its_steps() -> None:
    """Without hypothesis' own shrinking, which takes minutes here: shortening has tests of its own."""
    manner = settings(MANNER, max_examples=100, phases=[Phase.generate], report_multiple_bugs=False)
    with local(NEWEST.name, DeletesTheParent()) as api, pytest.raises(AssertionError) as broken:
        run_state_machine_as_test(machine(api), settings=manner)  # type: ignore[arg-type]
    told = str(broken.value).splitlines()
    assert told[0].startswith("kept: ")
    assert told[1].startswith("1. create “My name is Adelheid.” → A")
    assert "→ 404" in told[-1]
