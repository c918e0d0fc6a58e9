"""One commit for many: the requests of one turn of the event loop wait for it together."""

from __future__ import annotations

import asyncio

from conformance.emulator.store import Store, StoreError


class Commits:
    """Commits what was put into ``store`` for later, once in a turn of the loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[asyncio.Future[None]] = []

    def next(self) -> asyncio.Future[None]:
        """What is done when all that was put before is sure to be kept; raises ``StoreError`` where it may not be."""
        loop = asyncio.get_running_loop()
        if not self._waiting or self._loop is not loop:
            self._loop, self._waiting = loop, []
            loop.call_soon(self._commit)
        future = loop.create_future()
        self._waiting.append(future)
        return future

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
