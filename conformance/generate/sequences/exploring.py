"""Looking for sequences that break a rule, within a budget: those that every run begins with, then drawn ones."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.api import Api
from conformance.drawing import HYPOTHESIS, Failure
from conformance.generate.sequences.able import Able
from conformance.generate.sequences.openings import openings
from conformance.generate.sequences.player import PATIENCE, Budget, Enough, Player, Sequenced
from conformance.generate.sequences.rules import Finding
from conformance.generate.sequences.shortening import shortened
from conformance.generate.sequences.step import Step, Steps
from conformance.generate.sequences.story import story

if TYPE_CHECKING:
    from conformance.fuzzing.kept import Kept

TIER = "sequences"
MOST_SHORTENING = 300  # requests for each rule that was broken, of which most need less than a hundred
FOR_SHORTENING = 0.3  # of the time
BATCH = 25  # sequences that are drawn until another scenario may have hypothesis
APART = 2**20  # batches of one seed, so that the next seed draws others


@dataclass(slots=True)
class Explorer:
    """Explores one target. ``rules`` are those that count there; how much is in ``api.drawing``.

    Whatever is asked is counted in ``api.tally`` and noted in ``api.stored``.
    """

    api: Api
    rules: Collection[str]
    able: Able
    played: list[Player] = field(default_factory=list)
    _granted: dict[str, bool] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def explore(self) -> None:
        """Play, until all is drawn or the budget is spent; then leave in ``api.exchanges`` what shows something.

        Raises what ended it early: that the target is gone, or that no more may be sent.
        """
        from conformance.fuzzing.replaying import Replaying  # what a plain run does not need

        drawing, begun = self.api.drawing, time.perf_counter()
        budget = Budget(drawing, drawing.examples, drawing.seconds * FOR_SHORTENING)
        kept = Replaying(self.api)
        try:
            for entry in kept.due("sequences."):
                kept.settle(entry, self._again(entry, budget))
            if not drawing.replay:
                for steps in openings(self.able):
                    self._check(self.player(budget).play(steps))
                drawn(lambda: self.player(budget), self.able, drawing.seed, self._check)
        except Enough:
            pass
        explored = list(self.played)
        accused = [] if budget.cause else list(self._accused(explored))
        for player in (*accused, *_telling(explored, accused)):
            self.api.exchanges += player.exchanges
        self.api.tally.seconds[TIER] = time.perf_counter() - begun
        if budget.cause:
            raise budget.cause

    def _again(self, entry: Kept, budget: Budget) -> bool | None:
        """Play a kept sequence: whether it breaks its rule again, None where it can't be told."""
        rule = entry.requirement.partition(".")[2]
        player = self.player(budget).play(entry.steps())
        self._check(player)
        return True if player.breaks(rule) else False if rule in player.held else None

    def _check(self, player: Player) -> None:
        """Enough is known where one failure will do."""
        if player.broken and self.api.drawing.first_failure:
            raise Enough

    def _accused(self, explored: list[Player]) -> Iterator[Player]:
        """For each rule that was broken the shortest sequence that breaks it, if it does so again."""
        for rule in dict.fromkeys(finding.rule for player in explored for finding in player.broken):
            if player := self._held(rule, explored):
                yield player
                if self.api.drawing.first_failure:
                    return

    def player(self, budget: Budget, pauses: tuple[float, ...] = ()) -> Player:
        """A player of one sequence more."""
        api, seed = self.api, self.api.drawing.seed
        sequenced = Sequenced(
            api.client, api.target, api.revision, api.scenario, timeout=api.timeout, drawing=api.drawing,
            tally=api.tally, stored=api.stored, sequence=f"{api.marker}.s{seed}.{next(self._numbers)}",
        )  # fmt: skip
        self.played.append(Player(sequenced, self.rules, budget, self._granted, pauses))
        return self.played[-1]

    def _held(self, rule: str, explored: list[Player]) -> Player | None:
        """The shortest sequence that breaks a rule, played once more with patience; None where it then doesn't."""
        broke = [player for player in explored if player.breaks(rule)]
        first = min(broke, key=lambda player: player.steps_to(rule))
        before = self.api.tally.sent[TIER]
        steps = tuple(first.steps[: first.steps_to(rule)])
        budget = Budget(self.api.drawing, MOST_SHORTENING)

        def breaks(shorter: Steps) -> bool:
            return self.player(budget).play(shorter).breaks(rule)

        short = shortened(steps, breaks, until=Enough)
        for held in dict.fromkeys((short, steps)):
            player = self.player(Budget(None, 3 * len(held) + 20), PATIENCE)
            try:
                player.play(held)
            except Enough:
                continue
            if player.breaks(rule):
                after = sum(player.asked for player in explored[: explored.index(broke[0]) + 1])
                self._note(rule, player, Found(after, _size(first), self.api.tally.sent[TIER] - before))
                return player
        return None

    def _note(self, rule: str, player: Player, found: Found) -> None:
        from conformance.fuzzing.kept import Kept
        from conformance.fuzzing.replaying import Replaying

        finding: Finding = next(finding for finding in player.broken if finding.rule == rule)
        about, repeat = "; ".join(story(player.exchanges[: finding.number + 1])), f"--seed {self.api.drawing.seed}"
        entry = Kept.of_steps(f"sequences.{rule}", tuple(player.steps), about, repeat)
        self.api.tally.failures.append(
            Failure(
                id=Replaying(self.api).keep(entry),
                exchange=player.exchanges[finding.number].key,
                requirement=entry.requirement,
                message=finding.verdict.message,
                about=about,
                tier=TIER,
                repeat=repeat,
                after=found.after,
                size=_size(player),
                found=found.size,
                shrinking=found.shortening,
            )
        )
        if self.api.drawing.first_failure:
            self.api.drawing.stop()  # for the other scenarios too


