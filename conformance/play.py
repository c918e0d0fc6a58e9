"""Playing scenarios against a target: each once in a run, several at a time, but those alone that are timed, until the
target stops answering.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import ClassVar
from urllib.parse import quote

from conformance.api import Api
from conformance.client import Client, UnreachableError
from conformance.courtesy import BudgetSpent
from conformance.drawing import Drawing
from conformance.exchange import Exchange, Lane, Unanswered
from conformance.receiver import Receiver
from conformance.requirement import NotElicited, Scenario
from conformance.revisions import Revision
from conformance.target import Target
from conformance.turns import Turns

PATIENCE = 3  # time-outs in a row after which a target counts as gone (ARCHITECTURE, status words)

HASTE = "the time was over, requests were few, or not all sources were to be drawn from"


class End(StrEnum):
    """How a scenario ended."""

    PLAYED = "played"
    UNANSWERED = "unanswered"
    NOT_ELICITED = "not elicited"
    TARGET_GONE = "target gone"
    BUDGET_SPENT = "budget spent"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario's exchanges, how it ended and why it ended so."""

    scenario: Scenario
    exchanges: tuple[Exchange, ...]
    end: End = End.PLAYED
    reason: str = ""


@dataclass(slots=True)
class Stage:
    """Where scenarios are played. ``probe`` is the opening exchange, a plain create; ``workers`` play at a time;
    ``drawing`` is how much each drawn one does, ``drawn`` has by their names those that began. What they show is judged
    in the ``lane``. Where ``shares_probe`` is false, each scenario asks for itself what others take the probe for.
    """

    lane: ClassVar[Lane] = "socket"
    shares_probe: ClassVar[bool] = True

    client: Client
    target: Target
    revision: Revision
    probe: Exchange
    workers: int = 1
    seed: int = 0
    receiver: Receiver | None = None
    drawing: Drawing = field(default_factory=Drawing)
    drawn: dict[str, Api] = field(default_factory=dict)
    _futures: dict[str, Future[Played]] = field(default_factory=dict)
    _pool: ThreadPoolExecutor | None = None
    _lock: Lock = field(default_factory=Lock)
    _turns: Turns = field(default_factory=Turns)
    _silent: int = 0
    _closed: bool = False
    _owners: dict[str, str] = field(default_factory=dict)
    _deleted: set[str] = field(default_factory=set)

    def open(self, scenarios: Iterable[Scenario]) -> None:
        """Start to play ``scenarios`` in the background; ``played`` then waits for each."""
        if self._pool is None:
            self._note(self.probe)
            self._pool = ThreadPoolExecutor(self.workers, thread_name_prefix="scenario")
        for scenario in sorted(scenarios, key=lambda scenario: scenario.alone):  # who waits for others comes last
            if scenario.name not in self._futures:
                self._futures[scenario.name] = self._pool.submit(self._in_turn, scenario)

    @property
    def gone(self) -> bool:
        """Whether the target stopped answering."""
        return self._silent >= PATIENCE

    def close(self) -> None:
        """Start nothing more; what runs is bounded by the client's time-outs."""
        self._closed = True
        self.drawing.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def tidy(self) -> None:
        """Delete what the run stored, as far as it goes without asking twice; the requests are no part of the run."""
        stored = {id for api in self.drawn.values() for id in api.stored} | self._owners.keys()  # noqa: A001
        files = {f"/v1beta/{name}" for api in self.drawn.values() for name in api.uploaded}
        left = set() if self.gone else {self._path(id) for id in stored - self._deleted} | files  # noqa: A001
        with ThreadPoolExecutor(self.workers) as pool:
            for asked in [pool.submit(self.client.send, "DELETE", path, timeout=10) for path in left]:
                with suppress(UnreachableError, BudgetSpent):
                    asked.result()

    def _path(self, id: str) -> str:  # noqa: A002
        return f"{self.revision.prefix}/interactions/{quote(id, safe='')}"

    def played(self, scenario: Scenario) -> Played:
        """What came of a scenario that was opened."""
        return self._futures[scenario.name].result()

    def finished(self, name: str) -> bool:
        """Whether the scenario ``name`` came to its end."""
        return name in self._futures and self._futures[name].done()

    def owner(self, id: str) -> str | None:  # noqa: A002
        """The key of the exchange that was first to answer with the interaction ``id``."""
        return self._owners.get(id)

    def _in_turn(self, scenario: Scenario) -> Played:
        with self._turns.of(alone=scenario.alone):
            return self._play(scenario)

    def _play(self, scenario: Scenario) -> Played:
        return self._tried(scenario, self.client, self.receiver)

    def _tried(self, scenario: Scenario, client: Client, receiver: Receiver | None) -> Played:
        exchanges: list[Exchange] = []
        reason = ""
        for attempt in range(scenario.attempts):
            if self._closed or self.gone:
                return Played(scenario, tuple(exchanges), End.TARGET_GONE, "the target stopped answering")
            api = Api(
                client,
                self.target,
                self.revision,
                scenario.name,
                self.probe if self.shares_probe else None,
                seed=self.seed,
                receiver=receiver,
                drawing=self.drawing.begun(),
            )
            if scenario.drawn:
                self.drawn[scenario.name] = api
            try:
                scenario.play(api)
                end, reason = (End.NOT_ELICITED, HASTE) if scenario.drawn and api.drawing.hasty else (End.PLAYED, "")
                return Played(scenario, (*exchanges, *api.exchanges), end, reason)
            except NotElicited as choice:
                reason = f"{choice} (in {attempt + 1} of {scenario.attempts} attempts)"
            except Unanswered as answer:
                return Played(scenario, (*exchanges, *api.exchanges), End.UNANSWERED, str(answer))
            except UnreachableError as error:
                return Played(scenario, (*exchanges, *api.exchanges), End.TARGET_GONE, str(error))
            except BudgetSpent as spent:
                return Played(scenario, (*exchanges, *api.exchanges), End.BUDGET_SPENT, f"{spent}; --resume goes on")
            except Exception:  # whatever a scenario trips over is our bug, and the other scenarios still play
                return Played(scenario, (*exchanges, *api.exchanges), End.BUG, traceback.format_exc(limit=-3))
            finally:
                for exchange in api.exchanges:
                    self._note(exchange)
            exchanges += api.exchanges
        return Played(scenario, tuple(exchanges), End.NOT_ELICITED, reason)

    def _note(self, exchange: Exchange) -> None:
        with self._lock:
            if exchange.operation == "create" and exchange.answered_id:
                self._owners.setdefault(exchange.answered_id, exchange.key)
            if exchange.operation == "delete" and exchange.target_id and exchange.status == 200:
                self._deleted.add(exchange.target_id)
            if not self.gone:  # once gone, a target is not asked again
                silent = exchange.failure and not exchange.body  # what breaks off in the middle is there
                self._silent = self._silent + 1 if silent else 0
