"""One run of schemathesis' phases against a target, within the limits of a drawn scenario.

Every exchange is judged by our requirements while schemathesis looks on (a check beside its own), so that it makes
small what fails here as well. Kept are the exchanges that show something: the first of each kind, what failed, and what
schemathesis complains of without an explanation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import schemathesis
from schemathesis.engine import events
from schemathesis.engine.core import Engine, EventStream
from schemathesis.engine.run import PhaseName

from conformance.api import Api
from conformance.client import UnreachableError, encoded
from conformance.courtesy import BudgetSpent
from conformance.drawing import HYPOTHESIS, Failure
from conformance.exchange import Exchange
from conformance.fuzzing.schemathesis import judging
from conformance.fuzzing.schemathesis.configuration import PHASES, configuration
from conformance.fuzzing.schemathesis.described import WHOLE, described
from conformance.fuzzing.schemathesis.explained import Complaint, explanation
from conformance.fuzzing.schemathesis.opinion import told
from conformance.fuzzing.schemathesis.sending import KEY, NAME, Adapter, Transport
from conformance.fuzzing.schemathesis.sent import Sent, is_allowed, read
from conformance.fuzzing.schemathesis.watch import ended_after
from conformance.generate import corpus
from conformance.generate.documented import World, granted
from conformance.generate.documented.invalid import wrongs
from conformance.requirement import Requirement
from conformance.schema import load

SHARES = {"examples": 0.2, "coverage": 0.3, "fuzzing": 0.25, "stateful": 0.25}
"""Of the requests and of the time; what a phase leaves goes to those after it."""
LONGEST_ANSWER = 20.0
"""Seconds for one answer, where the target's own limit is longer: a generated request asks for little."""
COVERED, SLICE = 14_000, 300
"""About as many cases as the coverage phase has, of all and of a slice; fewer are taken evenly."""
OVERTIME = 4.0
SENDING = frozenset({"ignored_auth", "missing_required_header"})
"""Checks that send a request of their own and judge its answer, the last that there was."""
REVALIDATED = "sent-is-valid: read again, what was sent is valid by our schemas, whatever it was made to be"
LEAST = 5
"""Requests that a phase may send though its time is over, for most of that goes by before the first."""
FIRST_OF_A_KIND = 2
PATIENCE = 3
"""Requests in a row without an answer after which the target counts as gone."""


class Unprobed(Engine):
    """The engine without the requests by which it asks what the target can do, which are not sent by our client."""

    def _create_execution_plan(self) -> Any:
        plan = super()._create_execution_plan()
        plan.phases = [phase for phase in plan.phases if phase.name is not PhaseName.PROBING]
        return plan


def send_by(schema: Any, transport: Transport) -> None:
    """Have all requests of ``schema``, those of checks too, sent by ``transport``.

    A schema asks its class for a transport and has no other place to put one.
    """
    schema.__class__ = type("Sending", (type(schema),), {"transport": property(lambda _: transport)})


