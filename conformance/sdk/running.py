"""``conformance sdk run``: start the driver, play, judge, report."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.outcome import Outcome, Suite, conclude, default_folder, header, outcome
from conformance.record import result_line
from conformance.revisions import BY_NAME, NEWEST, Revision
from conformance.sdk.driver import Ended, launching, words
from conformance.sdk.judge import LANE, ClientJudge
from conformance.sdk.playing import Played, Player, why_not
from conformance.sdk.protocol import Handshake, Hello, Planned
from conformance.sdk.record import clean, exchange_lines, report_line
from conformance.sdk.requirement import (
    ClientRequirement,
    chosen,
    client_features,
    client_fingerprint,
    client_requirements,
    client_scenarios,
)  # fmt: skip
from conformance.sdk.scenario import ClientScenario
from conformance.selection import check_globs, is_selected, selected
from conformance.target import ConfigurationError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    driver: str
    revision: str | None = None
    select: tuple[str, ...] = ()
    level: str = "may"
    out: Path | None = None
    strict: bool = False


def run_client(wanted: Wanted) -> int:
    """Judge the client that a driver drives, and write everything into a folder; the exit code.

    Raises ``ConfigurationError`` for what the user asked in vain.
    """
    if wanted.revision is not None and wanted.revision not in BY_NAME:
        raise ConfigurationError(f"unknown revision {wanted.revision!r}: give {' or '.join(BY_NAME)}")
    command, requirements = words(wanted.driver), select(wanted.select, wanted.level)
    return asyncio.run(_judged(wanted, command, requirements))


def select(globs: tuple[str, ...], level: str = "may") -> tuple[ClientRequirement, ...]:
    """The requirements on clients whose id or feature matches one of ``globs`` (all for none), from ``level`` up.

    Raises ``ConfigurationError`` where a glob matches nothing, with the nearest names.
    """
    known = client_requirements()
    check_globs(globs, [*known, *(feature.name for feature in client_features())])
    return tuple(requirement for requirement in known.values() if is_selected(requirement, globs, level))


def spoken(asked: str | None, client: Handshake) -> Revision:
    """The revision to play at: the one asked for, or the newest that the driver says it speaks, or the newest.

    Raises ``ConfigurationError`` where the driver does not speak the one asked for, or none that there is.
    """
    speaks = [BY_NAME[name] for name in client.revisions if name in BY_NAME]
    if client.revisions and (not speaks or (asked and BY_NAME[asked] not in speaks)):
        wanted = asked or " or ".join(BY_NAME)
        raise ConfigurationError(f"{client.title} does not speak revision {wanted}, but {', '.join(client.revisions)}")
    return BY_NAME[asked] if asked else max(speaks, default=NEWEST, key=lambda revision: revision.name)


async def _judged(wanted: Wanted, command: list[str], requirements: tuple[ClientRequirement, ...]) -> int:
    asked = BY_NAME[wanted.revision] if wanted.revision else NEWEST
    planned = [Planned(name=s.name, does=s.does(asked)) for s in client_scenarios() if asked in s.span]
    player = Player(launching(command), Hello(revision=wanted.revision, scenarios=tuple(planned)))
    try:
        try:
            client = await player.start()
        except Ended as error:
            return _no_driver(wanted, command, requirements, asked, str(error))
        revision = spoken(wanted.revision, client)
        folder = wanted.out or default_folder(client.title, revision.name)
        first = _first(wanted, _target(client, wanted.driver), revision)
        with outcome(folder, first, len(requirements), f"{client.title} at {revision}") as found:
            book = _Book(found, ClientJudge(client.title, revision, _absent(client, revision)), requirements)
            book.begin()
            todo = [s for s in chosen(requirements, revision) if s not in book.judge.absent]
            try:
                await player.play(todo, revision, book.take)
                await player.close()
                found.finish()
            except asyncio.CancelledError:
                await player.kill()  # the user stopped it; what is known is kept
            code = conclude(found, strict=wanted.strict)
            for line in [*book.notes(), *_of_process(player)]:
                print(line)
            return code
    finally:
        await player.kill()


def _absent(client: Handshake, revision: Revision) -> dict[ClientScenario, str]:
    reasons = {s: why_not(client, s, revision) for s in client_scenarios() if revision in s.span}
    return {scenario: reason for scenario, reason in reasons.items() if reason is not None}


def _first(wanted: Wanted, target: Mapping[str, str | None], revision: Revision) -> dict[str, object]:
    return header(
        target=target,
        revision=revision.name,
        lane=LANE,
        command=shlex.join(["conformance", "sdk", "run", "--driver", wanted.driver, "--revision", revision.name]),
        selected=selected(wanted.select, wanted.level),
        suite=Suite(client_fingerprint(), client_features()),
    )


def _target(client: Handshake, argument: str) -> dict[str, str | None]:
    name = " ".join(part for part in (client.name, client.flavor) if part)
    told = {"version": client.version, "language": client.language, "runtime": client.runtime}
    found: dict[str, str | None] = {"name": name, "base_url": None, "argument": argument, "kind": "client"}
    return found | {key: value for key, value in told.items() if value}


def _no_driver(
    wanted: Wanted, command: list[str], requirements: tuple[ClientRequirement, ...], revision: Revision, why: str
) -> int:
    """The driver said no handshake, so there is nothing to judge: everything is in error, and the run incomplete."""
    name = Path(command[-1]).name or "driver"
    target = {"name": name, "base_url": None, "argument": wanted.driver, "kind": "client"}
    judge = ClientJudge(name, revision, {})
    folder = wanted.out or default_folder(name, revision.name)
    with outcome(folder, _first(wanted, target, revision), len(requirements), name) as found:
        results = [judge.failed(requirement, f"the driver said no handshake: {why}") for requirement in requirements]
        found.write(clean(result_line(result)) for result in results)
        found.finish()
        return conclude(found, strict=wanted.strict)


@dataclass(slots=True)
class _Book:
    """Keeps what was played, and writes each result as soon as all that it needs is there."""

    found: Outcome
    judge: ClientJudge
    left: tuple[ClientRequirement, ...]
    played: dict[ClientScenario, Played] = field(default_factory=dict)

    def begin(self) -> None:
        """Write the results that nothing has to be played for."""
        self._write()

    def take(self, played: Played) -> None:
        """Keep what came of a scenario."""
        self.played[played.scenario] = played
        self.found.write(map(clean, [*exchange_lines(played), report_line(played)]))
        self._write()

    def _write(self) -> None:
        done = [requirement for requirement in self.left if self._is_due(requirement)]
        self.left = tuple(requirement for requirement in self.left if requirement not in done)
        results = [self.judge.result(requirement, self.played) for requirement in done]
        self.found.write(clean(result_line(result)) for result in results)

    def _is_due(self, requirement: ClientRequirement) -> bool:
        concerned = requirement.concerns(self.judge.revision)
        return all(scenario in self.played or scenario in self.judge.absent for scenario in concerned)

    def notes(self) -> list[str]:
        """What a reader of the numbers has to know beside them: where the time went."""
        slow = [played for played in self.played.values() if played.scenario.slow]
        if not slow:
            return []
        longest = max(slow, key=lambda played: played.seconds)
        took = f"{len(slow)} slow scenarios waited {sum(played.seconds for played in slow):.1f} s in all"
        return [f"{took} for the client's own back-off, the longest {longest.seconds:.1f} s ({longest.scenario.name})"]


def _of_process(player: Player) -> list[str]:
    notes = [f"the driver was started again {player.restarts} times"] if player.restarts else []
    return notes + (["the driver did not end when its input was closed, and was killed"] if player.lingered else [])
