"""The order in which Gemini 2.5 shows what it did, by the id of the discrepancy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import EditsResource
from conformance.emulator.faults.fault import Frames
from conformance.emulator.faults.frames import event_of
from conformance.emulator.stream import frame

Json = dict[str, Any]


def later(kind: object) -> bool:
    """Whether a step of that type comes after the text: calls and results of the search."""
    return kind in ("google_search_call", "google_search_result")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBeforeTools(EditsResource):
    """Gemini 2.5 shows its thought and its text before the search that they rest on."""

    name = "disc.output-order"
    source = "recorded: 120, 121, 2026-05-15; the first page lists it as a known issue"
    until = "2026-11-16"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with the search at the end."""
        if not str(value.get("model")).startswith("gemini-2.5"):
            return value
        blocks = next((key for key in ("steps", "outputs") if key in value), None)
        return {**value, blocks: sorted(value[blocks], key=lambda block: later(block["type"]))} if blocks else value

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The stream likewise; what was streamed in between waits."""
        waiting: list[list[tuple[str, Json]]] = []
        moved = False
        async for raw in frames:
            event = event_of(raw)
            if event is None or "index" not in event[1]:
                for again in _renumbered(sorted(waiting, key=_is_later)):
                    yield again
                waiting = []
                moved = moved or (event is not None and "2.5" in str(event[1].get("interaction", {}).get("model")))
                yield raw
            elif not moved:
                yield raw
            else:
                if not waiting or waiting[-1][0][1]["index"] != event[1]["index"]:
                    waiting.append([])
                waiting[-1].append(event)


def _is_later(step: Sequence[tuple[str, Json]]) -> bool:
    head = step[0][1]
    return later((head.get("step") or head.get("content") or {}).get("type"))


def _renumbered(steps: Sequence[Sequence[tuple[str, Json]]]) -> list[bytes]:
    return [frame((name, {**data, "index": index})) for index, step in enumerate(steps) for name, data in step]


FAULTS = (TextBeforeTools,)
