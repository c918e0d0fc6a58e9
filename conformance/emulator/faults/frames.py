"""Reading and editing the frames of a stream on their way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from conformance.emulator.faults.fault import Frames
from conformance.emulator.stream import Event, frame

Json = dict[str, Any]

DONE = b"[DONE]"


def event_of(raw: bytes) -> Event | None:
    """Name and data of a frame of the emulator's; None for the sentinel."""
    lines = dict(line.partition(b": ")[::2] for line in raw.strip().split(b"\n"))
    if lines.get(b"data") == DONE or b"data" not in lines:
        return None
    data = json.loads(lines[b"data"])
    name = data.pop("event_type")
    return name, data


def is_done(raw: bytes) -> bool:
    """Whether a frame is the sentinel."""
    return event_of(raw) is None


Edit = Callable[[int, str, Json], Iterable[Event | bytes]]


async def edited(frames: Frames, edit: Edit) -> Frames:
    """The stream with what ``edit`` makes of each event, given its number from 1, name and data; bytes go out as they
    are. The sentinel stays.
    """
    number = 0
    async for raw in frames:
        number += 1
        event = event_of(raw)
        for made in [raw] if event is None else edit(number, *event):
            yield made if isinstance(made, bytes) else frame(made)


async def chopped(chunks: Frames) -> Frames:
    """One chunk for each frame, whatever the chunks were."""
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n\n")
        for raw in whole:
            yield raw + b"\n\n"
    if rest:
        yield rest
