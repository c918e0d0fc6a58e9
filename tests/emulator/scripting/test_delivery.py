"""How a rule has its answer sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conformance.emulator.create_request import read
from conformance.emulator.model import Reply
from conformance.emulator.schedule import span
from conformance.emulator.scripting import Scripted as Answer
from conformance.emulator.settings import Settings
from conformance.revisions import NEWEST

from .conftest import Scripted

Served = Callable[..., Scripted]
SLOWLY = """
rules:
- match: {text: pieces}
  steps:
  - thought: [First., Then.]
  - text: [A, "", "b${text}"]
  - {call: f, arguments: {a: [1, 2]}, chunks: 4}
- {text: abcdefg, chunks: 3}
"""


def test_a_stream_of_single_characters_is_given_its_time() -> None:
    """A foreground stream that is still being told must not be taken for one whose emulator died."""
    said = [{"type": "model_output", "content": [{"text": "x" * 100, "type": "text"}]}]
    request = read({"model": "gemini-2.5-flash", "input": "x", "stream": True}, NEWEST)
    for delivery in ({"chunks": 1, "between": 1.0}, {"cuts": [1], "between": 1.0}):
        begins, due = span(request, 0.0, Reply(steps=said), Answer(delivery=delivery), Settings())
        assert due - begins > 100


def test_pieces_are_sent_as_they_are_and_kept_for_those_who_come_later(with_rules: Served, tmp_path: Path) -> None:
    api = with_rules(SLOWLY, store=str(tmp_path / "store.sqlite"))
    events = api.events(input="pieces")
    deltas = [event["delta"] for event in events if "delta" in event]
    assert [delta["content"]["text"] for delta in deltas if "content" in delta] == ["First.", "Then."]
    assert [delta["text"] for delta in deltas if "text" in delta] == ["A", "", "bpieces"]
    assert [delta["arguments"] for delta in deltas if "arguments" in delta] == ['{"a"', ":[1,", "2]}"]
    made = next(event["interaction"]["id"] for event in events if "interaction" in event)
    restarted = with_rules("rules: []", store=str(tmp_path / "store.sqlite"))
    replay = restarted.send("GET", f"/v1beta/interactions/{made}?stream=true").text
    assert [line for line in replay.splitlines() if '"delta"' in line] == [
        line
        for line in api.send("GET", f"/v1beta/interactions/{made}?stream=true").text.splitlines()
        if '"delta"' in line
    ]
    assert replay.count('"arguments_delta"') == 3


def test_chunks_are_of_one_size(with_rules: Served) -> None:
    api = with_rules(SLOWLY)
    deltas = [event["delta"] for event in api.events(input="anything") if "delta" in event]
    assert deltas == [{"text": text, "type": "text"} for text in ("abc", "def", "g")]


def test_outputs_have_calls_in_one_delta_whatever_the_rule_says(with_rules: Served) -> None:
    events = with_rules(SLOWLY).events(headers={"api-revision": "2026-05-07"}, input="pieces")
    deltas = [event["delta"] for event in events if "delta" in event]
    assert [delta["arguments"] for delta in deltas if "arguments" in delta] == [{"a": [1, 2]}]
    assert [delta["text"] for delta in deltas if "text" in delta] == ["A", "", "bpieces"]
