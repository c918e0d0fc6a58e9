"""What a run with a client has shown so far, and its results, each written as soon as all that it needs is there."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.outcome import Outcome
from conformance.record import result_line
from conformance.sdk.judge import ClientJudge
from conformance.sdk.playing import Played
from conformance.sdk.record import clean, exchange_lines, report_line
from conformance.sdk.requirement import ClientRequirement
from conformance.sdk.scenario import ClientScenario


@dataclass(slots=True)
class Book:
    """Takes what was played, and writes lines into ``found``; ``left`` are the requirements not judged yet."""

    found: Outcome
    judge: ClientJudge
    left: tuple[ClientRequirement, ...]
    played: dict[ClientScenario, Played] = field(default_factory=dict)

    def begin(self) -> None:
        """Write the results that nothing has to be played for."""
        self._write()

    def take(self, played: Played) -> None:
        """Keep what came of a scenario."""
        self.played[played.scenario] = played
        self.found.write(map(clean, [*exchange_lines(played), report_line(played)]))
        self._write()

    def _write(self) -> None:
        done = [requirement for requirement in self.left if self._is_due(requirement)]
        self.left = tuple(requirement for requirement in self.left if requirement not in done)
        results = [self.judge.result(requirement, self.played) for requirement in done]
        self.found.write(clean(result_line(result)) for result in results)

    def _is_due(self, requirement: ClientRequirement) -> bool:
        concerned = requirement.concerns(self.judge.revision)
        return all(scenario in self.played or scenario in self.judge.absent for scenario in concerned)

    def waited(self) -> list[str]:
        """Where the time went that a client itself waited."""
        slow = [played for played in self.played.values() if played.scenario.slow]
        if not slow:
            return []
        longest = max(slow, key=lambda played: played.seconds)
        took = f"{len(slow)} slow scenarios waited {sum(played.seconds for played in slow):.1f} s in all"
        return [f"{took} for the client's own back-off, the longest {longest.seconds:.1f} s ({longest.scenario.name})"]
