"""Editing the token statistics of an interaction so that they still add up."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

PARTS = ("total_input_tokens", "total_output_tokens", "total_tool_use_tokens", "total_thought_tokens")


def counted(value: Json, **changed: Any) -> Json:
    """``value`` with other numbers in its usage, and the total that they give; as it is where it has no usage."""
    if "usage" not in value:
        return value
    usage = {**value["usage"], **changed}
    if "total_tokens" in usage:
        usage["total_tokens"] = sum(usage.get(part, 0) for part in PARTS)
    return {**value, "usage": usage}
