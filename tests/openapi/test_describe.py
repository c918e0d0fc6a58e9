"""How a document is made of operations, examples and types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.openapi import describe

TYPES: dict[str, Any] = {
    "request/Question.json": {"type": "object", "properties": {"part": {"$ref": "Part.json"}}},
    "request/Part.json": {"type": "object", "properties": {"mapping": {"type": "string"}}},
    "request/Unused.json": {"type": "object"},
    "request/Query.json": {"properties": {"deep": {"type": "boolean", "description": "All of it."}}},
    "response/Event.json": {
        "discriminator": {"propertyName": "event_type", "mapping": {"begin": "Begin.json"}},
        "anyOf": [{"$ref": "Begin.json"}],
    },
    "response/Begin.json": {
        "description": "It begins.",
        "anyOf": [{"$ref": "#/$defs/One"}],
        "discriminator": {"propertyName": "type", "mapping": {"one": "#/$defs/One"}},
        "$defs": {"One": {"type": "object"}},
    },
    "strict/Question.json": {"type": "object"},
}
OPERATIONS: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Questions", "description": "Ours."},
    "paths": {
        "/old": {"x-until": "2026-05-20", "get": {"operationId": "old"}},
        "/new": {
            "x-since": "2026-05-20",
            "post": {
                "x-query": "Query",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "request.Question"}}}},
                "responses": {"200": {"content": {"text/event-stream": {"schema": {"$ref": "stream.Event"}}}}},
            },
        },
    },
    "components": {},
}
EXAMPLES: dict[str, Any] = {
    "request.Question": {"old": {"x-until": "2026-05-20", "value": 1}, "new": {"x-since": "2026-05-20", "value": 2}},
    "stream.Event": {"begin": {"value": {"event": "begin", "data": {"é": 1}}}, "done": {"value": {"data": "[DONE]"}}},
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "operations.yaml").write_text(yaml.safe_dump(OPERATIONS))
    (tmp_path / "examples.yaml").write_text(yaml.safe_dump(EXAMPLES))
    return tmp_path


@pytest.fixture
def described(source: Path) -> dict[str, Any]:
    return json.loads(describe("2026-05-20", "The newest", files(), source))  # type: ignore[no-any-return]


def files() -> dict[str, str]:
    return {path: json.dumps({"$schema": "…", "$id": "…", **schema}) for path, schema in TYPES.items()}


def test_only_what_the_revision_has_is_described(described: dict[str, Any]) -> None:
    assert list(described["paths"]) == ["/new"]
    assert described["info"]["version"] == "2026-05-20"
    assert described["info"]["description"] == "The newest. Ours."
    assert "x-since" not in json.dumps(described)


def test_only_types_that_are_used_are_described_and_each_by_its_profile(described: dict[str, Any]) -> None:
    assert list(described["components"]["schemas"]) == [
        "request.Question",
        "request.Part",
        "response.Event",
        "response.Begin.One",
        "response.Begin",
        "stream.Event",
        "stream.Begin",
        "stream.Done",
    ]
    begin = described["components"]["schemas"]["response.Begin"]
    assert begin["anyOf"] == [{"$ref": "#/components/schemas/response.Begin.One"}]
    assert begin["discriminator"]["mapping"] == {"one": "#/components/schemas/response.Begin.One"}


def test_a_query_is_made_of_the_fields_of_its_type(described: dict[str, Any]) -> None:
    assert described["paths"]["/new"]["post"]["parameters"] == [
        {"name": "deep", "in": "query", "description": "All of it.", "schema": {"type": "boolean"}}
    ]


def test_examples_stand_where_their_type_does(described: dict[str, Any]) -> None:
    post = described["paths"]["/new"]["post"]
    assert post["requestBody"]["content"]["application/json"]["examples"] == {"new": {"value": 2}}
    assert post["responses"]["200"]["content"]["text/event-stream"]["examples"] == {
        "begin": {"value": {"event": "begin", "data": '{"é":1}'}},
        "done": {"value": {"data": "[DONE]"}},
    }


def test_an_event_carries_the_text_of_its_type(described: dict[str, Any]) -> None:
    assert described["components"]["schemas"]["stream.Begin"]["properties"] == {
        "event": {"const": "begin"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/response.Begin"},
        },
    }


@pytest.mark.parametrize(
    ("file", "value", "complaint"),
    [
        ("operations.yaml", {**OPERATIONS, "tags": [{"$ref": "request.Answer"}]}, "there is no request.Answer"),
        ("examples.yaml", {"request.Answer": {}}, "revision 2026-05-20 has no request.Answer"),
    ],
)
def test_a_type_that_is_not_there_is_an_error(source: Path, file: str, value: Any, complaint: str) -> None:
    (source / file).write_text(yaml.safe_dump(value))
    with pytest.raises(ValueError, match=complaint):
        describe("2026-05-20", "The newest", files(), source)
