"""Taking turns: many at a time, but for those that want to be alone; or one at a time, in the order of asking."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Event, Lock


@dataclass(slots=True)
class Turns:
    """How many have their turn; -1 is one that is alone."""

    _at_it: int = 0
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def of(self, *, alone: bool) -> Iterator[None]:
        """A turn: with any number of others, or, ``alone``, when nobody else has one."""
        with self._changed:
            self._changed.wait_for(lambda: self._at_it == 0 if alone else self._at_it >= 0)
            self._at_it = -1 if alone else self._at_it + 1
        try:
            yield
        finally:
            with self._changed:
                self._at_it = 0 if alone else self._at_it - 1
                self._changed.notify_all()


class FairLock:
    """A lock that goes to whoever has waited longest: one that gives it up for a moment lets the others have a turn."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            self._waiting.append(turn := Event())
        turn.wait()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()  # taken still, by that one
            else:
                self._taken = False
