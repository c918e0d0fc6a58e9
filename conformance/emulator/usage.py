"""The token statistics of an interaction."""

from __future__ import annotations

import json
from typing import Any

from conformance.emulator.model import Prompt, Reply
from conformance.emulator.tokens import count, count_steps

Json = dict[str, Any]


def usage_of(prompt: Prompt, reply: Reply, revision_has_grounding: bool) -> Json:
    """Usage in the key order of the wire: totals add up, and each list by modality adds up to its total.

    The system instruction, the declared tools and the history count as input; cached tokens stay zero.
    """
    inputs = count_steps(prompt.steps)
    overhead = count(prompt.system) + (count(json.dumps(prompt.tools, ensure_ascii=False)) if prompt.tools else 0)
    if overhead:
        inputs = {"text": inputs.pop("text", 0) + overhead, **inputs}
    media = reply.image_tokens + reply.audio_tokens
    output = reply.output_tokens + media
    spent = sum(inputs.values()) + output + reply.tool_tokens + reply.thought_tokens
    usage: Json = {"total_tokens": spent, "total_input_tokens": sum(inputs.values())}
    usage["input_tokens_by_modality"] = _listed(inputs)
    usage |= {"total_cached_tokens": 0, "total_output_tokens": output}
    if media:
        outputs = {"text": reply.output_tokens, "image": reply.image_tokens, "audio": reply.audio_tokens}
        usage["output_tokens_by_modality"] = _listed(outputs)
    usage["total_tool_use_tokens"] = reply.tool_tokens
    if reply.tool_tokens:
        usage["tool_use_tokens_by_modality"] = _listed({"text": reply.tool_tokens})
    usage["total_thought_tokens"] = reply.thought_tokens
    if reply.searches and revision_has_grounding:
        usage["grounding_tool_count"] = [{"type": "google_search", "count": reply.searches}]
    return usage


def replaced(usage: Json, given: Json) -> Json:
    """``usage`` with the counts ``given`` by a rule; the total follows them unless it is given itself."""
    both = usage | given
    if given and "total_tokens" not in given:
        kinds = ("input", "output", "tool_use", "thought")
        both["total_tokens"] = sum(both.get(f"total_{kind}_tokens", 0) for kind in kinds)
    return both


def _listed(tokens: dict[str, int]) -> list[Json]:
    return [{"modality": modality, "tokens": number} for modality, number in tokens.items() if number]
