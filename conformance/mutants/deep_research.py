"""What a server could get wrong about research."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import blocks
from conformance.mutant import mutant
from conformance.mutants.stateful_chat import says


@mutant(kills="deep-research.searches")
def makes_it_all_up(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.steps", [step for step in blocks(found.interaction) if step["type"] == "model_output"])


@mutant(kills="deep-research.planning")
def plans_without_a_word(created: Exchange, plan: Exchange, agreed: Exchange) -> tuple[Exchange, ...]:
    return created, says(plan, ""), agreed


@mutant(kills="deep-research.planning")
def takes_no_yes(created: Exchange, plan: Exchange, agreed: Exchange) -> Exchange:
    return agreed.with_json("$.status", "failed")


@mutant(kills="deep-research.sixty-minutes")
def researches_all_day(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.created", "2026-01-01T08:00:00Z").with_json("$.updated", "2026-01-01T20:00:00Z")
