"""What was seen of a client, judged: verdicts become observations and results, by the words that servers get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.exchange import Lane
from conformance.judge import Judge, Observation, Result, status_of
from conformance.path import MISSING
from conformance.revisions import Revision
from conformance.sdk.playing import End, Played
from conformance.sdk.requirement import ClientRequirement
from conformance.sdk.scenario import ClientScenario
from conformance.sdk.seen import Seen
from conformance.verdict import Outcome, Status, Verdict, wrong

LANE: Lane = "client"
_REPORT = "a report of the driver"
_WORDS = {
    End.REFUSED: "the driver refused a scenario that it declares",
    End.CRASHED: "the driver crashed",
    End.TIMED_OUT: "the driver did not answer",
    End.NOT_ASKED: "the driver could not be asked",
}


@dataclass(frozen=True, slots=True)
class ClientJudge:
    """``client`` is what reports call it; ``absent`` says of scenarios that the driver does not declare why not."""

    client: str
    revision: Revision
    absent: Mapping[ClientScenario, str]

    def result(self, requirement: ClientRequirement, played: Mapping[ClientScenario, Played]) -> Result:
        """The row of a requirement, once the scenarios that it is judged on have been played."""
        judge = Judge(self.client, self.revision.name, LANE)
        if self.revision not in requirement.span:
            return judge.not_applicable(requirement, f"exists {requirement.span}")
        concerned = requirement.concerns(self.revision)
        if not concerned:
            return judge.not_applicable(requirement, f"no scenario shows it at {self.revision}")
        mine = [played[scenario] for scenario in concerned if scenario in played]
        if not mine:
            why = "; ".join(dict.fromkeys(self.absent[scenario] for scenario in concerned))
            return judge.unsupported(requirement, why)
        found, names = self._observations(requirement, mine), tuple(each.scenario.name for each in mine)
        return judge.result(requirement, _telling(found, general=not requirement.looks_at), names)

    def failed(self, requirement: ClientRequirement, why: str) -> Result:
        """The row of a requirement where there was no driver to judge."""
        return Judge(self.client, self.revision.name, LANE).failed(requirement, why)

    def _observations(self, requirement: ClientRequirement, played: Sequence[Played]) -> list[Observation]:
        reported = [each.seen for each in played if each.end is End.REPORTED]
        found = [_unplayed(each) for each in played if each.end is not End.REPORTED]
        if requirement.across:
            return [*found, *([self._observation(requirement, *reported)] if reported else [])]
        return [*found, *(self._observation(requirement, seen) for seen in reported)]

    def _observation(self, requirement: ClientRequirement, *seen: Seen) -> Observation:
        keys = tuple(exchange.key for each in seen for exchange in each.exchanges)
        last, name = keys[-1] if keys else None, seen[0].scenario.name if len(seen) == 1 else None
        try:
            idle = [verdict for each in seen if (verdict := _idle(each))]
            verdict = idle[0] if idle else requirement.check(seen if requirement.across else seen[0])
        except Exception as error:  # a check that trips over a report is our bug, and must not end the run
            bug = wrong(f"the check itself failed: {type(error).__name__}: {error}")
            return Observation(Status.ERROR, bug, last, keys, name)
        return Observation(status_of(requirement, verdict), verdict, verdict.exchange or last, keys, name)


def _idle(seen: Seen) -> Verdict | None:
    """What is wrong where a client did nothing at all: no check has to think of it."""
    if not seen.outcomes:
        return wrong("the driver reported of no call", expected=f"an outcome for each of {len(seen.calls)} calls")
    if not seen.exchanges and not any(outcome.error for outcome in seen.outcomes):
        return wrong("the client sent no request and raised nothing", expected="a request, or an error")
    return None


def _unplayed(played: Played) -> Observation:
    """What is said of a scenario that the driver declares and did not play to its end."""
    keys = tuple(exchange.key for exchange in played.seen.exchanges)
    told = played.stderr or MISSING
    verdict = wrong(f"{_WORDS[played.end]}: {played.reason}", observed=told, expected=_REPORT)
    return Observation(Status.FAIL, verdict, keys[-1] if keys else None, keys, played.scenario.name)


def _telling(found: Sequence[Observation], *, general: bool) -> list[Observation]:
    """The observations that decide: what a scenario did not show counts where none shows it.

    What is said of all scenarios is judged on those that were played: one that was not fails those requirements that
    are about it.
    """
    reported = [o for o in found if o.verdict.expected != _REPORT] if general else []
    concerned = reported or list(found)
    return [o for o in concerned if o.verdict.outcome is not Outcome.UNSEEN] or concerned[:1]
