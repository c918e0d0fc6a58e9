"""The words that scripted answers are made of, in the shape of whichever revision a scenario is played at.

The form is that of real traffic (facts in WIRE.md sections 2 to 5): compact JSON, ``event_type`` last, an ``event:``
line and one ``data:`` line, LF, and ``[DONE]`` at the end.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.exchange import Operation
from conformance.revisions import Revision
from conformance.sdk.answer import Answer, End

Json = dict[str, Any]

MODEL = "gemini-2.5-flash"
SIGNATURE = base64.b64encode(hashlib.sha512(b"a thought").digest()).decode()
DONE = b"event: done\ndata: [DONE]\n\n"
WHEN = "2026-11-16T12:00:00Z"
_STREAM = (("content-type", "text/event-stream"),)


@dataclass(frozen=True, slots=True)
class Wire:
    """One scenario's words; ``scenario`` makes its ids differ from those of others."""

    revision: Revision
    scenario: str

    @property
    def legacy(self) -> bool:
        """Whether interactions have ``outputs``."""
        return self.revision.blocks == "outputs"

    def id(self, number: int = 0) -> str:
        """The id of the interaction with this number, in the form of real ones."""
        digest = hashlib.sha512(f"{self.scenario}/{number}".encode()).digest()
        return "v1_" + base64.urlsafe_b64encode(digest).decode()[:67].replace("=", "A")

    # --- blocks: as they stand in an interaction ---------------------------------------------------------------------

    def text(self, *texts: str) -> Json:
        """What the model says; several texts are several pieces of content in one step (a block each where legacy)."""
        contents = [{"text": text, "type": "text"} for text in texts]
        return contents[0] if self.legacy else {"content": contents, "type": "model_output"}

    def thought(self, summary: str | None = None, signature: str = SIGNATURE) -> Json:
        """What the model thought, with a summary or without."""
        told = {"summary": [{"text": summary, "type": "text"}]} if summary is not None else {}
        return {**told, "signature": signature, "type": "thought"}

    def call(self, name: str, arguments: Json, id: str = "call_00001") -> Json:  # noqa: A002
        """A function that the client is to call."""
        return {"id": id, "type": "function_call", "name": name, "arguments": arguments}

    def picture(self, data: str, mime_type: str = "image/png") -> Json:
        """A picture, ``data`` in base64."""
        made = {"mime_type": mime_type, "data": data, "type": "image"}
        return made if self.legacy else {"content": [made], "type": "model_output"}

    def searched(self, call_id: str = "search_1", signature: str = SIGNATURE) -> tuple[Json, Json]:
        """A call of Google Search and what it found, both signed."""
        call = {"id": call_id, "signature": signature, "type": "google_search_call"}
        found = {"call_id": call_id, "signature": signature, "type": "google_search_result"}
        suggested = [{"search_suggestions": "<div>euro 2024</div>"}]
        return call | {"arguments": {"queries": ["euro 2024 winner"]}}, found | {"result": suggested}

    def usage(self, input: int = 7, output: int = 12, thought: int = 0) -> Json:  # noqa: A002
        """Tokens used."""
        return {
            "total_tokens": input + output + thought,
            "total_input_tokens": input,
            "input_tokens_by_modality": [{"modality": "text", "tokens": input}],
            "total_cached_tokens": 0,
            "total_output_tokens": output,
            "total_tool_use_tokens": 0,
            "total_thought_tokens": thought,
        }

    def interaction(self, *blocks: Json, status: str = "completed", **fields: Any) -> Json:
        """An interaction; ``fields`` come last, and ``...`` leaves a field out."""
        made: Json = {"id": self.id(), "status": status, "usage": self.usage(), "created": WHEN, "updated": WHEN}
        made |= {"object": "interaction", "model": MODEL} | ({"role": "model"} if self.legacy else {})
        made |= {self.revision.blocks: list(blocks)} if blocks else {}
        return {name: value for name, value in (made | fields).items() if value is not ...}

    # --- whole answers -----------------------------------------------------------------------------------------------

    def json(self, value: object, status: int = 200, to: Operation | None = None) -> Answer:
        """Any JSON."""
        return Answer(status, pieces=(compact(value).encode(),), to=to)

    def unary(self, *blocks: Json, status: str = "completed", to: Operation | None = None, **fields: Any) -> Answer:
        """An interaction as the answer to a create (or, with ``to="get"``, to a get)."""
        return self.json(self.interaction(*blocks, status=status, **fields), to=to)

    def error(self, status: int, code: str, message: str, to: Operation | None = None) -> Answer:
        """An error in the documented shape."""
        return self.json({"error": {"message": message, "code": code}}, status, to)

    def google_error(self, status: int, code: str, message: str, to: Operation | None = None) -> Answer:
        """An error in the shape of Google's front end: ``google.rpc.Status`` in a list of one, ``code`` in capitals."""
        return self.json([{"error": {"code": status, "message": message, "status": code}}], status, to)

    def stream(self, *blocks: Json, to: Operation | None = None, **how: Any) -> Answer:
        """A whole stream that makes an interaction of ``blocks``; ``how`` as for ``events``."""
        return self.sse(self.events(*blocks, **how), to=to)

    def sse(
        self, items: Iterable[Json | bytes], *, newline: str = "\n", done: bool = True, to: Operation | None = None
    ) -> Answer:
        """A stream of events, each a piece of its own; bytes go out as they are."""
        pieces = [item if isinstance(item, bytes) else frame(item, newline) for item in items]
        pieces += [DONE.replace(b"\n", newline.encode())] if done else []
        return Answer(headers=_STREAM, pieces=tuple(pieces), to=to)

    # --- events ------------------------------------------------------------------------------------------------------

    def events(
        self, *blocks: Json, status: str = "completed", cut: int = 16, numbered: bool = False, **fields: Any
    ) -> list[Json]:
        """The events of a stream that makes an interaction of ``blocks``: texts and arguments in deltas of ``cut``
        characters, with ``event_id`` on each where ``numbered``; ``fields`` are those of the closing interaction.
        """
        found = [*self.opening(**{name: fields[name] for name in ("id",) if name in fields})]
        for index, block in enumerate(blocks):
            found += self.of_block(index, block, cut)
        found.append(self.closing(status, **fields))
        return with_ids(found) if numbered else found

    def opening(self, **fields: Any) -> list[Json]:
        """The first two events."""
        made = {"id": self.id(), "status": "in_progress", "object": "interaction", "model": MODEL} | fields
        return [
            event(self.revision.created, interaction={k: v for k, v in made.items() if v is not ...}),
            self.status_update("in_progress", interaction_id=made["id"]),
        ]

    def status_update(self, status: str, **fields: Any) -> Json:
        """The status has changed."""
        named = {"interaction_id": self.id(), "status": status} | fields
        return event(self.revision.status_update, **{k: v for k, v in named.items() if v is not ...})

    def start(self, index: int, block: Json) -> Json:
        """A block begins: ``block`` is what it is to begin with."""
        return event(self.revision.start, index=index, **{self.revision.block: block})

    def delta(self, index: int, delta: Json) -> Json:
        """A block grows."""
        return event(self.revision.delta, index=index, delta=delta)

    def stop(self, index: int) -> Json:
        """A block is complete."""
        return event(self.revision.stop, index=index)

    def closing(self, status: str = "completed", **fields: Any) -> Json:
        """The interaction has come to rest; like the real one it carries no blocks."""
        return event(self.revision.completed, interaction=self.interaction(status=status, **fields))

    def failure(self, code: str, message: str) -> Json:
        """The error event."""
        return event("error", error={"message": message, "code": code})

    def of_block(self, index: int, block: Json, cut: int = 16) -> list[Json]:
        """The events of one block: start, deltas, stop."""
        begin, deltas = self._parts(block, cut)
        return [self.start(index, begin), *(self.delta(index, delta) for delta in deltas), self.stop(index)]

    def _parts(self, block: Json, cut: int) -> tuple[Json, list[Json]]:
        """What a block begins with, and the deltas that bring the rest."""
        match block["type"]:
            case "model_output" | "text":
                contents = block["content"] if block["type"] == "model_output" else [block]
                return {"type": block["type"]}, [delta for content in contents for delta in _deltas(content, cut)]
            case "image":
                return {"type": "image"}, [block]
            case "thought":
                told = [{"content": piece, "type": "thought_summary"} for piece in block.get("summary", [])]
                return {"type": "thought"}, [*told, {"signature": block["signature"], "type": "thought_signature"}]
            case "function_call" if self.legacy:
                return {"id": block["id"], "type": "function_call"}, [block]
            case "function_call":
                pieces = _cut(compact(block["arguments"]), cut)
                return {**block, "arguments": {}}, [{"arguments": p, "type": "arguments_delta"} for p in pieces]
        return block, []


NOT_SCRIPTED = Answer(404, pieces=(b'{"error":{"message":"The script has no answer to this.","code":"not_found"}}',))


def no_answer(end: End) -> Answer:
    """Not a byte: the connection ends so, or stays silent."""
    return Answer(0, (), end=end, odd="no answer at all")


def event(name: str, **fields: Any) -> Json:
    """An event of any name; its type comes last, as on the wire."""
    return {**fields, "event_type": name}


def with_ids(events: Sequence[Json], first: int = 1) -> list[Json]:
    """``events``, each with an ``event_id``."""
    return [{"event_id": f"evt_{number:04}", **each} for number, each in enumerate(events, first)]


def frame(event: Json, newline: str = "\n") -> bytes:
    """An event as the service frames it."""
    return f"event: {event['event_type']}{newline}data: {compact(event)}{newline}{newline}".encode()


def compact(value: object) -> str:
    """JSON on one line, text beyond ASCII as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _deltas(content: Json, cut: int) -> list[Json]:
    if content["type"] != "text":
        return [content]
    return [{"text": piece, "type": "text"} for piece in _cut(content["text"], cut)]


def _cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]
