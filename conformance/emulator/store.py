"""Where interactions are kept: SQLite, in memory or in a file.

Calls are synchronous and short (tens of microseconds); one lock serialises them, so a store may be shared by threads.
A file is in WAL mode, so several processes may read it while one writes.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from typing import Any

from conformance.emulator.record import Record, settle

TABLE = """
CREATE TABLE IF NOT EXISTS interactions (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    record TEXT NOT NULL
) WITHOUT ROWID
"""
BUSY_SECONDS = 10.0


class Store:
    """Interactions by id, each visible to its owner only."""

    def __init__(self, path: str) -> None:
        """Open (and create) the database file ``path``, or a private one for ``:memory:``.

        Raises ``sqlite3.Error`` if the file cannot be opened or is no database.
        """
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        if path != ":memory:":
            self._run("PRAGMA journal_mode=WAL")
            self._run("PRAGMA synchronous=NORMAL")
        self._run(TABLE)

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()

    def put(self, record: Record) -> None:
        """Keep ``record``, in place of an earlier state of it."""
        text = json.dumps(record.to_json(), ensure_ascii=False, separators=(",", ":"))
        self._run("INSERT OR REPLACE INTO interactions VALUES (?, ?, ?)", record.id, record.owner, text)

    def get(self, interaction_id: str, owner: str, now: float) -> Record | None:
        """The interaction as it stands at unix time ``now``, or None if the owner has none of that id."""
        rows = self._run("SELECT record FROM interactions WHERE id = ? AND owner = ?", interaction_id, owner)
        return settle(Record.from_json(json.loads(rows[0][0])), now) if rows else None

    def knows(self, interaction_id: str) -> bool:
        """Whether the id is taken, by whomever."""
        return bool(self._run("SELECT 1 FROM interactions WHERE id = ?", interaction_id))

    def delete(self, interaction_id: str, owner: str) -> bool:
        """Forget an interaction; False if there was none."""
        statement = "DELETE FROM interactions WHERE id = ? AND owner = ? RETURNING id"
        return bool(self._run(statement, interaction_id, owner))

    def close(self) -> None:
        """Release the database; closing twice does no harm."""
        with self._lock:
            self._database.close()
