"""When the work of a request runs, and how it stands at first."""

from __future__ import annotations

from conformance.emulator.agents import seconds
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.model import Reply
from conformance.emulator.scripting import Scripted
from conformance.emulator.settings import Settings
from conformance.emulator.stream import PIECE


def span(
    request: CreateRequest, now: float, reply: Reply, scripted: Scripted, settings: Settings
) -> tuple[float, float]:
    """From when to when the work for ``reply`` runs, in unix time. A rule may say how long.

    A stream is not queued. One in the foreground may take twice the time that its pauses add up to, and a second: if
    the emulator dies meanwhile, its interaction takes its outcome then, and is no zombie.
    """
    if request.background:
        begins = now + (0 if request.stream else settings.queue_seconds)
        usual = seconds(request.agent, settings.background_seconds)
        return begins, begins + (usual if scripted.duration is None else scripted.duration)
    if not request.stream:
        return now, now
    pause = scripted.delivery.get("between", settings.pace)
    events = len(str(reply.steps)) / PIECE + 5 * len(reply.steps)
    return now, now + 1 + scripted.delivery.get("before", 0) + 2 * pause * events


def first_status(request: CreateRequest, reply: Reply) -> str:
    """How the interaction stands when it is made."""
    if request.stream:
        return "in_progress"
    return "queued" if request.background else reply.status
