"""The first beta as it was before spring 2026: what came after it, taken out of what the older shape shows now.

The service added to the shape with ``outputs`` while it served it. What came within the first months stays (the status
``incomplete``, the input of a get, more modalities); what came from 17 March 2026 on goes: typed citations, search
suggestions, signatures of calls, tiers. Sources: the releases of google-genai up to 1.75.0; clauses
rev.annotations-2026-03, dm.service-tier.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def interaction(value: Json) -> Json:
    """``value``, an interaction with outputs, as the first beta showed it."""
    return {key: item for key, item in value.items() if key != "service_tier"}


def output(block: Json) -> Json:
    """``block``, one of the outputs, as the first beta showed it."""
    later = {"search_type"} if block["type"] == "thought" else {"search_type", "signature"}
    kept = {key: item for key, item in block.items() if key not in later}
    if "annotations" in kept:
        kept["annotations"] = [_citation(note) for note in block["annotations"]]
    if block["type"] == "audio":
        return {key: value for key, value in kept.items() if key not in ("channels", "sample_rate")}
    if block["type"] == "google_search_result":
        kept["result"] = [_found(item) for item in block["result"]]
    return kept


def _citation(note: Json) -> Json:
    """A citation without a type: a place in the text and where it is from."""
    named = {**note, "source": note.get("url", note.get("source"))}
    return {key: named[key] for key in ("start_index", "end_index", "source") if named.get(key) is not None}


def _found(item: Json) -> Json:
    return {"rendered_content" if key == "search_suggestions" else key: value for key, value in item.items()}
