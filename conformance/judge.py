"""Verdicts into statuses: the only place where a status is decided.

``judge`` takes a requirement and the traffic that may show it; what a scenario elicited and what a recording holds are
judged alike, but for two things that only a run can know: that something had to be there, and that the target gave the
same id twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from conformance.contract import in_error_shape
from conformance.conversation import Found, members
from conformance.exchange import Exchange, Lane
from conformance.play import End, Played
from conformance.recordings.traffic import out_of_order
from conformance.requirement import Level, Requirement, Stated
from conformance.revisions import Revision
from conformance.verdict import Outcome, Status, Verdict, unseen, wrong
from conformance.waiver import waivers

_CUT_SHORT = frozenset({End.TARGET_GONE, End.BUDGET_SPENT, End.BUG})
# From best to worst: the status of a requirement is the worst of its observations.
_ORDER = (Status.NOT_APPLICABLE, Status.UNSUPPORTED, Status.PASS, Status.WARN, Status.FAIL, Status.ERROR)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one conversation showed. ``exchange`` is the key of the exchange to look at, ``exchanges`` all keys;
    ``scenario`` is the one that was played with a client, ``revision`` the one that it was judged at where that of the
    result does not say it.
    """

    status: Status
    verdict: Verdict
    exchange: str | None = None
    exchanges: tuple[str, ...] = ()
    scenario: str | None = None
    revision: str | None = None


class Why(StrEnum):
    """Why recorded traffic does not show a requirement, the nearest miss last; the message of a result begins so."""

    LANE = "only a live connection shows it"
    REVISION = "no traffic of a revision that has it"
    KIND = "no such traffic"
    UNCERTAIN = "the traffic may be of a revision without it"
    ANSWER = "the answers do not show it"


_NEARNESS = tuple(Why)


