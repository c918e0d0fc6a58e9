"""One run: the requirements selected, the stage their scenarios play on, and the result of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from conformance.courtesy import COSTS
from conformance.exchange import Exchange
from conformance.judge import Judge, Result, declared_absent
from conformance.play import Stage
from conformance.record import exchange_line, generation_line
from conformance.requirement import Cost, Requirement, Scenario, eliciting, requirements

Line = Mapping[str, object]


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

    def _telling(self, requirement: Requirement) -> tuple[tuple[Scenario, ...], bool]:
        """The scenarios to judge ``requirement`` by, and whether they need what the target declares absent.

        Those that need nothing of the kind tell alone where there are any: that a picture is refused says nothing of
        streams where no pictures are claimed.
        """
        playing = self._playing(requirement)
        able = tuple(scenario for scenario in playing if not any(map(self.stage.target.lacks, scenario.needed)))
        if self.stage.target.lacks(requirement.feature) or (playing and not able):
            return playing, True
        return able, False

    def result_of(self, requirement: Requirement) -> Result:
        """Wait for the requirement's scenarios and judge what they showed."""
        stage = self.stage
        playing, absent = self._telling(requirement)
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
