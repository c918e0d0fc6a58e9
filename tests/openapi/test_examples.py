"""The examples of the OpenAPI documents are values of the types that they stand for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.schema import load

COMPONENT = "#/components/schemas/"


def test_every_example_is_valid(document: dict[str, Any], revision: str) -> None:
    found = {
        where: [str(violation) for violation in load(revision).check(name, value, profile)]
        for where, profile, name, value in examples_of(document)
    }
    assert {where: violations for where, violations in found.items() if violations} == {}
    assert len(found) > 20


def test_every_event_of_an_example_is_called_what_it_is(document: dict[str, Any]) -> None:
    media = document["paths"]["/interactions"]["post"]["responses"]["200"]["content"]["text/event-stream"]
    frames = [example["value"] for example in media["examples"].values()]
    assert [json.loads(frame["data"])["event_type"] for frame in frames[:-1]] == [
        frame["event"] for frame in frames[:-1]
    ]
    assert frames[-1] == {"event": "done", "data": "[DONE]"}
    assert {frame["event"] for frame in frames} == set(
        document["components"]["schemas"]["stream.Event"]["discriminator"]["mapping"]
    )


def test_everything_that_has_a_body_is_shown(document: dict[str, Any]) -> None:
    assert [media for media in media_of(document) if not (media.get("examples") or "example" in media)] == []


def examples_of(document: dict[str, Any]) -> Iterator[tuple[str, Any, str, Any]]:
    """Each example with its name and the profile and type that it has to be of; of an event, its data."""
    for media in media_of(document):
        profile, _, name = media["schema"].get("$ref", "").removeprefix(COMPONENT).partition(".")
        shown = media.get("examples", {"": {"value": media["example"]}} if "example" in media else {})
        for label, example in shown.items() if name else ():
            value = example["value"]
            if profile != "stream":
                yield f"{name} {label}", profile, name, value
            elif value["data"] != "[DONE]":
                yield f"{name} {label}", "response", "Event", json.loads(value["data"])


def media_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every media type object of the document."""
    if isinstance(value, list):
        for item in value:
            yield from media_of(item)
    elif isinstance(value, dict):
        if isinstance(content := value.get("content"), dict) and all("/" in name for name in content):
            yield from content.values()
        for item in value.values():
            yield from media_of(item)
