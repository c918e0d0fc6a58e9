"""The order of the steps of a turn, which differs between the families of models.

Gemini 3 uses its tools, thinks and answers. The models before it think first; what they searched and read comes after
the answer, and calls have no signature. Sources: recordings of google_search and url_context (May to September 2026);
clause lim.output-order has the late search as a known limitation.
"""

from __future__ import annotations

from typing import Any

from conformance.emulator.catalogue import Model

Json = dict[str, Any]

LATE = frozenset(("google_search_call", "google_search_result", "url_context_call", "url_context_result"))


def signs_calls(model: Model) -> bool:
    """Whether the calls of tools carry signatures: from Gemini 3 on."""
    return model.generation >= 3


def arranged(model: Model, thought: list[Json], done: list[Json], said: list[Json]) -> list[Json]:
    """The ``thought``, the steps of the tools and what was ``said`` (or is asked of the client) as they come out."""
    if model.generation >= 3:
        return [*done, *thought, *said]
    early = [step for step in done if step["type"] not in LATE]
    return [*thought, *early, *said, *(step for step in done if step["type"] in LATE)]
