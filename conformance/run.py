"""One run: the requirements selected, the stage their scenarios play on, and the result of each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from ipaddress import ip_address
from urllib.parse import urlsplit

from conformance.courtesy import COSTS
from conformance.exchange import Exchange
from conformance.judge import Judge, Result, declared_absent
from conformance.play import Stage
from conformance.record import exchange_line, generation_line
from conformance.requirement import (
    Cost,
    Level,
    Requirement,
    Scenario,
    eliciting,
    features,
    is_drawn,
    requirements,
)  # fmt: skip
from conformance.revisions import REVISIONS
from conformance.target import ConfigurationError, Target

Line = Mapping[str, object]
_LEVELS = tuple(Level)


def select(
    globs: Sequence[str],
    level: str = "may",
    cost: Cost = COSTS[-1],
    *,
    drawn: bool = False,
) -> tuple[Requirement, ...]:
    """The requirements whose id or feature matches one of ``globs`` (all for none), from ``level`` up, that a scenario
    up to ``cost`` elicits; those that only drawn scenarios elicit where ``drawn`` says so.

    Raises ``ConfigurationError`` where a glob matches nothing, with the nearest names, or nothing but what is drawn.
    """
    known = requirements()
    names = [*known, *(feature.name for feature in features())]
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in names):
            near = ", ".join(difflib.get_close_matches(glob, names, n=3, cutoff=0.4)) or "see conformance list"
            raise ConfigurationError(f"--select {glob!r} matches no requirement and no feature; nearest: {near}")
        if not drawn and all(is_drawn(r) for r in known.values() if _matches(r, [glob])):
            raise ConfigurationError(
                f"--select {glob!r} names what only generated requests show: "
                "conformance fuzz plays them, and so does conformance run --with fuzz"
            )
    lowest = _LEVELS.index(Level(level))
    return tuple(
        requirement
        for requirement in known.values()
        if _LEVELS.index(requirement.level) <= lowest
        and _costs(requirement) <= COSTS.index(cost)
        and (drawn or not is_drawn(requirement))
        and (not globs or _matches(requirement, globs))
    )


def selected(
    globs: Sequence[str] = (), level: str = "may", cost: Cost = COSTS[-1], *, plain: bool = True
) -> dict[str, object]:
    """What a run selected, as its first line says it; not ``plain`` is one that leaves out more than these words say.

    ``whole`` is a run that was to judge every requirement but those that only generated requests show.
    """
    whole = plain and not globs and level == _LEVELS[-1] and cost == COSTS[-1]
    return {"whole": whole, "select": list(globs), "level": str(level), "cost": cost}


def _matches(requirement: Requirement, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs for name in (requirement.id, requirement.feature))


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


def check_budget(target: Target, most: int | None) -> None:
    """Raise ``ConfigurationError`` where generated requests would go to a target that is not on this machine without
    saying how many there may be: ``most``.
    """
    host = urlsplit(target.base_url).hostname or ""
    if most is None and target.base_url and host != "localhost" and not _is_loopback(host):
        raise ConfigurationError(
            f"target {target.name}: {host} is not on this machine, and generated requests are many: "
            "say with --max-requests how many it may get"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Run:
    """What is judged, on which stage, with scenarios up to which cost, and whether with those that are drawn."""

    stage: Stage
    selected: tuple[Requirement, ...]
    cost: Cost = COSTS[-1]
    drawn: bool = False
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
        return tuple(s for s in found if COSTS.index(s.cost) <= COSTS.index(self.cost) and (self.drawn or not s.drawn))

    def result_of(self, requirement: Requirement) -> Result:
        """Wait for the requirement's scenarios and judge what they showed."""
        stage = self.stage
        playing = self._playing(requirement)
        named = {requirement.feature, *(need for scenario in playing for need in scenario.needs)}
        absent = any(stage.target.lacks(feature) for feature in named)
        judge = Judge(stage.target.name, stage.revision.name, stage.lane, elicited=True, owner=stage.owner)
        if stage.revision not in requirement.span:
            return judge.not_applicable(requirement, f"exists {requirement.span}")
        if stage.probe.response is None:
            return judge.failed(requirement, f"the target answered nothing: {stage.probe.summary}")
        played = [stage.played(scenario) for scenario in playing]
        result = judge.of_run(requirement, played)
        return declared_absent(result, (e for play in played for e in play.exchanges)) if absent else result

    def generated(self) -> Iterator[Line]:
        """What drawn scenarios found and no result shows yet, as lines: the exchanges of failures, then what each did.

        To be asked when all results are written, or when the run was stopped.
        """
        for name, api in list(self.stage.drawn.items()):
            exchanges, tally = list(api.exchanges), api.tally
            named = {failure.exchange for failure in tally.failures}
            for exchange in exchanges:
                if exchange.key in named and exchange.key not in self._written:
                    self._written.add(exchange.key)
                    yield exchange_line(exchange)
            yield generation_line(name, api.drawing, tally, exchanges, whole=self.stage.finished(name))

    def new_exchanges(self, result: Result) -> list[Exchange]:
        """The exchanges that the observations of ``result`` name and no result before it did."""
        named = {key for observation in result.observations for key in observation.exchanges}
        stage = self.stage
        exchanges = [stage.probe] + [
            exchange
            for scenario in self._playing(requirements()[result.requirement.id])
            if scenario.name in result.scenarios
            for exchange in stage.played(scenario).exchanges
        ]
        new = {e.key: e for e in exchanges if e.key in named and e.key not in self._written}
        self._written |= new.keys()
        return list(new.values())
