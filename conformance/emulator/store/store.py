"""The store: documents by kind and id, and bytes by id, each visible to its owner only.

An owner is the digest of a key (``authentication.owner_of``), times are unix seconds. What has an expiry is out of
sight from that second on, and is removed by the next ``sweep``.
"""

from __future__ import annotations

import json
from typing import Any

from conformance.emulator.store.database import Database, Rows

Json = dict[str, Any]

# A row goes in only where its owner stays within the limit and nobody else has the id. SQLite takes the ON of an upsert
# after a SELECT for one of a join unless there is a WHERE.
WITHIN = "coalesce((SELECT bytes FROM owners WHERE owner = ?), 0) <= ?"
PUT = f"""
INSERT INTO documents (kind, id, owner, body, expires) SELECT ?, ?, ?, ?, ? WHERE {WITHIN}
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
INSERT INTO blobs (id, owner, body, expires) SELECT ?, ?, ?, ? WHERE {WITHIN}
ON CONFLICT (id) DO UPDATE SET body = excluded.body, expires = excluded.expires
WHERE blobs.owner = excluded.owner RETURNING 1
"""
BLOB = "SELECT body FROM blobs WHERE id = ? AND owner = ? AND (expires IS NULL OR expires > ?)"
DELETE_BLOB = "DELETE FROM blobs WHERE id = ? AND owner = ? RETURNING 1"
SWEEP = ("DELETE FROM documents WHERE expires <= ? RETURNING 1", "DELETE FROM blobs WHERE expires <= ? RETURNING 1")
USED = "SELECT bytes FROM owners WHERE owner = ?"
UNLIMITED = 1 << 62
FORGET_OWNERS = "DELETE FROM owners WHERE bytes = 0"

_to_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class OverLimit(Exception):
    """The owner would keep more than the limit of ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class Store:
    """Documents and bytes in ``database``, of at most ``owner_limit`` bytes for each owner.

    Every method is synchronous, safe to call from any thread, one transaction, and raises ``StoreError`` if the
    database fails. What a method has stored when it returns outlives the process, unless the store is in memory.
    """

    def __init__(self, database: Database, owner_limit: int | None = None) -> None:
        self.owner_limit = owner_limit or UNLIMITED
        self._database = database
        self._run = database.run

    def put(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """Keep ``body`` under ``kind`` and ``id``, in place of what the owner had there.

        Raises ``OverLimit`` if that would be too much, and ``ValueError`` if the id is another owner's.
        """
        text = _to_text(body)
        room = self.owner_limit - len(text.encode())
        self._kept(self._run(PUT, kind, id, owner, text, expires, owner, room), owner, room)

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
        """Keep ``data`` under ``id``, in place of what the owner had there; raises as ``put``."""
        room = self.owner_limit - len(data)
        self._kept(self._run(PUT_BLOB, id, owner, data, expires, owner, room), owner, room)

    def blob(self, id: str, owner: str, now: float) -> bytes | None:  # noqa: A002
        """The bytes kept there at ``now``; None if the owner has none there, or none any more."""
        rows = self._run(BLOB, id, owner, now)
        return bytes(rows[0][0]) if rows else None

    def delete_blob(self, id: str, owner: str) -> bool:  # noqa: A002
        """Remove the bytes kept there; False if the owner had none there."""
        return bool(self._run(DELETE_BLOB, id, owner))

    def _kept(self, rows: Rows, owner: str, room: int) -> None:
        if rows:
            return
        if self.used(owner) > room:
            raise OverLimit(self.owner_limit)
        raise ValueError("the id is another owner's")

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

    def check(self) -> None:
        """Raise ``StoreError`` unless the database answers."""
        self._run(KNOWS, "", "")

    def close(self) -> None:
        """Release the database; closing twice does no harm."""
        self._database.close()
