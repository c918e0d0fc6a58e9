"""A campaign: cases of several tiers sent to a target, one trial after the other, until time or budget is spent.

What a trial shows is judged at once; what fails is made small by sending smaller and smaller requests, and only what
shows something – the first of each kind that passed, the smallest that failed – is kept in ``api.exchanges``.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from conformance.api import Api
from conformance.client import encoded
from conformance.courtesy import BudgetSpent
from conformance.drawing import Failure
from conformance.exchange import Exchange
from conformance.fuzzing.connection import Connection
from conformance.fuzzing.rules import Finding, Rules
from conformance.fuzzing.shrinking import Shrinker
from conformance.fuzzing.trial import Plan, Player, Trial
from conformance.generate.case import Case
from conformance.generate.shape import Shape

PATIENCE = 3
"""Trials in a row without any answer after which the target counts as gone; as in a plain run."""
LONGEST_ANSWER = 20.0
"""Seconds for one answer, where the target's own limit is longer: a generated request asks for little."""
TOLD = 2
"""Failures of one requirement that are made small and shown; further ones are counted."""
KEPT = "kept"
"""The name under which requests are counted that play kept failures again."""
HOPELESS = 50
"""Trials in a row that fail, after which no more are sent: there is nothing to find but that the target is broken."""

Remake = Callable[[Case, object], "Case | None"]
"""The case with a smaller body, or None where that would be no case of its kind any more."""
Keep = Callable[[str, Trial], str]
"""Keeps a trial that broke the requirement of that id for later runs; the id of the entry, or nothing."""


