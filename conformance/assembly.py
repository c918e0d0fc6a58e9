"""What the events of a stream amount to: the interaction that a client ends up with after the last one.

Works for the shapes of all revisions, because a start opens a block by index, a delta adds to the block by the delta's
type, and the closing event brings status and usage. Nothing is judged here; what makes no sense is left out.
Sources: the streaming page (accumulate deltas per index; parse arguments at the stop), real streams of both shapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from conformance.event import Event
from conformance.interaction import Json

_OPENS = {"interaction.created", "interaction.start"}
_CLOSES = {"interaction.completed", "interaction.complete"}
_STARTS = {"step.start": "steps", "content.start": "outputs"}
_DELTAS = {"step.delta", "content.delta"}
_STOPS = {"step.stop", "content.stop"}


def assemble(events: Iterable[Event]) -> Json:
    """The interaction as JSON with ``steps`` or ``outputs`` put together; empty where no event said anything."""
    interaction: Json = {}
    blocks: dict[int, Json] = {}
    key = "steps"
    for event in events:
        if event.type in _OPENS or event.type in _CLOSES:
            interaction |= event.interaction
        elif event.index is not None and event.type in _STARTS:
            key = _STARTS[event.type]
            blocks[event.index] = dict(event.block)
        elif event.index is not None and event.type in _DELTAS:
            _add(blocks.setdefault(event.index, {}), event.delta, legacy=event.type == "content.delta")
        elif event.index is not None and event.type in _STOPS:
            _finish(blocks.get(event.index, {}))
    if blocks:
        interaction[key] = [block for _, block in sorted(blocks.items())]
    return interaction


def _add(block: Json, delta: Json, *, legacy: bool) -> None:
    match delta.get("type"):
        case "thought_signature":
            block["signature"] = delta.get("signature") or block.get("signature", "")
        case "thought_summary":
            _append(block, "summary", delta.get("content"))
        case "arguments_delta":
            block["arguments"] = _joined(block.get("arguments"), delta.get("arguments", delta.get("partial_arguments")))
        case "text" if legacy:
            block["text"] = _joined(block.get("text"), delta.get("text"))
            _annotate(block, delta, legacy=True)  # until March 2026 the citations came with the text
        case "text":
            _append_text(block, delta)
        case "text_annotation_delta" | "text_annotation":
            _annotate(block, delta, legacy=legacy)
        case "image" | "audio" | "video" | "document" if not legacy:
            _append(block, "content", delta)
        case _:
            block |= delta


def _append(block: Json, key: str, item: object) -> None:
    items = block.get(key)
    block[key] = [*(items if isinstance(items, list) else []), item]


def _joined(old: object, new: object) -> str:
    return (old if isinstance(old, str) else "") + (new if isinstance(new, str) else "")


def _append_text(block: Json, delta: Json) -> None:
    content = block.get("content")
    last = content[-1] if isinstance(content, list) and content else None
    if isinstance(last, dict) and last.get("type") == "text":
        last["text"] = _joined(last.get("text"), delta.get("text"))
    else:
        _append(block, "content", dict(delta))


def _annotate(block: Json, delta: Json, *, legacy: bool) -> None:
    content = block.get("content")
    holder = block if legacy else (content[-1] if isinstance(content, list) and content else None)
    annotations = delta.get("annotations")
    if isinstance(holder, dict) and isinstance(annotations, list):
        for annotation in annotations:
            _append(holder, "annotations", annotation)


def _finish(block: Json) -> None:
    if isinstance(block.get("arguments"), str):
        try:
            block["arguments"] = json.loads(str(block["arguments"]))
        except (ValueError, RecursionError):
            return  # stays text, which is what a check then shows
