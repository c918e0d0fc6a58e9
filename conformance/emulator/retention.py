"""How long a stored interaction is kept.

The documentation counts days by tier (55 when paid, one when free) and promises that the data is deleted after them
(clauses store.retention.paid, store.retention.free, store.retention.auto-delete). It does not say from when; here it is
the second in which the interaction was created, whether it ran in the background or not, and whatever continued it.
"""

from __future__ import annotations

from typing import Literal

Tier = Literal["paid", "free"]

DAY = 86_400
DAYS: dict[str, int] = {"paid": 55, "free": 1}
SWEEP_SECONDS = 60.0
"""What has expired is out of sight at once, and removed for good within this time, as long as requests come in."""


def kept_until(second: int, tier: str) -> float:
    """The unix second from which on what was created in ``second`` is gone."""
    return float(second + DAYS[tier] * DAY)
