"""A long stream and a large interaction, in the shape of 2026-05-20."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

Json = dict[str, Any]

USAGE: Json = {
    "total_tokens": 4_096,
    "total_input_tokens": 1_024,
    "total_cached_tokens": 0,
    "total_output_tokens": 2_048,
    "total_tool_use_tokens": 0,
    "total_thought_tokens": 1_024,
    "input_tokens_by_modality": [{"modality": "text", "tokens": 1_024}],
}
OPENED: Json = {"id": "v1_bench", "status": "in_progress", "object": "interaction", "model": "gemini-2.5-flash"}
TIMES: Json = {"created": "2026-07-01T09:30:00Z", "updated": "2026-07-01T09:30:00Z"}
CITATION: Json = {"type": "url_citation", "url": "https://example.com/", "title": "Example", "start_index": 0}
PROSE = "The quick brown fox jumps over the lazy dog. "
# One step of each kind that answers are mostly made of: how it is announced, what is added, and what it comes to.
STEPS: tuple[tuple[Json, list[Json], Json], ...] = (
    (
        {"type": "thought"},
        [{"type": "thought_signature", "signature": "c2lnbmF0dXJl"}],
        {"type": "thought", "signature": "c2lnbmF0dXJl"},
    ),
    (
        {"type": "google_search_call", "id": "search", "signature": ""},
        [{"type": "google_search_call", "arguments": {"queries": ["fox", "dog"]}}],
        {"type": "google_search_call", "id": "search", "arguments": {"queries": ["fox", "dog"]}},
    ),
    (
        {"type": "model_output"},
        [{"type": "text", "text": PROSE}] * 6 + [{"type": "text_annotation_delta", "annotations": [CITATION] * 3}],
        {"type": "model_output", "content": [{"type": "text", "text": PROSE * 6, "annotations": [CITATION] * 3}]},
    ),
    (
        {"type": "function_call", "id": "call_1", "name": "jump", "arguments": {}},
        [{"type": "arguments_delta", "arguments": '{"over":"dog"}'}],
        {"type": "function_call", "id": "call_1", "name": "jump", "arguments": {"over": "dog"}},
    ),
)


def interaction(size: int) -> Json:
    """An answer of ``size`` steps."""
    steps = [step for _, _, step in islice(cycle(STEPS), size)]
    return {**OPENED, **TIMES, "status": "completed", "usage": USAGE, "steps": steps}


def stream(size: int) -> list[Json]:
    """The data of ``size`` events, from the first to the last of a stream."""
    opening: list[Json] = [
        {"interaction": OPENED, "event_type": "interaction.created"},
        {"interaction_id": OPENED["id"], "status": "in_progress", "event_type": "interaction.status_update"},
    ]
    completed = {**OPENED, **TIMES, "status": "completed", "usage": USAGE}
    closing = {"interaction": completed, "event_type": "interaction.completed"}
    return [*opening, *islice(_of_steps(), size - 3), closing]


def _of_steps() -> Iterator[Json]:
    for index, (start, deltas, _) in enumerate(cycle(STEPS)):
        yield {"index": index, "step": start, "event_type": "step.start"}
        for delta in deltas:
            yield {"index": index, "delta": delta, "event_type": "step.delta"}
        yield {"index": index, "event_type": "step.stop"}
