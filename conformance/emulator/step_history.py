"""Which steps a revision has, and the fields that came or went: what a stored step shows as at a revision.

A conversation may be read at an older revision than it was held in; what did not exist there is left out. Sources: the
releases of google-genai, as in ``schemas/source/server_step.yaml``.
"""

from __future__ import annotations

from typing import Any

from conformance.revisions import LEGACY, NEWEST, Revision

Json = dict[str, Any]

SECOND, LAST = "2026-05-07", NEWEST.name
SINCE = {
    "file_search_call": SECOND,
    "google_maps_call": SECOND,
    "google_maps_result": SECOND,
    "processing_call": LAST,
    "processing_result": LAST,
    "retrieval_call": LAST,
    "retrieval_result": LAST,
    "tool_search_call": LAST,
    "tool_search_result": LAST,
}
UNCHANGED = frozenset({"user_input", "model_output", "thought", "function_call", "function_result"})
"""What most conversations are made of, and every revision has as it is."""


def known(steps: list[Json], revision: Revision) -> list[Json]:
    """``steps`` as ``revision`` has them."""
    if UNCHANGED.issuperset([step["type"] for step in steps]):
        return steps
    return [_at(step, revision) for step in steps if SINCE.get(step["type"], "") <= revision.name]


def _at(step: Json, revision: Revision) -> Json:
    kind = step["type"]
    if kind.startswith("mcp_server_tool") and revision is NEWEST:
        return _without(step, "signature")
    if kind == "file_search_result":
        return _found_files(step, revision)
    return step


def _found_files(step: Json, revision: Revision) -> Json:
    """The passages show in the first beta alone, later their list is empty, and steps have none; citations tell."""
    if revision is LEGACY:
        return _without(step, "call_id")
    return {**step, "result": []} if revision.blocks == "outputs" else _without(step, "result")


def _without(step: Json, name: str) -> Json:
    return {key: value for key, value in step.items() if key != name}
