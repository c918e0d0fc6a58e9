"""The order of a stream's events, as two small state machines kept as data, and what is out of place in a stream.

``STREAM`` is the stream as a whole, ``STEP`` one step (a content block in the first beta), by its index. Both are
written in kinds of events; the names that a revision gives to the kinds come from ``Revision``. Events of a type that
no revision knows are passed over: additions are allowed. Sources: clauses st.* of the streaming page, real streams.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from conformance.event import Event
from conformance.exchange import Exchange
from conformance.revisions import Revision
from conformance.verdict import Verdict, right, wrong


class Kind(StrEnum):
    """What an event does, whatever a revision calls it."""

    CREATED = "created"
    UPDATE = "status_update"
    START = "start"
    DELTA = "delta"
    STOP = "stop"
    COMPLETED = "completed"
    ERROR = "error"
    DONE = "done"
    END = "end of the stream"


Table = Mapping[str, Mapping[Kind, str]]

OPENING = "before the first event"
BETWEEN = "between steps"
WITHIN = "in a step"

# state -> kind of event -> next state
STREAM: Table = {
    OPENING: {Kind.CREATED: BETWEEN, Kind.ERROR: "failed"},
    BETWEEN: {Kind.UPDATE: BETWEEN, Kind.START: WITHIN, Kind.COMPLETED: "completed", Kind.ERROR: "failed"},
    WITHIN: {Kind.UPDATE: WITHIN, Kind.DELTA: WITHIN, Kind.STOP: BETWEEN, Kind.ERROR: "failed"},
    "completed": {Kind.DONE: "done"},
    "failed": {Kind.DONE: "done"},
    "done": {Kind.END: "closed"},
}
STEP: Table = {
    "not started": {Kind.START: "open"},
    "open": {Kind.DELTA: "open", Kind.STOP: "stopped"},
    "stopped": {Kind.END: "closed"},
}


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An event (``None``: the end of the stream) of ``kind`` that the ``state`` does not expect; ``of`` says whose."""

    kind: Kind
    event: Event | None
    of: str
    state: str
    expected: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """What is out of place, in words: the event, the state, what that state expects."""
        what = f"event {self.event.number} ({self.event.type})" if self.event else "the stream ended"
        expected = " or ".join(self.expected) or "nothing more"
        return wrong(
            f"{what}: {self.of} is {self.state!r}, which expects {expected}",
            observed=self.event.json
            if self.event and self.event.json
            else str(self.event.type if self.event else "end"),
            expected=expected,
            where=f"event {self.event.number}" if self.event else "end of the stream",
        )


@cache
def kinds(revision: Revision) -> dict[str, Kind]:
    """The names of events at ``revision`` and what they do."""
    return {
        revision.created: Kind.CREATED,
        revision.status_update: Kind.UPDATE,
        revision.start: Kind.START,
        revision.delta: Kind.DELTA,
        revision.stop: Kind.STOP,
        revision.completed: Kind.COMPLETED,
        "error": Kind.ERROR,
        "done": Kind.DONE,
    }


def in_stream(events: Sequence[Event], revision: Revision) -> list[Misplaced]:
    """What the stream as a whole has out of place."""
    return _walked(STREAM, OPENING, _known(events, revision), "the stream", revision)


def in_steps(events: Sequence[Event], revision: Revision) -> list[Misplaced]:
    """What each step, by its index, has out of place. A stream that broke off with an error may leave steps open."""
    known = _known(events, revision)
    failed = any(kind is Kind.ERROR for kind, _ in known)
    indexes = sorted({event.index for _, event in known if event is not None and event.index is not None})
    found = [
        misplaced
        for index in indexes
        for misplaced in _walked(
            STEP, "not started", [(k, e) for k, e in known if e is None or e.index == index], f"step {index}", revision
        )
        if not (failed and misplaced.kind is Kind.END)
    ]
    return sorted(found, key=lambda misplaced: misplaced.event.number if misplaced.event else len(events))


def stream_in_order(stream: Exchange, concern: Callable[[Misplaced], bool]) -> Verdict:
    """Right if the stream as a whole has nothing out of place that is a ``concern``, else the first that is."""
    return _first(in_stream(stream.events, stream.revision), concern)


def steps_in_order(stream: Exchange, concern: Callable[[Misplaced], bool]) -> Verdict:
    """Right if no step has anything out of place that is a ``concern``, else the first that is."""
    return _first(in_steps(stream.events, stream.revision), concern)


def _first(found: list[Misplaced], concern: Callable[[Misplaced], bool]) -> Verdict:
    return next((misplaced.verdict for misplaced in found if concern(misplaced)), right("in order"))


def _known(events: Sequence[Event], revision: Revision) -> list[tuple[Kind, Event | None]]:
    names = kinds(revision)
    known: list[tuple[Kind, Event | None]] = [(names[e.type], e) for e in events if e.type in names]
    return [*known, (Kind.END, None)]


def _walked(
    table: Table, state: str, events: Sequence[tuple[Kind, Event | None]], of: str, revision: Revision
) -> list[Misplaced]:
    names = {kind: name for name, kind in kinds(revision).items()} | {Kind.END: "the end of the stream"}
    found = []
    for kind, event in events:
        if kind not in table.get(state, {}):
            expected = tuple(names[other] for other in table.get(state, {}))
            found.append(Misplaced(kind, event, of, state, expected))
        state = _next(table, state, kind)
    return found


def _next(table: Table, state: str, kind: Kind) -> str:
    """The state after an event. One out of place leads where it would have led from another state, if that is certain:
    so that one mistake is not reported again with every event that follows.
    """
    if kind in table.get(state, {}):
        return table[state][kind]
    elsewhere = {row[kind] for source, row in table.items() if kind in row and row[kind] != source}
    return elsewhere.pop() if len(elsewhere) == 1 else state
