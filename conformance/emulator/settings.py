"""What can be set about an emulator."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from conformance.revisions import NEWEST

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """``revision`` is spoken to clients that ask for none; ``clock`` gives unix seconds; a ``seed`` makes ids
    repeatable; ``pace`` is the pause before each delta of a stream and ``background_seconds`` the time that
    background work takes, both in seconds."""

    revision: str = NEWEST.name
    storage: str = ":memory:"
    clock: Callable[[], float] = time.time
    seed: int | None = None
    pace: float = 0.001
    background_seconds: float = 0.3
    body_limit: int = 20 * MEGABYTE
