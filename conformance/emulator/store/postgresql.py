"""PostgreSQL, so that several instances of the emulator serve one conversation.

Needs psycopg 3, which ``pip install 'interactions-conformance[postgresql]'`` brings along. Calls are synchronous: while
the database works, the instance waits, and the others do not.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from conformance.emulator.store.database import Row, Rows, StoreError

try:
    import psycopg
except ImportError:
    psycopg = None

CONNECTIONS = 4
"""At most: requests run one at a time, but for those in worker threads, which wait for other servers anyway."""
CONNECT_SECONDS = 5
"""How long the database may take to answer."""
SLOT_SECONDS = 10.0
"""How long a statement waits for a connection."""
LOCK_SECONDS = 10
"""How long a statement waits for another one's lock."""
PREPARED_FROM = 2
"""From which use on a statement is prepared; there are a dozen of them."""
LAYOUT = 2
"""Counts the changes of the tables below; tables with another number are refused."""
STARTING = 0x494E5458
"""The advisory lock under which the tables are made once, whoever starts first."""

# Rows of ``owners`` are counted per connection: instances that write for one key must not wait for each other.
TABLES = """
CREATE TABLE layout (number INTEGER NOT NULL);
INSERT INTO layout VALUES ({layout});
CREATE TABLE documents (
    kind TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL, owner TEXT NOT NULL, body BYTEA NOT NULL,
    expires DOUBLE PRECISION, PRIMARY KEY (kind, id)
);
CREATE INDEX documents_by_expiry ON documents (expires) WHERE expires IS NOT NULL;
CREATE TABLE blobs (
    id TEXT COLLATE "C" PRIMARY KEY, owner TEXT NOT NULL, body BYTEA NOT NULL, expires DOUBLE PRECISION
);
CREATE INDEX blobs_by_expiry ON blobs (expires) WHERE expires IS NOT NULL;
CREATE TABLE owners (
    owner TEXT NOT NULL, share INTEGER NOT NULL, bytes BIGINT NOT NULL, PRIMARY KEY (owner, share)
);
CREATE FUNCTION count_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change BIGINT := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN change := change - length(OLD.body); END IF;
    IF TG_OP <> 'DELETE' THEN change := change + length(NEW.body); END IF;
    INSERT INTO owners VALUES (coalesce(NEW.owner, OLD.owner), pg_backend_pid() % {shares}, change)
    ON CONFLICT (owner, share) DO UPDATE SET bytes = owners.bytes + excluded.bytes;
    RETURN NULL;
END $$;
CREATE TRIGGER counted AFTER INSERT OR DELETE OR UPDATE OF body ON documents
FOR EACH ROW EXECUTE FUNCTION count_bytes();
CREATE TRIGGER counted AFTER INSERT OR DELETE OR UPDATE OF body ON blobs
FOR EACH ROW EXECUTE FUNCTION count_bytes();
"""
SHARES = 16


class PostgreSQL:
    """A few connections to the database at ``url``, in the schema ``conformance`` of it."""

    gathers = False

    def __init__(self, url: str) -> None:
        """Connect, and make the tables where there are none; raises ``StoreError`` if that cannot be done."""
        self._name = without_password(url)
        if psycopg is None:
            raise StoreError(f"{self._name}: this needs psycopg: pip install 'interactions-conformance[postgresql]'")
        self._url = url
        self._idle: list[psycopg.Connection[Any]] = []
        self._slots = threading.BoundedSemaphore(CONNECTIONS)
        self._closed = False
        try:
            with self._connection() as first:
                self._prepare(first)
        except psycopg.Error as error:
            raise self._failed(error) from None

    def _prepare(self, connection: psycopg.Connection[Any]) -> None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [STARTING])
            connection.execute("CREATE SCHEMA IF NOT EXISTS conformance")
            connection.execute("SET LOCAL search_path TO conformance")
            if connection.execute("SELECT to_regclass('conformance.layout')").fetchall()[0][0] is None:
                connection.execute(TABLES.format(layout=LAYOUT, shares=SHARES).encode())
            layout = connection.execute("SELECT number FROM layout").fetchall()[0][0]
            if layout != LAYOUT:
                told = f"has layout {layout}, this version reads layout {LAYOUT}"
                raise StoreError(f"{self._name}: its schema conformance {told}: name another database, or drop it")

    def run(self, statement: str, *values: Any) -> Rows:
        """As ``Database.run``."""
        if any(isinstance(value, str) and "\0" in value for value in values):
            return []  # PostgreSQL has no such text, so nothing is kept under it
        try:
            with self._connection() as connection:
                cursor = connection.execute(_in_psycopg(statement), values, binary=True)
                return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise self._failed(error) from error

    def put(self, row: Row, limit: int) -> bool:  # noqa: ARG002 - it says no to everything
        """As ``Database.put``: here the statement that looks at everything costs no more."""
        return False

    add = put

    def commit(self) -> None:
        """As ``Database.commit``: every connection commits by itself."""

    def close(self) -> None:
        """As ``Database.close``."""
        self._closed = True
        self._drop_idle()

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the few; after an error it is closed, and so are the idle ones, which may be as dead."""
        if not self._slots.acquire(timeout=SLOT_SECONDS):
            raise StoreError(f"{self._name}: all {CONNECTIONS} connections are busy")
        try:
            connection = self._taken()
            try:
                yield connection
            except BaseException:
                connection.close()
                self._drop_idle()
                raise
            self._idle.append(connection)
        finally:
            self._slots.release()

    def _taken(self) -> psycopg.Connection[Any]:
        if self._closed:
            raise StoreError(f"{self._name}: the store is closed")
        with suppress(IndexError):
            return self._idle.pop()
        connection = psycopg.connect(
            self._url, autocommit=True, connect_timeout=CONNECT_SECONDS, prepare_threshold=PREPARED_FROM
        )
        # Not yet there when the first connection is made, which is no error.
        connection.execute("SET search_path TO conformance")
        connection.execute(f"SET lock_timeout TO {LOCK_SECONDS * 1000}".encode())
        return connection

    def _drop_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _failed(self, error: Exception) -> StoreError:
        line = " ".join(str(error).split())
        return StoreError(f"{self._name}: {line}")


@cache
def _in_psycopg(statement: str) -> bytes:
    """``statement`` with the placeholders of psycopg; none of the store's has a question or per cent sign in it."""
    return statement.replace("?", "%s").encode()


def without_password(url: str) -> str:
    """``url`` as it may be shown."""
    return re.sub(r"(?<=://)([^/@:]*):[^@/]*@", r"\1:…@", re.sub(r"(?i)([?&]password=)[^&]*", r"\1…", url))
