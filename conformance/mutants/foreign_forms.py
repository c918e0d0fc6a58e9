"""What a server could get wrong about forms of other APIs; what holds for every refusal is in ``refusals``."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.features.foreign_forms import feature
from conformance.mutant import mutant


@mutant(kills=" ".join(requirement.id for requirement in feature.requirements))
def passes_over_what_it_does_not_know(control: Exchange, asked: Exchange) -> Exchange:
    """Answers, and says nothing of what it left out."""
    return replace(asked, response=control.response).with_json("$.id", "v1_another")
