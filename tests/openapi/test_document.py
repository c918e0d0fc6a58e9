"""The OpenAPI documents: valid, loadable, linked, and streams that are judged event by event."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from conformance.emulator import serving
from conformance.revisions import BY_NAME, REVISIONS
from conformance.schema import load

KEY = {"x-goog-api-key": "any"}
# Those that judge one answer by itself; the others send requests of their own.
CHECKS = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]


def loaded_by_schemathesis(document: dict[str, Any]) -> schemathesis.BaseSchema:
    """With its own defaults, whatever settings lie in the folders above this one."""
    return schemathesis.openapi.from_dict(document, config=schemathesis.Config())


def test_a_validator_finds_nothing_wrong(document: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_validator_would_find_something(documents: dict[str, dict[str, Any]]) -> None:
    broken = deepcopy(documents["2025-12-11"])
    del broken["paths"]["/interactions"]["post"]["responses"]["200"]["description"]
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


@pytest.mark.filterwarnings("error")
def test_schemathesis_loads_every_operation(document: dict[str, Any], revision: str) -> None:
    schema = loaded_by_schemathesis(document)
    schema.validate()
    loaded = {found.ok().label: found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)}
    assert {
        "POST /interactions",
        "GET /interactions/{id}",
        "DELETE /interactions/{id}",
        "POST /interactions/{id}/cancel",
    } <= loaded.keys()
    asked = {parameter.name for parameter in loaded["GET /interactions/{id}"].query}
    assert asked == {"key", *load(revision).document("GetQuery", "request")["properties"]}


def test_what_is_created_links_to_reading_cancelling_and_deleting_it(document: dict[str, Any]) -> None:
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    }
    created = operations["createInteraction"]["responses"]["200"]
    assert {link["operationId"] for link in created["links"].values()} == {
        "getInteraction",
        "cancelInteraction",
        "deleteInteraction",
    }
    assert {link["operationId"] for link in created["links"].values()} <= operations.keys()
    assert {str(link["parameters"]) for link in created["links"].values()} == {"{'id': '$response.body#/id'}"}


def test_a_revision_is_served_below_its_paths(document: dict[str, Any], revision: str) -> None:
    paths = [server["url"].removeprefix("https://generativelanguage.googleapis.com") for server in document["servers"]]
    assert ("/v1" in paths) == (revision == "2026-11-16")
    assert "/v1beta" in paths


def test_every_event_of_the_revision_is_one_of_the_stream(document: dict[str, Any], revision: str) -> None:
    mapping = document["components"]["schemas"]["stream.Event"]["discriminator"]["mapping"]
    events = load(revision).document("Event", "response")["discriminator"]["mapping"]
    assert mapping.keys() == {*events, "done"}


@pytest.fixture(scope="module", params=[revision.name for revision in REVISIONS])
def emulator(request: pytest.FixtureRequest) -> Iterator[tuple[str, httpx.Client]]:
    """The emulator of a revision, and a client of it."""
    with serving(revision=request.param) as url, httpx.Client(base_url=url, headers=KEY) as client:
        yield request.param, client


def create(document: dict[str, Any], emulator: tuple[str, httpx.Client], body: Any) -> tuple[Any, httpx.Response]:
    revision, client = emulator
    answer = client.post(f"{BY_NAME[revision].prefix}/interactions", json=body)
    schema = loaded_by_schemathesis(document)
    return schema["/interactions"]["POST"].Case(body=body, media_type="application/json"), answer


def test_what_the_emulator_answers_to_every_example_is_as_described(
    emulator: tuple[str, httpx.Client], documents: dict[str, dict[str, Any]]
) -> None:
    document = documents[emulator[0]]
    media = document["paths"]["/interactions"]["post"]["requestBody"]["content"]["application/json"]
    kinds = set()
    for example in media["examples"].values():
        case, answer = create(document, emulator, example["value"])
        case.validate_response(answer, checks=CHECKS)
        kinds.add((answer.status_code, answer.headers["content-type"].partition(";")[0]))
    assert {(200, "application/json"), (200, "text/event-stream"), (404, "application/json")} <= kinds


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b'"text":"', b'"txt":"'),  # a delta without its field
        (b'"index":0', b'"index":"0"'),  # a field of another type
        (b"event: interaction.", b"event: conversation."),  # an event that nobody knows
        (b"data: [DONE]", b"data: [OVER]"),  # another last word
    ],
)
def test_one_wrong_event_of_a_stream_is_found(
    emulator: tuple[str, httpx.Client], documents: dict[str, dict[str, Any]], was: bytes, becomes: bytes
) -> None:
    body = {"model": "gemini-2.5-flash", "input": "Hello", "stream": True}
    case, answer = create(documents[emulator[0]], emulator, body)
    assert was in answer.content
    wrong = httpx.Response(200, headers=answer.headers, content=answer.content.replace(was, becomes, 1))
    wrong.request, wrong.elapsed = answer.request, answer.elapsed
    with pytest.raises(FailureGroup) as failed:
        case.validate_response(wrong, checks=CHECKS)
    assert "Event #" in str(failed.value.exceptions)
