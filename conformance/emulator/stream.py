"""An interaction as server-sent events: the same frames whether it just happened or is replayed later."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import orjson

from conformance.emulator import render
from conformance.emulator.json_text import encoded
from conformance.emulator.record import Record, ended
from conformance.revisions import LEGACY, Revision

Json = dict[str, Any]
Event = tuple[str, Json]

Cut = int | str | list[str] | None
"""How one text is cut into deltas: every so many characters, ``whole``, into these pieces, or (None) as we like."""

DONE = b"event: done\ndata: [DONE]\n\n"
PIECE = 48
"""Characters of text in one delta, give or take a word: answers come in a few pieces, as recorded."""
CUT = re.compile(rf"(?s)(?:\A.{{{PIECE // 2}}}|.{{{PIECE}}})[^ ]*(?= )")
"""The pieces of a text but the last: the first is short, and each ends before a space."""


def frame(event: Event) -> bytes:
    """``event`` on the wire; the type is the last key of the data."""
    name, data = event
    return b"event: %b\ndata: %b\n\n" % (name.encode(), encoded(data | {"event_type": name}))


def frames(record: Record, revision: Revision) -> list[bytes]:
    """What ``events`` look like on the wire; the deltas of a text, which differ in its words alone, in one piece."""
    if record.resumable or record.delivery or record.running:  # each has a number, or is cut by a rule, or comes later
        return [frame(event) for event in events(record, revision)]
    found = [frame(event) for event in _opening(record, revision)]
    for index, block in enumerate(render.blocks(record.steps, revision)):
        text = _only_text(block)
        if text is None:
            found += map(frame, _of_block(index, block, revision, repeat(None)))
        else:
            found.append(frame((revision.start, {"index": index, revision.block: {"type": block["type"]}})))
            found.append(_deltas_of(text, index, revision))
            found.append(frame((revision.stop, {"index": index})))
    found.append(frame(_closing(record, revision)))
    return found


def _only_text(block: Json) -> str | None:
    """The text of a ``block`` that is nothing but one, without citations."""
    contents = block["content"] if block["type"] == "model_output" else [block]
    if len(contents) != 1 or contents[0]["type"] != "text" or contents[0].get("annotations"):
        return None
    return str(contents[0]["text"])


def _deltas_of(text: str, index: int, revision: Revision) -> bytes:
    name = revision.delta.encode()
    before = b'event: %b\ndata: {"index":%d,"delta":{"text":' % (name, index)
    after = b',"type":"text"},"event_type":"%b"}\n\n' % name
    return before + (after + before).join(map(orjson.dumps, pieces(text))) + after


def events(record: Record, revision: Revision) -> list[Event]:
    """All events of ``record`` as it stands: none while it is queued, then two, those of its steps, and the end.

    What ``settle`` makes of a record later begins with what it makes of it now, so a stream can be told in parts.
    """
    if record.status == "queued":
        return []
    found = [*_opening(record, revision), *_told(record, revision)]
    if not record.running:
        found.append(_closing(record, revision))
    return _numbered(found, record) if record.resumable else found


def position(event_id: str, record: Record, revision: Revision) -> int:
    """How many events of ``record`` come up to and including ``event_id``.

    Raises ``ValueError`` for what is no id of an event of it. Its last event is known from the start, so that an id
    that another instance gave out a moment ago is known here too.
    """
    prefix, _, number = event_id.rpartition("_")
    if not record.resumable or prefix != _prefix(record) or not number.isascii() or not number.isdigit():
        raise ValueError(event_id)
    if len(number) > 9 or not 1 <= int(number) <= len(events(ended(record), revision)):
        raise ValueError(event_id)
    return int(number)


def _opening(record: Record, revision: Revision) -> list[Event]:
    """The events that come before any work is done."""
    named = record.id
    update = {"interaction_id": named, "status": "in_progress"}
    return [
        (revision.created, {"interaction": render.partial(record, "in_progress")}),
        (revision.status_update, update),
    ]


def _closing(record: Record, revision: Revision) -> Event:
    return revision.completed, {"interaction": render.final(record, revision)}


def _told(record: Record, revision: Revision) -> Iterator[Event]:
    """The events of the steps that are done."""
    cuts = chain(record.delivery.get("cuts", ()), repeat(record.delivery.get("chunks")))
    for index, block in enumerate(render.blocks(record.steps, revision)):
        yield from _of_block(index, block, revision, cuts)


def _of_block(index: int, block: Json, revision: Revision, cuts: Iterator[Cut]) -> Iterator[Event]:
    head, deltas = _parts(block, revision, cuts)
    yield revision.start, {"index": index, revision.block: head}
    for delta in deltas:
        yield revision.delta, {"index": index, "delta": delta}
    yield revision.stop, {"index": index}


def _numbered(found: list[Event], record: Record) -> list[Event]:
    """``found`` with the ids that resumption goes by: opaque to clients, and of no other interaction."""
    prefix = _prefix(record)
    return [(name, {**data, "event_id": f"{prefix}_{number}"}) for number, (name, data) in enumerate(found, 1)]


def _prefix(record: Record) -> str:
    return "evt_" + hashlib.sha256(record.id.encode()).hexdigest()[:12]


def _parts(block: Json, revision: Revision, cuts: Iterator[Cut]) -> tuple[Json, list[Json]]:
    """``block`` as it starts, and the deltas that complete it; each text and call takes the next of ``cuts``."""
    legacy = revision.blocks == "outputs"
    match block["type"]:
        case "thought":
            return {"type": "thought"}, list(_thought_deltas(block))
        case "model_output":
            return {"type": "model_output"}, [
                delta for item in block["content"] for delta in _content_deltas(item, revision, cuts)
            ]
        case "text" | "image" | "audio" | "video" | "document":
            return {"type": block["type"]}, list(_content_deltas(block, revision, cuts))
        case "function_call" if not legacy:
            arguments = json.dumps(block["arguments"], ensure_ascii=False, separators=(",", ":"))
            told = pieces(arguments, next(cuts) or "whole")
            return {**block, "arguments": {}}, [{"arguments": piece, "type": "arguments_delta"} for piece in told]
        case "function_call":
            next(cuts)  # here a call is one delta, whatever its rule says
    return _tool_parts(block, legacy)


def _tool_parts(block: Json, legacy: bool) -> tuple[Json, list[Json]]:
    """A tool's call or result: identity first, then everything in one delta."""
    if legacy:
        told = {key: value for key, value in block.items() if key != "search_type"}
        return {key: block[key] for key in ("id", "call_id", "type") if key in block}, [told]
    head: Json = {key: block[key] for key in ("id", "call_id") if key in block}
    if "signature" in block or not block["type"].startswith(("mcp_server_tool", "function_result")):
        head["signature"] = ""
    head["type"] = block["type"]
    rest = {key: value for key, value in block.items() if key not in ("id", "call_id", "search_type")}
    if block["type"] == "file_search_result":
        rest["result"] = []  # the delta has kept the field that the step lost
    return head, [rest]


