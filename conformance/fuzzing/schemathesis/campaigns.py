"""What the scenario of the feature plays, without schemathesis imported before it is."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.api import Api
from conformance.requirement import Requirement


def explore(api: Api, requirements: Sequence[Requirement]) -> None:
    """Run all phases against the target of ``api``, as much as its drawing allows, held to ``requirements``."""
    from conformance.fuzzing.schemathesis.campaign import Campaign
    from conformance.generate.documented import World

    api.control()
    Campaign(api, requirements, World.of(api.target, api.revision)).run()
