"""What a server could get wrong about the names of models and agents."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.features.models_and_agents import feature
from conformance.mutant import mutant

ALL = " ".join(requirement.id for requirement in feature.requirements)
CLAUSES = " ".join(clause for requirement in feature.requirements for clause in requirement.clauses)


@mutant(kills=ALL, violates=CLAUSES)
def lets_another_one_answer(control: Exchange, asked: Exchange) -> Exchange:
    role = "agent" if "agent" in asked.sent else "model"
    return asked.with_json(f"$.{role}", "gemini-0-mini")


@mutant(kills=ALL, violates=CLAUSES)
def knows_the_name_and_fails(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json("$.status", "failed")