def _thought_deltas(block: Json) -> Iterator[Json]:
    for content in block.get("summary", []):
        yield {"content": content, "type": "thought_summary"}
    if block.get("signature"):
        yield {"signature": block["signature"], "type": "thought_signature"}


def _content_deltas(content: Json, revision: Revision, cuts: Iterator[Cut]) -> Iterator[Json]:
    """``content`` as deltas; citations follow the text in one of their own, but in the first beta come with its end."""
    if content["type"] != "text":
        yield content
        return
    *before, last = pieces(content["text"], next(cuts))
    for piece in before:
        yield {"text": piece, "type": "text"}
    if content.get("annotations") and revision is LEGACY:
        yield {"text": last, "annotations": content["annotations"], "type": "text"}
        return
    yield {"text": last, "type": "text"}
    if content.get("annotations"):
        kind = "text_annotation" if revision.blocks == "outputs" else "text_annotation_delta"
        yield {"annotations": content["annotations"], "type": kind}


def pieces(text: str, cut: Cut = None) -> list[str]:
    """``text`` as ``cut`` says: in the pieces given, every so many characters, or ``whole``; without one, cut before
    spaces, a short piece first. Put together again it is the same text, and there is one piece at least."""
    if isinstance(cut, list):
        return cut or [""]
    if isinstance(cut, int):
        return [text[start : start + cut] for start in range(0, len(text), cut)] or [""]
    if cut is not None:
        return [text]
    found: list[str] = CUT.findall(text, 0, text.rfind(" ") + 1)  # beyond it there is nothing to search for
    return [*found, text[sum(map(len, found)) :]]
