"""The store: documents by kind and id, and bytes by id, each visible to its owner only.

An owner is the digest of a key (``authentication.owner_of``), times are unix seconds. What has an expiry is out of
sight from that second on, and is removed by the next ``sweep``.
"""

from __future__ import annotations

import json
from typing import Any

from conformance.emulator.store.database import Database

Json = dict[str, Any]

PUT = """
INSERT INTO documents (kind, id, owner, body, expires) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, expires = excluded.expires
WHERE documents.owner = excluded.owner
"""
REPLACE = "UPDATE documents SET body = ?, expires = ? WHERE kind = ? AND id = ? AND owner = ? RETURNING 1"
GET = "SELECT body FROM documents WHERE kind = ? AND id = ? AND owner = ? AND (expires IS NULL OR expires > ?)"
KNOWS = "SELECT 1 FROM documents WHERE kind = ? AND id = ?"
DELETE = "DELETE FROM documents WHERE kind = ? AND id = ? AND owner = ? RETURNING 1"
LIST = """
SELECT body FROM documents
WHERE owner = ? AND kind = ? AND id > ? AND (expires IS NULL OR expires > ?) ORDER BY id LIMIT ?
"""
PUT_BLOB = """
INSERT INTO blobs (id, owner, body, expires) VALUES (?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET body = excluded.body, expires = excluded.expires WHERE blobs.owner = excluded.owner
"""
BLOB = "SELECT body FROM blobs WHERE id = ? AND owner = ? AND (expires IS NULL OR expires > ?)"
DELETE_BLOB = "DELETE FROM blobs WHERE id = ? AND owner = ? RETURNING 1"
SWEEP = ("DELETE FROM documents WHERE expires <= ? RETURNING 1", "DELETE FROM blobs WHERE expires <= ? RETURNING 1")
USED = "SELECT bytes FROM owners WHERE owner = ?"
FORGET_OWNERS = "DELETE FROM owners WHERE bytes = 0"

_to_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Store:
    """Documents and bytes in ``database``. Every method is synchronous, safe to call from any thread, one transaction,
    and raises ``StoreError`` if the database fails. What a method has stored when it returns outlives the process
    (unless the store is in memory)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._run = database.run

    def put(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """Keep ``body`` under ``kind`` and ``id``, in place of what the owner had there; another owner's stays."""
        self._run(PUT, kind, id, owner, _to_text(body), expires)

    def replace(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> bool:  # noqa: A002
        """As ``put``, but only in place of something: False if it was deleted in the meantime."""
        return bool(self._run(REPLACE, _to_text(body), expires, kind, id, owner))

    def get(self, kind: str, id: str, owner: str, now: float) -> Json | None:  # noqa: A002
        """What is kept there at ``now``; None if the owner has nothing there, or nothing any more."""
        rows = self._run(GET, kind, id, owner, now)
        return json.loads(rows[0][0]) if rows else None

    def knows(self, kind: str, id: str) -> bool:  # noqa: A002
        """Whether the id is taken, by whomever."""
        return bool(self._run(KNOWS, kind, id))

    def delete(self, kind: str, id: str, owner: str) -> bool:  # noqa: A002
        """Remove what is kept there; False if the owner had nothing there."""
        return bool(self._run(DELETE, kind, id, owner))

    def list(self, kind: str, owner: str, now: float, after: str, limit: int) -> list[Json]:
        """At most ``limit`` of the owner's documents of that kind, in the order of their ids, past the id ``after``
        (``""`` for the first)."""
        return [json.loads(row[0]) for row in self._run(LIST, owner, kind, after, now, limit)]

    def put_blob(self, id: str, owner: str, data: bytes, expires: float | None) -> None:  # noqa: A002
        """Keep ``data`` under ``id``, in place of what the owner had there; another owner's stays."""
        self._run(PUT_BLOB, id, owner, data, expires)

    def blob(self, id: str, owner: str, now: float) -> bytes | None:  # noqa: A002
        """The bytes kept there at ``now``; None if the owner has none there, or none any more."""
        rows = self._run(BLOB, id, owner, now)
        return bytes(rows[0][0]) if rows else None

    def delete_blob(self, id: str, owner: str) -> bool:  # noqa: A002
        """Remove the bytes kept there; False if the owner had none there."""
        return bool(self._run(DELETE_BLOB, id, owner))

    def used(self, owner: str) -> int:
        """How many bytes the owner's documents (as JSON in UTF-8) and blobs take, those included that await a sweep."""
        rows = self._run(USED, owner)
        return int(rows[0][0]) if rows else 0

    def sweep(self, now: float) -> int:
        """Remove for good whatever has expired at ``now``; how many documents and blobs that were."""
        removed = sum(len(self._run(statement, now)) for statement in SWEEP)
        if removed:
            self._run(FORGET_OWNERS)
        return removed

    def close(self) -> None:
        """Release the database; closing twice does no harm."""
        self._database.close()
