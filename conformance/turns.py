"""Taking turns: many at a time, but for those that want to be alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition


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
