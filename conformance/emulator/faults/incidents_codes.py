"""Codes and fields that are documented and not sent, by the id of the discrepancy where it has one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import EditsResource, without
from conformance.emulator.faults.fault import Answer, Fault
from conformance.emulator.json_text import compact

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlainCode(Fault):
    """An error whose code is invalid_request instead of its own."""

    since = "2026-11-16"
    code: ClassVar[str]

    def refusal(self, refused: Answer, call: Call) -> Answer:
        """The error with the plain code."""
        if f'"code":"{self.code}"'.encode() not in refused.body:
            return refused
        value = json.loads(refused.body)
        return refused._replace(body=compact({"error": {**value["error"], "code": "invalid_request"}}).encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownParameterCode(_PlainCode):
    """A parameter that there is not is refused with the code invalid_request; documented is parameter_unknown."""

    name = "disc.params.code"
    source = "tinkerindustries/agent-harness, 2026-08-21; errors.json"
    code = "parameter_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSignatureCode(_PlainCode):
    """A thought without its signature is refused with the code invalid_request and no reason; documented is
    missing_thought_signature."""

    name = "disc.think.missing-code"
    source = "tinkerindustries/agent-harness, 2026-08-21"
    code = "missing_thought_signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousIdLeftOut(EditsResource):
    """An interaction that continues another one does not say which; the resource is documented with the field."""

    name = "no-previous-id"
    source = "WIRE.md §2: in no recording"

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction without that field."""
        return without(value, "previous_interaction_id")


FAULTS = (UnknownParameterCode, MissingSignatureCode, PreviousIdLeftOut)
