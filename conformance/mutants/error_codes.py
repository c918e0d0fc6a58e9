"""What a server could get wrong about codes and statuses."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.features.error_codes import feature
from conformance.mutant import mutant


@mutant(kills=" ".join(requirement.id for requirement in feature.requirements))
def is_a_teapot_whatever_happened(asked: Exchange) -> Exchange:
    return asked.with_status(418)
