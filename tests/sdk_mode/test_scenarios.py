"""What is declared for clients holds together, and what scripted servers say is what a right server says."""

from __future__ import annotations

import pytest

from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.revisions import REVISIONS, Revision
from conformance.schema import Schemas, Violation, load
from conformance.sdk.answer import Answer
from conformance.sdk.protocol import Create, Functions, Resume, Stream
from conformance.sdk.requirement import client_requirements, client_scenarios
from conformance.sdk.scenario import ClientScenario


def right_answers(scenario: ClientScenario, revision: Revision) -> list[Answer]:
    return [a for a in scenario.at(revision).answers if isinstance(a, Answer) and not a.odd]


def read(answer: Answer, revision: Revision) -> Exchange:
    response = Response(answer.status, dict(answer.headers), (Chunk(None, answer.body),))
    return Exchange("made", Request("POST", "http://127.0.0.1/v1beta/interactions"), response, revision=revision)


def violations(answer: Answer, exchange: Exchange, schemas: Schemas) -> list[Violation]:
    if exchange.is_stream:
        events = [event for event in exchange.events if not event.is_done]
        assert exchange.events[-1].is_done
        return [v for event in events for v in schemas.check("Event", event.json, "response")]
    if answer.status == 200 and answer.to != "delete":
        return schemas.check("Interaction", exchange.json, "response")
    return schemas.check("DeleteResponse" if answer.status == 200 else "ErrorResponse", exchange.json, "response")


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_right_answers_are_valid(revision: Revision) -> None:
    schemas = load(revision.name)
    for scenario in client_scenarios():
        for answer in right_answers(scenario, revision) if revision in scenario.span else []:
            found = violations(answer, read(answer, revision), schemas)
            assert (scenario.name, [str(violation) for violation in found]) == (scenario.name, [])


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_what_an_application_asks_is_valid(revision: Revision) -> None:
    schemas = load(revision.name)
    for scenario in client_scenarios():
        for call in scenario.at(revision).calls if revision in scenario.span else []:
            if isinstance(call, Create | Stream | Resume | Functions):
                found = schemas.check("CreateRequest", call.params, "request")
                assert (scenario.name, [str(violation) for violation in found]) == (scenario.name, [])


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
