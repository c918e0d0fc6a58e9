"""Which database a URL means."""

from __future__ import annotations

import re

from conformance.emulator.store.database import StoreError
from conformance.emulator.store.memory import MemoryStore
from conformance.emulator.store.sql import SqlStore
from conformance.emulator.store.sqlite import Sqlite
from conformance.emulator.store.store import Store

MEMORY = ":memory:"
SCHEMES = ("postgresql://", "postgres://")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")
UNLIMITED = 1 << 62


def opened(url: str, owner_limit: int = UNLIMITED) -> Store:
    """The store at ``url``: ``:memory:`` for one that ends with the process, ``postgresql://…``, or the path of a file.

    A file is SQLite's and made where it is missing. ``owner_limit`` is how many bytes an owner may keep, any number if
    it is left out.

    Raises ``StoreError`` with one sentence for whatever cannot be opened or is something else's.
    """
    if url == MEMORY:
        return MemoryStore(owner_limit)
    if url.startswith(SCHEMES):
        from conformance.emulator.store.postgresql import PostgreSQL

        return SqlStore(PostgreSQL(url), owner_limit)
    if scheme := SCHEME.match(url):
        raise StoreError(f"{scheme[0]}…: no such kind of store: give a path, :memory: or postgresql://…")
    return SqlStore(Sqlite(url), owner_limit)
