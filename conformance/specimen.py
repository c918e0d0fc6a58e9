"""Right traffic made by hand, for what no run can bring about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from conformance.exchange import Chunk, Exchange, Request, Response, written
from conformance.interaction import Json
from conformance.revisions import Revision
from conformance.sse import Frame

Data = Mapping[str, object]
Told = tuple[str, Data]
"""An event: its name and the rest of its data."""
URL = "https://target/v1beta/interactions"
ID = "v1_specimen"
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
USAGE: Json = {"total_tokens": 12, "total_input_tokens": 4, "total_output_tokens": 8}


def answered(
    key: str, asked: Request, status: int, body: object, revision: Revision, *, days: float | None = None
) -> Exchange:
    """``asked`` and its answer: a JSON value, or the bytes of a stream; ``days`` after the first moment by its date."""
    headers = {"content-type": "text/event-stream" if isinstance(body, bytes) else "application/json"}
    if days is not None:
        headers["date"] = format_datetime(START + timedelta(days=days), usegmt=True)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Response(status, headers, (Chunk(None, content),))
    return Exchange(key, asked, answer, lane="replay", revision=revision)


def streamed(revision: Revision, *events: Told) -> tuple[Exchange, ...]:
    """A streamed create with ``events`` (name and data) between its opening and its sentinel."""
    opening: Data = {"interaction": {"id": ID, "model": "m", "object": "interaction", "status": "in_progress"}}
    frames = [_frame(name, data) for name, data in ((revision.created, opening), *events)]
    chunks = tuple(Chunk(None, written(frame)) for frame in (*frames, Frame(0, None, "done", "[DONE]")))
    asked = Request("POST", URL, {}, b'{"model":"m","input":"Hello.","stream":true}')
    answer = Response(200, {"content-type": "text/event-stream"}, chunks)
    return (Exchange("x1", asked, answer, lane="replay", revision=revision),)


def step(revision: Revision, delta: Data, stop: Data) -> tuple[Told, ...]:
    """The events of one step of text and of the end, with ``delta`` and ``stop`` added to the data of those events."""
    kind = "model_output" if revision.blocks == "steps" else "text"
    end = {"interaction": {"id": ID, "model": "m", "object": "interaction", "status": "completed", "usage": USAGE}}
    return (
        (revision.start, {"index": 0, revision.block: {"type": kind}}),
        (revision.delta, {"index": 0, "delta": {"type": "text", "text": "Hello there."}, **delta}),
        (revision.stop, {"index": 0, **stop}),
        (revision.completed, end),
    )


def _frame(name: str, data: Data) -> Frame:
    return Frame(0, None, name, json.dumps({**data, "event_type": name}, separators=(",", ":")))
