"""What the live service refused or took otherwise than documented, each by the id of its discrepancy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from conformance.emulator.errors import ApiError, invalid
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import COMPLETES, EditsResource, without
from conformance.emulator.faults.fault import Answer, Fault, Frames, argument
from conformance.emulator.faults.frames import event_of
from conformance.emulator.faults.incidents_functions import objects
from conformance.emulator.faults.usage_edits import counted
from conformance.emulator.json_text import compact
from conformance.emulator.negotiation import asked_by, negotiate
from conformance.emulator.stream import frame

Json = dict[str, Any]

AFTER_THE_END = "2026-12-31"
KEYWORDS = ("maxLength", "minimum", "minItems")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsIgnored(Fault):
    """Turns in the input, which older pages still show, are passed over: the model sees next to nothing, and one token
    of input is counted. With how=refused they are refused, as the emulator does anyway."""

    name = "disc.input.turn-list"
    source = "BerriAI/litellm#36727, 2026-07..08"
    since = "2026-05-20"

    how: Literal["ignored", "refused"] = argument("ignored", "what happens to turns")

    def request(self, body: Json, call: Call) -> Json:
        """The body without them."""
        turns = [item for item in objects(body.get("input")) if "role" in item]
        return {**body, "input": "."} if turns and self.how == "ignored" and call.operation == "create" else body


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderMatters(Fault):
    """Whoever asks for the older shape, by header or with an old SDK, is refused instead of getting the newer one."""

    name = "disc.rev.header-ignored"
    source = "recorded: errors.json, 2026-10-08"

    def refuse(self, call: Call) -> None:
        """Refuse, in the words for that client."""
        negotiate(asked_by(call.scope["path"], call.headers), call.service.settings.default, AFTER_THE_END)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordsRefused(Fault):
    """A schema for the output is refused if it has maxLength, minimum or minItems."""

    name = "disc.so.keywords"
    source = "linxule/openinterviewer#21, 2026"

    def applies(self, call: Call) -> bool:
        """Creates with a format."""
        return call.operation == "create" and "response_format" in call.sent and bool(call.owner)

    def refuse(self, call: Call) -> None:
        """Refuse."""
        text = json.dumps(call.sent["response_format"])
        for keyword in KEYWORDS:
            if f'"{keyword}":' in text:
                raise invalid(f"Unknown parameter '{keyword}' at 'response_format.schema'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NullIsZero(EditsResource):
    """max_output_tokens with the value null counts as zero: nothing is produced."""

    name = "disc.gc.null-max"
    source = "defog-ai/defog#213, 2026-01"
    until = "2026-05-07"

    def applies(self, call: Call) -> bool:
        """Creates with that null."""
        config = call.sent.get("generation_config")
        return isinstance(config, dict) and "max_output_tokens" in config and config["max_output_tokens"] is None

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with nothing in it."""
        return _emptied(value)

    def frames(self, frames: Frames, call: Call) -> Frames:
        """The stream with nothing between opening and end."""
        return _emptied_stream(frames, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncompleteAndEmpty(EditsResource):
    """An answer that max_output_tokens cut off has no output at all: thoughts used up the budget."""

    name = "disc.gc.incomplete-empty"
    source = "googleapis/python-genai#2062; recorded: 149, 169"
    since = "2026-05-07"

    def applies(self, call: Call) -> bool:
        """Creates."""
        return call.operation == "create"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with nothing in it."""
        return _emptied(value) if value["status"] == "incomplete" else value

    def frames(self, frames: Frames, call: Call) -> Frames:
        """The stream with nothing between opening and end."""
        return _emptied_stream(frames, "incomplete")


def _emptied(value: Json) -> Json:
    return counted(without(value, "steps", "outputs"), total_output_tokens=0)


async def _emptied_stream(frames: Frames, status: str) -> Frames:
    """The stream without steps, if its status at the end is ``status``, or whatever it is."""
    held: list[bytes] = []
    async for raw in frames:
        name, data = event_of(raw) or ("", {})
        if "index" in data:
            held.append(raw)
            continue
        if name in COMPLETES and status in ("", data["interaction"]["status"]):
            held = []
            yield frame((name, {**data, "interaction": _emptied(data["interaction"])}))
            continue
        for earlier in held:
            yield earlier
        held = []
        yield raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Fault):
    """Creates are refused with 400 content_blocked."""

    name = "disc.block.codes"
    source = "LiveBench/LiveBench#476, 2026-07-22"
    since = "2026-05-20"

    def applies(self, call: Call) -> bool:
        """Creates."""
        return call.operation == "create" and bool(call.owner)

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise ApiError(400, "content_blocked", "The request was blocked by a content policy.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAsCode(Fault):
    """Errors have a number as their code, and the name of the status beside it."""

    name = "disc.docs.error-code"
    source = "googleapis/python-genai#1971, 2026-01"

    def refusal(self, refused: Answer, call: Call) -> Answer:
        """The same error with a number."""
        value = json.loads(refused.body) if refused.body[:1] == b"{" else {}
        if not isinstance(value.get("error", {}).get("code"), str):
            return refused
        error = {"code": refused.status, "message": value["error"].get("message", ""), "status": "INVALID_ARGUMENT"}
        return refused._replace(body=compact({"error": error}).encode())


FAULTS = (TurnsIgnored, HeaderMatters, KeywordsRefused, NullIsZero, IncompleteAndEmpty, Blocked, NumberAsCode)
