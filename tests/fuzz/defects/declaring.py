"""Short forms for the sins that are one function: what is refused, what is let pass, what is changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

from conformance.requirement import Span
from tests.fuzz.defects.defect import Answer, Call, Json, Kind, Sin, Witness, add

Sees = Callable[[Json], bool]
Edits = Callable[[Json], None]


class Refuses(Sin):
    """Answers valid creates with a status of its own."""

    def __init__(self, sees: Sees, status: int) -> None:
        self._sees = sees
        self._status = status

    def replaces(self, call: Call) -> Json | Answer:
        if not (call.creates and self._sees(call.body)):
            return call.body
        return Answer(self._status, {"error": {"message": "No.", "code": "invalid_request"}})


class LetsPass(Sin):
    """Shows the emulator another request than the one that came."""

    def __init__(self, edits: Edits) -> None:
        self._edits = edits

    def replaces(self, call: Call) -> Json | Answer:
        if not call.creates:
            return call.body
        body = copy.deepcopy(call.body)
        self._edits(body)
        return body


class Spoils(Sin):
    """Edits the answers to creates: the JSON, or each event of a stream."""

    def __init__(self, sees: Sees, edits: Edits, *, streams: bool) -> None:
        self._sees = sees
        self._edits = edits
        self._streams = streams

    def meets(self, call: Call) -> bool:
        return self.concerns(call)

    def concerns(self, call: Call) -> bool:
        return call.creates and bool(call.body.get("stream")) is self._streams and self._sees(call.body)

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        changed = copy.deepcopy(answer)
        for value in changed.events if changed.events is not None else (changed.json,):
            self._edits(value)
        return changed


class Misremembers(Sin):
    """Spoils what is read of interactions whose create it noticed."""

    def __init__(self, sees: Sees, edits: Edits, method: str, query: str, status: int) -> None:
        self._sees = sees
        self._edits = edits
        self._method = method
        self._query = query
        self._status = status
        self._noticed: set[str] = set()

    def meets(self, call: Call) -> bool:
        return call.creates and self._sees(call.body)

    def learn(self, call: Call, answer: Answer) -> None:
        made = id_of(answer)
        if made and self.meets(call):
            self._noticed.add(made)

    def concerns(self, call: Call) -> bool:
        asked = call.method == self._method and not call.action and (not self._query or call.asks(self._query))
        return asked and call.id in self._noticed

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        if answer.status != 200:
            return answer
        if self._status != 200:
            return Answer(self._status, {"error": {"message": "No.", "code": "not_found"}})
        changed = copy.deepcopy(answer)
        for value in changed.events if changed.events is not None else (changed.json,):
            self._edits(value)
        return replace(changed)


def id_of(answer: Answer) -> str:
    """The id of the interaction that an answer to a create is about; empty where it has none."""
    for value in (answer.json, *(answer.events or ())):
        for found in (value, value.get("interaction")) if isinstance(value, dict) else ():
            if isinstance(found, dict) and isinstance(found.get("id"), str):
                return str(found["id"])
    return ""


def refuses(*witness: Json, status: int, since: str | None = None, kind: Kind = "valid") -> Callable[[Sees], Sees]:
    """Declare what a server refuses, breaks on or is silent about; the function tells such a body."""

    def declare(sees: Sees) -> Sees:
        add(sees.__name__, sees, kind, witness, Span(since), lambda: Refuses(sees, status))
        return sees

    return declare


def lets_pass(*witness: Json, since: str | None = None, kind: Kind = "invalid") -> Callable[[Edits], Edits]:
    """Declare what a server does not mind; the function makes such a body right."""

    def declare(edits: Edits) -> Edits:
        add(edits.__name__, edits, kind, witness, Span(since), lambda: LetsPass(edits))
        return edits

    return declare


def spoils(sees: Sees, *witness: Json, streams: bool = False, since: str | None = None) -> Callable[[Edits], Edits]:
    """Declare how a server answers those creates wrongly that ``sees`` tells; the function edits the answer."""
    kind: Kind = "stream" if streams else "answer"

    def declare(edits: Edits) -> Edits:
        add(edits.__name__, edits, kind, witness, Span(since), lambda: Spoils(sees, edits, streams=streams))
        return edits

    return declare


def misremembers(
    sees: Sees, witness: Witness, *, since: str | None = None, method: str = "GET", query: str = "", status: int = 200
) -> Callable[[Edits], Edits]:
    """Declare what a server answers wrongly about stored interactions whose create ``sees`` tells.

    The function edits the answer; another ``status`` than 200 takes its place.
    """

    def declare(edits: Edits) -> Edits:
        add(
            edits.__name__, edits, "store", witness, Span(since),
            lambda: Misremembers(sees, edits, method, query, status),
        )  # fmt: skip
        return edits

    return declare
