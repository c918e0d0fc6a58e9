"""What a store does: documents by kind and id, and bytes by id, each visible to its owner only.

An owner is the digest of a key (``authentication.owner_of``), times are unix seconds. What has an expiry is out of
sight from that second on, and is removed by the next ``sweep``.
"""

from __future__ import annotations

from typing import Any, Protocol

Json = dict[str, Any]


class OverLimit(Exception):
    """The owner would keep more than the limit of ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class Store(Protocol):
    """Documents and bytes, of a limited number of bytes for each owner.

    Every method is synchronous, safe to call from any thread, one transaction, and raises ``StoreError`` if the
    database fails. What a method but ``add`` has stored when it returns outlives the process, unless the store is
    in memory.
    """

    def put(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """Keep ``body`` under ``kind`` and ``id``, in place of what the owner had there.

        Raises ``OverLimit`` if that would be too much, and ``ValueError`` if the id is another owner's.
        """

    gathers: bool
    """Whether what was added is in need of a ``commit``."""

    def add(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> None:  # noqa: A002
        """As ``put``, under an id that nobody has, but not sure to outlive the process before the next ``commit``: one
        for many costs a fraction of one for each."""

    def commit(self) -> None:
        """Make sure of what was added; raises ``StoreError`` if some of that, whichever, may be lost."""

    def replace(self, kind: str, id: str, owner: str, body: Json, expires: float | None) -> bool:  # noqa: A002
        """As ``put``, but only in place of something, and whatever its size: False if it was deleted in between."""

    def get(self, kind: str, id: str, owner: str, now: float) -> Json | None:  # noqa: A002
        """What is kept there at ``now``; None if the owner has nothing there, or nothing any more."""

    def knows(self, kind: str, id: str) -> bool:  # noqa: A002
        """Whether the id is taken, by whomever."""

    def delete(self, kind: str, id: str, owner: str) -> bool:  # noqa: A002
        """Remove what is kept there; False if the owner had nothing there."""

    def list(self, kind: str, owner: str, now: float, after: str, limit: int) -> list[Json]:
        """At most ``limit`` of the owner's documents of that kind, in the order of their ids, past the id ``after``
        (``""`` for the first)."""

    def put_blob(self, id: str, owner: str, data: bytes, expires: float | None) -> None:  # noqa: A002
        """Keep ``data`` under ``id``, in place of what the owner had there; raises as ``put``."""

    def blob(self, id: str, owner: str, now: float) -> bytes | None:  # noqa: A002
        """The bytes kept there at ``now``; None if the owner has none there, or none any more."""

    def delete_blob(self, id: str, owner: str) -> bool:  # noqa: A002
        """Remove the bytes kept there; False if the owner had none there."""

    def used(self, owner: str) -> int:
        """How many bytes the owner's documents (as JSON in UTF-8) and blobs take, those included that await a sweep."""

    def sweep(self, now: float) -> int:
        """Remove for good whatever has expired at ``now``; how many documents and blobs that were."""

    def check(self) -> None:
        """Raise ``StoreError`` unless the database answers."""

    def close(self) -> None:
        """Release the database; closing twice does no harm."""