@dataclass(frozen=True, slots=True)
class Found:
    """``after`` how many requests a broken rule was seen, the ``size`` of that sequence in bytes, and how many requests
    it took to shorten it.
    """

    after: int
    size: int
    shortening: int


def _size(player: Player) -> int:
    return sum(len(exchange.request.body or b"") for exchange in player.exchanges)


def _telling(explored: list[Player], accused: list[Player]) -> list[Player]:
    """A few sequences in which each rule was seen to hold; best such as broke none, and none that was acquitted."""
    condemned = {finding.rule for player in accused for finding in player.broken}
    able = [player for player in explored if all(finding.rule in condemned for finding in player.broken)]
    able.sort(key=lambda player: len(player.broken))
    missing = {rule for player in able for rule in player.held}
    chosen: list[Player] = []
    for player in able:
        if missing & player.held or not (chosen or accused):
            chosen.append(player)
            missing -= player.held
    return chosen


def drawn(player: Callable[[], Player], able: Able, seed: int, check: Callable[[Player], None]) -> None:
    """Draw sequences and play them, until a player or ``check`` has enough; it is asked whenever a rule is broken."""
    from hypothesis import HealthCheck, Phase, Verbosity, settings
    from hypothesis import seed as seeded
    from hypothesis.errors import FlakyStrategyDefinition
    from hypothesis.stateful import run_state_machine_as_test

    from conformance.generate.sequences.machine import STEP_COUNT, Sequences

    ended: list[bool] = []

    class Collecting(Sequences):
        """Goes on when a rule is broken: what broke it is shortened afterwards."""

        def __init__(self) -> None:
            super().__init__(player(), able)

        def take(self, step: Step) -> None:
            try:
                super().take(step)
            except Enough:
                ended.append(True)
                self.enough = True
                raise

        def broke(self) -> None:
            """The player has noted it."""
            check(self.player)

    bounds = settings(
        max_examples=BATCH,
        stateful_step_count=STEP_COUNT,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )
    for batch in itertools.count():  # the budget ends it
        try:
            with HYPOTHESIS:
                run_state_machine_as_test(seeded(seed + batch * APART)(Collecting), settings=bounds)
        except FlakyStrategyDefinition:
            if not ended:  # a sequence that is broken off has fewer draws than hypothesis expects of it
                raise
        if ended:
            return
