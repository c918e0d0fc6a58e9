"""The kill table of clients: each sin is played, and each requirement that it is against must notice.

``python -m conformance.sdk.sins`` prints it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.sdk.judge import ClientJudge
from conformance.sdk.playing import End, Played, Player
from conformance.sdk.protocol import Hello
from conformance.sdk.requirement import ClientRequirement, client_requirements, client_scenarios
from conformance.sdk.scenario import ClientScenario
from conformance.sdk.sins.inside import launching
from conformance.sdk.sins.sin import HANDSHAKE, Application, Sin, sins
from conformance.verdict import Status

AT_A_TIME = 12
FIRST = 2
"""How many of the scenarios of a requirement are played: what a sin is against shows in one of the first."""
NOTICED = {Status.FAIL, Status.WARN}


@dataclass(frozen=True, slots=True)
class Kill:
    """What a requirement said of a sin; ``tripped`` where the sinner itself came to no report."""

    sin: str
    requirement: str
    status: Status
    message: str
    tripped: bool

    @property
    def is_kill(self) -> bool:
        """Whether the requirement noticed, by its own judgement."""
        return self.status in NOTICED and not self.tripped


def table(chosen: Iterable[Sin] | None = None) -> list[Kill]:
    """All kills that ``chosen`` (all sins for None) are declared to be, as they turned out."""
    return asyncio.run(_table(sins() if chosen is None else list(chosen)))


def unkilled(kills: Iterable[Kill]) -> list[str]:
    """The requirements that no sin was noticed by."""
    killed = {kill.requirement for kill in kills if kill.is_kill}
    return [id for id in client_requirements() if id not in killed]  # noqa: A001


def scenarios_of(sin: Sin) -> list[ClientScenario]:
    """What is played with a sin."""
    wanted = {scenario: None for id in sin.kills for scenario in _first(client_requirements()[id], sin)}  # noqa: A001
    named = [scenario for scenario in client_scenarios() if scenario.name in sin.plays]
    return list(wanted | dict.fromkeys(named))


async def played(application: type[Application], scenarios: Iterable[ClientScenario], sin: Sin) -> list[Played]:
    """The scenarios, played with ``application`` at the revision of the sin."""
    found: list[Played] = []
    launch = launching(HANDSHAKE, lambda scenario: application(scenario).play())
    player = Player(launch, Hello(revision=sin.revision.name, scenarios=()))
    await player.start()
    await player.play(scenarios, sin.revision, found.append)
    await player.close()
    return found


async def _table(chosen: Iterable[Sin]) -> list[Kill]:
    turns = asyncio.Semaphore(AT_A_TIME)

    async def one(sin: Sin) -> list[Kill]:
        async with turns:
            return _judged(sin, await played(sin.application, scenarios_of(sin), sin))

    return [kill for kills in await asyncio.gather(*(one(sin) for sin in chosen)) for kill in kills]


def _first(requirement: ClientRequirement, sin: Sin) -> tuple[ClientScenario, ...]:
    return requirement.concerns(sin.revision)[:FIRST] if requirement.looks_at else ()


def _judged(sin: Sin, found: Iterable[Played]) -> list[Kill]:
    book = {one.scenario: one for one in found}
    judge = ClientJudge(sin.name, sin.revision, dict.fromkeys(client_scenarios(), "not played"))
    kills = []
    for id in sin.kills:  # noqa: A001
        requirement = client_requirements()[id]
        result = judge.result(requirement, book)
        tripped = any(book[s].end is not End.REPORTED for s in requirement.concerns(sin.revision) if s in book)
        kills.append(Kill(sin.name, id, result.status, result.message, tripped))
    return kills