@dataclass(slots=True)
class Campaign:
    """Sends the cases of tiers in turns of ``plans``, held to ``rules``; the first turn of all whatever the time is."""

    api: Api
    rules: Rules
    remake: Remake
    shape: Shape
    plans: Sequence[Plan] = (Plan.ALONE,)
    keep: Keep = lambda _, __: ""
    _numbers: Iterator[int] = field(default_factory=count)
    _shown: set[str] = field(default_factory=set)
    _aside: dict[str, tuple[Exchange, ...]] = field(default_factory=dict)
    _told: Counter[str] = field(default_factory=Counter)
    _smallest: set[tuple[str, bytes]] = field(default_factory=set)
    _played: int = 0
    _silent: int = 0
    _failing: int = 0
    _over: bool = False
    _lock: Lock = field(default_factory=Lock)

    def again(self, case: Case, plan: Plan, requirement: str) -> bool | None:
        """Play a failure of an earlier run: whether it breaks ``requirement`` again, None where it does not show."""
        with self._player() as player:
            try:
                trial = player.play(case, plan)
            finally:
                self.api.tally.sent[KEPT] += player.sent
        findings = list(self.rules.findings(trial.exchanges))
        concerned = [finding for finding in findings if finding.requirement.id == requirement]
        wrong = [finding for finding in concerned if finding.is_wrong]
        if wrong:
            self._note(trial, wrong[0], self.sent, trial.size, 0)
        elif concerned and not any(finding.is_wrong for finding in findings):
            self._show(trial, findings)
        return bool(wrong) if concerned else None

    def run(self, tier: str, cases: Iterator[Case], share: float) -> None:
        """Send ``cases`` until they end, or a ``share`` of what is left of time and requests is spent.

        Raises ``UnreachableError`` where nothing listens any more, ``BudgetSpent`` where not even one could be sent.
        """
        drawing = self.api.drawing
        most = self.sent + round((drawing.examples - self.sent) * share)
        until = drawing.left * (1 - share)
        begun = time.perf_counter()

        def drawn() -> tuple[Case, Plan] | None:
            with self._lock:
                late = drawing.left <= max(until, 0) and (drawing.stopped or self._played >= len(self.plans))
                if self._over or self.sent >= most or late:
                    return None
                self._played += 1
                case = next(cases, None)
                return None if case is None else (case, self._plan(case))

        with ThreadPoolExecutor(drawing.workers, thread_name_prefix="fuzz") as pool:
            for work in [pool.submit(self._work, tier, drawn) for _ in range(drawing.workers)]:
                work.result()
        self.api.tally.seconds[tier] = self.api.tally.seconds.get(tier, 0.0) + time.perf_counter() - begun

    @property
    def sent(self) -> int:
        """The requests so far, without those that make a failure small."""
        return self.api.tally.sent.total()

    def _work(self, tier: str, drawn: Callable[[], tuple[Case, Plan] | None]) -> None:
        with self._player() as player:
            while (one := drawn()) is not None:
                before = player.sent
                try:
                    trial = player.play(*one)
                except BudgetSpent:
                    self._over = True
                    if not self.sent:
                        raise
                    return
                finally:
                    with self._lock:
                        self.api.tally.sent[tier] += player.sent - before
                with self._lock:
                    self.api.tally.operations.update(exchange.operation for exchange in trial.exchanges)
                self._look_at(player, trial)

    def _plan(self, case: Case) -> Plan:
        return Plan.CLOSELY if case.closely else self.plans[next(self._numbers) % len(self.plans)]

    @contextmanager
    def _player(self) -> Iterator[Player]:
        limit = min(self.api.target.timeout, LONGEST_ANSWER)
        with Connection(self.api.client, limit) as connection:
            yield Player(self.api, connection, self.api.stored)

    def _look_at(self, player: Player, trial: Trial) -> None:
        findings = list(self.rules.findings(trial.exchanges))
        wrong = [finding for finding in findings if finding.is_wrong]
        with self._lock:
            self._silent = self._silent + 1 if trial.silent else 0
            self._failing = self._failing + 1 if wrong else 0
            self._over |= self._silent >= PATIENCE or self._failing >= HOPELESS
            if trial.silent and self._silent > 1:
                self.api.exchanges += trial.exchanges  # so that the run sees how long the target has been silent
            if not wrong:
                self._show(trial, findings)
        for finding in wrong[:1]:  # the first that breaks; the others are most often its consequences
            self._tell(player, trial, finding)

    def _show(self, trial: Trial, findings: Sequence[Finding]) -> None:
        """Keep a trial that is the first to show that a requirement holds.

        One of what a server may refuse as well shows less; it is kept aside, for where there is no other.
        """
        new = {finding.requirement.id for finding in findings} - self._shown
        if trial.case.valid and trial.case.clauses:
            self._aside |= dict.fromkeys(new - self._aside.keys(), trial.exchanges)
        elif new:
            self._shown |= new
            self.api.exchanges += trial.exchanges

    def end(self) -> None:
        """Keep what was kept aside, where nothing else shows as much."""
        kept = {exchange.key for exchange in self.api.exchanges}
        for id, exchanges in self._aside.items():  # noqa: A001
            if id not in self._shown and exchanges[0].key not in kept:
                self.api.exchanges += exchanges
                kept |= {exchange.key for exchange in exchanges}

    def _tell(self, player: Player, trial: Trial, finding: Finding) -> None:
        id, tally, drawing = finding.requirement.id, self.api.tally, self.api.drawing  # noqa: A001
        with self._lock:
            self._told[id] += 1
            if self._told[id] > TOLD:
                tally.again[id] += 1
                return
            after = self.sent
        before, found = player.sent, trial.size
        trial, finding = Shrinker(player, self.rules, self.remake, drawing, self.shape).smallest(trial, finding)
        self._note(trial, finding, after, found, player.sent - before)

    def _note(self, trial: Trial, finding: Finding, after: int, found: int, shrinking: int) -> None:
        """Show a failure as small as it is, and keep it, unless another came to the same."""
        id, tally = finding.requirement.id, self.api.tally  # noqa: A001
        with self._lock:
            small = (id, encoded(trial.case.body))
            if small in self._smallest:
                tally.again[id] += 1
                return
            self._smallest.add(small)
            self.api.exchanges += trial.exchanges
            tally.failures.append(
                Failure(
                    exchange=[exchange.key for exchange in trial.exchanges if exchange.operation == "create"][-1],
                    requirement=id,
                    message=finding.verdict.message,
                    about=trial.case.about,
                    tier=trial.case.tier,
                    repeat=trial.case.repeat,
                    after=after,
                    size=trial.size,
                    found=found,
                    shrinking=shrinking,
                    id=self.keep(id, trial),
                )
            )
            self._over |= self.api.drawing.first_failure
        if self.api.drawing.first_failure:
            self.api.drawing.stop()
