"""SQLite in a file.

Calls are synchronous and short (tens of microseconds); one lock serialises them, so a connection may be shared by
threads. The file is in WAL mode: several processes may use it, and what was committed survives the death of any of
them.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from contextlib import suppress
from typing import Any

from conformance.emulator.store.database import Row, Rows, StoreError

BUSY_SECONDS = 10.0
"""How long a statement waits for another process that writes."""

APPLICATION = 0x494E5458
"""Marks a file as ours ("INTX"), so that a database of another program is never written to."""
LAYOUT = 2
"""Counts the changes of the tables below; a file with another number is refused."""

# Each index costs every create a page of the log, so there is none by owner: what is listed at all is few (no
# interactions), and a list reads all of its kind.
TABLES = """
CREATE TABLE documents (
    kind TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, body BLOB NOT NULL, expires REAL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX documents_by_expiry ON documents (expires) WHERE expires IS NOT NULL;
CREATE TABLE blobs (id TEXT PRIMARY KEY, owner TEXT NOT NULL, body BLOB NOT NULL, expires REAL);
CREATE INDEX blobs_by_expiry ON blobs (expires) WHERE expires IS NOT NULL;
CREATE TABLE owners (owner TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
"""
COUNT = "INSERT INTO owners VALUES (?, ?) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes"
ADD = COUNT.replace("(?, ?)", "(new.owner, length(new.body))")
SUBTRACT = "UPDATE owners SET bytes = bytes - length(old.body) WHERE owner = old.owner"
COUNTING = f"""
CREATE TRIGGER {{table}}_removed AFTER DELETE ON {{table}} BEGIN {SUBTRACT}; END;
CREATE TRIGGER {{table}}_changed AFTER UPDATE OF body ON {{table}} BEGIN {SUBTRACT}; {ADD}; END;
"""
COUNTING_BLOBS = f"CREATE TRIGGER blobs_added AFTER INSERT ON blobs BEGIN {ADD}; END"
"""Bytes per owner are counted where the rows change, so that no way of removing one can be forgotten. New documents, of
which there are many, are counted once in a transaction."""
BYTES = "SELECT bytes FROM owners WHERE owner = ?"
ADDING = "INSERT INTO documents (kind, id, owner, body, expires) VALUES (?, ?, ?, ?, ?)"


class Sqlite:
    """A connection to the file ``path``."""

    gathers = True

    def __init__(self, path: str) -> None:
        """Open the file and create it where it is missing; raises ``StoreError`` if it is no store of this version."""
        self._lock = threading.Lock()
        self._path = path
        self._waiting: list[Row] = []
        self._used: dict[str, int] = {}
        """The bytes of each owner of whom something waits, that included."""
        self._lost: sqlite3.Error | None = None
        try:
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._failed(error) from None
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        self._refuse_what_is_not_ours()
        self.run("PRAGMA journal_mode=WAL")
        # A commit is in the file's log when it returns: it outlives the process, though not a loss of power.
        self.run("PRAGMA synchronous=NORMAL")
        # The log is worked into the file less often than by default: pages that many creates touch go there once.
        self.run("PRAGMA wal_autocheckpoint=4000")
        # What was deleted or has expired is overwritten, not just unlinked.
        self.run("PRAGMA secure_delete=ON")
        self.run("BEGIN IMMEDIATE")  # two processes that start at once make the tables once
        if self._number("user_version") == 0:
            for statement in _statements():
                self.run(statement)
            self.run(f"PRAGMA application_id={APPLICATION}")
            self.run(f"PRAGMA user_version={LAYOUT}")
        self.run("COMMIT")

    def _refuse_what_is_not_ours(self) -> None:
        if not self.run("SELECT 1 FROM sqlite_master LIMIT 1"):
            return
        if self._number("application_id") != APPLICATION:
            raise StoreError(
                f"{self._path}: it is a database of another program, or of an older version: name another file"
            )
        if (layout := self._number("user_version")) != LAYOUT:
            told = f"it has layout {layout}, this version reads layout {LAYOUT}"
            raise StoreError(f"{self._path}: {told}: name another file, or delete it")

    def _number(self, pragma: str) -> int:
        return int(self.run(f"PRAGMA {pragma}")[0][0])

    def run(self, statement: str, *values: Any) -> Rows:
        """As ``Database.run``."""
        try:
            with self._lock:
                self._keep()
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def put(self, row: Row, limit: int) -> bool:
        """As ``Database.put``."""
        try:
            with self._lock:
                self._keep()
                if self._bytes(row[2]) + len(row[3]) > limit:
                    return False
                with suppress(sqlite3.IntegrityError):
                    self._insert([row])
                    return True
                return False
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def add(self, row: Row, limit: int) -> bool:
        """As ``Database.add``."""
        owner = row[2]
        try:
            with self._lock:
                if (used := self._used.get(owner)) is None:
                    used = self._bytes(owner)
                used += len(row[3])
                if used > limit:
                    return False
                self._used[owner] = used
                self._waiting.append(row)
                return True
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def commit(self) -> None:
        """As ``Database.commit``."""
        with self._lock:
            try:
                self._keep()
            except sqlite3.Error as error:
                raise self._failed(error) from error
            finally:
                lost, self._lost = self._lost, None
            if lost is not None:  # when another statement was run
                raise self._failed(lost)

    def _bytes(self, owner: str) -> int:
        return sum(number for (number,) in self._connection.execute(BYTES, (owner,)))

    def _keep(self) -> None:
        """Insert what waits; an error by which it is lost is remembered."""
        if not self._waiting:
            return
        rows, self._waiting = self._waiting, []
        self._used.clear()
        try:
            self._insert(rows)
        except sqlite3.Error as error:
            self._lost = error
            raise

    def _insert(self, rows: list[Row]) -> None:
        """Insert new ``rows``, all or none, and count their bytes."""
        added = Counter[str]()
        for row in rows:
            added[row[2]] += len(row[3])
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(ADDING, rows)
            self._connection.executemany(COUNT, added.items())
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            self._connection.rollback()
            raise

    def close(self) -> None:
        """As ``Database.close``."""
        with self._lock:
            with suppress(sqlite3.Error):
                self._keep()
            self._connection.close()

    def _failed(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"{self._path}: {error}")


def _statements() -> list[str]:
    """The tables, their indexes and the triggers, one statement each."""
    tables = [statement for statement in TABLES.split(";\n") if statement.strip()]
    for table in ("documents", "blobs"):
        tables += [line for line in COUNTING.format(table=table).splitlines() if line]
    return [*tables, COUNTING_BLOBS]
