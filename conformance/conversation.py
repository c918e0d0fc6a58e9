"""What a requirement looks at: one exchange of a kind, or exchanges linked by ids, found in any traffic.

A ``Role`` is a kind of exchange; a ``Conversation`` is a row of roles. The same finding serves what a scenario elicited
and what a recording holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from conformance.exchange import Exchange
from conformance.verdict import Verdict, right, wrong

Found: TypeAlias = tuple["Exchange | tuple[Exchange, ...]", ...]
Link = Callable[[tuple[Exchange, ...], Exchange], bool]
Sent = Callable[[Exchange], bool]
Known = dict[Sent, list[int]]
"""Which exchanges of some traffic, by their number, are of a kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Narrowed:
    """A kind within another: what is of that one and of which ``holds`` is true."""

    of: Sent
    holds: Sent

    def __call__(self, exchange: Exchange) -> bool:
        """Whether ``exchange`` is of this kind."""
        return self.of(exchange) and self.holds(exchange)


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of exchange.

    ``sent`` tells it by its request; ``link`` ties it to the exchanges of the roles before it; ``answers`` is what
    its answer must be before anything can be said of it. ``first`` takes the first one that answers and looks no
    further; ``many`` takes all there are, as one tuple, at least ``many``.
    """

    name: str
    sent: Sent
    answers: Callable[[Exchange], Verdict]
    link: Link | None = None
    first: bool = False
    many: int = 0

    def where(self, holds: Sent, name: str) -> Role:
        """This role, narrowed to exchanges of which ``holds`` is true."""
        return replace(self, name=name, sent=Narrowed(self.sent, holds))

    def after(self, link: Link) -> Role:
        """This role, tied by ``link(before, this)`` to the exchanges before it in the conversation."""
        return replace(self, link=link)

    def at_least(self, number: int) -> Role:
        """This role for all exchanges of the kind at once."""
        return replace(self, many=number)


# eq=False: two requirements that look at the same thing share the object; equal-looking lambdas are not the same thing.
@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """Exchanges in roles, the first of which opens the conversation."""

    roles: tuple[Role, ...]

    def __init__(self, *roles: Role) -> None:
        object.__setattr__(self, "roles", roles)

    @property
    def name(self) -> str:
        """The roles in words."""
        return ", ".join(role.name for role in self.roles)

    def find(self, traffic: Sequence[Exchange], known: Known | None = None) -> Iterator[Found]:
        """Every way to fill the roles from ``traffic``, each later role by a later exchange, in order.

        ``known`` keeps which of ``traffic`` are of a kind, for conversations that have kinds in common.
        """
        known = {} if known is None else known
        # By kind, once: what links exchanges is asked for every pair of them.
        kinds = []
        for role in self.roles:
            if not (numbers := _of_kind(role.sent, traffic, known)):
                return
            kinds.append(numbers)
        yield from self._fill(traffic, kinds, 0, ())

    def _fill(self, traffic: Sequence[Exchange], kinds: list[list[int]], start: int, found: Found) -> Iterator[Found]:
        position = len(found)
        if position == len(self.roles):
            yield found
            return
        role = self.roles[position]
        before = tuple(exchange for member in found for exchange in members(member))
        fitting = [
            number
            for number in kinds[position]
            if number >= start and (role.link is None or role.link(before, traffic[number]))
        ]
        if role.many:
            if len(fitting) >= role.many:
                together = tuple(traffic[number] for number in fitting)
                yield from self._fill(traffic, kinds, fitting[0] + 1, (*found, together))
            return
        if role.first:
            fitting = [number for number in fitting if role.answers(traffic[number]).is_right][:1] or fitting[:1]
        for number in fitting:  # a role of which any one will do says nothing about order
            yield from self._fill(traffic, kinds, start if role.first else number + 1, (*found, traffic[number]))

    def answered(self, found: Found) -> Verdict:
        """Whether the answers in ``found`` are such that a check can look at them; else why not."""
        for role, member in zip(self.roles, found, strict=True):
            for exchange in members(member):
                verdict = role.answers(exchange)
                if not verdict.is_right:
                    return replace(verdict, exchange=exchange.key)
        return right()


def _of_kind(sent: Sent, traffic: Sequence[Exchange], known: Known) -> list[int]:
    if (numbers := known.get(sent)) is None:
        if isinstance(sent, Narrowed):  # most kinds are within a few
            numbers = [number for number in _of_kind(sent.of, traffic, known) if sent.holds(traffic[number])]
        else:
            numbers = [number for number, exchange in enumerate(traffic) if sent(exchange)]
        known[sent] = numbers
    return numbers


def members(member: Exchange | tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    """What fills a role, as a tuple."""
    return member if isinstance(member, tuple) else (member,)


# --- what an answer must be ------------------------------------------------------------------------------------------


def anything(exchange: Exchange) -> Verdict:
    """The target answered."""
    if exchange.response is None or exchange.failure:
        return wrong(f"{exchange.title}: {exchange.failure or 'no answer'}", expected="an answer")
    return right()


def success(exchange: Exchange) -> Verdict:
    """The target answered 200, with all of it."""
    if exchange.status != 200 or exchange.failure:
        return wrong(f"{exchange.title} answered: {exchange.summary}", observed=exchange.status, expected="status 200")
    return right()


def interaction(exchange: Exchange) -> Verdict:
    """The target answered 200 with an interaction: a JSON object that has a status and names its model or agent."""
    verdict = success(exchange)
    if not verdict.is_right:
        return verdict
    body = exchange.json if isinstance(exchange.json, dict) else {}
    if exchange.is_stream or not isinstance(body.get("status"), str) or not (body.keys() & {"model", "agent"}):
        return wrong(
            f"{exchange.title} answered 200, but not with an interaction{exchange.flaw}",
            observed=exchange.json,
            expected="a JSON object with $.status and $.model or $.agent",
        )
    return right()


def stream(exchange: Exchange) -> Verdict:
    """The target answered 200 with an event stream that has at least one event with a type."""
    verdict = success(exchange)
    if not verdict.is_right:
        return verdict
    if not any(event.type not in {None, "done"} for event in exchange.events):
        return wrong(
            f"{exchange.title} answered 200, but not with a stream of events",
            observed=exchange.header("content-type"),
            expected="text/event-stream with events that carry event_type",
        )
    return right()


DONE = frozenset({"completed", "incomplete", "requires_action"})
"""The statuses of work that was not broken off: what it made is there."""


# --- roles -----------------------------------------------------------------------------------------------------------


def _creates(exchange: Exchange) -> bool:
    return exchange.operation == "create"


def _asks_stream(exchange: Exchange) -> bool:
    return exchange.sent.get("stream") is True if exchange.request.known else exchange.is_stream


def follows(opening: Exchange, exchange: Exchange) -> bool:
    """``exchange`` names the interaction that ``opening`` made as the one before it."""
    return opening.answered_id is not None and exchange.sent.get("previous_interaction_id") == opening.answered_id


def follows_first(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """``exchange`` continues the interaction that opened the conversation."""
    return follows(before[0], exchange)


def follows_last(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """``exchange`` continues the interaction of the role before it."""
    return follows(before[-1], exchange)


def concerns_first(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """``exchange`` names the interaction that opened the conversation in its path."""
    return before[0].answered_id is not None and exchange.target_id == before[0].answered_id


def concerns_last(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """``exchange`` names the interaction of the role before it in its path."""
    return before[-1].answered_id is not None and exchange.target_id == before[-1].answered_id


CREATE = Role("create", lambda x: _creates(x) and not _asks_stream(x), interaction)
ANY_STREAM = Role("streamed create, to the end or not", lambda x: _creates(x) and _asks_stream(x), stream)
STREAM = ANY_STREAM.where(lambda x: not x.hung_up, "streamed create")
CONTINUE = CREATE.where(lambda x: bool(x.sent.get("previous_interaction_id")), "continuation").after(follows_first)
GET = Role("get", lambda x: x.operation == "get" and x.query.get("stream") != "true", interaction, concerns_first)
GET_DONE = GET.where(lambda x: x.interaction.get("status") in DONE, "get of what is done")
GET_STREAM = Role(
    "get as a stream", lambda x: x.operation == "get" and x.query.get("stream") == "true", stream, concerns_first
)
GET_REPLAY = GET_STREAM.where(lambda x: "last_event_id" not in x.query, "get of the whole stream")
DELETE = Role("delete", lambda x: x.operation == "delete", success, concerns_first)
CANCEL = Role("cancel", lambda x: x.operation == "cancel", interaction, concerns_first)
ASKED = Role("request", lambda _: True, anything)
CONTROL = replace(CREATE, name="create that is accepted", first=True)
ANSWER = Role(
    "interaction in an answer",
    lambda x: x.operation in {"create", "get", "cancel"} and x.status == 200 and not x.is_stream,
    interaction,
)

CREATED = Conversation(CREATE)
STREAMED = Conversation(STREAM)
ANSWERED = Conversation(ANSWER)


def creating(name: str, holds: Sent) -> Role:
    """A create whose request is known and of which ``holds`` is true."""
    return CREATE.where(lambda x: x.request.known and holds(x), name)


def refusal(name: str, holds: Sent) -> Conversation:
    """A request that must be refused, beside one that is accepted: a target that refuses everything shows nothing."""
    return Conversation(CONTROL, ASKED.where(lambda x: x.request.known and holds(x), name))


def acceptance(name: str, holds: Sent) -> Conversation:
    """A create that must be accepted, beside another one: a target that answers everything alike shows nothing."""
    return Conversation(CONTROL, creating(name, holds))
