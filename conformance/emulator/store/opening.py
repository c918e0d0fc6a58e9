"""Which database a URL means."""

from __future__ import annotations

from conformance.emulator.store.sqlite import Sqlite
from conformance.emulator.store.store import Store


def opened(url: str, owner_limit: int | None = None) -> Store:
    """The store at ``url``: ``:memory:`` for one of its own, else the path of an SQLite file, made where it is missing.
    ``owner_limit`` is how many bytes an owner may keep there, any number if it is left out.

    Raises ``StoreError`` with one sentence for whatever cannot be opened or is something else's.
    """
    return Store(Sqlite(url), owner_limit)
