"""Where the emulator keeps what it was told to keep: JSON documents of several kinds, and bytes.

``opened`` chooses the database by URL; every database runs the same statements.
"""

from __future__ import annotations

from conformance.emulator.store.database import StoreError
from conformance.emulator.store.opening import opened
from conformance.emulator.store.store import OverLimit, Store

__all__ = ["OverLimit", "Store", "StoreError", "opened"]
