"""A store that ends with its process: a dictionary, which costs a create a third of what SQLite in memory does."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from typing import Any

from conformance.emulator.json_text import encoded
from conformance.emulator.store.database import StoreError
from conformance.emulator.store.store import OverLimit

Json = dict[str, Any]

BLOB = ""
"""The kind of blobs, which no document has."""


Row = tuple[str, bytes, float | None]
"""Whose it is, what it is, and until which unix second it is kept, if there is one. A plain tuple: the garbage
collector looks at it once, where it would look at each of any other kind again and again."""


def _seen(row: Row, owner: str, now: float) -> bool:
    return row[0] == owner and (row[2] is None or row[2] > now)


class MemoryStore:
    """As ``Store``; documents are kept as their JSON, so that nobody shares what is stored."""

    gathers = False

    def __init__(self, owner_limit: int) -> None:
        self.owner_limit = owner_limit
        self._lock = threading.Lock()
        self._rows: dict[tuple[str, str], Row] | None = {}
        self._used: defaultdict[str, int] = defaultdict(int)

    @property
    def _open(self) -> dict[tuple[str, str], Row]:
        if self._rows is None:
            raise _closed()
        return self._rows

    def put(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """As ``Store.put``."""
        self._put((kind, id), (owner, _packed(body), expires))

    add = put

    def commit(self) -> None:
        """As ``Store.commit``: nothing here outlives the process."""

    def put_blob(self, id: str, owner: str, data: bytes, expires: float | None) -> None:  # noqa: A002
        """As ``Store.put_blob``."""
        self._put((BLOB, id), (owner, bytes(data), expires))

    def _put(self, key: tuple[str, str], row: Row) -> None:
        owner, data, _ = row
        with self._lock:
            rows = self._rows
            if rows is None:
                raise _closed()
            before = rows.get(key)
            used = self._used.get(owner, 0) + len(data)
            if used > self.owner_limit:
                raise OverLimit(self.owner_limit)
            if before is not None and before[0] != owner:
                raise ValueError("the id is another owner's")
            rows[key] = row
            self._used[owner] = used - (len(before[1]) if before else 0)

    def replace(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> bool:  # noqa: A002
        """As ``Store.replace``."""
        row = (owner, _packed(body), expires)
        with self._lock:
            before = self._open.get((kind, id))
            if before is None or before[0] != owner:
                return False
            self._open[kind, id] = row
            self._used[owner] += len(row[1]) - len(before[1])
            return True

    def get(self, kind: str, id: str, owner: str, now: float) -> Json | None:  # noqa: A002
        """As ``Store.get``."""
        row = self._open.get((kind, id))
        return json.loads(row[1]) if row and _seen(row, owner, now) else None

    def blob(self, id: str, owner: str, now: float) -> bytes | None:  # noqa: A002
        """As ``Store.blob``."""
        row = self._open.get((BLOB, id))
        return row[1] if row and _seen(row, owner, now) else None

    def knows(self, kind: str, id: str) -> bool:  # noqa: A002
        """As ``Store.knows``."""
        return (kind, id) in self._open

    def delete(self, kind: str, id: str, owner: str) -> bool:  # noqa: A002
        """As ``Store.delete``."""
        with self._lock:
            row = self._open.get((kind, id))
            if row is None or row[0] != owner:
                return False
            self._remove((kind, id))
            return True

    def delete_blob(self, id: str, owner: str) -> bool:  # noqa: A002
        """As ``Store.delete_blob``."""
        return self.delete(BLOB, id, owner)

    def _remove(self, key: tuple[str, str]) -> None:
        row = self._open.pop(key)
        self._used[row[0]] -= len(row[1])
        if not self._used[row[0]]:
            del self._used[row[0]]

    def list(self, kind: str, owner: str, now: float, after: str, limit: int) -> list[Json]:
        """As ``Store.list``."""
        with self._lock:
            found = [(key[1], row) for key, row in self._open.items() if key[0] == kind and _seen(row, owner, now)]
        return [json.loads(row[1]) for id_, row in sorted(found) if id_ > after][:limit]

    def used(self, owner: str) -> int:
        """As ``Store.used``."""
        return self._used.get(owner, 0)

    def sweep(self, now: float) -> int:
        """As ``Store.sweep``."""
        with self._lock:
            gone = [key for key, row in self._open.items() if row[2] is not None and row[2] <= now]
            for key in gone:
                self._remove(key)
        return len(gone)

    def check(self) -> None:
        """As ``Store.check``."""
        _ = self._open

    def close(self) -> None:
        """Forget everything."""
        self._rows = None


def _closed() -> StoreError:
    return StoreError(":memory: is closed")


def _packed(body: Json) -> bytes:
    """``body`` as JSON in memory of its own: what orjson returns sits in a buffer of 8 KiB, and keeps all of it."""
    return b"%b" % encoded(body)
