"""One run: the requirements selected, the stage their scenarios play on, and the result of each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from conformance.courtesy import COSTS
from conformance.exchange import Exchange
from conformance.judge import Judge, Result, declared_absent
from conformance.play import Stage
from conformance.requirement import Cost, Level, Requirement, Scenario, eliciting, features, requirements
from conformance.revisions import REVISIONS
from conformance.target import ConfigurationError, Target

_LEVELS = tuple(Level)


def select(globs: Sequence[str], level: str = "may", cost: Cost = COSTS[-1]) -> tuple[Requirement, ...]:
    """The requirements whose id or feature matches one of ``globs`` (all for none), from ``level`` up, that a scenario
    up to ``cost`` elicits.

    Raises ``ConfigurationError`` where a glob matches nothing, with the nearest names.
    """
    known = requirements()
    names = [*known, *(feature.name for feature in features())]
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in names):
            near = ", ".join(difflib.get_close_matches(glob, names, n=3, cutoff=0.4)) or "see conformance list"
            raise ConfigurationError(f"--select {glob!r} matches no requirement and no feature; nearest: {near}")
    lowest = _LEVELS.index(Level(level))
    return tuple(
        requirement
        for requirement in known.values()
        if _LEVELS.index(requirement.level) <= lowest
        and _costs(requirement) <= COSTS.index(cost)
        and (not globs or any(fnmatchcase(n, g) for g in globs for n in (requirement.id, requirement.feature)))
    )


def _costs(requirement: Requirement) -> int:
    """The place in ``COSTS`` of the cheapest scenario that elicits it at any revision."""
    playing = (s for revision in REVISIONS for s in eliciting(requirement.looks_at, revision))
    return min((COSTS.index(scenario.cost) for scenario in playing), default=0)


def check_declarations(target: Target) -> None:
    """Raise ``ConfigurationError`` where a target declares a feature that there is not, with the nearest name."""
    known = [feature.name for feature in features()]
    for name in target.features:
        if name not in known:
            near = ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4)) or ", ".join(known)
            raise ConfigurationError(f"target {target.name}: [features] names {name!r}, which is none; nearest: {near}")


@dataclass(slots=True)
class Run:
    """What is judged, on which stage, and with scenarios up to which cost."""

    stage: Stage
    selected: tuple[Requirement, ...]
    cost: Cost = COSTS[-1]
    _written: set[str] = field(default_factory=set)

    def open(self, wanted: Iterable[Requirement]) -> None:
        """Start to play the scenarios that ``wanted`` need."""
        if self.stage.probe.response is None:
            return
        revision = self.stage.revision
        self.stage.open(
            scenario
            for requirement in wanted
            if revision in requirement.span
            for scenario in self._playing(requirement)
        )

    def _playing(self, requirement: Requirement) -> tuple[Scenario, ...]:
        found = eliciting(requirement.looks_at, self.stage.revision)
        return tuple(s for s in found if COSTS.index(s.cost) <= COSTS.index(self.cost))

    def result_of(self, requirement: Requirement) -> Result:
        """Wait for the requirement's scenarios and judge what they showed."""
        stage = self.stage
        playing = self._playing(requirement)
        named = {requirement.feature, *(need for scenario in playing for need in scenario.needs)}
        absent = any(stage.target.lacks(feature) for feature in named)
        judge = Judge(stage.target.name, stage.revision.name, "socket", owner=stage.owner)
        if stage.revision not in requirement.span:
            return judge.not_applicable(requirement, f"exists {requirement.span}")
        if stage.probe.response is None:
            return judge.failed(requirement, f"the target answered nothing: {stage.probe.summary}")
        played = [stage.played(scenario) for scenario in playing]
        result = judge.of_run(requirement, played)
        return declared_absent(result, (e for play in played for e in play.exchanges)) if absent else result

    def new_exchanges(self, result: Result) -> list[Exchange]:
        """The exchanges that the observations of ``result`` name and no result before it did."""
        named = {key for observation in result.observations for key in observation.exchanges}
        stage = self.stage
        exchanges = [stage.probe] + [
            exchange
            for scenario in self._playing(result.requirement)
            if scenario.name in result.scenarios
            for exchange in stage.played(scenario).exchanges
        ]
        new = {e.key: e for e in exchanges if e.key in named and e.key not in self._written}
        self._written |= new.keys()
        return list(new.values())
