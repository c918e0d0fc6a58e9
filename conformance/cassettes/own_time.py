"""An event loop with a time of its own, which passes only while everything in it waits.

A server on it sleeps without taking any of our time, and does the same at the same moments in every run.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from conformance.timing import Timing


class OwnTime(asyncio.SelectorEventLoop):
    """Its ``time`` starts at 0. Use it from one thread; what its threads do takes none of its time."""

    def __init__(self) -> None:
        self._elapsed = 0.0
        super().__init__(_Impatient(self))

    def time(self) -> float:
        """The seconds that have passed here."""
        return self._elapsed

    def pass_by(self, seconds: float) -> None:
        """Move on, without a look at what falls due meanwhile."""
        self._elapsed += seconds

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass, and all that falls due in them be done."""
        self.run_until_complete(asyncio.sleep(seconds))

    def timing(self, start: datetime) -> Timing:
        """This time for a client, of which ``start`` is the beginning."""
        return Timing(lambda: start + timedelta(seconds=self._elapsed), self.time, self.sleep)


class _Impatient(selectors.BaseSelector):
    """Waits for files, and for the time only by moving it on."""

    def __init__(self, loop: OwnTime) -> None:
        self._loop = loop
        self._files = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._files.select(None if timeout is None else 0)
        if not ready and timeout:
            self._loop.pass_by(timeout)
        return ready

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._files.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._files.unregister(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._files.get_map()

    def close(self) -> None:
        self._files.close()
