"""Where cassettes lie, and the names that take the place of addresses in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conformance.requirement import Requirement, Scenario, eliciting
from conformance.revisions import Revision

SERVICE = "https://generativelanguage.googleapis.com"
"""Stands for the target: whoever replays a cassette with an SDK asks this address."""
RECEIVER = "http://receiver.test"
"""Stands for the receiver of webhooks and the pages that the suite shows."""
FOLDER = Path("cassettes")


def place(folder: Path, revision: Revision, scenario: str) -> Path:
    """The cassette of a scenario (``feature/name``) below ``folder``."""
    return folder / revision.name / f"{scenario}.yaml"


def recordable(requirements: Iterable[Requirement], revision: Revision) -> list[Scenario]:
    """The scenarios that elicit, at ``revision``, what can be judged from a recording; none that is drawn, whose
    requests are others each time.
    """
    found = {
        scenario.name: scenario
        for requirement in requirements
        if revision in requirement.span and "replay" in requirement.lanes
        for scenario in eliciting(requirement.looks_at, revision)
        if not scenario.drawn
    }
    return list(found.values())
