"""One commit for many: the requests that come in while the event loop is at it wait for it together."""

from __future__ import annotations

import asyncio

from conformance.emulator.store import Store, StoreError

MOST = 128
"""How many are not made to wait for more."""


class Commits:
    """Commits what was added to ``store`` once in a turn of the loop in which nothing more was.

    So there is one commit for all clients that are being answered, however many turns they need to say what they want;
    somebody alone waits for one turn more.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._seen = 0

    def next(self) -> asyncio.Future[None]:
        """What is done when all that was put before is sure to be kept; raises ``StoreError`` where it may not be."""
        loop = asyncio.get_running_loop()
        if not self._waiting or self._loop is not loop:
            self._loop, self._waiting, self._seen = loop, [], 0
            loop.call_soon(self._look)
        future = loop.create_future()
        self._waiting.append(future)
        return future

    def _look(self) -> None:
        if self._seen < len(self._waiting) < MOST and self._loop is not None:
            self._seen = len(self._waiting)
            self._loop.call_soon(self._look)
        else:
            self._commit()

    def _commit(self) -> None:
        waiting, self._waiting = self._waiting, []
        failure = None
        try:
            self._store.commit()
        except StoreError as error:
            failure = str(error)
        for future in waiting:
            if future.done():  # its client hung up
                continue
            if failure is None:
                future.set_result(None)
            else:
                future.set_exception(StoreError(failure))
