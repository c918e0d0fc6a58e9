"""What an application has been handed by an SDK, on its way to the ``Outcome`` of the protocol.

Nothing is repaired here: what is not delivered stays ``None`` or empty. Objects of an SDK are read as an application
reads them, by their attributes; plain dicts, which some versions hand over where they know no class, by their keys.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from lines import Json, heard

MEDIA = ("image", "audio", "video", "document")
MESSAGE_CHARACTERS = 4000


class Delivery:
    """What one call has handed over so far. ``blocks`` are the parts of the last answer: its outputs or its steps."""

    def __init__(self, has_steps: bool) -> None:
        self.has_steps = has_steps
        self.log = heard()
        self.id: str | None = None
        self.status: str | None = None
        self.usage: Any = None
        self.text: str | None = None
        self.blocks: list[Any] = []
        self.calls: list[Json] = []
        self.events: list[str] = []
        self.event_ids: list[str] = []
        self.error: Json | None = None
        self._streamed: dict[int, Json] = {}

    def answer(self, interaction: Any) -> None:
        """Take a whole interaction."""
        self._header(interaction)
        found = field(interaction, "steps" if self.has_steps else "outputs") or []
        self.blocks = [block for block in found if field(block, "type") != "user_input"]
        contents = [content for block in self.blocks for content in contents_of(block)]
        self.text = "".join(field(content, "text") or "" for content in contents if field(content, "type") == "text")
        self.calls += self.pending()

    def begins(self) -> None:
        """A stream was opened."""
        self.text, self.blocks, self._streamed = "", [], {}

    def event(self, event: Any) -> None:
        """Take one event of a stream; what is handed over instead of one is counted as ``<raw>``."""
        name = field(event, "event_type")
        self.events.append("<raw>" if name is None else str(name))
        if token := field(event, "event_id"):
            self.event_ids.append(token)
        self.id = field(event, "interaction_id") or self.id
        self.status = field(event, "status") or self.status
        self._header(field(event, "interaction"))
        index = field(event, "index") or 0
        if (block := field(event, "step") or field(event, "content")) is not None:
            self._streamed[index] = dict(plain(block))
        if (delta := field(event, "delta")) is not None:
            self._add(self._streamed.setdefault(index, {}), delta)

    def ends(self) -> None:
        """The stream is over, whole or not."""
        self.blocks = [self._streamed[index] for index in sorted(self._streamed)]
        for block in self.blocks:
            if pieces := block.pop("fragments", ""):
                block["arguments"] = parsed(pieces, otherwise=pieces)
        self.calls += self.pending()

    def pending(self) -> list[Json]:
        """The function calls of the last answer."""
        calls = [block for block in self.blocks if field(block, "type") == "function_call"]
        return [{name: plain(field(call, name)) for name in ("id", "name", "arguments")} for call in calls]

    def failed(self, error: Exception) -> None:
        """Take what was raised."""
        body = getattr(error, "body", None)
        told = body.get("error") if isinstance(body, dict) else None
        self.error = {
            "class": type(error).__name__,
            "status": getattr(error, "status_code", None),
            "code": (told.get("code") or told.get("status")) if isinstance(told, dict) else None,
            "message": str(error)[:MESSAGE_CHARACTERS],
        }

    def outcome(self, wants_json: bool) -> Json:
        """The whole, as the protocol has it. ``wants_json``: the application parses the text that it gets."""
        contents = [content for block in self.blocks for content in contents_of(block)]
        return {
            "id": self.id,
            "status": self.status,
            "text": self.text,
            "thoughts": [thought for block in self.blocks if (thought := summary_of(block))],
            "calls": self.calls,
            "steps": [str(field(block, "type")) for block in self.blocks],
            "events": self.events,
            "event_ids": self.event_ids,
            "usage": plain(self.usage),
            "data": parsed(self.text or "") if wants_json else None,
            "media": [medium(content) for content in contents if field(content, "type") in MEDIA],
            "error": self.error,
            "log": self.log(),
        }

    def _header(self, interaction: Any) -> None:
        self.id = field(interaction, "id") or self.id
        self.status = field(interaction, "status") or self.status
        self.usage = field(interaction, "usage") or self.usage

    def _add(self, block: Json, delta: Any) -> None:
        """Put a delta where the documentation says that it belongs."""
        kind = field(delta, "type")
        if kind == "text":
            self.text = (self.text or "") + (field(delta, "text") or "")
        if kind == "text" or kind in MEDIA:
            self._grow(block, plain(delta), "text" if kind == "text" else "data")
        elif kind == "thought_signature":
            block["signature"] = field(delta, "signature")
        elif kind == "thought_summary":
            block["summary"] = [*(block.get("summary") or []), plain(field(delta, "content"))]
        elif kind == "arguments_delta":
            block["fragments"] = block.get("fragments", "") + (field(delta, "arguments") or "")
        elif kind == "function_call":
            block.update(plain(delta))

    def _grow(self, block: Json, piece: Json, key: str) -> None:
        """Add a piece of content: to the output itself, or to the last content of a step if that is of its type."""
        if self.has_steps:
            contents = block.setdefault("content", [])
            if not contents or contents[-1]["type"] != piece["type"]:
                contents.append({"type": piece["type"]})
            block = contents[-1]
        block.update({**piece, key: (block.get(key) or "") + (piece.get(key) or "")})


def field(value: Any, name: str) -> Any:
    """``value.name`` or ``value[name]``, ``None`` where there is none.

    Of a type that it does not know, google-genai keeps what came in ``raw``.
    """
    if isinstance(raw := getattr(value, "raw", None), dict):
        return raw.get(name)
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def plain(value: Any) -> Any:
    """An object of an SDK as JSON."""
    return value.model_dump(mode="json", exclude_unset=True) if hasattr(value, "model_dump") else value


def contents_of(block: Any) -> list[Any]:
    """The contents of a step; an output is one itself."""
    found = field(block, "content")
    return found if isinstance(found, list) else [block]


def summary_of(block: Any) -> str:
    """The text of a thought's summary."""
    found = field(block, "summary") if field(block, "type") == "thought" else []
    return "".join(field(content, "text") or "" for content in found or [])


def medium(content: Any) -> Json:
    """A picture, a sound, a video or a document: its bytes by their hash, if they came."""
    told: Json = {"mime_type": field(content, "mime_type")}
    try:
        data = base64.b64decode(field(content, "data") or "")
    except binascii.Error:
        return told
    return {**told, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def parsed(text: str, otherwise: Any = None) -> Any:
    """The JSON value of ``text``, or ``otherwise`` where it is none."""
    try:
        return json.loads(text, parse_constant=_no_json)
    except (ValueError, RecursionError):
        return otherwise


def _no_json(constant: str) -> None:
    raise ValueError(constant)
