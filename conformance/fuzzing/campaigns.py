"""The campaigns of the features: which cases, in which plans, held to which requirements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.api import Api
from conformance.conversation import interaction
from conformance.exchange import Unanswered
from conformance.fuzzing.campaign import Campaign
from conformance.fuzzing.replaying import play_kept
from conformance.fuzzing.rules import Rules
from conformance.fuzzing.sources import Source
from conformance.fuzzing.trial import FOLLOWING
from conformance.fuzzing.world import explored
from conformance.generate.case import Case, Tier
from conformance.generate.coverage import Coverage
from conformance.generate.documented import invalid
from conformance.generate.shape import compiled
from conformance.judge import Judge
from conformance.requirement import Requirement

SHARES: dict[Tier, float] = {"corpus": 0.25, "walk": 0.9, "strategies": 1.0}
"""Of what is left of time and requests when a tier begins; the one that takes seconds to begin comes last."""


def send_granted(api: Api, requirements: Sequence[Requirement]) -> None:
    """Send what the documentation grants, tier by tier. Raises ``Unanswered`` where not even the control is granted."""
    rules = _rules(api, requirements)
    source = _source(api)

    def remade(case: Case, body: object) -> Case | None:
        return source.with_body(case, body) if source.is_granted(body) else None

    campaign = Campaign(api, rules, remade, source.shape, FOLLOWING)
    try:
        if not play_kept(campaign, source.world):
            _send(campaign, source)
    finally:
        campaign.end()


def _send(campaign: Campaign, source: Source) -> None:
    tiers = [tier for tier in SHARES if tier in campaign.api.drawing.tiers]
    for tier in tiers:
        campaign.run(tier, source.valid(tier), 1.0 if tier == tiers[-1] else SHARES[tier])
        campaign.api.tally.coverage["granted"] = source.coverage.report().as_json()


def send_forbidden(api: Api, requirements: Sequence[Requirement]) -> None:
    """Send what the documentation forbids. Raises ``Unanswered`` where not even the control is granted."""
    rules = _rules(api, requirements)
    source = _source(api)

    def remade(case: Case, body: object) -> Case | None:
        smaller = replace(case, body=body)
        return smaller if invalid.still_wrong(smaller, source.world) else None

    campaign = Campaign(api, rules, remade, source.shape)
    if not play_kept(campaign, source.world) and "invalid" in api.drawing.tiers:
        campaign.run("invalid", source.forbidden(), 1.0)


def _source(api: Api) -> Source:
    """What draws requests for the target; the time of the scenario runs from when it was found out what is there."""
    world = explored(api)
    api.drawing = api.drawing.begun()
    return Source(world, api.drawing.seed, Coverage(compiled(api.revision.name)))


def _rules(api: Api, requirements: Sequence[Requirement]) -> Rules:
    control = api.control()
    granted = interaction(control)
    if not granted.is_right:
        raise Unanswered(f"not even a plain create is granted: {granted.message}")
    return Rules(requirements, control, api.revision, Judge(api.target.name, api.revision.name, "socket"))
