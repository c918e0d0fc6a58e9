"""Streams: the exact frames, compared with recorded ones, and what they add up to."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.conftest import Api

Json = dict[str, Any]
Shape = list[tuple[str, Any]]

LONG = "Explain how streams work."


def _keys(value: Any) -> Any:
    """The keys of ``value`` in order, all the way down; of a list only its first item."""
    if isinstance(value, dict):
        return {key: _keys(item) for key, item in value.items()}
    return [_keys(item) for item in value[:1]] if isinstance(value, list) else "…"


def _shape(events: list[tuple[str, Json]]) -> Shape:
    """Events with their keys in order; runs of text deltas count as one."""
    shape: Shape = []
    for name, data in events:
        data = json.loads(json.dumps(data))
        # Recorded once with an empty signature, before and after that without.
        data.get("step", {}).pop("signature", None)
        entry = (name, json.dumps(_keys(data)))
        if not (shape and shape[-1] == entry and data.get("delta", {}).get("type") == "text"):
            shape.append(entry)
    return shape


def _recorded(corpus: Path, number: str) -> list[tuple[str, Json]]:
    (file,) = (corpus / "recordings").glob(f"{number}_*.json")
    text = json.loads(file.read_text())["response"]["sse"]
    events = [json.loads(found) for found in re.findall(r"^data: (\{.*)$", text, re.MULTILINE)]
    return [(event["event_type"], event) for event in events]


@pytest.mark.parametrize(
    ("number", "revision", "asks_for_weather"),
    [
        ("148", "2026-05-20", False),
        ("117", "2026-05-20", True),
        ("100", "2026-05-07", False),
        ("102", "2026-05-07", True),
    ],
)
def test_frames_are_those_of_the_recording(
    apis: dict[str, Api], corpus: Path, weather: Json, number: str, revision: str, asks_for_weather: bool
) -> None:
    api = apis[revision]
    question = "What is the weather in Paris?" if asks_for_weather else "Say hi shortly."
    ours = api.stream(question, tools=[weather] if asks_for_weather else [])
    assert _shape(ours) == _shape(_recorded(corpus, number))


def test_frames_byte_for_byte(steps_api: Api) -> None:
    raw = steps_api.post(input="Say hi shortly.", stream=True).text
    found = re.sub(r'"(id|interaction_id|signature|created|updated)":"[^"]+"', r'"\1":"…"', raw)
    usage = (
        '{"total_tokens":22,"total_input_tokens":4,"input_tokens_by_modality":[{"modality":"text","tokens":4}],'
        '"total_cached_tokens":0,"total_output_tokens":2,"total_tool_use_tokens":0,"total_thought_tokens":16}'
    )
    assert found == (
        "event: interaction.created\n"
        'data: {"interaction":{"id":"…","status":"in_progress","object":"interaction","model":"gemini-2.5-flash"},'
        '"event_type":"interaction.created"}\n\n'
        "event: interaction.status_update\n"
        'data: {"interaction_id":"…","status":"in_progress","event_type":"interaction.status_update"}\n\n'
        "event: step.start\n"
        'data: {"index":0,"step":{"type":"thought"},"event_type":"step.start"}\n\n'
        "event: step.delta\n"
        'data: {"index":0,"delta":{"signature":"…","type":"thought_signature"},"event_type":"step.delta"}\n\n'
        "event: step.stop\n"
        'data: {"index":0,"event_type":"step.stop"}\n\n'
        "event: step.start\n"
        'data: {"index":1,"step":{"type":"model_output"},"event_type":"step.start"}\n\n'
        "event: step.delta\n"
        'data: {"index":1,"delta":{"text":"Hi!","type":"text"},"event_type":"step.delta"}\n\n'
        "event: step.stop\n"
        'data: {"index":1,"event_type":"step.stop"}\n\n'
        "event: interaction.completed\n"
        f'data: {{"interaction":{{"id":"…","status":"completed","usage":{usage},"created":"…","updated":"…",'
        '"service_tier":"standard","object":"interaction","model":"gemini-2.5-flash"},'
        '"event_type":"interaction.completed"}\n\n'
        "event: done\ndata: [DONE]\n\n"
    )


def _rebuilt(api: Api, events: list[tuple[str, Json]]) -> str:
    deltas = [data["delta"] for name, data in events if name == api.revision.delta]
    return "".join(delta["text"] for delta in deltas if delta["type"] == "text")


def test_text_comes_in_pieces_that_add_up_to_the_stored_text(api: Api) -> None:
    events = api.stream(LONG)
    deltas = [data for name, data in events if name == api.revision.delta and data["delta"]["type"] == "text"]
    assert len(deltas) > 5
    stored = api.get(events[0][1]["interaction"]["id"])
    assert _rebuilt(api, events) == api.text(stored)
    assert "naïve" in api.text(stored)
    assert events[-1][1]["interaction"]["usage"] == stored["usage"]


def test_a_replay_is_the_same_stream(api: Api) -> None:
    events = api.stream(LONG)
    assert api.replay(events[0][1]["interaction"]["id"]) == events
    assert not any("event_id" in data for _, data in events)


def test_thoughts_are_summarised_on_request(api: Api) -> None:
    config = {"thinking_summaries": "auto"}
    deltas = [
        data["delta"]
        for _, data in api.stream("Hi", generation_config=config)
        if data.get("index") == 0 and "delta" in data
    ]
    assert [delta["type"] for delta in deltas] == ["thought_summary", "thought_signature"]
    thought = api.blocks(api.create("Hi", generation_config=config))[0]
    assert list(thought) == ["signature", "summary", "type"]
    assert thought["summary"][0]["type"] == "text"


def test_a_picture_comes_whole(steps_api: Api) -> None:
    events = steps_api.stream("A cat", model="gemini-3-pro-image-preview")
    pictures = [data["delta"] for _, data in events if data.get("delta", {}).get("type") == "image"]
    assert [list(picture) for picture in pictures] == [["mime_type", "data", "type"]]


def test_the_first_frame_leaves_before_the_last(emulators: dict[str, str]) -> None:
    address = urlsplit(emulators["2026-05-20"])
    body = json.dumps({"model": "gemini-2.5-flash", "input": LONG, "stream": True})
    head = f"POST /v1beta/interactions HTTP/1.1\r\nhost: x\r\nx-goog-api-key: k\r\ncontent-length: {len(body)}\r\n\r\n"
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall((head + body).encode())
        reads: list[bytes] = []
        while not reads or b"[DONE]" not in reads[-1]:
            reads.append(connection.recv(1 << 16))
    assert len(reads) > 5
    assert b"interaction.completed" not in reads[0]
