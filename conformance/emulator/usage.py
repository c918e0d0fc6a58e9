"""The token statistics of an interaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.emulator.model import Prompt, Reply
from conformance.emulator.tokens import count, count_steps

Json = dict[str, Any]

CACHED_FROM = 4096
"""Tokens of a conversation that the service remembers from which on they are found in the cache (clause
state.cache.implicit)."""
KINDS = ("input", "cached", "output", "tool_use", "thought")
ORDER = ("total_tokens", *(key for kind in KINDS for key in (f"total_{kind}_tokens", f"{kind}_tokens_by_modality")))


def usage_of(prompt: Prompt, reply: Reply, revision_has_grounding: bool) -> Json:
    """Usage in the key order of the wire: totals add up, and each list by modality adds up to its total.

    The system instruction, the declared tools and the history count as input; a long history that the service itself
    remembered counts as cached too.
    """
    inputs = {"text": count(prompt.question)} if prompt.plain and not prompt.kept else _inputs(prompt)
    cached = _cached(prompt) if prompt.kept else {}
    output = sum(reply.output.values())
    asked = sum(inputs.values())
    usage: Json = {
        "total_tokens": asked + output + reply.tool_tokens + reply.thought_tokens,
        "total_input_tokens": asked,
        "input_tokens_by_modality": _listed(inputs),
        "total_cached_tokens": 0,
    }
    if cached:
        usage["total_cached_tokens"] = sum(cached.values())
        usage["cached_tokens_by_modality"] = _listed(cached)
    usage["total_output_tokens"] = output
    if output != reply.output["text"]:
        usage["output_tokens_by_modality"] = _listed(reply.output)
    usage["total_tool_use_tokens"] = reply.tool_tokens
    if reply.tool_tokens:
        usage["tool_use_tokens_by_modality"] = _listed({"text": reply.tool_tokens})
    usage["total_thought_tokens"] = reply.thought_tokens
    if reply.searches and revision_has_grounding:
        usage["grounding_tool_count"] = [{"type": kind, "count": number} for kind, number in reply.searches.items()]
    return usage


def replaced(usage: Json, given: Json) -> Json:
    """``usage`` with the counts ``given`` by a rule, of which None leaves one out, in the key order of the wire.

    The total follows them unless it is given itself.
    """
    if not given:
        return usage
    both = {key: value for key, value in (usage | given).items() if value is not None}
    if "total_tokens" not in given:
        both["total_tokens"] = sum(both.get(f"total_{kind}_tokens", 0) for kind in KINDS if kind != "cached")
    return {key: both[key] for key in (*ORDER, *both) if key in both}


def _inputs(prompt: Prompt) -> dict[str, int]:
    inputs = count_steps(prompt.steps)
    overhead = count(prompt.options.system) if prompt.options.system else 0
    overhead += count(json.dumps(prompt.options.tools, ensure_ascii=False)) if prompt.options.tools else 0
    return {"text": inputs.pop("text", 0) + overhead, **inputs} if overhead else inputs


def _cached(prompt: Prompt) -> dict[str, int]:
    """The tokens of the remembered part of the conversation by modality, if it is long enough to be cached."""
    kept = count_steps(prompt.steps[: prompt.kept])
    return kept if sum(kept.values()) >= CACHED_FROM else {}


def _listed(tokens: Mapping[str, int]) -> list[Json]:
    return [{"modality": modality, "tokens": number} for modality, number in tokens.items() if number]
