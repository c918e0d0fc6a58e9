"""Which violations of the schemas are documented or recorded errors, by which clauses, and how strongly.

The schemas are the suite's own, gathered from several sources; that a body does not fit them is an error of the body
only where a document or a recorded refusal says so of its kind. What is left is at most ``may``: it must not bring a
server down, and may be let pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from conformance.generate.case import Level
from conformance.generate.documented.nulls import REQUEST, without_nulls
from conformance.generate.documented.world import World
from conformance.schema import Violation, load

PLACES = re.compile(r"\[\d+\]")
STEPS, TYPED = "2026-05-20", "2026-05-07"
"""When there were steps, and when the shape before them was documented in full."""
GENERAL = "err.code.invalid-request"
"""What the page of errors says of requests that are wrong in some way."""
FOREIGN = ("parts", "inlineData", "inline_data", "fileData", "file_data", "functionResponse", "functionCall")
"""Fields of generateContent."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What speaks for an error: violations of ``rule`` at places that ``path`` matches, from ``since`` on."""

    rule: str
    path: str
    clauses: str
    level: Level
    since: str = ""
    until: str = "9999"

    def holds(self, violation: Violation, revision: str) -> bool:
        """Whether ``violation`` is one of these at ``revision``."""
        return (
            re.fullmatch(self.rule, violation.rule) is not None
            and self.since <= revision < self.until
            and re.fullmatch(self.path, PLACES.sub("[]", violation.path)) is not None
        )


IN = r"\$\.input(\[\])?"
CONFIG = r"\$\.generation_config"
GROUNDS = (
    # --- who, and what at all
    Ground("oneOf", r"\$", "create.model-or-agent.one-only create.model.required-if-no-agent", "must"),
    Ground("dependentRequired", r"\$\.agent_config", "create.agent-config.agent-only", "must", TYPED),
    Ground("dependentRequired", r"\$\.generation_config", "gc.not-for-agents", "should", TYPED),
    Ground("required|anyOf", r"\$", "create.input.required", "must"),
    Ground("minLength|minItems", IN, "input.empty-string", "should"),
    Ground("type", r"\$\.tools", "create.tools.array", "must"),
    Ground("type", r"\$\.system_instruction", "create.system-instruction.string", "must", TYPED),
    # --- what is unknown; recorded from April 2026 on, documented since there are steps
    Ground("additionalProperties", CONFIG + r"\.[^.]*", "gc.unknown-field", "should", STEPS),
    Ground("additionalProperties", r"\$\.tool_choice", "create.top-level-tool-choice.rejected", "should", STEPS),
    Ground("additionalProperties", r".*\.(call_)?id", "fc.result.extra-id-field", "should", STEPS),
    Ground("additionalProperties", r".*\.video_metadata", "lim.video-metadata", "may", STEPS),
    Ground("additionalProperties", r"\$\.cached_content", "lim.explicit-cache", "may", STEPS),
    Ground("additionalProperties", r".*", "create.unknown-field.rejected", "should", STEPS),
    # --- contents, steps, turns
    Ground("discriminator", r"\$\.tools\[\]\.type", "create.unsupported-tool-type", "should"),
    Ground("discriminator", IN + r"(\.content\[\])?\.type", "input.content.type-discriminator", "must"),
    Ground("discriminator", r"\$\.agent_config\.type", "agent.dr.config.type", "should", TYPED),
    Ground("required|minItems", IN + r"\.content", "input.user-input.content-list", "should", STEPS),
    Ground("enum", r"\$\.input\[\]\.role", "input.turn.role-enum", "must", "", STEPS),
    Ground(".*", r".*\.result(\[\].*)?", "fc.result.raw-array-rejected", "should", TYPED),
    # --- values of closed lists
    Ground("enum", CONFIG + r"\.thinking_level", "gc.thinking-level.enum", "must", TYPED),
    Ground("enum", CONFIG + r"\.thinking_summaries", "gc.thinking-summaries", "must"),
    Ground("enum", r"\$\.agent_config\.thinking_summaries", "agent.dr.config.type", "should", TYPED),
    Ground("enum|anyOf", CONFIG + r"\.tool_choice.*", "fc.tool-choice.allowed-tools", "should", TYPED),
    Ground("enum", r"\$\.tools\[\]\.allowed_tools\[\]\.mode", "mcp.allowed-tools", "should", TYPED),
    Ground("enum", r"\$\.response_modalities\[\]", "create.response-modalities.enum", "should", STEPS),
    Ground("enum", r"\$\.service_tier", "create.service-tier", "may"),
    Ground("enum", r"\$\.tools\[\]\.search_types\[\]", "tool.gs.search-types", "may"),
    Ground("enum", r"\$\.response_format(\[\])?\.mime_type", "mm.out.image.mime-jpeg", "should", STEPS),
    Ground("enum", r"\$\.response_format(\[\])?\.(image_size|aspect_ratio)", "mm.out.image.size-enum", "should", STEPS),
    Ground("enum", r".*\.resolution", "mm.in.resolution", "may"),
    Ground("enum|const|anyOf", r".*\.processing(\.type)?", "mm.in.video.processing", "should", "2026-11-16"),
    # --- numbers
    Ground("minimum", CONFIG + r"\.(max_output_tokens|temperature|top_p)", "gc.wrong-types", "should"),
    # --- JSON of another type
    Ground("type", CONFIG + r"(\..*)?", "gc.wrong-types", "should"),
    Ground("type", r".*", "gc.wrong-types", "should", STEPS),
    # --- what is missing; recorded for types, call ids and names
    Ground("required", r"\$\.tools\[\]", "fc.tool.shape create.tools.array", "should"),
)


def grounds(violation: Violation, world: World) -> tuple[tuple[str, ...], Level]:
    """The clauses by which ``violation`` is an error, and how strongly they speak."""
    if found := _of_a_form(violation, world):
        return found
    for ground in GROUNDS:
        if ground.holds(violation, world.revision.name):
            return tuple(ground.clauses.split()), ground.level
    return (GENERAL,), "may"


def _of_a_form(violation: Violation, world: World) -> tuple[tuple[str, ...], Level] | None:
    """What the value tells that its place does not: forms of another API or of another revision, missing fields."""
    value = violation.value
    if not isinstance(value, dict) or violation.rule not in ("required", "anyOf"):
        return None
    if violation.path == "$" or not violation.path.startswith("$.input"):
        return None
    if any(name in value for name in FOREIGN):
        return ("input.generatecontent-shapes.rejected",), "should" if world.steps else "may"
    if "role" in value:
        return ("input.turn-list.rejected-in-steps",), "should" if world.steps else "may"
    if violation.rule == "required":
        return _missing(value, world)
    return None


def _missing(value: dict[str, Any], world: World) -> tuple[tuple[str, ...], Level] | None:
    if "type" not in value:
        return ("input.content.type-discriminator",), "must"
    if value["type"] == "text":
        return ("input.text.requires-text",), "must" if world.steps else "should"
    if value["type"] == "function_result":
        clause = "fc.result.shape" if "call_id" in value else "fc.result.call-id-required"
        return (clause,), "may" if world.revision.name < TYPED else "should"
    if value["type"] == "function_call":
        return ("fc.call.shape",), "should"
    return None


def violations(body: object, world: World) -> list[Violation]:
    """What is wrong with ``body``, any JSON value, by the schemas."""
    schemas = load(world.revision.name)
    if schemas.is_valid(REQUEST, body, "request"):
        return []
    return schemas.check(REQUEST, without_nulls(body, world), "request")
