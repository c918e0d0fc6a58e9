"""What a server could get wrong about a request that it should refuse; holds for every refusal."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant
from conformance.requirement import requirements

_REFUSING = [requirement for requirement in requirements().values() if requirement.refuses]
REFUSALS = " ".join(requirement.id for requirement in _REFUSING)
CLAUSES = " ".join(clause for requirement in _REFUSING for clause in requirement.clauses)


@mutant(kills=REFUSALS, violates=CLAUSES)
def ignores_the_sin(control: Exchange, asked: Exchange) -> Exchange:
    """Answers as if nothing were wrong."""
    return replace(asked, response=control.response)


@mutant(kills=REFUSALS)
def falls_over(control: Exchange, asked: Exchange) -> Exchange:
    """Answers 500."""
    return asked.with_status(500)


@mutant(kills=REFUSALS)
def refuses_in_html(control: Exchange, asked: Exchange) -> Exchange:
    """Refuses with a page instead of an error object."""
    return asked.with_body(b"<html>Bad Request</html>")


@mutant(kills=REFUSALS)
def refuses_everything(control: Exchange, asked: Exchange) -> tuple[Exchange, Exchange]:
    """Refuses the request that is right as well."""
    return replace(control, response=asked.response), asked
