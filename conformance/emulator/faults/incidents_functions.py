"""What went wrong with functions and signatures on the live service, each by the id of its discrepancy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.emulator.errors import invalid, invalid_argument
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.edits import EditsEvents, EditsResource
from conformance.emulator.faults.fault import Fault, Frames, argument
from conformance.emulator.faults.frames import event_of
from conformance.emulator.stream import Event, frame

Json = dict[str, Any]

REQUIRES_FLAG = (
    "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function calling."
)
NO_SCHEMA = "schema at top-level must be a boolean or an object"
NO_JSON = "Invalid JSON payload: syntax error in request body."


def pieces(value: Any, path: str = "input") -> Iterator[tuple[str, Json]]:
    """Every typed object of an input with its path."""
    items = enumerate(value) if isinstance(value, list) else ((None, value),)
    for index, item in items:
        if isinstance(item, dict):
            here = path if index is None else f"{path}[{index}]"
            yield here, item
            yield from pieces(item.get("content"), f"{here}.content")


def objects(value: Any) -> list[Json]:
    """The objects in ``value``, where it is a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def functions(call: Call) -> list[Json]:
    """The functions that a request declares."""
    return [tool for tool in objects(call.sent.get("tools")) if tool.get("type") == "function"]


def results(call: Call) -> list[tuple[str, Json]]:
    """The function results of a request, with their paths."""
    return [found for found in pieces(call.sent.get("input")) if found[1].get("type") == "function_result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCreates(Fault):
    """A fault of creates by somebody."""

    def applies(self, call: Call) -> bool:
        """Creates with a key."""
        return call.operation == "create" and bool(call.owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultNeedsName(_OfCreates):
    """A function_result without a name is refused, although the schema has it optional."""

    name = "disc.fc.result-name"
    source = "robocurve/inspect-robots#380, 2026-08"
    since = "2026-05-20"

    def refuse(self, call: Call) -> None:
        """Refuse."""
        if any(not result.get("name") for _, result in results(call)):
            raise invalid("Missing name in content of type function_result.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallIdAlone(_OfCreates):
    """A function_result is refused without call_id, and with an id; a function_call with a call_id is refused too."""

    name = "disc.fc.call-id"
    source = "google/adk-python#4381 and router-for-me/CLIProxyAPI#5830, 2026-02..08"

    def refuse(self, call: Call) -> None:
        """Refuse."""
        for path, piece in pieces(call.sent.get("input")):
            extra = {"function_result": "id", "function_call": "call_id"}.get(str(piece.get("type")), "")
            if piece.get("type") == "function_result" and "call_id" not in piece:
                raise invalid("Missing call_id in content of type function_result.")
            if extra in piece:
                raise invalid(f"Unknown parameter '{extra}' at '{path}'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCallCompletes(EditsResource):
    """An interaction that waits for the result of a function says completed instead of requires_action, if it is not
    stored."""

    name = "disc.fc.status"
    source = "tinkerindustries/agent-harness, gemini-3.7-flash, 2026-08-21; in September it was requires_action again"
    since = "2026-05-20"

    stored: bool = argument(False, "also where it is stored")
    models: str = argument("", "only models whose name begins so")

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with that status."""
        hit = self.stored or call.sent.get("store") is False
        waiting = value["status"] == "requires_action" and str(value.get("model")).startswith(self.models)
        return {**value, "status": "completed"} if hit and waiting else value


@dataclass(frozen=True, slots=True, kw_only=True)
class PickySchemas(_OfCreates):
    """A function is refused whose parameters are left out, have an empty list of required, or describe a tuple; the
    last with a message that blames the whole request."""

    name = "disc.fc.schema"
    source = "earendil-works/pi#2172 and tinkerindustries/agent-harness, 2026-03..08"

    required: bool = argument(True, "whether an empty required is refused, which it was in March 2026 only")

    def refuse(self, call: Call) -> None:
        """Refuse."""
        for tool in functions(call):
            if tool.keys() <= {"type", "name", "description"}:
                raise invalid(NO_SCHEMA)
            for schema in _schemas(tool.get("parameters")):
                if self.required and schema.get("required") == []:
                    raise invalid("Invalid schema: 'required' must not be empty.")
                if "prefixItems" in schema or isinstance(schema.get("items"), list):
                    raise invalid(NO_JSON)


def _schemas(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _schemas(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCombination(_OfCreates):
    """Functions beside tools of the service are refused with a message that names a setting, which is itself refused
    as unknown."""

    name = "disc.tools.combination"
    source = "googleapis/python-genai#2761 and js-genai#1768, 2026-08"
    since = "2026-05-20"

    def refuse(self, call: Call) -> None:
        """Refuse."""
        if "tool_config" in call.sent:
            raise invalid("Unknown parameter 'tool_config'.")
        if functions(call) and len(functions(call)) < len(objects(call.sent.get("tools"))):
            raise invalid(REQUIRES_FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsRefusedForFlash(_OfCreates):
    """gemini-3-flash-preview calls functions, but refuses their results without a reason."""

    name = "disc.tokens.fc-gemini3"
    source = "google/adk-python#5168, 2026-04"
    until = "2026-05-20"

    def refuse(self, call: Call) -> None:
        """Refuse."""
        if call.sent.get("model") == "gemini-3-flash-preview" and results(call):
            raise invalid_argument()


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptySignature(EditsResource):
    """A thought with a summary has an empty signature, and the turn that answers its calls is refused."""

    name = "disc.think.empty-signature"
    source = "googleapis/js-genai#1735, 2026-06-25"
    since = "2026-05-20"

    def refuse(self, call: Call) -> None:
        """Refuse results of calls that followed such a thought."""
        previous = call.sent.get("previous_interaction_id") if call.operation == "create" else None
        record = call.record(previous) if isinstance(previous, str) and results(call) else None
        if record is not None and any(step.get("summary") for step in record.steps):
            raise invalid_argument()

    def interaction(self, value: Json, call: Call) -> Json:
        """The interaction with such thoughts."""
        steps = value.get("steps")
        return (
            {**value, "steps": [{**s, "signature": ""} if s.get("summary") else s for s in steps]} if steps else value
        )

    async def frames(self, frames: Frames, call: Call) -> Frames:
        """The stream with such thoughts."""
        summarised = -1
        async for raw in frames:
            name, data = event_of(raw) or ("", {})
            delta = data.get("delta", {})
            if delta.get("type") == "thought_summary":
                summarised = data["index"]
            if delta.get("type") == "thought_signature" and data["index"] == summarised:
                raw = frame((name, {**data, "delta": {**delta, "signature": ""}}))
            yield raw


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCalls(EditsEvents):
    """In a stream a function call starts with an empty signature."""

    name = "disc.legacy.sig-functioncall"
    source = "recorded: 117, 2026-05-15"
    since = "2026-05-20"
    until = "2026-11-16"

    def event(self, number: int, name: str, data: Json, call: Call) -> list[Event]:
        """The start of a call with a signature."""
        step = data.get("step", {})
        if step.get("type") != "function_call":
            return [(name, data)]
        return [(name, {**data, "step": {"id": step["id"], "signature": "", **step}})]


FAULTS = (
    ResultNeedsName,
    CallIdAlone,
    PendingCallCompletes,
    PickySchemas,
    NoCombination,
    ResultsRefusedForFlash,
    EmptySignature,
    SignedCalls,
)
