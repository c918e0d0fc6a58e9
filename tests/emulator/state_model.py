"""The documented rules of stored interactions, told a second time and without any of the emulator's code.

An interaction is kept for 55 days from the second it was made, unless it is deleted. Background work is queued, runs
from ``begins`` and is done when it is ``due``, unless it is cancelled while it runs. What is kept and not running can
be continued, by any number of branches; a conversation is known back to the first link that is not kept any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT_SECONDS = 55 * 86_400
UNKNOWN = "I don't know your name yet."


@dataclass
class Kept:
    """What the model remembers of one interaction."""

    made: int
    previous: str | None
    said: str
    name: str | None
    answer: str | None
    begins: float | None = None
    due: float | None = None
    cancelled: bool = False

    @property
    def background(self) -> bool:
        """Whether it was started in the background."""
        return self.due is not None

    def status(self, now: float) -> str:
        """The status that a get has to show at ``now``."""
        if self.cancelled:
            return "cancelled"
        if self.begins is not None and now < self.begins:
            return "queued"
        return "in_progress" if self.due is not None and now < self.due else "completed"

    def running(self, now: float) -> bool:
        """Whether it is queued or in progress at ``now``."""
        return self.status(now) in ("queued", "in_progress")


@dataclass
class Model:
    """All that one key has stored, and the time. ``ever`` are all ids that there have been."""

    now: float
    kept: dict[str, Kept] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)

    def find(self, interaction_id: str) -> Kept | None:
        """The interaction, if it is there now."""
        found = self.kept.get(interaction_id)
        return found if found and self.now < found.made + KEPT_SECONDS else None

    def may_continue(self, previous: str | None) -> int:
        """The HTTP status of a create that continues ``previous``."""
        if previous is None:
            return 200
        found = self.find(previous)
        return 404 if found is None else 400 if found.running(self.now) else 200

    def name(self, previous: str | None) -> str | None:
        """The name that was told last in the conversation that ends in ``previous``, as far as it is kept."""
        found = self.find(previous) if previous else None
        while found is not None:
            if found.name:
                return found.name
            found = self.find(found.previous) if found.previous else None
        return None

    def may_cancel(self, interaction_id: str) -> int:
        """The HTTP status of a cancel."""
        found = self.find(interaction_id)
        return 404 if found is None else 200 if found.background and found.running(self.now) else 400

    def expired(self) -> int:
        """How many are kept although their time is over; they are forgotten with that."""
        over = [key for key, one in self.kept.items() if self.now >= one.made + KEPT_SECONDS]
        for key in over:
            del self.kept[key]
        return len(over)
