"""What is declared for clients holds together, and what scripted servers say is what a right server says."""

from __future__ import annotations

import pytest

from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.revisions import REVISIONS, Revision
from conformance.schema import load
from conformance.sdk.answer import Answer
from conformance.sdk.requirement import client_requirements, client_scenarios
from conformance.sdk.scenario import ClientScenario

PLAYED = [
    (scenario, revision) for scenario in client_scenarios() for revision in REVISIONS if revision in scenario.span
]


def named(value: object) -> str:
    return value.name if isinstance(value, ClientScenario | Revision) else str(value)


def right_answers(scenario: ClientScenario, revision: Revision) -> list[Answer]:
    return [a for a in scenario.at(revision).answers if isinstance(a, Answer) and not a.odd]


def read(answer: Answer, revision: Revision) -> Exchange:
    response = Response(answer.status, dict(answer.headers), (Chunk(None, answer.body),))
    return Exchange("made", Request("POST", "http://127.0.0.1/v1beta/interactions"), response, revision=revision)


@pytest.mark.parametrize(("scenario", "revision"), PLAYED, ids=named)
def test_right_answers_are_valid(scenario: ClientScenario, revision: Revision) -> None:
    schemas = load(revision.name)
    for answer in right_answers(scenario, revision):
        exchange = read(answer, revision)
        if exchange.is_stream:
            found = [
                v
                for event in exchange.events
                if not event.is_done
                for v in schemas.check("Event", event.json, "response")
            ]
            assert exchange.events[-1].is_done
        elif answer.status == 200 and answer.to != "delete":
            found = schemas.check("Interaction", exchange.json, "response")
        else:
            found = schemas.check(
                "DeleteResponse" if answer.status == 200 else "ErrorResponse", exchange.json, "response"
            )
        assert [str(violation) for violation in found] == []


def test_every_scenario_is_judged_and_every_requirement_has_one() -> None:
    specific = [requirement for requirement in client_requirements().values() if requirement.looks_at]
    judged = {scenario for requirement in specific for scenario in requirement.looks_at}
    assert [scenario.name for scenario in client_scenarios() if scenario not in judged] == []
    assert [r.id for r in specific if not any(r.concerns(revision) for revision in REVISIONS)] == []


def test_what_is_declared_says_what_it_is() -> None:
    assert [scenario.name for scenario in client_scenarios() if not scenario.about.endswith(".")] == []
    assert [r.id for r in client_requirements().values() if not r.sentence.endswith(".")] == []
    assert [r.id for r in client_requirements().values() if not (r.clauses or r.source)] == []
    names = [scenario.name for scenario in client_scenarios()]
    assert len(set(names)) == len(names)