@dataclass(slots=True)
class Campaign:
    """Runs phases for ``api``, held to ``requirements``; ``world`` is what the documentation is asked about."""

    api: Api
    requirements: Sequence[Requirement]
    world: World
    _seen: dict[str, Exchange] = field(default_factory=dict)
    _kept: dict[str, Exchange] = field(default_factory=dict)
    _made: dict[str, Mapping[str, object]] = field(default_factory=dict)
    _kinds: dict[tuple[object, ...], int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)
    _phase: str = ""
    _stop: Callable[[], None] = lambda: None
    _most: int = 0
    _until: float = 0.0
    _silent: int = 0
    _last: Exchange | None = None
    _ended: Exception | None = None

    def run(self, phases: Sequence[str] = PHASES) -> None:
        """Run ``phases``, each with its share of what is left.

        Raises ``UnreachableError`` where nothing listens any more, ``BudgetSpent`` where no more may be sent.
        """
        for number, phase in enumerate(phases):
            share = SHARES[phase] / sum(SHARES[later] for later in phases[number:])
            with HYPOTHESIS:  # sequences have their turns between the phases
                if self._ended is None and self.api.drawing.left > 0:
                    begun = time.perf_counter()
                    self._run(phase, share)
                    self.api.tally.seconds[phase] = time.perf_counter() - begun
        if self._ended is None and not any(getattr(x.case, "claim", "") == "forbidden" for x in self._kept.values()):
            self._send_forbidden()
        self.api.exchanges += self._kept.values()
        if self._ended is None:
            self._delete()
        if self._ended is not None:
            raise self._ended

    def _run(self, phase: str, share: float) -> None:
        drawing = self.api.drawing
        sent = self.api.tally.sent.total()
        self._phase, self._most = phase, sent + max(round((drawing.examples - sent) * share), 1)
        self._until = drawing.left * (1 - share)
        wanted = self._most - sent
        target, revision = self.api.target, self.api.revision
        told = configuration(
            phase,
            url=target.base_url + revision.prefix,
            revision=revision.name,
            seed=drawing.seed,
            examples=max(wanted // 4, 1),
            seconds=min(target.timeout, LONGEST_ANSWER),
        )
        schema: Any = schemathesis.openapi.from_dict(described(revision.name, phase, wanted, drawing.seed), config=told)
        schema = schema.include(tag="interactions")
        send_by(schema, Transport(Adapter(self._send)))
        self._hook(schema, wanted)
        with judging.by(self.judged), ended_after(max(drawing.left - max(self._until, 0), 0) + OVERTIME):
            stream = Unprobed(schema).execute()
            self._stop = stream.stop
            self._follow(stream)

    def _send_forbidden(self) -> None:
        """Send a case of the coverage phase from the corpus: the slice of it may have had none that is forbidden."""
        wrong = (case.body for case in corpus.cases(self.world.revision.name) if not case.valid)
        body = next(body for body in wrong if any(found.level != "may" for found in wrongs(body, self.world)))
        self._phase, self._stop = "coverage", lambda: None
        path = f"{self.world.revision.prefix}/interactions"
        with suppress(ConnectionError):
            self._send("POST", path, encoded(body), {"content-type": "application/json"})

    def _delete(self) -> None:
        """Delete one of the interactions that schemathesis made, and ask for it; it seldom comes to that itself."""
        made = (x for x in self._kept.values() if x.operation == "create" and x.status == 200 and not x.is_stream)
        for exchange in made:
            known = exchange.answered_id in self.api.stored  # and not deleted yet
            if exchange.answered_id and known and exchange.sent.get("store") is not False:
                deleted = self.api.delete(exchange.answered_id)
                if deleted.status == 200:
                    self.api.get(exchange.answered_id)
                    return

    def _follow(self, stream: EventStream) -> None:
        for event in stream:
            if isinstance(event, events.ScenarioFinished):
                self._note(event.recorder)
            elif isinstance(event, events.FatalError):
                raise RuntimeError(f"schemathesis broke off: {event.exception}") from event.exception

    # --- what schemathesis is told ------------------------------------------------------------------------------------

    def _hook(self, schema: Any, wanted: int) -> None:
        cases = count()
        step = max(round(SLICE / wanted), 1) if wanted < WHOLE else max(round(COVERED / wanted), 1)

        def filter_case(_: Any, __: Any) -> bool:
            """An even share of the cases of the coverage phase."""
            return self._phase != "coverage" or next(cases) % step == 0

        def map_case(_: Any, case: Any) -> Any:
            """A valid create as the documentation grants it, else its model alone would make it refused."""
            if case.operation.label == "POST /interactions" and isinstance(case.body, dict):
                if load(self.world.revision.name).is_valid("CreateRequest", case.body, "request"):
                    case.body = granted(case.body, self.world)
                if self._phase == "stateful":
                    case.body.pop("stream", None)  # links find no id in a stream
            return case

        def filter_failure(_: Any, failure: Any, case: Any, response: Any) -> bool:
            """Whether a complaint stands: no entry of the table explains it."""
            for check in failure.checks:
                exchange = self._last if check in SENDING else self._of(response)
                if exchange is None:
                    return True
                if check == "negative_data_rejection" and is_allowed(exchange):
                    self.api.tally.explained[REVALIDATED] += 1
                    return False
                made = self._made.get(exchange.target_id or "")
                entry = explanation(Complaint(check, case.operation.label, told(failure), exchange, made))
                if entry is not None:
                    self.api.tally.explained[f"{entry.id}: {entry.reason} [{entry.clause}]"] += 1
                    return False
            return True

        for hook in (filter_case, map_case, filter_failure):
            schema.hook(hook)

    # --- sending ------------------------------------------------------------------------------------------------------

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str | None]) -> Exchange:
        """One exchange, sent again where the target only puts it off; stops the phase when its share is spent."""
        api, waits = self.api, 0
        limit = min(api.target.timeout, LONGEST_ANSWER)
        while True:
            try:
                exchange = api.client.send(
                    method, path, body=body, headers={**headers, "x-conformance-marker": api.marker},
                    scenario=api.scenario, timeout=limit,
                )  # fmt: skip
            except (UnreachableError, BudgetSpent) as end:
                self._ended = end
                self._stop()
                raise ConnectionError(str(end)) from end
            if not api.client.courtesy.again(exchange, waits):
                break
            waits += 1
        number = next(self._numbers)
        repeat = f"schemathesis {self._phase}, seed {api.drawing.seed}, request {number}"
        case = read(exchange, self.world, self._phase, f"{self._phase} phase", repeat)
        if KEY in headers:  # left out, or another than that of the target
            case = replace(case, claim="")
        exchange = replace(exchange, case=case)
        self._take(exchange)
        return exchange

    def _take(self, exchange: Exchange) -> None:
        api = self.api
        api.tally.sent[self._phase] += 1
        api.tally.operations[exchange.operation] += 1
        if exchange.operation == "create" and exchange.answered_id:
            api.stored.add(exchange.answered_id)
            self._made[exchange.answered_id] = exchange.sent
        if exchange.operation == "delete" and exchange.status == 200:
            api.stored.discard(exchange.target_id or "")
        self._silent = 0 if exchange.response is not None else self._silent + 1
        if self._silent >= PATIENCE:
            self._ended = UnreachableError(f"{PATIENCE} requests in a row had no answer: {exchange.failure}")
        self._seen[exchange.key] = self._last = exchange
        kind = (
            self._phase,
            exchange.operation,
            exchange.status,
            exchange.is_stream,
            getattr(exchange.case, "claim", ""),
        )
        self._kinds[kind] = self._kinds.get(kind, 0) + 1
        if exchange.failure is not None or self._kinds[kind] <= FIRST_OF_A_KIND:
            self._kept[exchange.key] = exchange
        late = api.drawing.left <= max(self._until, 0) and api.tally.sent[self._phase] >= LEAST
        if self._ended or late or api.drawing.left <= -OVERTIME or api.tally.sent.total() >= self._most:
            self._stop()

    # --- judging ------------------------------------------------------------------------------------------------------

    def _of(self, response: Any) -> Exchange | None:
        keys = response.headers.get(NAME) or [""]
        return self._seen.get(keys[0])

    def judged(self, response: Any) -> str | None:
        """What our requirements say against an answer; None where they say nothing."""
        exchange = self._of(response)
        wrong = None if exchange is None else judging.broken(exchange, self.api.control_exchange, self.requirements)
        if exchange is None or wrong is None:
            return None
        requirement, verdict = wrong
        if exchange.key not in self._kept:
            self._kept[exchange.key] = exchange
            self._fail(exchange, requirement.id, verdict.message)
        return f"{requirement.id}: {verdict.message}"

    def _note(self, recorder: Any) -> None:
        """Keep what schemathesis complains of; ours among it was kept when it was judged."""
        for case_id, nodes in recorder.checks.items():
            interaction = recorder.interactions.get(case_id)
            exchange = self._of(interaction.response) if interaction and interaction.response else None
            for node in nodes:
                if exchange is not None and node.failure_info is not None and node.name != judging.CHECK:
                    self._remark(exchange, f"{node.name}: {told(node.failure_info.failure)}")
        for interaction in recorder.interactions.values():
            if interaction.response is not None:
                self._seen.pop((interaction.response.headers.get(NAME) or [""])[0], None)

    def _remark(self, exchange: Exchange, remark: str) -> None:
        known = self._kept.get(exchange.key, exchange)
        assert isinstance(known.case, Sent)
        if remark not in known.case.remarks:
            case = replace(known.case, remarks=(*known.case.remarks, remark))
            self._kept[exchange.key] = replace(known, case=case)
            self._fail(exchange, "schemathesis.nothing-unexplained", remark)

    def _fail(self, exchange: Exchange, requirement: str, message: str) -> None:
        case, sent = exchange.case, self.api.tally.sent.total()
        assert case is not None
        size = len(exchange.request.body or b"")
        failure = Failure(exchange.key, requirement, message, case.about, case.tier, case.repeat, sent, size)
        self.api.tally.failures.append(failure)
