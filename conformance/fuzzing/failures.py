"""The database of failures: any of hypothesis', a folder on this machine or a Redis that many machines share.

Entries are values under one key for each target and revision, so that a run finds what concerns it and nothing else.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from conformance.fuzzing.choosing import shown
from conformance.fuzzing.kept import MOST_BYTES, Kept
from conformance.target import ConfigurationError

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase

FOLDER = Path(".conformance", "failures")
"""Where entries are kept unless told otherwise, below the working directory."""
MOST = 100
"""Entries of one target and revision; the oldest give way."""
WAIT = 5.0
"""Seconds for one answer of a Redis."""


@dataclass(slots=True)
class Failures:
    """What ``database`` holds for one target and revision; ``clean`` takes secrets out of what is written.

    What the database itself does wrong is told once, in ``trouble``, and ends nothing.
    """

    database: ExampleDatabase
    target: str
    revision: str
    clean: Callable[[str], str] = str
    trouble: str = ""
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.target = re.sub(r"^[^/@]*@", "", self.target)  # an address may name a user and a password

    @property
    def key(self) -> bytes:
        """Under which its entries are."""
        return f"interactions-conformance/1/{self.revision}/{self.target}".encode()

    def known(self) -> tuple[Kept, ...]:
        """All entries, the oldest first."""
        return tuple(entry for entry, _ in self._entries())

    def keep(self, entry: Kept) -> str:
        """Keep an entry, unless it is there already; its id, or nothing where it could not be kept."""
        entry = replace(entry, target=self.clean(self.target), revision=self.revision)
        # The id is of what is written: a secret that is taken out of it must not change it.
        entry = Kept.read(entry.written(self.clean)) or entry
        data = entry.written(self.clean)
        with self._lock:
            entries = self._entries()
            if len(data) > MOST_BYTES or self.trouble:
                return ""
            if entry.id not in {known.id for known, _ in entries}:
                for _, old in entries[: max(len(entries) + 1 - MOST, 0)]:
                    self._do(lambda old=old: self.database.delete(self.key, old))  # type: ignore[misc]  # bound now
                self._do(lambda: self.database.save(self.key, data))
            return "" if self.trouble else entry.id

    def drop(self, id: str) -> None:  # noqa: A002
        """Forget an entry."""
        with self._lock:
            for entry, data in self._entries():
                if entry.id == id:
                    self._do(lambda data=data: self.database.delete(self.key, data))  # type: ignore[misc]

    def find(self, wanted: str) -> Kept:
        """The entry whose id begins with ``wanted``; raises ``ConfigurationError`` where that is none or several."""
        known = {entry.id: entry for entry in self.known()}
        found = [id for id in known if id.startswith(wanted)]  # noqa: A001
        if len(found) == 1:
            return known[found[0]]
        near = ", ".join(found or difflib.get_close_matches(wanted, known, n=3, cutoff=0) or ["none is kept"])
        said = self.trouble or f"{'several begin so' if found else 'nearest'}: {near}"
        raise ConfigurationError(
            f"--replay {wanted!r}: no one failure of {self.clean(self.target)} at {self.revision}; {said}"
        )

    def _entries(self) -> list[tuple[Kept, bytes]]:
        found: list[bytes] = []
        self._do(lambda: found.extend(self.database.fetch(self.key)))
        read = ((Kept.read(data), data) for data in found)
        entries = [(entry, data) for entry, data in read if entry is not None]
        return sorted(entries, key=lambda pair: (pair[0].date, pair[0].id))

    def _do(self, what: Callable[[], object]) -> None:
        try:
            what()
        except Exception as error:  # whatever the client of a Redis raises: a run has better to do than to die of it
            self.trouble = self.trouble or f"the database of failures: {type(error).__name__}: {str(error)[:200]}"


def database(where: str | None) -> ExampleDatabase:
    """The database at ``where``: a folder, or ``redis://…`` (also ``rediss``, ``unix``); None is the usual folder.

    Raises ``ConfigurationError`` where it can't be used, without the password that the address may hold.
    """
    from hypothesis.database import DirectoryBasedExampleDatabase

    if where is not None and re.match(r"(rediss?|unix)://", where):
        return _redis(where)
    folder = Path(where or FOLDER)
    if where is not None and "://" in where:
        raise ConfigurationError(f"--database {shown(where)}: give a folder or redis://HOST:PORT/NUMBER")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        usable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        usable = False
    if not usable:
        raise ConfigurationError(f"--database {folder}: no folder to write to; give another, or --no-database")
    return DirectoryBasedExampleDatabase(folder)


def _redis(where: str) -> ExampleDatabase:
    try:
        import redis
        from hypothesis.extra.redis import RedisExampleDatabase
    except ImportError:
        raise ConfigurationError(
            f"--database {shown(where)} needs redis: pip install 'interactions-conformance[fuzz,redis]'"
        ) from None
    try:
        client = redis.Redis.from_url(where, socket_timeout=WAIT, socket_connect_timeout=WAIT)
        client.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ConfigurationError(f"--database {shown(where)}: {shown(said)}") from None
    return RedisExampleDatabase(client)
