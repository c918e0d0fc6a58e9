"""Being a good guest of a service that costs money: a budget of requests, a rate, and patience when asked for it.

One ``Courtesy`` is shared by all that talk to a target, since limits go by key, not by connection.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.exchange import Exchange
from conformance.requirement import Cost
from conformance.target import Target

COSTS: tuple[Cost, ...] = ("text", "media", "agent")
"""What a request makes, from cheap to dear."""
LONGEST_WAIT = 90.0
"""Seconds that a target may ask for; one that asks for more (a quota per day) is not waited for."""
MOST_WAITS = 3
"""How often one request is sent again."""
MOST_IN_VAIN = 4
"""Requests that stay refused after all waiting, after which nothing is waited for: the quota is gone, not the rate."""

# Recorded: the delay stands in the text alone, "Please retry in 4.853364811s." (facts/errors.json, 2026-08).
_IN_TEXT = re.compile(r"retry in (\d+(?:\.\d+)?) ?s", re.IGNORECASE)


class BudgetSpent(Exception):
    """The run may send no more requests; the message says how many there were."""


@dataclass(slots=True)
class Courtesy:
    """``most`` is the number of requests that may be sent at all, ``rate`` how many in a minute; None is unlimited.

    ``sent`` counts requests, ``put_off`` those that were sent again after a wait."""

    most: int | None = None
    rate: float | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    sent: int = 0
    put_off: int = 0
    _next: float = 0.0
    _in_vain: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self) -> None:
        """Wait for one's turn; raises ``BudgetSpent`` where there is none."""
        with self._lock:
            if self.most is not None and self.sent >= self.most:
                raise BudgetSpent(f"the budget of {self.most} requests is spent")
            self.sent += 1
            now = self.clock()
            turn = max(self._next, now)
            self._next = turn + 60 / self.rate if self.rate else self._next
        if turn > now:
            self.sleep(turn - now)

    def again(self, answer: Exchange, waits: int) -> bool:
        """Whether to send a request again that got ``answer`` after ``waits`` others; everybody then waits first."""
        delay = asked_delay(answer, waits)
        if delay is None:
            return False
        with self._lock:
            if waits >= MOST_WAITS:
                self._in_vain += 1
            if waits >= MOST_WAITS or self._in_vain >= MOST_IN_VAIN or delay > LONGEST_WAIT:
                return False
            self.put_off += 1
            self._next = max(self._next, self.clock() + delay)
        return True


def cost_of(exchange: Exchange, target: Target) -> Cost:
    """What an exchange made; a refused request made nothing, which is as cheap as text."""
    if exchange.operation != "create" or exchange.status != 200:
        return "text"
    if "agent" in exchange.sent:
        return "agent"
    return "media" if exchange.sent.get("model") in target.models.media else "text"


def asked_delay(answer: Exchange, waits: int = 0) -> float | None:
    """The seconds that a 429 asks for: by header, by its text, else 1, 2, 4 …; None for any other answer."""
    if answer.status != 429:
        return None
    header = answer.header("retry-after") or ""
    if header.isascii() and header.isdigit():
        return float(header[:9])
    found = _IN_TEXT.search(answer.body.decode("utf-8", "replace"))
    return float(found[1]) if found else 2.0**waits
