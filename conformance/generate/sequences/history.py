"""What a row of exchanges has shown so far: which interactions there are, and what is known of each.

It is read off the exchanges alone – what was sent, and what the target answered – so that it judges any target, and
says nothing of what nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.api import TERMINAL
from conformance.exchange import Exchange
from conformance.generate.sequences.step import place

WAITING = frozenset({"in_progress", "queued"})
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Known:
    """What is known of one interaction.

    ``status`` is the last one seen, the first final one for good. ``cancelled_at`` is the step of a cancel that was
    accepted while it ran, ``late`` says that a cancel came when it was done; ``denied`` is a cancel that was refused
    and ``continued`` a create that continued it, both while it may have run. ``seen`` holds the last get of each query
    when it was done, ``told`` the whole stream of it.
    """

    name: str
    id: str
    made: Exchange
    previous: str | None
    stored: bool
    status: str
    gone: bool = False
    cancelled_at: int = 0
    late: bool = False
    denied: Exchange | None = None
    continued: Exchange | None = None
    seen: dict[str, Exchange] = field(default_factory=dict)
    told: Exchange | None = None

    @property
    def is_done(self) -> bool:
        """Whether a final status was seen."""
        return self.status in TERMINAL

    @property
    def in_background(self) -> bool:
        """Whether it was asked for as background work."""
        return self.made.sent.get("background") is True


@dataclass(slots=True)
class History:
    """The interactions by id, in the order in which they were made."""

    known: dict[str, Known] = field(default_factory=dict)

    def concerned(self, exchange: Exchange) -> Known | None:
        """The interaction that the path of a request names."""
        return self.known.get(exchange.target_id or "")

    def before(self, exchange: Exchange) -> Known | None:
        """The interaction that a create continues."""
        previous = exchange.sent.get("previous_interaction_id")
        return self.known.get(previous) if exchange.operation == "create" and isinstance(previous, str) else None

    def line(self, known: Known | None) -> Iterator[Known]:
        """An interaction, the one before it, and so on to the beginning."""
        seen: set[str] = set()
        while known is not None and known.id not in seen:
            seen.add(known.id)
            yield known
            known = self.known.get(known.previous or "")

    def is_whole(self, known: Known) -> bool:
        """Whether an interaction and all before it completed and are still there."""
        return all(one.stored and not one.gone and one.status == "completed" for one in self.line(known))

    def is_orphan(self, known: Known) -> bool:
        """Whether something before it was deleted, of which the documentation does not say what follows."""
        return any(one.gone for one in self.line(known) if one is not known)

    def see(self, exchange: Exchange) -> None:
        """Take in an exchange."""
        match exchange.operation:
            case "create":
                self._made(exchange)
            case "get":
                self._got(exchange)
            case "cancel":
                self._cancelled(exchange)
            case "delete":
                known = self.concerned(exchange)
                if known is not None and exchange.status == 200:
                    known.gone = True

    def _made(self, exchange: Exchange) -> None:
        before = self.before(exchange)
        if before is not None and before.status in WAITING:
            before.continued = exchange
        made = exchange.answered_id if exchange.status == 200 else None
        if made is None or made in self.known:
            return
        number = len(self.known)
        name = LETTERS[number % len(LETTERS)] + str(number // len(LETTERS) or "")
        stored = exchange.sent.get("store") is not False
        self.known[made] = Known(name, made, exchange, before.id if before else None, stored, _status(exchange))

    def _got(self, exchange: Exchange) -> None:
        known = self.concerned(exchange)
        if known is None or exchange.status != 200 or exchange.failure:
            return
        if exchange.is_stream:
            if "last_event_id" not in exchange.query and known.is_done:
                known.told = exchange
            return
        _move(known, _status(exchange))
        known.continued = known.denied = None
        if known.is_done:
            known.seen[_query(exchange)] = exchange

    def _cancelled(self, exchange: Exchange) -> None:
        known = self.concerned(exchange)
        if known is None:
            return
        if known.is_done:
            known.late = True
        elif exchange.status == 200:
            running = _status(exchange) in {*WAITING, "cancelled"}
            known.cancelled_at = (place(exchange) or ("", 0))[1] if running else 0
            _move(known, _status(exchange))
        else:
            known.denied = exchange


def seen_before(known: Known, exchange: Exchange) -> Exchange | None:
    """The last get like this one, if the interaction was done by then."""
    return known.seen.get(_query(exchange))


def _move(known: Known, status: str) -> None:
    if not known.is_done:
        known.status = status or known.status


def _status(exchange: Exchange) -> str:
    return str(exchange.interaction.get("status") or "")


def _query(exchange: Exchange) -> str:
    return str(sorted(exchange.query.items()))
