"""How the live service counts otherwise than documented, and what it leaves out, by the id of the discrepancy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conformance.emulator.create_request import input_steps
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import EditsResource, without
from conformance.emulator.faults.fault import Frames, argument
from conformance.emulator.faults.frames import edited
from conformance.emulator.faults.incidents_functions import pieces
from conformance.emulator.faults.usage_edits import counted
from conformance.emulator.stream import Event
from conformance.emulator.tokens import count_steps

Json = dict[str, Any]

IMAGE_TOKENS = 1105


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnInputOnly(EditsResource):
    """A turn that names the one before it counts its own input only, not the history that the server fetched."""

    name = "disc.usage.stateful-history"
    source = "vercel/ai fixtures, 2026-05-15"

    def applies(self, call: Call) -> bool:
        """Creates that go on."""
        return call.operation == "create" and bool(call.sent.get("previous_interaction_id"))

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with a smaller input."""
        own = count_steps(input_steps(call.sent["input"]))
        listed = [{"modality": modality, "tokens": number} for modality, number in own.items() if number]
        return counted(value, total_input_tokens=sum(own.values()), input_tokens_by_modality=listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class BigImages(EditsResource):
    """An image counts as 1105 tokens at least, however small it is."""

    name = "disc.usage.image-tokens"
    source = "tinkerindustries/agent-harness, 2026-08-21"
    since = "2026-05-20"

    models: str = argument("", "only models whose name begins so")

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with a larger input."""
        if not str(value.get("model")).startswith(self.models):
            return value
        least = IMAGE_TOKENS * sum(piece.get("type") == "image" for _, piece in pieces(call.sent.get("input")))
        counts = value.get("usage", {}).get("input_tokens_by_modality", [])
        listed = [{**x, "tokens": max(x["tokens"], least)} if x["modality"] == "image" else x for x in counts]
        if listed == counts:
            return value
        return counted(
            value, total_input_tokens=sum(item["tokens"] for item in listed), input_tokens_by_modality=listed
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPromptToken(EditsResource):
    """Usage of Gemini 3 and later has raw_prompt_token, which is not documented and larger than the input."""

    name = "disc.usage.raw-prompt-token"
    source = "WIRE.md §2, 2026-08 and later"
    since = "2026-05-20"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with that number."""
        usage = value.get("usage")
        if not usage or str(value.get("model", "gemini-2")).startswith("gemini-2"):
            return value
        return {**value, "usage": {**usage, "raw_prompt_token": usage["total_input_tokens"] + 11}}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoGroundingCount(EditsResource):
    """Usage of Gemini 2.5 says nothing of searches: they count as tokens of tools instead."""

    name = "disc.mm.grounding-count"
    source = "recorded: 120, 121, 2026-05-15"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction without that count."""
        usage = value.get("usage", {})
        if "grounding_tool_count" not in usage or not str(value.get("model")).startswith("gemini-2"):
            return value
        searched = usage["total_tool_use_tokens"] + 198
        listed = [{"modality": "text", "tokens": searched}]
        bare = {**value, "usage": without(usage, "grounding_tool_count")}
        return counted(bare, total_tool_use_tokens=searched, tool_use_tokens_by_modality=listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoIdUnstored(EditsResource):
    """What is not stored has no id; in a stream its ids are empty."""

    name = "disc.store.false-no-id"
    source = "recorded: 149 to 167, 2026-05..08"

    def applies(self, call: Call) -> bool:
        """Creates that are not stored."""
        return call.operation == "create" and call.sent.get("store") is False

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction without its id."""
        return without(value, "id")

    def frames(self, frames: Frames, call: Call) -> Frames:
        """The stream with empty ids."""

        def edit(_: int, name: str, data: Json) -> Iterable[Event]:
            if "interaction" in data:
                data = {**data, "interaction": {**data["interaction"], "id": ""}}
            return [(name, {**data, "interaction_id": ""} if "interaction_id" in data else data)]

        return edited(frames, edit)


FAULTS = (OwnInputOnly, BigImages, RawPromptToken, NoGroundingCount, NoIdUnstored)
