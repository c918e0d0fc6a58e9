"""The schemas against the examples in Google's own OpenAPI document of the steps revision."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from conformance.schema import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Names of the document that are called otherwise here, with the revision that has them.
OTHER_NAMES = {
    "EnvironmentConfig": "RemoteEnvironment",
    "InteractionStatusUpdate": "StatusUpdateEvent",
    "ResponseFormatList": "ResponseFormatChoice",
    "StepStart": "StepStartEvent",
    "StepDelta": "StepDeltaEvent",
    "StepStop": "StepStopEvent",
}
LEGACY = {
    "ContentStart": "ContentStartEvent",
    "ContentDelta": "ContentDeltaEvent",
    "ContentStop": "ContentStopEvent",
    "ThoughtContent": "ThoughtContent",
}


@pytest.fixture
def openapi(corpus: Path) -> dict[str, Any]:
    return json.loads((corpus / "facts" / "openapi" / "2026-05-28-steps.json").read_text())  # type: ignore[no-any-return]


def test_every_sample_of_a_request_is_valid(openapi: dict[str, Any]) -> None:
    bodies = list(curl_bodies(openapi))
    assert len(bodies) >= 14
    complaints = [(label, load("2026-05-20").check("CreateRequest", body, "request")) for label, body in bodies]
    assert [(label, [str(violation) for violation in found]) for label, found in complaints if found] == []


def test_every_example_of_a_type_is_valid(openapi: dict[str, Any]) -> None:
    examples = [*type_examples(openapi), *answer_examples(openapi)]
    assert len(examples) >= 38
    found = {}
    for component, name, value in examples:
        violations = load("2025-12-11" if component in LEGACY else "2026-05-20").check(name, value, "response")
        if violations:
            found[component] = [str(violation) for violation in violations]
    assert found == {}


def curl_bodies(openapi: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The JSON that the shell samples of the document post to create an interaction."""
    operations = [operation for path in openapi["paths"].values() for operation in path.values()]
    for owner in [*operations, *openapi["components"]["schemas"].values()]:
        for sample in owner.get("x-codeSamples", []) if isinstance(owner, dict) else []:
            words = shlex.split(sample["source"].replace("\\\n", " "))
            if sample["lang"] == "sh" and any(word.endswith("/interactions") for word in words):
                yield sample["label"], json.loads(words[words.index("-d") + 1])


def type_examples(openapi: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for component, schema in openapi["components"]["schemas"].items():
        name = OTHER_NAMES.get(component) or LEGACY.get(component) or component
        if "example" in schema:
            yield component, name, schema["example"]
        for examples in schema.get("examples", []):
            for example in examples.values():
                yield component, name, example["value"]


def answer_examples(openapi: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            if "/interactions" in path and method != "delete" and isinstance(operation, dict):
                content = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
                for label, example in content.get("examples", {}).items():
                    yield label, "Interaction", example["value"]
