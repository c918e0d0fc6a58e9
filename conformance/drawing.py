"""How much the drawn scenarios of a run may do, and what they did: both travel with the ``Api`` that each is given."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING

from conformance.requirement import Cost
from conformance.turns import FairLock

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase

HYPOTHESIS = FairLock()
"""Held by a scenario that runs hypothesis: CPython's parser, which it asks about lambdas, is not for two threads."""
FEATURES = {
    "strategies": "generated-requests",
    "corpus": "generated-requests",
    "walk": "generated-requests",
    "invalid": "invalid-requests",
    "sequences": "sequences",
    "schemathesis": "schemathesis",
}
"""The feature that draws from each source."""
TIERS = tuple(FEATURES)
"""Where generated requests come from."""

HASTE = 0.25
"""Of the time: a scenario that has no more left ended because of that, and not because it was done."""
PLENTY = 1_000
"""Requests of a scenario among which all that is to be shown comes up; of fewer, it is luck."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How much one drawn scenario does: at most ``examples`` requests in ``seconds``, made from ``seed``.

    ``tiers`` are the sources to draw from, ``workers`` how many connections a scenario may have at a time (more than
    one sends the same requests in another order); with ``first_failure`` it ends there, and nothing dearer
    than ``cost`` is asked for. Failures are kept in the ``database``, and those that are there are played first; with
    ``replay``, the id of one, that one alone. The default is what a kill table and ``run --with fuzz`` give.
    """

    seed: int = 0
    examples: int = 300
    seconds: float = 30
    tiers: tuple[str, ...] = TIERS
    workers: int = 1
    first_failure: bool = False
    cost: Cost = "agent"
    database: ExampleDatabase | None = None
    replay: str = ""
    clock: Callable[[], float] = time.monotonic
    deadline: float = math.inf
    _stopped: Event = field(default_factory=Event)

    def anew(self) -> Drawing:
        """This drawing for another run, which is stopped on its own."""
        return replace(self, _stopped=Event())

    def begun(self) -> Drawing:
        """This drawing with its time running from now on."""
        return replace(self, deadline=self.clock() + self.seconds)

    @property
    def left(self) -> float:
        """Seconds until the scenario has to come to an end; zero or less: now."""
        return 0.0 if self._stopped.is_set() else self.deadline - self.clock()

    @property
    def hasty(self) -> bool:
        """Whether a scenario that ends now may have had too few requests, time, or sources, to show everything."""
        return self.left <= HASTE * self.seconds or self.tiers != TIERS or self.examples < PLENTY

    @property
    def stopped(self) -> bool:
        """Whether the run was stopped."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Leave no time to this drawing, nor to any that began from it."""
        self._stopped.set()


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that showed something wrong, made as small as it goes.

    ``exchange`` is the key of the exchange that shows it; ``requirement`` the sentence's id where one is broken;
    ``about`` what the request exercises; ``repeat`` what makes it again; ``after`` how many requests the scenario had
    sent when it was found; ``shrinking`` how many more it took to make it small; ``found`` and ``size`` are the bytes
    of the request as it was found and as it is now; ``id`` is that of the entry in the database, where it was kept.
    """

    exchange: str
    requirement: str
    message: str
    about: str
    tier: str
    repeat: str
    after: int
    size: int
    found: int = 0
    shrinking: int = 0
    id: str = ""


@dataclass(slots=True)
class Tally:
    """What a drawn scenario did.

    ``sent`` counts its requests by tier, ``operations`` by what they asked for; ``seconds`` says how long each tier
    took, ``coverage`` how much of the schemas they reached (by tier or phase, as ``generate.coverage`` reports it);
    ``again`` counts the further requests that broke a requirement whose failures are told; ``explained`` counts
    findings of another tool that are none, by the reason why; ``mended`` are the ids of kept failures that did not show
    again, ``trouble`` is what was wrong with the database.
    """

    sent: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    coverage: dict[str, Mapping[str, object]] = field(default_factory=dict)
    again: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    mended: list[str] = field(default_factory=list)
    trouble: str = ""

    def __bool__(self) -> bool:
        return bool(self.sent)
