"""What ``--flavor live`` does on the wire: the faults that are habits of the service, and what is documented instead.

Incidents that passed (cut streams, zombies …) are no habits. A habit was seen on certain days; on a day (``--as-of``)
the service has those that are known of then, without a day all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.emulator.faults.fault import Fault
from conformance.emulator.faults.parsing import parse


@dataclass(frozen=True, slots=True)
class Habit:
    """A fault as ``parse`` reads it, what the default flavour, documented, does instead, and from which day to which
    (``YYYY-MM-DD``) the service was seen to have it."""

    fault: str
    documented: str
    first: str = ""
    last: str = "9"


HABITS = (
    Habit("disc.store.false-no-id", "What is not stored has an id all the same, which no get finds."),
    Habit(
        "disc.fc.status:models=gemini-3",
        "An interaction that waits for a function's result says requires_action.",
        "2026-08-21",
        "2026-08-30",
    ),
    Habit("disc.fc.result-name", "The name of a function_result is optional.", "2026-08-01"),
    Habit("disc.fc.call-id", "A call_id links a result to its call; other fields are not spoken of.", "2026-02-05"),
    Habit(
        "disc.fc.schema:required=no",
        "The parameters of a function are optional, and any JSON Schema.",
        "2026-08-01",
        "2026-09-24",  # the day after, a function without them was called (recording 158)
    ),
    Habit("disc.tools.combination", "Functions may go with tools of the service on Gemini 3.", "2026-07-28"),
    Habit("disc.bg.models", "Plain models may work in the background.", "2026-06-15", "2026-07-31"),
    Habit("disc.err.sse-400", "What is refused before a stream begins is refused in plain JSON.", "2026-08-21"),
    Habit("disc.usage.image-tokens:models=gemini-3", "A small image counts as 258 tokens.", "2026-08-21"),
    Habit("disc.usage.raw-prompt-token", "Usage has the listed fields.", "2026-08-01"),
    Habit("disc.mm.grounding-count", "Usage counts searches."),
)


def habits(flavor: str, day: str | None = None) -> tuple[Fault, ...]:
    """The faults that a server of that ``flavor`` (``documented`` or ``live``) has all the time on that ``day``."""
    known = [habit for habit in HABITS if day is None or habit.first <= day <= habit.last]
    return tuple(parse(habit.fault) for habit in known) if flavor == "live" else ()
