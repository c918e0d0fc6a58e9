"""Documentation or service: which of the two the emulator follows where they are known to differ.

Documented is what the page of the first beta lets its reader expect, so that its samples print what they should. Live
is what the recordings show. Here is what differs in what the model says; what differs in how it is told is done on the
wire (``faults.live``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from conformance.emulator.errors import ApiError
from conformance.emulator.model.order import LATE
from conformance.revisions import LEGACY, NEWEST, Revision

Json = dict[str, Any]

Flavor = Literal["documented", "live"]
FLAVORS: tuple[str, ...] = get_args(Flavor)


@dataclass(frozen=True, slots=True)
class Switch:
    """One difference: its name, what is documented, what the service does, and where both are seen."""

    name: str
    documented: str
    live: str
    source: str


SWITCHES = (
    Switch(
        name="thought-in-outputs",
        documented="an answer of the first beta has a thought beside function calls and where summaries are asked for",
        live="every answer has a thought with a signature, before its text",
        source="clauses sample.pdf-in.js and sample.structured.js (outputs[0].text); recordings",
    ),
    Switch(
        name="search-order-in-outputs",
        documented="in the first beta the text comes before the search that it rests on, on every model",
        live="so it does on models before Gemini 3; from there on the text comes last",
        source="clauses sample.tools-structured.js (outputs[0].text) and lim.output-order; recordings",
    ),
    Switch(
        name="previous-interaction-id",
        documented="an answer names the interaction that it continues",
        live="no answer does",
        source="clause dm.previous-interaction-id; WIRE.md section 2",
    ),
    Switch(
        name="error-codes",
        documented="from 2026-11-16 on the codes parameter_unknown, model_not_found and missing_thought_signature",
        live="invalid_request and not_found in their place, as before",
        source="clauses err.code.*, disc.params.code, disc.think.missing-code",
    ),
    Switch(
        name="disc.output-order",
        documented="steps are in the order in which they were taken: the text comes after the search that it rests on",
        live="on models before Gemini 3 the text comes before it",
        source="clause rev.rename.outputs-steps; recordings 120 and 121; listed as a known issue",
    ),
)


def coded(error: ApiError, revision: Revision, flavor: str) -> ApiError:
    """``error`` with the code that ``flavor`` has for it at ``revision``."""
    if error.documented and revision is NEWEST and flavor == "documented":
        error.code = error.documented
    return error


def arranged(steps: list[Json], revision: Revision, flavor: str) -> list[Json]:
    """The ``steps`` of the model's turn, which was asked for at ``revision``, as that ``flavor`` has them."""
    if flavor == "live":
        return steps
    if revision is LEGACY:
        return _search_last(_without_thought(steps))
    return _in_order(steps) if revision.blocks == "steps" else steps


def _without_thought(steps: list[Json]) -> list[Json]:
    """``steps`` without thoughts that say nothing; that of a function call stays, since it has to come back with it."""
    kinds = {step["type"] for step in steps}
    if "model_output" not in kinds or "function_call" in kinds:
        return steps
    return [step for step in steps if step["type"] != "thought" or step.get("summary")]


def _in_order(steps: list[Json]) -> list[Json]:
    """``steps`` with a search that was shown after the text before it, behind the thought that led to it."""
    late = [step for step in steps if step["type"] in LATE]
    if not late:
        return steps
    text = next((at for at, step in enumerate(steps) if step["type"] == "model_output"), None)
    if text is None or steps.index(late[0]) < text:
        return steps
    return [*steps[:text], *late, *(step for step in steps[text:] if step not in late)]


def _search_last(steps: list[Json]) -> list[Json]:
    """``steps`` with a search and what was read for it after the text; what was only read stays before it."""
    if not any(step["type"] == "google_search_call" for step in steps):
        return steps
    return sorted(steps, key=lambda step: step["type"] in LATE)
