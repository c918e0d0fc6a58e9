"""What the store asks of a database: run one statement as one transaction, or several, from any thread."""

from __future__ import annotations

from typing import Any, Protocol

Rows = list[tuple[Any, ...]]
Row = tuple[str, str, str, bytes, float | None]
"""A document: its kind, its id, whose it is, its body, and until which unix second it is kept, if there is one."""


class StoreError(Exception):
    """The database cannot be opened or does not answer; the message is one sentence for whoever runs the emulator."""


class Database(Protocol):
    """A database with the tables of ``layout``. Safe to share between threads."""

    def run(self, statement: str, *values: Any) -> Rows:
        """The rows of ``statement``, with ``?`` for each of ``values``, committed when this returns.

        Raises ``StoreError`` if the database fails.
        """

    gathers: bool
    """Whether what is added is in need of a ``commit``."""

    def put(self, row: Row, limit: int) -> bool:
        """Keep a document that is new and by which its owner has no more than ``limit`` bytes; False, and nothing done,
        where it is not as simple as that. Raises ``StoreError`` if the database fails.
        """

    def add(self, row: Row, limit: int) -> bool:
        """As ``put``, of a document whose id nobody has, but kept for sure with the next statement or ``commit``: one
        transaction for many. ``limit`` may be passed by what waits in other processes."""

    def commit(self) -> None:
        """Keep for sure what was added; raises ``StoreError`` if any of it since the last time could not be, because an
        id was taken, say."""

    def close(self) -> None:
        """Release the database; closing twice does no harm."""
