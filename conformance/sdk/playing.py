"""Scenarios played with a driver: as many at a time as it says, and what came of each.

A driver that ends while several scenarios are under way leaves open which of them it ended of: each of them is played
again alone. One that ends four times in a row without a report is not asked any more.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from conformance.revisions import Revision
from conformance.sdk.driver import Ended, Launch, Playing, new_key
from conformance.sdk.protocol import Handshake, Hello, Order, Outcome, Refusal, Report
from conformance.sdk.scenario import ClientScenario
from conformance.sdk.seen import Seen
from conformance.sdk.server import Allowance, ScriptedServer
from conformance.target import ConfigurationError

GRACE = 3.0  # seconds beyond what a scenario may take: for the report to be written and read
STRIKES = 4


class End(StrEnum):
    """How a scenario came to its end."""

    REPORTED = "reported"
    REFUSED = "refused"
    CRASHED = "crashed"
    TIMED_OUT = "timed-out"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Played:
    """One scenario, played: what was seen, how it ended and why, the driver's error output where it matters."""

    scenario: ClientScenario
    seen: Seen
    end: End
    reason: str = ""
    stderr: str = ""
    seconds: float = 0.0


def why_not(client: Handshake, scenario: ClientScenario, revision: Revision) -> str | None:
    """Why the driver does not declare ``scenario``; None where it does."""
    lacking = [deed for deed in scenario.does(revision) if deed not in client.does]
    if lacking:
        return f"the driver does not {' or '.join(lacking)}"
    for glob, reason in client.excluded.items():
        if fnmatchcase(scenario.name, glob):
            return f"the driver excludes {glob}: {reason}" if reason else f"the driver excludes {glob}"
    return None


@dataclass(slots=True)
class Player:
    """Plays scenarios with the driver that ``launch`` starts.

    ``restarts`` counts how often the driver had to be started anew, ``lingered`` how often it did not end when its
    input was closed.
    """

    launch: Launch
    hello: Hello
    restarts: int = 0
    lingered: int = 0
    _driver: Playing | None = None
    _fit: bool = False
    _reports: int = 0
    _strikes: int = 0
    _last: str = ""
    _allowance: Allowance = field(default_factory=Allowance)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def start(self) -> Handshake:
        """Start the driver; what it says of itself. Raises ``ConfigurationError``, or ``Ended`` without a handshake."""
        self._driver = await self.launch(self.hello)
        self._fit, self._reports = True, 0
        return self._driver.handshake

    async def play(
        self, scenarios: Iterable[ClientScenario], revision: Revision, tell: Callable[[Played], None]
    ) -> None:
        """Play all of them, the slow ones first; ``tell`` hears of each as soon as it is over."""
        left, alone = deque(sorted(scenarios, key=lambda scenario: not scenario.slow)), deque[ClientScenario]()
        while (left or alone) and self._strikes < STRIKES:
            if self._driver is None and not await self._restart():
                continue
            assert self._driver is not None
            turn, width = (alone, 1) if alone else (left, self._driver.handshake.concurrency)
            alone += await self._turn(turn, revision, width, tell)
            if not self._fit:
                await self._drop()
        for scenario in [*alone, *left]:
            why = f"not asked: the driver ended {STRIKES} times in a row without a report, the last time: {self._last}"
            tell(Played(scenario, Seen(scenario, revision), End.NOT_ASKED, why))

    async def kill(self) -> None:
        """End the driver at once."""
        if self._driver is not None:
            await self._driver.kill()
            self._driver = None

    async def close(self) -> None:
        """Let the driver end."""
        if self._driver is not None:
            await self._driver.close()
            self.lingered += self._driver.lingered
            self._driver = None

    async def _restart(self) -> bool:
        self.restarts += 1
        try:
            await self.start()
        except (Ended, ConfigurationError) as error:
            self._strikes, self._last = self._strikes + 1, str(error)
            return False
        return True

    async def _drop(self) -> None:
        """Do away with a driver that ended or got stuck."""
        assert self._driver is not None
        await self._driver.kill()
        self._last = self._driver.end
        self._strikes = 0 if self._reports else self._strikes + 1
        self._driver = None

    async def _turn(
        self, todo: deque[ClientScenario], revision: Revision, width: int, tell: Callable[[Played], None]
    ) -> list[ClientScenario]:
        """Play from ``todo``, ``width`` at a time, while the driver is fit; those that have to be played again."""
        ended: list[Played] = []

        async def work() -> None:
            while todo and self._fit:
                played = await self._one(todo.popleft(), revision)
                self._fit = self._fit and played.end in {End.REPORTED, End.REFUSED}
                if played.end is End.CRASHED:
                    ended.append(played)
                else:
                    tell(played)

        async with asyncio.TaskGroup() as group:
            for _ in range(width):
                group.create_task(work())
        if len(ended) > 1:
            return [played.scenario for played in ended]
        for played in ended:
            tell(played)
        return []

    async def _one(self, scenario: ClientScenario, revision: Revision) -> Played:
        assert self._driver is not None
        played = await played_once(self._driver, scenario, revision, str(next(self._ids)), self._allowance)
        self._reports += played.end in {End.REPORTED, End.REFUSED}
        return played


async def played_once(
    driver: Playing,
    scenario: ClientScenario,
    revision: Revision,
    id: str,  # noqa: A002
    allowance: Allowance | None = None,
) -> Played:
    """What comes of one scenario, played against a server of its own."""
    script, key, began = scenario.at(revision), new_key(), time.monotonic()
    end, reason, outcomes = End.REPORTED, "", tuple[Outcome, ...]()
    async with ScriptedServer(scenario.name, revision, script.answers, allowance) as server:
        order = Order(
            id=id, name=scenario.name, base_url=server.base_url, api_key=key,
            revision=revision.name, timeout=scenario.timeout, calls=tuple(script.calls),
        )  # fmt: skip
        try:
            match await driver.ask(order, scenario.timeout + GRACE):
                case Report(calls=outcomes):
                    pass
                case Refusal(reason=reason):
                    end = End.REFUSED
        except Ended as error:
            end, reason = End.CRASHED, str(error)
        except TimeoutError:
            end, reason = End.TIMED_OUT, f"no report within {scenario.timeout + GRACE:g} s"
    seen = Seen(scenario, revision, key, server.exchanges, outcomes, server.arrived, server.answered)
    stderr = driver.stderr if end in {End.CRASHED, End.TIMED_OUT} else ""
    return Played(scenario, seen, end, reason, stderr, time.monotonic() - began)
