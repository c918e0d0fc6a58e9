"""A campaign: cases of several tiers sent to a target, one trial after the other, until time or budget is spent.

What a trial shows is judged at once; what fails is made small by sending smaller and smaller requests, and only what
shows something – the first of each kind that passed, the smallest that failed – is kept in ``api.exchanges``.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from conformance.api import Api
from conformance.client import encoded
from conformance.courtesy import BudgetSpent
from conformance.drawing import Failure
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
HOPELESS = 50
"""Trials in a row that fail, after which no more are sent: there is nothing to find but that the target is broken."""

Remake = Callable[[Case, object], "Case | None"]
"""The case with a smaller body, or None where that would be no case of its kind any more."""


@dataclass(slots=True)
class Campaign:
    """Sends the cases of tiers in turns of ``plans``, held to ``rules``; the first turn of all whatever the time is."""

    api: Api
    rules: Rules
    remake: Remake
    shape: Shape
    plans: Sequence[Plan] = (Plan.ALONE,)
    _numbers: Iterator[int] = field(default_factory=count)
    _shown: set[str] = field(default_factory=set)
    _told: Counter[str] = field(default_factory=Counter)
    _smallest: set[tuple[str, bytes]] = field(default_factory=set)
    _played: int = 0
    _silent: int = 0
    _failing: int = 0
    _over: bool = False
    _lock: Lock = field(default_factory=Lock)

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
                return None if case is None else (case, self.plans[next(self._numbers) % len(self.plans)])

        with ThreadPoolExecutor(drawing.workers, thread_name_prefix="fuzz") as pool:
            for work in [pool.submit(self._work, tier, drawn) for _ in range(drawing.workers)]:
                work.result()
        self.api.tally.seconds[tier] = self.api.tally.seconds.get(tier, 0.0) + time.perf_counter() - begun

    @property
    def sent(self) -> int:
        """The requests so far, without those that make a failure small."""
        return self.api.tally.sent.total()

    def _work(self, tier: str, drawn: Callable[[], tuple[Case, Plan] | None]) -> None:
        with ExitStack() as stack:
            limit = min(self.api.target.timeout, LONGEST_ANSWER)
            connection = stack.enter_context(Connection(self.api.client, limit))
            player = Player(self.api, connection, self.api.stored)
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
                self._look_at(player, trial)

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
        """Keep a trial that is the first to show that a requirement holds."""
        new = {finding.requirement.id for finding in findings} - self._shown
        if new:
            self._shown |= new
            self.api.exchanges += trial.exchanges

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
        with self._lock:
            small = (id, encoded(trial.case.body))
            if small in self._smallest:
                tally.again[id] += 1
                return
            self._smallest.add(small)
        shown = [exchange.key for exchange in trial.exchanges if exchange.operation == "create"][-1]
        with self._lock:
            self.api.exchanges += trial.exchanges
            case = trial.case
            tally.failures.append(
                Failure(
                    exchange=shown,
                    requirement=id,
                    message=finding.verdict.message,
                    about=case.about,
                    tier=case.tier,
                    repeat=case.repeat,
                    after=after,
                    size=trial.size,
                    found=found,
                    shrinking=player.sent - before,
                )
            )
            self._over |= drawing.first_failure
        if drawing.first_failure:
            drawing.stop()
