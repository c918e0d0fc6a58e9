"""The answer of a rule to one request: its plan with ids, signatures and the words of the request filled in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.emulator.model import Reply
from conformance.emulator.model.tally import Tally
from conformance.emulator.scripting.form import Rule
from conformance.emulator.scripting.planned import Json, Planned, arguments_of
from conformance.emulator.scripting.templates import filled
from conformance.emulator.signatures import sign
from conformance.emulator.stream import Cut
from conformance.emulator.tokens import count

THOUGHT_TOKENS = 16
MEDIA_TOKENS = {"image": 1120, "audio": 32, "video": 2895}
GROUNDING = {f"{tool}_call": tool for tool in ("google_search", "google_maps", "retrieval")}


@dataclass(frozen=True, slots=True)
class Scripted:
    """What a rule decides about an answer. ``reply`` is None where it leaves that to the built-in model;
    ``delivery`` is what ``Record.delivery`` keeps.
    """

    reply: Reply | None = None
    usage: Json = field(default_factory=dict)
    errors: list[Json] = field(default_factory=list)
    delivery: Json = field(default_factory=dict)
    duration: float | None = None


def answered(rule: Rule, plan: list[Planned] | None, names: dict[str, str], new_id: Callable[[], str]) -> Scripted:
    """What ``rule`` with its ``plan`` answers; raises ``ValueError`` for pieces of arguments that are no JSON now."""
    delivery: Json = {"before": rule.delay.before} if rule.delay.before else {}
    if rule.delay.between is not None:
        delivery["between"] = rule.delay.between
    reply = None
    if plan is not None:
        steps, cuts = _steps(plan, names, new_id)
        reply = _reply(rule, steps)
        if any(cut is not None for cut in cuts):
            delivery["cuts"] = cuts
    elif rule.chunks is not None:
        delivery["chunks"] = rule.chunks
    errors = [{"message": filled(error.message, names), "code": error.code} for error in rule.errors]
    return Scripted(reply, rule.usage, errors, delivery, rule.duration)


def _steps(plan: list[Planned], names: dict[str, str], new_id: Callable[[], str]) -> tuple[list[Json], list[Cut]]:
    steps: list[Json] = []
    cuts: list[Cut] = []
    open_calls: list[tuple[str, str]] = []
    for planned in plan:
        step = filled(planned.step, names)
        told = [filled(cut, names) for cut in planned.cuts]
        kind = str(step["type"])
        if kind == "function_call" and isinstance(planned.cuts[0] if planned.cuts else None, list):
            step["arguments"], told[0] = arguments_of(planned.cuts[0], names)  # type: ignore[arg-type]
        if kind.endswith("_call"):
            step = {"id": None, **step}
            step["id"] = step["id"] if step["id"] is not None else new_id()
            open_calls.append((kind.removesuffix("_call"), step["id"]))
        elif kind.endswith("_result") and "call_id" not in step:
            step = {"call_id": _call_id(kind.removesuffix("_result"), open_calls), **step}
        elif kind == "thought":
            step = _thought(step)
        steps.append(step)
        cuts += told
    return steps, cuts


def _call_id(tool: str, open_calls: list[tuple[str, str]]) -> str:
    """The id of the oldest call of ``tool`` that has no result yet; empty if there is none."""
    for place, (name, call_id) in enumerate(open_calls):
        if name == tool:
            del open_calls[place]
            return call_id
    return ""


def _thought(step: Json) -> Json:
    if "signature" in step and step["signature"] is None:
        return step | {"signature": sign(json.dumps(step, ensure_ascii=False))}
    return step


def _reply(rule: Rule, steps: list[Json]) -> Reply:
    contents = [content for step in steps for content in step.get("content", []) if isinstance(content, dict)]
    kinds = [content.get("type") for content in contents]
    called = [step for step in steps if step["type"] == "function_call"]
    said = sum(count(str(content.get("text", ""))) for content in contents)
    said += sum(count(str(call.get("name"))) + count(json.dumps(call.get("arguments"))) for call in called)
    return Reply(
        steps=steps,
        status=rule.status or ("requires_action" if _waits(steps) else "completed"),
        thought_tokens=THOUGHT_TOKENS if any(step["type"] == "thought" for step in steps) else 0,
        output=Tally({"text": said, **{kind: each * kinds.count(kind) for kind, each in MEDIA_TOKENS.items()}}),
        searches=Tally(Counter(GROUNDING[step["type"]] for step in steps if step["type"] in GROUNDING)),
    )


def _waits(steps: list[Json]) -> bool:
    answered = [step.get("call_id") for step in steps if step["type"] == "function_result"]
    return any(step["type"] == "function_call" and step["id"] not in answered for step in steps)
