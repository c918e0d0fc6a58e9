"""The store in a database: the same statements for SQLite and PostgreSQL."""

from __future__ import annotations

import json
from typing import Any

from conformance.emulator.json_text import encoded
from conformance.emulator.store.database import Database, Rows
from conformance.emulator.store.store import OverLimit

Json = dict[str, Any]

# SQL that SQLite and PostgreSQL both take. A row goes in only where its owner stays within the limit and nobody else
# has the id. SQLite takes the ON of an upsert after a SELECT for one of a join unless there is a WHERE; PostgreSQL
# takes a NULL after a SELECT for text unless it is cast.
WITHIN = "coalesce((SELECT sum(bytes) FROM owners WHERE owner = ?), 0) <= ?"
PUT = f"""
INSERT INTO documents (kind, id, owner, body, expires) SELECT ?, ?, ?, ?, CAST(? AS DOUBLE PRECISION) WHERE {WITHIN}
ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, expires = excluded.expires
WHERE documents.owner = excluded.owner RETURNING 1
"""
REPLACE = "UPDATE documents SET body = ?, expires = ? WHERE kind = ? AND id = ? AND owner = ? RETURNING 1"
GET = "SELECT body FROM documents WHERE kind = ? AND id = ? AND owner = ? AND (expires IS NULL OR expires > ?)"
KNOWS = "SELECT 1 FROM documents WHERE kind = ? AND id = ?"
DELETE = "DELETE FROM documents WHERE kind = ? AND id = ? AND owner = ? RETURNING 1"
LIST = """
SELECT body FROM documents
WHERE owner = ? AND kind = ? AND id > ? AND (expires IS NULL OR expires > ?) ORDER BY id LIMIT ?
"""
PUT_BLOB = f"""
INSERT INTO blobs (id, owner, body, expires) SELECT ?, ?, ?, CAST(? AS DOUBLE PRECISION) WHERE {WITHIN}
ON CONFLICT (id) DO UPDATE SET body = excluded.body, expires = excluded.expires
WHERE blobs.owner = excluded.owner RETURNING 1
"""
BLOB = "SELECT body FROM blobs WHERE id = ? AND owner = ? AND (expires IS NULL OR expires > ?)"
DELETE_BLOB = "DELETE FROM blobs WHERE id = ? AND owner = ? RETURNING 1"
SWEEP = ("DELETE FROM documents WHERE expires <= ? RETURNING 1", "DELETE FROM blobs WHERE expires <= ? RETURNING 1")
USED = "SELECT coalesce(sum(bytes), 0) FROM owners WHERE owner = ?"
FORGET_OWNERS = "DELETE FROM owners WHERE bytes = 0"


class SqlStore:
    """As ``Store``, in ``database``, of at most ``owner_limit`` bytes for each owner."""

    def __init__(self, database: Database, owner_limit: int) -> None:
        self.owner_limit = owner_limit
        self._database = database
        self._run = database.run
        self.gathers = database.gathers

    def put(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """As ``Store.put``."""
        row = kind, id, owner, encoded(body), expires
        if not self._database.put(row, self.owner_limit):
            room = self.owner_limit - len(row[3])
            self._kept(self._run(PUT, *row, owner, room), owner, room)

    def add(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """As ``Store.add``."""
        if not self._database.add((kind, id, owner, encoded(body), expires), self.owner_limit):
            self.put(kind, id, owner, body, expires)

    def commit(self) -> None:
        """As ``Store.commit``."""
        self._database.commit()

    def replace(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> bool:  # noqa: A002
        """As ``Store.replace``."""
        return bool(self._run(REPLACE, encoded(body), expires, kind, id, owner))

    def get(self, kind: str, id: str, owner: str, now: float) -> Json | None:  # noqa: A002
        """As ``Store.get``."""
        rows = self._run(GET, kind, id, owner, now)
        return json.loads(rows[0][0]) if rows else None

    def knows(self, kind: str, id: str) -> bool:  # noqa: A002
        """As ``Store.knows``."""
        return bool(self._run(KNOWS, kind, id))

    def delete(self, kind: str, id: str, owner: str) -> bool:  # noqa: A002
        """As ``Store.delete``."""
        return bool(self._run(DELETE, kind, id, owner))

    def list(self, kind: str, owner: str, now: float, after: str, limit: int) -> list[Json]:
        """As ``Store.list``."""
        return [json.loads(row[0]) for row in self._run(LIST, owner, kind, after, now, limit)]

    def put_blob(self, id: str, owner: str, data: bytes, expires: float | None) -> None:  # noqa: A002
        """As ``Store.put_blob``."""
        room = self.owner_limit - len(data)
        self._kept(self._run(PUT_BLOB, id, owner, data, expires, owner, room), owner, room)

    def blob(self, id: str, owner: str, now: float) -> bytes | None:  # noqa: A002
        """As ``Store.blob``."""
        rows = self._run(BLOB, id, owner, now)
        return bytes(rows[0][0]) if rows else None

    def delete_blob(self, id: str, owner: str) -> bool:  # noqa: A002
        """As ``Store.delete_blob``."""
        return bool(self._run(DELETE_BLOB, id, owner))

    def _kept(self, rows: Rows, owner: str, room: int) -> None:
        if rows:
            return
        if self.used(owner) > room:
            raise OverLimit(self.owner_limit)
        raise ValueError("the id is another owner's")

    def used(self, owner: str) -> int:
        """As ``Store.used``."""
        rows = self._run(USED, owner)
        return int(rows[0][0]) if rows else 0

    def sweep(self, now: float) -> int:
        """As ``Store.sweep``."""
        removed = sum(len(self._run(statement, now)) for statement in SWEEP)
        if removed:
            self._run(FORGET_OWNERS)
        return removed

    def check(self) -> None:
        """As ``Store.check``."""
        self._run(KNOWS, "", "")

    def close(self) -> None:
        """As ``Store.close``."""
        self._database.close()
