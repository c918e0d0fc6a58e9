"""What a defective server is: the emulator with one thing wrong, behind one field or one combination of fields."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from conformance.requirement import Span

Json = Any
Kind = Literal["valid", "invalid", "answer", "stream", "store", "sequence"]
Witness = tuple[Json, ...]

HANG_UP, SILENCE = 0, -1
"""Instead of a status: the connection is closed without an answer, or nothing is ever said."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request below ``/interactions``: the ``id`` and ``action`` (``cancel``) of its path, its query and its JSON."""

    method: str
    id: str = ""
    action: str = ""
    query: tuple[tuple[str, str], ...] = ()
    body: Json = None

    @property
    def creates(self) -> bool:
        """Whether it is a create with an object as its body."""
        return self.method == "POST" and not self.id and isinstance(self.body, dict)

    def asks(self, name: str) -> bool:
        """Whether its query says that ``name`` is true."""
        return (name, "true") in self.query


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status (or ``HANG_UP``, ``SILENCE``) and its JSON; the events where it is a stream."""

    status: int
    json: Json = None
    events: tuple[Json, ...] | None = None


class Sin:
    """What a server does wrong: a sin overrides what it needs of this. One object lives as long as its server."""

    def replaces(self, call: Call) -> Json | Answer:
        """The body that the emulator gets to see in place of the real one, or the answer it is never asked for."""
        return call.body

    def meets(self, call: Call) -> bool:
        """Whether ``call``, a create, is one that may show this sin."""
        return bool(self.replaces(call) != call.body)

    def concerns(self, call: Call) -> bool:
        """Whether ``spoilt`` has to be asked about the answer to ``call``; all other answers pass as they arrive."""
        return False

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        """The answer that is sent in place of ``answer``."""
        return answer

    def learn(self, call: Call, answer: Answer) -> None:
        """Remember what went by: every call and the answer as the emulator gave it."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A sin with its name and a sentence about it, the kind of request that shows it, the revisions that have the
    fields, and a witness: bodies to create and, as words, further calls (``GET {0}?stream=true``) about the nth id.
    """

    name: str
    about: str
    kind: Kind
    span: Span
    witness: Witness
    commit: Callable[[], Sin]


DEFECTS: dict[str, Defect] = {}


def defect(
    kind: Kind, *witness: Json, since: str | None = None, until: str | None = None
) -> Callable[[type[Sin]], type[Sin]]:
    """Declare a sin as a defect; its name comes from the class, its sentence from the docstring."""

    def declare(sin: type[Sin]) -> type[Sin]:
        add(sin.__name__, sin, kind, witness, Span(since, until), sin)
        return sin

    return declare


def add(name: str, documented: object, kind: Kind, witness: Witness, span: Span, commit: Callable[[], Sin]) -> None:
    """Register a defect under ``name``, in words with dashes."""
    words = (
        "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).strip("-").replace("_", "-")
    )
    if words in DEFECTS:
        raise ValueError(f"two defects are called {words}")
    about = " ".join((inspect.getdoc(documented) or "").split())
    DEFECTS[words] = Defect(words, about, kind, span, witness, commit)
