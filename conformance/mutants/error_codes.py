"""What a server could get wrong about codes and statuses."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.features.error_codes import code_of, feature
from conformance.mutant import mutant

OTHERS = ("error-codes.generation", "error-codes.named-by-status")


@mutant(kills=" ".join(r.id for r in feature.requirements if r.id not in OTHERS), violates="err.refused-unary")
def is_a_teapot_whatever_happened(asked: Exchange) -> Exchange:
    return asked.with_status(418)


@mutant(kills="error-codes.blocked error-codes.generation", violates="err.codes.block")
def shouts(asked: Exchange) -> Exchange:
    return asked.with_json("$.error.code", str(code_of(asked)).upper())


@mutant(kills="error-codes.generation error-codes.limit")
def says_no_more(asked: Exchange) -> Exchange:
    return asked.without("$.error.message")


@mutant(kills="error-codes.named-by-status")
def makes_up_a_code(asked: Exchange) -> Exchange:
    return asked.with_json("$.error.code", "bad_luck")
