"""``conformance sdk run``: start the driver, play, judge, report."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from conformance.known.listing import Listing
from conformance.outcome import Outcome, Suite, conclude, default_folder, header, outcome
from conformance.record import result_line
from conformance.revisions import BY_NAME, NEWEST, Revision
from conformance.sdk.book import Book
from conformance.sdk.driver import Ended, launching, words
from conformance.sdk.judge import LANE, ClientJudge
from conformance.sdk.playing import Player, why_not
from conformance.sdk.protocol import Handshake, Hello, Planned
from conformance.sdk.record import clean
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
    known_failures: Path | None = None
    update_known_failures: bool = False
    as_json: bool = False


def run_client(wanted: Wanted) -> int:
    """Judge the client that a driver drives, and write everything into a folder; the exit code.

    Raises ``ConfigurationError`` for what the user asked in vain.
    """
    if wanted.revision is not None and wanted.revision not in BY_NAME:
        raise ConfigurationError(f"unknown revision {wanted.revision!r}: give {' or '.join(BY_NAME)}")
    command, requirements = words(wanted.driver), select(wanted.select, wanted.level)
    return asyncio.run(_Run(wanted, command, requirements, _listing(wanted)).judged())


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


def _listing(wanted: Wanted) -> Listing | None:
    """The list of known failures that the command line names."""
    if wanted.update_known_failures and not selected(wanted.select, wanted.level)["whole"]:
        raise ConfigurationError(
            "--update-known-failures: only a whole run shows what fails and what does not: leave out --select, --level"
        )
    updates = wanted.update_known_failures
    return Listing.of(wanted.known_failures, updates=updates, strict=wanted.strict, ids=client_requirements())


@dataclass(frozen=True, slots=True)
class _Run:
    wanted: Wanted
    command: list[str]
    requirements: tuple[ClientRequirement, ...]
    listing: Listing | None

    async def judged(self) -> int:
        """Start the driver, and judge what it drives; the exit code."""
        asked = self.wanted.revision
        opening = BY_NAME[asked] if asked else NEWEST
        planned = [Planned(name=s.name, does=s.does(opening)) for s in client_scenarios() if opening in s.span]
        player = Player(launching(self.command), Hello(revision=asked, scenarios=tuple(planned)))
        try:
            client = await player.start()
            return await self._played(player, client, spoken(asked, client))
        except Ended as error:
            return self._no_driver(opening, str(error))
        finally:
            await player.kill()

    async def _played(self, player: Player, client: Handshake, revision: Revision) -> int:
        with self._outcome(_target(client), client.title, revision) as found:
            book = Book(found, ClientJudge(client.title, revision, _absent(client, revision)), self.requirements)
            book.begin()
            try:
                todo = [s for s in chosen(self.requirements, revision) if s not in book.judge.absent]
                await player.play(todo, revision, book.take)
                await player.close()
                found.finish()
            except asyncio.CancelledError:
                await player.kill()  # the user stopped it; what is known is kept
            code = conclude(found, strict=self.wanted.strict)
            found.say(*book.waited(), *_of_process(player))
            return code

    def _no_driver(self, revision: Revision, why: str) -> int:
        """The driver said no handshake, so there is nothing to judge: all is in error, and the run incomplete."""
        name = Path(self.command[-1]).name or "driver"
        judge = ClientJudge(name, revision, {})
        with self._outcome({"name": name}, name, revision) as found:
            results = [judge.failed(each, f"the driver said no handshake: {why}") for each in self.requirements]
            found.write(clean(result_line(result)) for result in results)
            found.finish()
            return conclude(found, strict=self.wanted.strict)

    def _outcome(
        self, target: Mapping[str, str | None], title: str, revision: Revision
    ) -> AbstractContextManager[Outcome]:
        wanted = self.wanted
        first = header(
            target={**target, "base_url": None, "argument": wanted.driver, "kind": "client"},
            revision=revision.name,
            lane=LANE,
            command=shlex.join(["conformance", "sdk", "run", "--driver", wanted.driver, "--revision", revision.name]),
            selected=selected(wanted.select, wanted.level),
            suite=Suite(client_fingerprint(), client_features()),
        )
        folder, number = wanted.out or default_folder(title, revision.name), len(self.requirements)
        return outcome(folder, first, number, f"{title} at {revision}", self.listing, as_json=wanted.as_json)


def _absent(client: Handshake, revision: Revision) -> dict[ClientScenario, str]:
    """Why the driver does not declare a scenario, of each that it does not."""
    reasons = {s: why_not(client, s, revision) for s in client_scenarios() if revision in s.span}
    return {scenario: reason for scenario, reason in reasons.items() if reason is not None}


def _target(client: Handshake) -> dict[str, str]:
    name = " ".join(part for part in (client.name, client.flavor) if part)
    told = {"version": client.version, "language": client.language, "runtime": client.runtime}
    return {"name": name} | {key: value for key, value in told.items() if value}


def _of_process(player: Player) -> list[str]:
    notes = [f"the driver was started again {player.restarts} times"] if player.restarts else []
    return notes + (["the driver did not end when its input was closed, and was killed"] if player.lingered else [])
