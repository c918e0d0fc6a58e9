"""Making a failing request small: smaller ones are sent as long as they break the same requirement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.courtesy import BudgetSpent
from conformance.drawing import Drawing
from conformance.fuzzing.rules import Finding, Rules
from conformance.fuzzing.trial import LESS, Plan, Player, Trial
from conformance.generate.case import Case
from conformance.generate.shape import Shape
from conformance.generate.shrink import smallest

MOST_TRIALS = 200
"""Smaller requests that are tried; a planted defect of two fields takes 30."""
SHARE = 0.5
"""Of the time that is left, for one failure."""


@dataclass(slots=True)
class Shrinker:
    """Plays smaller cases with ``player``; ``remake`` gives a case another body, or None where it would be none."""

    player: Player
    rules: Rules
    remake: Callable[[Case, object], Case | None]
    drawing: Drawing
    shape: Shape

    def smallest(self, trial: Trial, finding: Finding) -> tuple[Trial, Finding]:
        """The smallest trial that breaks the requirement of ``finding``, as it was last played, and what it shows.

        A failure that does not show again is given back as it was found.
        """
        plans = (*LESS.get(trial.plan, (Plan.ALONE,)), trial.plan)
        best = next(filter(None, (self._again(trial.case, plan, finding) for plan in plans)), None)
        if best is None:
            return trial, finding
        plan, until = best[0].plan, self.drawing.left * (1 - SHARE)

        def fails(body: object) -> bool:
            nonlocal best
            case = self.remake(trial.case, body) if self.drawing.left > until else None
            again = self._again(case, plan, finding) if case else None
            best = again or best
            return again is not None

        smallest(
            trial.case.body, fails, lambda body: self.remake(trial.case, body) is not None, MOST_TRIALS, self.shape
        )
        return best

    def _again(self, case: Case, plan: Plan, finding: Finding) -> tuple[Trial, Finding] | None:
        """The trial of ``case``, where it breaks the requirement too."""
        try:
            trial = self.player.play(case, plan)
        except BudgetSpent:
            return None
        for other in self.rules.findings(trial.exchanges):
            if other.is_wrong and other.requirement is finding.requirement:
                return trial, other
        return None
