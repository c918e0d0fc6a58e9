"""A trial: one generated request, and what follows it up to see more of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlencode

from conformance.api import Api
from conformance.client import encoded
from conformance.exchange import Exchange
from conformance.fuzzing.connection import Connection
from conformance.generate.case import Case

LONGEST_ID = 512
"""Characters of an id that a target may give; a longer one is not asked for again."""


class Plan(StrEnum):
    """What is done about a generated request beside sending it."""

    ALONE = "alone"
    BOTH_WAYS = "both ways"
    FETCH = "fetch"
    REPLAY = "replay"
    DELETE = "delete"
    CLOSELY = "closely"


FOLLOWING = (Plan.BOTH_WAYS, Plan.FETCH, Plan.REPLAY, Plan.FETCH, Plan.BOTH_WAYS, Plan.DELETE)
"""The plans of valid requests, in turns."""
LESS = {Plan.CLOSELY: (Plan.ALONE, Plan.BOTH_WAYS, Plan.FETCH)}
"""What may show as much of a failure as a plan does, with fewer requests; of other plans that is the create alone."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A case and the exchanges that it came to, in order."""

    case: Case
    plan: Plan
    exchanges: tuple[Exchange, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether the target let the time of the last exchange pass without any answer."""
        last = self.exchanges[-1] if self.exchanges else None
        return last is not None and last.response is None and (last.failure or "").startswith("no answer")

    @property
    def size(self) -> int:
        """The bytes of the request."""
        return len(encoded(self.case.body))


@dataclass(slots=True)
class Player:
    """Plays cases over one connection; ``stored`` takes the ids of what is left on the target."""

    api: Api
    connection: Connection
    stored: set[str] = field(default_factory=set)
    sent: int = 0

    def play(self, case: Case, plan: Plan) -> Trial:
        """Send what ``plan`` asks for. Raises ``UnreachableError`` and ``BudgetSpent`` as the connection does."""
        if plan in (Plan.BOTH_WAYS, Plan.CLOSELY) and isinstance(case.body, dict):
            made = self._both_ways(case, case.body)
            return Trial(case, plan, (*made, *(self._followed_up(case, plan, made[1]) if plan is Plan.CLOSELY else ())))
        first = self._create(case, case.body)
        return Trial(case, plan, (first, *self._followed_up(case, plan, first)))

    def _followed_up(self, case: Case, plan: Plan, made: Exchange) -> tuple[Exchange, ...]:
        id = made.answered_id if made.status == 200 and not made.failure else None  # noqa: A001
        return () if id is None or len(id) > LONGEST_ID else self._followed(case, plan, id)

    def _both_ways(self, case: Case, body: Mapping[str, object]) -> tuple[Exchange, Exchange]:
        plain = {name: value for name, value in body.items() if name != "stream"}
        return self._create(case, plain), self._create(case, {**plain, "stream": True})

    def _followed(self, case: Case, plan: Plan, id: str) -> tuple[Exchange, ...]:  # noqa: A002
        at = f"/{quote(id, safe='')}"
        match plan:
            case Plan.FETCH | Plan.CLOSELY:
                return self._send(case, "GET", at), self._send(case, "GET", at, include_input="true")
            case Plan.REPLAY:
                return self._send(case, "GET", at), self._send(case, "GET", at, stream="true")
            case Plan.DELETE:
                gone = self._send(case, "DELETE", at), self._send(case, "GET", at)
                self.stored -= {id} if gone[0].status == 200 else set()
                return gone
        return ()

    def _create(self, case: Case, body: object) -> Exchange:
        made = self._send(case, "POST", "", encoded(body))
        if made.answered_id:
            self.stored.add(made.answered_id)
        return made

    def _send(self, case: Case, method: str, path: str, body: bytes | None = None, **query: str) -> Exchange:
        api, waits = self.api, 0
        whole = f"{api.revision.prefix}/interactions{path}" + (f"?{urlencode(query)}" if query else "")
        while True:
            self.sent += 1
            exchange = self.connection.send(method, whole, body, scenario=api.scenario, case=case)
            if not api.client.courtesy.again(exchange, waits):
                return exchange
            waits += 1
