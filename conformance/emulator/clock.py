"""The emulator's time: everybody else's, until somebody moves it on."""

from __future__ import annotations

import threading
from collections.abc import Callable

LAST_SECOND = 2**32 - 1
"""The last unix second that an id can carry (it has four bytes for it), in the year 2106."""


class Clock:
    """Unix seconds from ``source``, plus what the clock was advanced by; it never goes back by itself.

    Safe to share between threads.
    """

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        self._lock = threading.Lock()
        self.advanced = 0.0

    def __call__(self) -> float:
        """The time now."""
        return self._source() + self.advanced

    def advance(self, seconds: float) -> float:
        """Move on by ``seconds`` and return the time then; raises ``ValueError`` for a step back or out of range."""
        if not seconds >= 0:
            raise ValueError("the clock only moves on: give zero or more seconds")
        with self._lock:
            if self() + seconds > LAST_SECOND:
                raise ValueError("that is past the year 2106, where the ids of interactions end")
            self.advanced += seconds
            return self()
