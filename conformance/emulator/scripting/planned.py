"""The steps of a rule's answer as they will be on the wire, but for ids, signatures and what templates fill in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.emulator.create_request import ordered
from conformance.emulator.scripting.attachments import attached
from conformance.emulator.scripting.form import (
    AudioStep,
    CallStep,
    Chunks,
    ImageStep,
    Rule,
    TextStep,
    ThoughtStep,
    VideoStep,
    WireStep,
)
from conformance.emulator.scripting.templates import filled, names_in
from conformance.emulator.stream import Cut

Json = dict[str, Any]


class BadStep(ValueError):
    """A step that can't be made; ``number`` is which of the rule's."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


@dataclass(slots=True)
class Planned:
    """One step, the number of the step of the rule that it (first) came from, and how its texts are cut, in order."""

    step: Json
    source: int
    cuts: list[Cut] = field(default_factory=list)


def planned(rule: Rule, folder: Path) -> list[Planned] | None:
    """The steps that ``rule`` answers with, None if it leaves that to the model; raises ``BadStep``."""
    given: list[Any] | None = [TextStep(text=rule.text)] if rule.text is not None else rule.steps
    if given is None:
        return None
    plan: list[Planned] = []
    joining = False
    for number, step in enumerate(given):
        try:
            made = _planned(step, number, rule.chunks, folder)
        except ValueError as error:
            raise BadStep(number, str(error)) from None
        content = made.step["type"] == "model_output" and not isinstance(step, WireStep)
        if content and joining:
            plan[-1].step["content"] += made.step["content"]
            plan[-1].cuts += made.cuts
        else:
            plan.append(made)
        joining = content
    return plan


def _planned(step: Any, number: int, chunks: Chunks | None, folder: Path) -> Planned:
    cut: Cut = getattr(step, "chunks", None) or chunks
    match step:
        case TextStep():
            block = {"text": step.text, **({"annotations": step.annotations} if step.annotations else {})}
            return _output([block | {"type": "text"}], number, cut, folder)
        case ImageStep():
            return _output([{"file": step.image, "mime_type": step.mime_type, "type": "image"}], number, cut, folder)
        case AudioStep():
            return _output([{"file": step.audio, "mime_type": step.mime_type, "type": "audio"}], number, cut, folder)
        case VideoStep():
            return _output([{"file": step.video, "mime_type": step.mime_type, "type": "video"}], number, cut, folder)
        case ThoughtStep():
            return Planned(_thought(step), number)
        case CallStep():
            return _call(step, number, cut)
    wire = _in_order({**(step.model_extra or {}), "type": step.type})
    if wire["type"] == "user_input":
        raise ValueError("user_input is what the user says: a model answers with other steps")
    if wire["type"] == "model_output":
        rest = {key: value for key, value in wire.items() if key not in ("content", "type")}
        if not isinstance(wire.get("content", []), list):
            raise ValueError("the content of a model_output is a list of blocks")
        made = _output(wire.get("content", []), number, cut, folder)
        return Planned({"content": made.step["content"], **rest, "type": "model_output"}, number, made.cuts)
    if wire["type"] == "function_call" and isinstance(wire.get("arguments"), dict):
        return Planned({"id": None, **wire}, number, [cut])
    return Planned(wire, number)


def _in_order(step: Json) -> Json:
    """``step`` in the key order of the wire: of calls and results the identity, then the type; else the type last."""
    if not step["type"].endswith(("_call", "_result")):
        return step
    first: Json = {key: step[key] for key in ("id", "call_id", "signature", "type") if key in step}
    return {**first, **step}


def _thought(step: ThoughtStep) -> Json:
    texts = [step.thought] if isinstance(step.thought, str) else step.thought
    summary = [{"text": text, "type": "text"} for text in texts] if isinstance(texts, list) else []
    signed = {} if step.signature == "" else {"signature": step.signature}
    return {**signed, **({"summary": summary} if summary else {}), "type": "thought"}


def _call(step: CallStep, number: int, cut: Cut) -> Planned:
    signed = {} if step.signature is None else {"signature": step.signature}
    head = {"id": step.id, **signed, "type": "function_call", "name": step.call}
    if isinstance(step.arguments, list):
        arguments_of(step.arguments, {name: "x" for _, name in names_in(step.arguments)})
        return Planned(head | {"arguments": {}}, number, [step.arguments])
    return Planned(head | {"arguments": step.arguments}, number, [cut])


def arguments_of(pieces: list[str], names: dict[str, str]) -> tuple[Json, list[str]]:
    """The arguments that ``pieces`` of JSON text make, and the pieces filled in; raises ``ValueError``."""
    escaped = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in names.items()}
    told = [str(piece) for piece in filled(pieces, escaped)]
    try:
        value = json.loads("".join(told))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ValueError("the pieces of the arguments do not make a JSON object")
    return value, told


def _output(blocks: list[Any], number: int, cut: Cut, folder: Path) -> Planned:
    """One model_output step of ``blocks``, which may name files and have their text in pieces."""
    contents: list[Any] = []
    cuts: list[Cut] = []
    for block in blocks:
        if not isinstance(block, dict):
            raise ValueError("a content block has to be a mapping with a type")
        made = dict(block)
        if "file" in made:
            made |= attached(folder, str(made.pop("file")), made.pop("mime_type", None))
        if made.get("type") == "text":
            pieces = made.get("text")
            cuts.append([str(piece) for piece in pieces] if isinstance(pieces, list) else cut)
            if isinstance(pieces, list):
                made["text"] = "".join(map(str, pieces))
        contents.append(ordered(made) if isinstance(made.get("type"), str) else made)
    return Planned({"content": contents, "type": "model_output"}, number, cuts)
