"""What can be set about an emulator."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conformance.emulator.clock import Clock
from conformance.emulator.faults import parse_all
from conformance.emulator.flavor import FLAVORS
from conformance.emulator.negotiation import is_day
from conformance.emulator.outbound import Outbound, is_host
from conformance.emulator.retention import DAY, DAYS
from conformance.emulator.scripting import Script
from conformance.revisions import NEWEST, Revision, default_on, revision_named

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30
DEEPEST = 200
"""The most that ``depth_limit`` may be: everything that walks a request recurses, and Python's stack is finite."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``revision`` is the default for requests that name none, the newest where it is left out; all others are there
    for those who name them. ``as_of`` is a day (``YYYY-MM-DD``) on which the service is emulated instead: the day
    decides which revisions there are, and which is the default. ``clock`` gives unix seconds; a ``seed`` makes ids
    repeatable; ``pace`` is the pause before each delta of a stream, ``background_seconds`` the time that background
    work takes and ``queue_seconds`` the time until it starts, all in seconds. ``store`` is where things are kept (see
    ``store.opened``). ``allow_fetch`` are the hosts (``HOST`` or ``HOST:PORT``) that it may talk to. ``tier`` says how
    long things are kept (``paid`` or ``free``); ``control`` opens the routes that read and move the clock. ``faults``
    are what goes wrong with every request (see ``faults.parse``). ``rules`` is a rules file, or the ``Script`` read
    from one.

    ``body_limit`` is in bytes, ``depth_limit`` in levels of JSON, ``stream_limit`` in streams open at once, and
    ``stored_limit`` in bytes stored per key. ``file_limit`` is in bytes of one uploaded file; ``file_seconds`` is how
    long files are PROCESSING (None: videos half a second, others not at all). ``access_log`` writes a line of JSON per
    request on standard error. ``flavor`` is ``documented`` or ``live``: what is followed where the two differ.
    ``network`` makes the way to other servers, from the hosts allowed and the seconds that one may take.

    Raises ``ValueError`` for an unknown revision, tier, flavor or fault, for what is no day, for a revision and a day
    at once, for what is no host, and for a limit that is out of range."""

    revision: str | None = None
    as_of: str | None = None
    store: str = ":memory:"
    clock: Callable[[], float] = time.time
    seed: int | None = None
    pace: float = 0.001
    background_seconds: float = 0.3
    queue_seconds: float = 0.0
    body_limit: int = 20 * MEGABYTE
    faults: tuple[str, ...] = ()
    depth_limit: int = 100
    stream_limit: int = 1000
    stored_limit: int = GIGABYTE
    access_log: bool = False
    allow_fetch: tuple[str, ...] = ()
    tier: str = "paid"
    control: bool = False
    rules: Path | Script | None = None
    file_limit: int = 2 * GIGABYTE
    file_seconds: float | None = None
    flavor: str = "documented"
    network: Callable[[tuple[str, ...], float], Outbound] = Outbound

    def __post_init__(self) -> None:
        if self.revision is not None:
            revision_named(self.revision)
        if self.as_of is not None and not is_day(self.as_of):
            raise ValueError(f"{self.as_of!r} is no day: give YYYY-MM-DD")
        for name in ("body_limit", "depth_limit", "stream_limit", "stored_limit", "file_limit"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} has to be at least 1")
        for name in ("background_seconds", "queue_seconds"):
            if not 0 <= getattr(self, name) < DAY:
                raise ValueError(f"{name} has to be from 0 to less than a day")
        if self.file_seconds is not None and not self.file_seconds >= 0:
            raise ValueError("file_seconds can't be less than 0")
        if self.depth_limit > DEEPEST:
            raise ValueError(f"depth_limit can't be more than {DEEPEST}")
        for host in self.allow_fetch:
            if not is_host(host):
                raise ValueError(f"--allow-fetch {host!r} is no host: give HOST or HOST:PORT, no address with http://")
        if self.revision is not None and self.as_of is not None:
            raise ValueError("the day decides which revision is the default: give either of them, not both")
        if self.flavor not in FLAVORS:
            raise ValueError(f"unknown flavor {self.flavor!r}: known are {', '.join(FLAVORS)}")
        if self.tier not in DAYS:
            raise ValueError(f"unknown tier {self.tier!r}: known are {', '.join(DAYS)}")
        if not isinstance(self.clock, Clock):
            object.__setattr__(self, "clock", Clock(self.clock))
        parse_all(self.faults)

    @property
    def default(self) -> Revision:
        """The revision of requests that name none."""
        if self.as_of is not None:
            return default_on(self.as_of)
        return NEWEST if self.revision is None else revision_named(self.revision)
