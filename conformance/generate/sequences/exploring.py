"""Looking for sequences that break a rule, within a budget: those that every run begins with, then drawn ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from conformance.api import Api
from conformance.drawing import Failure
from conformance.generate.sequences.able import Able
from conformance.generate.sequences.openings import openings
from conformance.generate.sequences.player import PATIENCE, Budget, Enough, Player, Sequenced
from conformance.generate.sequences.rules import Finding
from conformance.generate.sequences.shortening import shortened
from conformance.generate.sequences.step import Step, Steps
from conformance.generate.sequences.story import story

TIER = "sequences"
MOST_SHORTENING = 300  # requests for each rule that was broken, of which most need less than a hundred
FOR_SHORTENING = 0.3  # of the time


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
        drawing = self.api.drawing
        budget = Budget(drawing, drawing.examples, drawing.seconds * FOR_SHORTENING)
        try:
            for steps in openings(self.able):
                self.player(budget).play(steps)
            drawn(lambda: self.player(budget), self.able, drawing.seed)
        except Enough:
            pass
        explored = list(self.played)
        accused = [] if budget.cause else [player for rule in self._broken(explored) if (player := self._held(rule))]
        for player in (*accused, *_telling(explored, accused)):
            self.api.exchanges += player.exchanges
        if budget.cause:
            raise budget.cause

    def player(self, budget: Budget, pauses: tuple[float, ...] = ()) -> Player:
        """A player of one sequence more."""
        api, seed = self.api, self.api.drawing.seed
        sequenced = Sequenced(
            api.client, api.target, api.revision, api.scenario, timeout=api.timeout, drawing=api.drawing,
            tally=api.tally, stored=api.stored, sequence=f"{api.marker}.s{seed}.{next(self._numbers)}",
        )  # fmt: skip
        self.played.append(Player(sequenced, self.rules, budget, self._granted, pauses))
        return self.played[-1]

    @staticmethod
    def _broken(explored: list[Player]) -> list[str]:
        """The rules that were broken, each once, in the order in which they were."""
        return list(dict.fromkeys(finding.rule for player in explored for finding in player.broken))

    def _held(self, rule: str) -> Player | None:
        """The shortest sequence that breaks a rule, played once more with patience; None where it then doesn't."""
        first = min((p for p in self.played if p.breaks(rule)), key=lambda player: player.steps_to(rule))
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
                self._note(rule, player, first)
                return player
        return None

    def _note(self, rule: str, player: Player, first: Player) -> None:
        finding: Finding = next(finding for finding in player.broken if finding.rule == rule)
        until = self.played.index(first) + 1
        sent = sum(len(played.exchanges) + len(played.aside) for played in self.played[:until])
        size = sum(len(exchange.request.body or b"") for exchange in first.exchanges)
        self.api.tally.failures.append(
            Failure(
                player.exchanges[finding.number].key,
                f"sequences.{rule}",
                finding.verdict.message,
                "; ".join(story(player.exchanges)),
                TIER,
                f"--seed {self.api.drawing.seed}",
                sent,
                size,
            )
        )


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


def drawn(player: Callable[[], Player], able: Able, seed: int) -> None:
    """Draw sequences and play them, until a player has enough."""
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
                raise

        def broke(self, rule: str, message: str) -> None:
            """Nothing: the player has noted it."""

    try:
        run_state_machine_as_test(
            seeded(seed)(Collecting),
            settings=settings(
                max_examples=100_000,  # the budget ends it
                stateful_step_count=STEP_COUNT,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                verbosity=Verbosity.quiet,
                print_blob=False,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
            ),
        )
    except FlakyStrategyDefinition:
        if not ended:  # a sequence that is broken off has fewer draws than hypothesis expects of it
            raise
