"""Where a client has its time from: the clocks of this machine, or those of an emulator whose time is its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Timing:
    """``now`` is the time of day in UTC, ``elapsed`` seconds that only differ, and ``sleep`` waits for some."""

    now: Callable[[], datetime] = _now
    elapsed: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], None] = time.sleep
