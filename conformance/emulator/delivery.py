"""Streams as they go out: each event when it is due, and what a client that hangs up leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from conformance.emulator import stream
from conformance.emulator.errors import ApiError
from conformance.emulator.record import Record, ended

if TYPE_CHECKING:
    from conformance.emulator.service import Service
    from conformance.revisions import Revision


async def followed(service: Service, record: Record, revision: Revision, seen: int = 0) -> AsyncGenerator[bytes]:
    """The frames of ``record`` after the first ``seen`` events; of what still runs each step when it is done."""
    if (before := record.delivery.get("before")) and not seen:
        await asyncio.sleep(before)
    while True:
        due = stream.events(record, revision)[seen:]
        seen += len(due)
        async for frame in _paced(service, due, record):
            yield frame
        if not record.running:
            break
        await asyncio.sleep(poll_seconds(record, service.clock()))
        try:
            record = service.get(record.id, record.owner)
        except ApiError as gone:
            yield stream.frame(("error", gone.body()))
            break
    yield stream.DONE


async def attached(service: Service, record: Record, revision: Revision) -> AsyncGenerator[bytes]:
    """The frames of a foreground run, which stops with its connection (rs.background-only)."""
    whole = ended(record)
    *before, last = stream.events(whole, revision)
    try:
        if wait := record.delivery.get("before"):
            await asyncio.sleep(wait)
        async for frame in _paced(service, before, record):
            yield frame
    except BaseException:  # cancelled or closed: nobody reads on
        service.abandon(record)
        raise
    service.finish(whole)  # first kept, then told: whoever has read the end may continue it
    yield stream.frame(last) + stream.DONE


async def _paced(service: Service, events: list[stream.Event], record: Record) -> AsyncGenerator[bytes]:
    """One frame for each of ``events``, with a pause before each delta; without pauses they go out together."""
    between = record.delivery.get("between")
    if not (service.settings.pace if between is None else between):
        if events:
            yield b"".join(map(stream.frame, events))
        return
    for event in events:
        pause = service.settings.pace if "delta" in event[1] else 0
        await asyncio.sleep(pause if between is None else between)
        yield stream.frame(event)


def poll_seconds(record: Record, now: float) -> float:
    """How long a stream waits until it looks how far its work is, or whether it was cancelled: a hundredth of the time
    that it takes, or until it is due.
    """
    return max(min(max((record.due - record.begins) / 100, 0.02), 0.1, record.due - now), 0.001)
