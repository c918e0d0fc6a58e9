"""When the work of a request runs, and how it stands at first."""

from __future__ import annotations

from dataclasses import replace

from conformance.emulator.agents import seconds
from conformance.emulator.catalogue import is_deep_research
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.model import Reply
from conformance.emulator.record import Record, settle
from conformance.emulator.scripting import Scripted
from conformance.emulator.settings import Settings
from conformance.emulator.stream import PIECE

MAX_RESEARCH_SECONDS = 3600


def span(
    request: CreateRequest, now: float, reply: Reply, scripted: Scripted, settings: Settings
) -> tuple[float, float]:
    """From when to when the work for ``reply`` runs, in unix time. A rule may say how long.

    A stream is not queued. One in the foreground may take twice the time that its pauses add up to, and a second: if
    the emulator dies meanwhile, its interaction takes its outcome then, and is no zombie. One without pauses is told at
    once, and takes no time.
    """
    if request.background:
        begins = now + (0 if request.stream else settings.queue_seconds)
        usual = seconds(request.agent, settings.background_seconds)
        return begins, begins + (usual if scripted.duration is None else scripted.duration)
    if not request.stream:
        return now, now
    pause, before = scripted.delivery.get("between", settings.pace), scripted.delivery.get("before", 0)
    if not pause:
        return now, now + 1 + before if before else now
    piece = 1 if {"cuts", "chunks"} & scripted.delivery.keys() else PIECE  # a rule may cut it into single characters
    events = len(str(reply.steps)) / piece + 5 * len(reply.steps)
    return now, now + 1 + before + 2 * pause * events


def ended_early(record: Record) -> Record:
    """``record`` as it is if its work would take too long: research fails after an hour, with what it has by then
    (agent.dr.max-60min)."""
    limit = record.begins + MAX_RESEARCH_SECONDS
    if not is_deep_research(record.agent) or record.due <= limit:
        return record
    error = {"code": "deadline_exceeded", "message": "The research took longer than 60 minutes."}
    done = settle(record, limit).steps
    return replace(record, due=limit, outcome="failed", steps=done, errors=[error])


def first_status(request: CreateRequest, reply: Reply, takes: float) -> str:
    """How the interaction stands when it is made, if the work for it takes so many seconds."""
    if request.background and not request.stream:
        return "queued"
    return "in_progress" if request.background or takes else reply.status
