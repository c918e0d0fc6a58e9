"""A store that ends with its process: a dictionary, which costs a create a third of what SQLite in memory does."""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import Any, NamedTuple

from conformance.emulator.json_text import encoded
from conformance.emulator.store.database import StoreError
from conformance.emulator.store.store import OverLimit

Json = dict[str, Any]

BLOB = ""
"""The kind of blobs, which no document has."""


class Row(NamedTuple):
    """What is kept under one kind and id, until the unix second ``expires`` if there is one."""

    owner: str
    data: bytes
    expires: float | None

    def seen(self, owner: str, now: float) -> bool:
        return self.owner == owner and (self.expires is None or self.expires > now)


class MemoryStore:
    """As ``Store``; documents are kept as their JSON, so that nobody shares what is stored."""

    def __init__(self, owner_limit: int) -> None:
        self.owner_limit = owner_limit
        self._lock = threading.Lock()
        self._rows: dict[tuple[str, str], Row] | None = {}
        self._used: Counter[str] = Counter()

    @property
    def _open(self) -> dict[tuple[str, str], Row]:
        if self._rows is None:
            raise StoreError(":memory: is closed")
        return self._rows

    def put(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """As ``Store.put``."""
        self._put((kind, id), Row(owner, encoded(body), expires))

    def put_blob(self, id: str, owner: str, data: bytes, expires: float | None) -> None:  # noqa: A002
        """As ``Store.put_blob``."""
        self._put((BLOB, id), Row(owner, bytes(data), expires))

    def _put(self, key: tuple[str, str], row: Row) -> None:
        with self._lock:
            rows = self._open
            before = rows.get(key)
            used = self._used[row.owner] + len(row.data)
            if used > self.owner_limit:
                raise OverLimit(self.owner_limit)
            if before is not None and before.owner != row.owner:
                raise ValueError("the id is another owner's")
            rows[key] = row
            self._used[row.owner] = used - (len(before.data) if before else 0)

    def replace(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> bool:  # noqa: A002
        """As ``Store.replace``."""
        row = Row(owner, encoded(body), expires)
        with self._lock:
            before = self._open.get((kind, id))
            if before is None or before.owner != owner:
                return False
            self._open[kind, id] = row
            self._used[owner] += len(row.data) - len(before.data)
            return True

    def get(self, kind: str, id: str, owner: str, now: float) -> Json | None:  # noqa: A002
        """As ``Store.get``."""
        row = self._open.get((kind, id))
        return json.loads(row.data) if row and row.seen(owner, now) else None

    def blob(self, id: str, owner: str, now: float) -> bytes | None:  # noqa: A002
        """As ``Store.blob``."""
        row = self._open.get((BLOB, id))
        return row.data if row and row.seen(owner, now) else None

    def knows(self, kind: str, id: str) -> bool:  # noqa: A002
        """As ``Store.knows``."""
        return (kind, id) in self._open

    def delete(self, kind: str, id: str, owner: str) -> bool:  # noqa: A002
        """As ``Store.delete``."""
        with self._lock:
            row = self._open.get((kind, id))
            if row is None or row.owner != owner:
                return False
            self._remove((kind, id))
            return True

    def delete_blob(self, id: str, owner: str) -> bool:  # noqa: A002
        """As ``Store.delete_blob``."""
        return self.delete(BLOB, id, owner)

    def _remove(self, key: tuple[str, str]) -> None:
        row = self._open.pop(key)
        self._used[row.owner] -= len(row.data)
        if not self._used[row.owner]:
            del self._used[row.owner]

    def list(self, kind: str, owner: str, now: float, after: str, limit: int) -> list[Json]:
        """As ``Store.list``."""
        with self._lock:
            found = [(key[1], row) for key, row in self._open.items() if key[0] == kind and row.seen(owner, now)]
        return [json.loads(row.data) for id_, row in sorted(found) if id_ > after][:limit]

    def used(self, owner: str) -> int:
        """As ``Store.used``."""
        return self._used[owner]

    def sweep(self, now: float) -> int:
        """As ``Store.sweep``."""
        with self._lock:
            gone = [key for key, row in self._open.items() if row.expires is not None and row.expires <= now]
            for key in gone:
                self._remove(key)
        return len(gone)

    def check(self) -> None:
        """As ``Store.check``."""
        _ = self._open

    def close(self) -> None:
        """Forget everything."""
        self._rows = None
