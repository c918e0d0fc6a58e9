"""Which database a URL means."""

from __future__ import annotations

from conformance.emulator.store.memory import MemoryStore
from conformance.emulator.store.sql import SqlStore
from conformance.emulator.store.sqlite import Sqlite
from conformance.emulator.store.store import Store

MEMORY = ":memory:"
UNLIMITED = 1 << 62


def opened(url: str, owner_limit: int = UNLIMITED) -> Store:
    """The store at ``url``: ``:memory:`` for one that ends with the process, else the path of an SQLite file, which is
    made where it is missing. ``owner_limit`` is how many bytes an owner may keep there, any number if it is left out.

    Raises ``StoreError`` with one sentence for whatever cannot be opened or is something else's.
    """
    return MemoryStore(owner_limit) if url == MEMORY else SqlStore(Sqlite(url), owner_limit)