@dataclass(frozen=True, slots=True)
class Seen:
    """What recorded traffic shows of a requirement; where that is nothing, why, and what exactly."""

    observations: tuple[Observation, ...] = ()
    why: Why = Why.REVISION
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One row: a requirement on a target, with the worst status of its observations."""

    requirement: Stated
    status: Status
    message: str
    revision: str
    lane: Lane
    observations: tuple[Observation, ...] = ()
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """What is known beside the traffic.

    ``elicited`` traffic is that of scenarios, of which it is known what they asked for, be it played or replayed;
    ``owner`` gives the key of the exchange that an id was first given in; ``shared`` are ids that several recordings
    have in common, because they were redacted or the same exchange is there twice, and that link nothing beyond a
    recording that has them once (``alone``: pairs of a recording and an id).
    """

    target: str
    revision: str
    lane: Lane
    elicited: bool = False
    owner: Callable[[str], str | None] = field(default=lambda _: None)
    shared: frozenset[str] = frozenset()
    alone: frozenset[tuple[str, str]] = frozenset()

    def of_run(self, requirement: Requirement, played: Sequence[Played]) -> Result:
        """The result of a requirement whose scenarios were played."""
        if "socket" not in requirement.lanes:
            return self.not_applicable(requirement, "no run can bring it about; recorded traffic shows it")
        if self.lane not in requirement.lanes:
            return self.not_applicable(requirement, "only a live connection shows it")
        if not played:
            return self.failed(requirement, "no scenario elicits it")
        found = [self.observe(requirement, play.exchanges) for play in played]
        observations = [o for of_one in found for o in of_one if o.verdict.outcome is not Outcome.UNSEEN]
        nothing = not observations
        for play, of_one in zip(played, found, strict=True):
            if nothing or play.end in _CUT_SHORT:
                observations.append(self._nothing_seen(requirement, play, of_one))
        return self.result(requirement, observations, tuple(play.scenario.name for play in played))

    def of_recordings(self, requirement: Requirement, traffic: Mapping[Revision, Sequence[Exchange]]) -> Result:
        """The result of a requirement on recorded exchanges, of which any, or none, may show it.

        ``traffic`` holds the exchanges by the revisions that they may be of; one that may be of several fails only if
        it fails at all of them.
        """
        return self.of_seen(requirement, [self.seen(requirement, traffic)])

    def of_seen(self, requirement: Requirement, parts: Iterable[Seen]) -> Result:
        """The result of a requirement on recordings that were looked at one by one."""
        parts = list(parts) or [Seen()]
        observations = [observation for part in parts for observation in part.observations]
        if observations:
            return self.result(requirement, observations)
        nearest = max(parts, key=lambda part: _NEARNESS.index(part.why))
        return self.not_applicable(requirement, f"{nearest.why}: {nearest.detail}" if nearest.detail else nearest.why)

    def seen(self, requirement: Requirement, traffic: Mapping[Revision, Sequence[Exchange]]) -> Seen:
        """What ``traffic`` shows of a requirement."""
        if self.lane not in requirement.lanes:
            return Seen(why=Why.LANE)
        if not any(exchanges for revision, exchanges in traffic.items() if revision in requirement.span):
            return Seen(why=Why.REVISION, detail=f"it exists {requirement.span}")
        best: dict[tuple[str, ...], Observation] = {}
        for revision, exchanges in traffic.items():
            for seen in self.observe(requirement, exchanges) if revision in requirement.span else ():
                known = best.get(seen.exchanges)
                if known is None or _ORDER.index(seen.status) < _ORDER.index(known.status):
                    best[seen.exchanges] = replace(seen, revision=revision.name)
        shown = [seen for seen in best.values() if seen.verdict.outcome is not Outcome.UNSEEN]
        elsewhere = {e.key for r, exchanges in traffic.items() if r not in requirement.span for e in exchanges}
        certain = [o for o in shown if o.status is Status.PASS or not elsewhere.issuperset(o.exchanges)]
        if certain:
            return Seen(tuple(certain))
        if shown:
            return Seen(why=Why.UNCERTAIN, detail=f"it exists {requirement.span}")
        if best:
            return Seen(why=Why.ANSWER, detail=next(iter(best.values())).verdict.message)
        return Seen(why=Why.KIND, detail=requirement.looks_at.name)

    def not_applicable(self, requirement: Stated, why: str) -> Result:
        """The result of a requirement that does not exist here."""
        return Result(requirement, Status.NOT_APPLICABLE, why, self.revision, self.lane)

    def unsupported(self, requirement: Stated, why: str) -> Result:
        """The result of a requirement of something that is declared absent."""
        return Result(requirement, Status.UNSUPPORTED, why, self.revision, self.lane)

    def failed(self, requirement: Stated, why: str) -> Result:
        """The result of a requirement that could not be judged through no fault of the target."""
        return Result(requirement, Status.ERROR, why, self.revision, self.lane)

    def observe(self, requirement: Requirement, traffic: Sequence[Exchange]) -> list[Observation]:
        """One observation for each conversation in ``traffic`` that fills what the requirement looks at."""
        return [self._observation(requirement, found) for found in requirement.looks_at.find(traffic)]

    def result(self, requirement: Stated, observations: list[Observation], scenarios: tuple[str, ...] = ()) -> Result:
        """The row of a requirement that ``observations`` were made of: the worst of them decides."""
        if not observations:
            return self.not_applicable(requirement, Why.KIND)
        worst = max(observations, key=lambda observation: _ORDER.index(observation.status))
        status, message = worst.status, worst.verdict.message
        return Result(requirement, status, message, self.revision, self.lane, tuple(observations), scenarios)

    # -----------------------------------------------------------------------------------------------------------------

    def _observation(self, requirement: Requirement, found: Found) -> Observation:
        exchanges = [exchange for member in found for exchange in members(member)]
        try:
            verdict = self.verdict(requirement, found)
        except Exception as error:  # a check that trips over an answer is our bug, and must not end the run
            bug = wrong(f"the check itself failed: {type(error).__name__}: {error}")
            return Observation(Status.ERROR, bug, exchanges[-1].key, tuple(e.key for e in exchanges))
        exchange = verdict.exchange or exchanges[-1].key
        status = status_of(requirement, verdict)
        if status is Status.FAIL:
            status, verdict = self._waived(requirement, verdict, exchanges)
        return Observation(status, verdict, exchange, tuple(e.key for e in exchanges))

    def verdict(self, requirement: Requirement, found: Found) -> Verdict:
        """What the check says of one conversation, or why its answers are none that a check can look at."""
        answered = requirement.looks_at.answered(found)
        exchanges = [exchange for member in found for exchange in members(member)]
        by_others = self.lane == "replay" and not self.elicited
        if not answered.is_right:
            refused = by_others and any(exchange.status != 200 for exchange in exchanges)
            return unseen(answered.message) if refused else answered
        opening = exchanges[0]
        if len(found) > 1 and by_others and (why := self._unlinked(requirement, found, exchanges)):
            return unseen(why)
        owner = self.owner(opening.answered_id) if opening.answered_id else None
        if owner not in {None, opening.key} and any(role.link for role in requirement.looks_at.roles):
            message = f"the id {opening.answered_id} was given to another interaction before ({owner})"
            return wrong(message, expected="an id of its own for every interaction", where="$.id")
        verdict: Verdict = requirement.check(*found)
        return verdict

    def _unlinked(self, requirement: Requirement, found: Found, exchanges: Sequence[Exchange]) -> str | None:
        """Why recordings do not show that ``exchanges`` belong together, in this order."""
        opening = exchanges[0]
        if opening.answered_id in self.shared:
            recordings = {exchange.recording or "" for exchange in exchanges}
            if len(recordings) > 1 or (recordings.pop(), opening.answered_id) not in self.alone:
                return f"several recordings share the id {opening.answered_id}"
        linked = [member for role, member in zip(requirement.looks_at.roles, found, strict=True) if not role.first]
        return out_of_order([members(member)[0] for member in linked])

    def _waived(self, requirement: Requirement, verdict: Verdict, exchanges: list[Exchange]) -> tuple[Status, Verdict]:
        for waiver in waivers():
            if waiver.covers(requirement, exchanges[-1], self.target):
                return Status.WARN, verdict.but(f"{verdict.message} – waived: {waiver.reason} ({waiver.link})")
        return Status.FAIL, verdict

    def _nothing_seen(self, requirement: Requirement, play: Played, found: list[Observation]) -> Observation:
        """A run elicits what it judges; where nothing of it was seen, that is itself a finding."""
        keys = tuple(exchange.key for exchange in play.exchanges)
        last = keys[-1] if keys else None
        match play.end:
            case End.TARGET_GONE | End.BUDGET_SPENT | End.BUG:
                return Observation(Status.ERROR, wrong(play.reason), last, keys)
            case End.NOT_ELICITED:
                return Observation(Status.WARN, wrong(f"not elicited: {play.reason}"), last, keys)
            case End.UNANSWERED:
                verdict = wrong(f"could not be exercised: {play.reason}", expected="an answer to go on with")
                return Observation(status_of(requirement, verdict), verdict, last, keys)
        unseen = [o for o in found if o.verdict.outcome is Outcome.UNSEEN]
        if unseen:
            return Observation(Status.WARN, unseen[0].verdict, unseen[0].exchange, unseen[0].exchanges)
        answers = "; ".join(f"{e.title}: {e.summary}" for e in play.exchanges[-3:]) or "nothing was asked"
        verdict = wrong(f"could not be exercised: {answers}", expected=requirement.looks_at.name)
        return Observation(status_of(requirement, verdict), verdict, last, keys)


def status_of(requirement: Stated, verdict: Verdict) -> Status:
    """The status of what a verdict was found on."""
    match verdict.outcome:
        case Outcome.RIGHT:
            return Status.PASS
        case Outcome.WRONG:
            return Status.FAIL if requirement.level is Level.MUST else Status.WARN
        case Outcome.UNSEEN:
            return Status.WARN


def declared_absent(result: Result, exchanges: Iterable[Exchange]) -> Result:
    """``result`` of a requirement of a feature that the target declares absent.

    A well-formed refusal means ``unsupported``; an answer of 200 makes the declaration itself wrong, a warning. Of
    ``exchanges`` those count that were looked at.
    """
    seen = {key for observation in result.observations for key in observation.exchanges}
    statuses = [(exchange, exchange.status or 0) for exchange in exchanges if exchange.key in seen or not seen]
    refused = [exchange for exchange, status in statuses if 400 <= status < 500 or status == 501]
    if result.status is Status.ERROR:
        return result
    if refused and all(in_error_shape(exchange).is_right for exchange in refused):
        status, message = Status.UNSUPPORTED, "declared absent, and refused in the documented error shape"
    elif result.status is not Status.PASS and refused and len(refused) == sum(s != 200 for _, s in statuses):
        status = result.status
        message = f"declared absent, but not refused in the documented error shape: {result.message}"
    elif not statuses or any(status != 200 for _, status in statuses):
        return result
    else:
        status, message = Status.WARN, "declared absent, but the target answers it with 200"
    return Result(
        result.requirement, status, message, result.revision, result.lane, result.observations, result.scenarios
    )
