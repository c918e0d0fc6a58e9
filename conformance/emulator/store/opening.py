"""Which database a URL means."""

from __future__ import annotations

from conformance.emulator.store.sqlite import Sqlite
from conformance.emulator.store.store import Store


def opened(url: str) -> Store:
    """The store at ``url``: ``:memory:`` for one of its own, else the path of an SQLite file, made where it is missing.

    Raises ``StoreError`` with one sentence for whatever cannot be opened or is something else's.
    """
    return Store(Sqlite(url))
