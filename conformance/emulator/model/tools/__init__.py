"""Tools that the service runs itself: what they were asked and what they found, as steps, with citations.

Sources: the tool clauses (``tool.*``, ``mcp.*``) and the recordings of google_search and url_context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools import code, files, maps, mcp, pages, processing, retrieval, search
from conformance.emulator.model.tools.outcome import Used, placed

__all__ = ["SERVER_TOOLS", "Used", "placed", "used"]

Json = dict[str, Any]
Run = Callable[[Used, Prompt, Json], None]

SERVER_TOOLS: dict[str, Run] = {
    "google_search": search.run,
    "url_context": pages.run,
    "code_execution": code.run,
    "google_maps": maps.run,
    "file_search": files.run,
    "retrieval": retrieval.run,
    "mcp_server": mcp.run,
}
"""The tools of the service by the type that declares them."""

CUES = {
    "google_search": re.compile(r"\b(?:search|news|latest|current|today|who|when|find|research)\b", re.IGNORECASE),
    "url_context": pages.URL,
    "code_execution": re.compile(
        r"\d ?[-+*] ?\d|fibonacci|\b(?:code|python|calculate|compute|plot|chart)\b", re.IGNORECASE
    ),
    "google_maps": re.compile(r"\b(?:map|near|nearby|restaurant|café|place|where|route|visit)\b", re.IGNORECASE),
}
"""What in a question makes the model choose a tool, where it has the choice between several."""


def used(prompt: Prompt, new_id: Callable[[], str], *, signed: bool, calling: bool = False) -> Used:
    """Run the tools of the service that ``prompt`` declares and has use for.

    A single tool is used whenever it is there. Of several, or beside function calls (``calling``), those that the
    question has a cue for are; tools without cues are always. Raises ``ApiError`` for a store or server that is not
    there.
    """
    done = Used(new_id, signed)
    if prompt.choice == "none" or prompt.results:
        return done
    processing.run(done, prompt)
    if not prompt.options.tools:
        return done
    declared = [tool for tool in prompt.options.tools if tool["type"] in SERVER_TOOLS]
    cued = [tool for tool in declared if _cued(tool["type"], prompt.question)]
    chosen = declared if len(declared) == 1 and not calling else cued or ([] if calling else declared[:1])
    for tool in chosen:
        SERVER_TOOLS[tool["type"]](done, prompt, tool)
    return done


def _cued(kind: str, question: str) -> bool:
    return kind not in CUES or bool(CUES[kind].search(question))
