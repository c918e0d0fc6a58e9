"""Playing sequences against a target, step by step."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from conformance.api import Api
from conformance.client import UnreachableError, encoded
from conformance.courtesy import BudgetSpent
from conformance.drawing import Drawing
from conformance.exchange import Exchange
from conformance.generate.sequences.history import WAITING, History, Known
from conformance.generate.sequences.rules import Finding, shown
from conformance.generate.sequences.step import Step, Steps, place
from conformance.verdict import Outcome

PATIENCE = (0.1, 0.4, 1.5)
"""Seconds after which what surprises is asked once more, before it is held against a target: what was written a moment
ago may take that long to be seen everywhere."""
MAY_LAG = frozenset({"answers", "continues", "gone", "kept", "keeps-what-followed", "refuses-what-was-deleted"})
"""The rules of which this is true: whether something is there. What an answer says is not a matter of time."""
LEFT_AFTER = 2  # events: the first names the interaction, the second shows that it goes on


class Enough(BaseException):
    """No more may be asked. Not an ``Exception``: hypothesis has to pass it on."""


@dataclass(slots=True)
class Sequenced(Api):
    """The way to the target for one sequence; each of its requests says which, and the step."""

    sequence: str = ""
    step: int = 0

    @property
    def marker(self) -> str:
        """The sequence and the step, as ``step.place`` reads them."""
        return f"{self.sequence}.{self.step}"


@dataclass(slots=True)
class Budget:
    """Requests that are left (polls for one answer count as one), and the time of a drawing (none: all there is), of
    which ``reserve`` seconds are kept back. ``cause`` is what else ended it.
    """

    drawing: Drawing | None
    requests: int
    reserve: float = 0.0
    cause: Exception | None = None

    def check(self) -> None:
        """Raise ``Enough`` where it is."""
        if self.requests <= 0 or (self.drawing is not None and self.drawing.left <= self.reserve):
            raise Enough


@dataclass(slots=True)
class Player:
    """Plays one sequence; ``rules`` are those that count, and ``broken`` what broke them.

    ``exchanges`` is what happened, ``aside`` what was asked in passing: polls, and what was asked again. A step that
    has nothing to work on (its interaction was not made) is passed over. Where the target grants no background work
    (``granted``, which all players of a run share), its steps are played in the foreground.
    """

    api: Sequenced
    rules: Collection[str]
    budget: Budget
    granted: dict[str, bool]
    pauses: tuple[float, ...] = ()
    history: History = field(default_factory=History)
    steps: list[Step] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    aside: list[Exchange] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """The number of requests it sent."""
        return len(self.exchanges) + len(self.aside)

    @property
    def broken(self) -> list[Finding]:
        """What broke the rules."""
        return [finding for finding in self.found if finding.verdict.outcome is Outcome.WRONG]

    @property
    def held(self) -> set[str]:
        """The rules that were seen to hold."""
        return {finding.rule for finding in self.found if finding.verdict.is_right}

    def breaks(self, rule: str) -> bool:
        """Whether a rule was broken."""
        return any(finding.rule == rule for finding in self.broken)

    def steps_to(self, rule: str) -> int:
        """The number of steps until a rule was broken."""
        broken = next(finding for finding in self.broken if finding.rule == rule)
        found = place(self.exchanges[broken.number])
        return found[1] if found else len(self.steps)

    def play(self, steps: Steps) -> Player:
        """Take all steps."""
        for step in steps:
            self.take(step)
        return self

    def take(self, step: Step) -> list[Finding]:
        """Take a step; what it broke."""
        self.budget.check()
        self.steps.append(step)
        self.api.step = len(self.steps)
        before = len(self.found)
        if step.does == "create":
            self._create(step)
        elif (id := self._ids.get(step.of)) is not None:  # noqa: A001
            self._act(step, id, self.history.known.get(id))
        return [finding for finding in self.found[before:] if finding.verdict.outcome is Outcome.WRONG]

    def _act(self, step: Step, id: str, known: Known | None) -> None:  # noqa: A002
        match step.does:
            case "get":
                query = {"include_input": "true"} if step.how == "input" else {}
                self._ask(lambda: self.api.get(id, **query))
            case "delete":
                self._ask(lambda: self.api.delete(id), again=False)
            case "cancel":
                self._cancel(id, known)
            case "wait":
                self._wait(id, known)
            case "follow":
                self._wait(id, known)
                self._ask(lambda: self.api.get(id, stream="true"))
            case "resume":
                self._resume(id, known, step.part)

    def _create(self, step: Step) -> None:
        before = self._ids.get(step.of)
        if step.of and before is None:
            return
        fields: dict[str, object] = {"previous_interaction_id": before} if before else {}
        background = step.how in {"background", "left"} and self.granted.get("background", True)
        fields |= {"background": True} if background else {}
        fields |= {"stream": True} if step.how in {"stream", "left"} else {}
        fields |= {"store": False} if step.how == "unstored" else {}
        leaves = background and step.how == "left"
        made = self._ask(lambda: self._leave(step, fields) if leaves else self.api.create(step.says, **fields))
        if background and made.status is not None and 400 <= made.status < 500 and not before:
            self.granted["background"] = False
        if made.status == 200 and made.answered_id:
            self._ids[step.makes] = made.answered_id
        if before and (known := self.history.known.get(before)) and known.continued:
            self._ask(lambda: self.api.get(before))

    def _leave(self, step: Step, fields: dict[str, object]) -> Exchange:
        body = {"model": self.api.target.models.text, "input": step.says, **fields}
        return self.api.send("POST", "", body=encoded(body), stop_after=LEFT_AFTER)

    def _cancel(self, id: str, known: Known | None) -> None:  # noqa: A002
        answer = self._ask(lambda: self.api.cancel(id), again=False)
        if known is not None and known.status in WAITING and (answer.status == 200 or known.denied):
            self._ask(lambda: self._poll(id, known))

    def _wait(self, id: str, known: Known | None) -> None:  # noqa: A002
        if known is not None and known.status in WAITING and not known.gone:
            self._ask(lambda: self._poll(id, known))

    def _poll(self, id: str, known: Known) -> Exchange:  # noqa: A002
        """The last of several gets; a cancel that was refused is looked after once."""
        return self.api.get(id) if known.denied else self.api.poll(id)

    def _resume(self, id: str, known: Known | None, part: float) -> None:  # noqa: A002
        if known is None or known.gone:
            return
        if known.told is None and known.in_background:
            self._wait(id, known)
            self._ask(lambda: self.api.get(id, stream="true"))
        events = known.told.events if known.told else ()
        ids = [str(event.json["event_id"]) for event in events if event.json.get("event_id")]
        if len(ids) > 1:
            last = ids[int(part * (len(ids) - 2))]
            self._ask(lambda: self.api.get(id, stream="true", last_event_id=last))

    def _ask(self, request: Callable[[], Exchange], again: bool = True) -> Exchange:
        """Ask, ask again where the answer surprises, and take in the last answer."""
        for pause in (*(self.pauses if again else ()), None):
            exchange = self._asked(request)
            verdicts = [(rule, verdict) for rule, verdict in shown(self.history, exchange) if rule in self.rules]
            broken = {rule for rule, verdict in verdicts if verdict.outcome is Outcome.WRONG}
            if pause is None or not broken & MAY_LAG:
                break
            self.aside.append(exchange)
            self.api.client.timing.sleep(pause)
        self.found += [Finding(rule, len(self.exchanges), verdict) for rule, verdict in verdicts]
        self.history.see(exchange)
        self.exchanges.append(exchange)
        return exchange

    def _asked(self, request: Callable[[], Exchange]) -> Exchange:
        """What is answered; counted, and noted what it leaves behind."""
        start = len(self.api.exchanges)
        try:
            exchange = request()
        except (UnreachableError, BudgetSpent) as error:
            self.budget.cause = error
            raise Enough from error
        finally:
            asked = self.api.exchanges[start:]
            self.budget.requests -= 1  # not the polls before it, whose number is a matter of time
            self.api.tally.sent["sequences"] += len(asked)
            self.api.tally.operations.update(exchange.operation for exchange in asked)
        self.aside += asked[:-1]
        if exchange.operation == "create" and exchange.answered_id and exchange.sent.get("store") is not False:
            self.api.stored.add(exchange.answered_id)
        if exchange.operation == "delete" and exchange.status == 200 and exchange.target_id:
            self.api.stored.discard(exchange.target_id)
        return exchange
