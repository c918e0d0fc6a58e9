"""What went wrong with background work and stored interactions, each by the id of its discrepancy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.emulator.errors import ApiError, invalid, not_found
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import EditsResource, without
from conformance.emulator.faults.endings import first
from conformance.emulator.faults.fault import Dropped, Fault, Frames, Layer, argument
from conformance.emulator.ids import compose, decompose

Json = dict[str, Any]


class StatusError(ApiError):
    """A ``google.rpc.Status`` without the array around it: number, message, and the name of the status."""

    def body(self) -> object:
        """``{"error": {"code", "message", "status"}}``."""
        return {"error": {"code": self.status, "message": self.message, "status": self.code}}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCancel(Fault):
    """Cancel is answered with 404, as if there were no such method, in the shape of google.rpc.Status."""

    name = "disc.cancel.404"
    source = "googleapis/python-genai#1971, 2026-01"
    until = "2026-05-07"

    def applies(self, call: Call) -> bool:
        """Cancels."""
        return call.operation == "cancel" and bool(call.owner)

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise StatusError(404, "NOT_FOUND", "Method not found.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundWhileRunning(Fault):
    """An interaction that works in the background is not found until it is done."""

    name = "disc.bg.get-404"
    source = "googleapis/python-genai#2985, 2026-09"
    since = "2026-05-20"

    def applies(self, call: Call) -> bool:
        """Gets of what is running."""
        record = call.record() if call.operation == "get" else None
        return record is not None and record.background and record.running

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise not_found("Interaction not found.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zombie(EditsResource):
    """Background work never ends: it stays in_progress with no steps; its stream has nothing after the opening."""

    name = "disc.bg.zombie"
    source = "enricoros/big-AGI#1088, 2026-05..08"
    layer = Layer.END

    seconds: float = argument(600.0, "after how long the connection of a stream is closed")

    def applies(self, call: Call) -> bool:
        """Background work, on its way and afterwards, unless it was cancelled."""
        if call.operation == "create":
            return call.sent.get("background") is True
        record = call.record() if call.operation == "get" else None
        return record is not None and record.background and record.status != "cancelled"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction as it was at the beginning."""
        return {**without(value, "steps", "outputs", "usage", "service_tier"), "status": "in_progress"}

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The opening, then nothing."""
        async for raw in first(frames, 2):
            yield raw
        await call.pause(self.seconds)
        raise Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class NoModelsInBackground(Fault):
    """Plain models do not work in the background: 400."""

    name = "disc.bg.models"
    source = "recorded: errors.json, 2026-06-15 and 2026-07-07"
    since = "2026-05-20"

    def applies(self, call: Call) -> bool:
        """Background creates of a model."""
        wanted = call.operation == "create" and call.sent.get("background") is True
        return wanted and isinstance(call.sent.get("model"), str) and bool(call.owner)

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise invalid(f"Model '{call.sent['model'][:80]}' does not support background interactions.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherId(EditsResource):
    """A get answers with another id than the one that was asked for."""

    name = "disc.ids.poll-differs"
    source = "LionSR/TeXRA#9570, 2026"

    def applies(self, call: Call) -> bool:
        """Gets."""
        return call.operation == "get"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction under an id of the same chain and second."""
        root, own = decompose(value["id"])
        return {**value, "id": compose(root, own[:6] + own[6:][::-1])}


FAULTS = (NoCancel, NotFoundWhileRunning, Zombie, NoModelsInBackground, AnotherId)
