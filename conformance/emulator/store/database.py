"""What the store asks of a database: run one statement as one transaction, or several, from any thread."""

from __future__ import annotations

from typing import Any, Protocol

Rows = list[tuple[Any, ...]]


class StoreError(Exception):
    """The database cannot be opened or does not answer; the message is one sentence for whoever runs the emulator."""


class Database(Protocol):
    """A database with the tables of ``layout``. Safe to share between threads."""

    def run(self, statement: str, *values: Any) -> Rows:
        """The rows of ``statement``, with ``?`` for each of ``values``, committed when this returns.

        Raises ``StoreError`` if the database fails.
        """

    gathers: bool
    """Whether what ``gather`` does is in need of a ``commit``."""

    def gather(self, statement: str, *values: Any) -> Rows:
        """As ``run``, but committed with the next statement that is run, or by ``commit``."""

    def commit(self) -> None:
        """Commit what was gathered; raises ``StoreError`` if any of it since the last time could not be."""

    def close(self) -> None:
        """Release the database; closing twice does no harm."""
