"""Judging as exchanges come: each with those that belong to it, by the same judge as ``conformance judge``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.exchange import Exchange
from conformance.judge import Judge, Observation, Result
from conformance.judging import by_revision
from conformance.proxy.related import Memory
from conformance.requirement import Requirement
from conformance.revisions import Revision
from conformance.verdict import Status, wrong

MOST_SWEPT = 400
"""Exchanges among which those that no id ties together are compared in the end: with their number squared it would
take too long."""
MOST_OBSERVATIONS = 200
"""Kept of each requirement; what is wrong is kept beyond it."""

Traffic = Mapping[Revision, Sequence[Exchange]]


class LiveJudge:
    """Judges exchanges one by one. What they showed so far is in ``results``."""

    def __init__(self, target: str, revision: str, requirements: Sequence[Requirement]) -> None:
        self.judge = Judge(target, revision, "replay")
        self.revision, self.requirements = revision, requirements
        self.memory = Memory()
        self._given: dict[str, str] = {}
        self._seen: defaultdict[str, dict[tuple[str, ...], Observation]] = defaultdict(dict)

    def take(self, exchange: Exchange) -> Iterator[tuple[Requirement, Observation]]:
        """What ``exchange``, with those before it that belong to it, shows that was not known."""
        self._own(exchange)
        traffic = by_revision(self.memory.add(exchange), self.revision)
        for requirement in self.requirements:
            known = self._seen[requirement.id]
            for observation in self._observed(requirement, traffic, newest=True):
                if exchange.key in observation.exchanges and observation.exchanges not in known:
                    if is_bad(observation) or len(known) < MOST_OBSERVATIONS:
                        known[observation.exchanges] = observation
                    yield requirement, observation

    def sweep(self, exchanges: Sequence[Exchange]) -> None:
        """Judge what can be tied together without ids, among ``exchanges``."""
        traffic = by_revision(exchanges, self.revision)
        for requirement in self.requirements:
            if not is_tied(requirement):
                found = self._observed(requirement, traffic)
                known = self._seen[requirement.id]
                if any(role.many for role in requirement.looks_at.roles):
                    known.clear()  # it looks at all of them at once, and until now they were fewer
                known.update({observation.exchanges: observation for observation in found})

    def results(self) -> Iterator[Result]:
        """A row for each requirement."""
        for requirement in self.requirements:
            yield self.judge.result(requirement, list(self._seen[requirement.id].values()))

    def _observed(self, requirement: Requirement, traffic: Traffic, *, newest: bool = False) -> Sequence[Observation]:
        """What is shown, with ``newest`` only if the last exchange may have a part in it. A bug of ours is an error of
        the requirement, and of nothing else.
        """
        latest = [exchanges[-1] for exchanges in traffic.values() if exchanges]
        try:
            if newest and not any(role.sent(x) for x in latest for role in requirement.looks_at.roles):
                return ()
            return self.judge.of_recordings(requirement, traffic).observations
        except Exception as error:
            bug = wrong(f"the judge itself failed: {type(error).__name__}: {error}")
            return [Observation(Status.ERROR, bug, x.key, (x.key,)) for x in latest[:1]]

    def _own(self, exchange: Exchange) -> None:
        """Note an id that two creates were answered with, as ``judging.shared_ids`` does."""
        name = exchange.answered_id if exchange.operation == "create" else None
        if name and self._given.setdefault(name, exchange.key) != exchange.key:
            self.judge = replace(self.judge, shared=self.judge.shared | {name})


def is_tied(requirement: Requirement) -> bool:
    """Whether ids tie together all that the requirement looks at, so that it can be judged without the rest."""
    roles = requirement.looks_at.roles
    return not any(role.many for role in roles) and all(role.link is not None for role in roles[1:])


def is_bad(observation: Observation) -> bool:
    """Whether an observation is worth a line."""
    return observation.status in {Status.FAIL, Status.ERROR}
