"""What a fault is: a named way to misbehave, with typed arguments, and the hooks through which it does so.

A fault sees a request before it is handled, may change what is sent, and may change or refuse what is answered. It
works on the wire, from outside, so that a server without faults pays nothing for them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from conformance.emulator.faults.call import Call

Json = dict[str, Any]
Frames = AsyncIterator[bytes]

OPERATIONS = ("create", "get", "delete", "cancel", "files")
FORMS = ("stream", "unary")


class Dropped(Exception):
    """The connection is to be closed now, without another byte."""


class Answer(NamedTuple):
    """A whole answer: HTTP status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Layer(IntEnum):
    """What a fault edits in a stream; the order in which several of them work: what is said, where it ends, how it is
    written, how it is cut into chunks.
    """

    EVENTS = 0
    END = 1
    FRAMES = 2
    BYTES = 3


def argument(default: Any, about: str) -> Any:
    """A field of a fault that can be set by name, explained in ``about``."""
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, slots=True)
class When:
    """Which of the requests that a fault could concern it does concern; by default all.

    ``on`` are words of ``OPERATIONS`` and ``FORMS``; ``nth`` and ``every`` count the requests from 1; ``p`` is a
    probability that goes by the seed of the server, so that the same requests are hit in every run.
    """

    on: str = argument("", f"only these requests: {', '.join(OPERATIONS + FORMS)}, joined by +")
    nth: int = argument(0, "only the nth of them")
    every: int = argument(0, "only every so manyth of them")
    p: float = argument(1.0, "only with this probability, by the seed of the server")

    def __post_init__(self) -> None:
        for word in self.words:
            if word not in OPERATIONS + FORMS:
                raise ValueError(f"on: {word!r} is none of {', '.join(OPERATIONS + FORMS)}")
        if self.nth < 0 or self.every < 0:
            raise ValueError("nth and every count requests from 1")
        if not 0 <= self.p <= 1:
            raise ValueError("p is a probability, from 0 to 1")

    @property
    def words(self) -> tuple[str, ...]:
        """The words of ``on``."""
        return tuple(word for word in self.on.split("+") if word)

    def fits(self, call: Call) -> bool:
        """Whether ``call`` is of the kind that ``on`` names: one of its operations, and in one of its forms."""
        operations = set(self.words) & set(OPERATIONS)
        forms = set(self.words) & set(FORMS)
        form = "stream" if call.streamed else "unary"
        return (not operations or call.operation in operations) and (not forms or form in forms)

    @property
    def counts(self) -> bool:
        """Whether it has to be known how many requests there were."""
        return bool(self.nth or self.every or self.p < 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A way to misbehave. The docstring of a fault says what it does, its fields are its arguments.

    ``source`` is what it is modelled on: a recording, a clause, a discrepancy, or another server's habit. Each hook
    does nothing unless a fault has its own.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    layer: ClassVar[Layer] = Layer.EVENTS
    streams_only: ClassVar[bool] = False
    since: ClassVar[str] = ""
    until: ClassVar[str] = "9"

    when: When = field(default_factory=When)

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for arguments that make no sense."""

    @classmethod
    def arguments(cls) -> Mapping[str, Field[Any]]:
        """The fields that can be set, in their order."""
        return {item.name: item for item in fields(cls) if item.name != "when" and item.default is not MISSING}

    @classmethod
    def about(cls) -> str:
        """What the fault does, in a sentence or two."""
        return " ".join((cls.__doc__ or "").split())

    def concerns(self, call: Call) -> bool:
        """Whether ``call`` is one that this fault can do anything to."""
        if self.streams_only and not call.streamed:
            return False
        spoken = not (self.since or self.until < "9") or (
            call.revision is not None and self.since <= call.revision.name < self.until
        )
        return spoken and self.when.fits(call) and self.applies(call)

    def applies(self, call: Call) -> bool:
        """Whether a call that ``when`` and the revision allow is of the fault's kind."""
        return True

    def refuse(self, call: Call) -> None:
        """Before the request is handled: raise the ``ApiError`` that answers it instead."""

    async def before(self, call: Call) -> None:
        """Before anything is answered: wait, or raise ``Dropped``."""

    def request(self, body: Json, call: Call) -> Json:
        """The body of a create as the server reads it."""
        return body

    def answer(self, value: Any, call: Call) -> Any:
        """The JSON of a success as it is sent."""
        return value

    def refusal(self, refused: Answer, call: Call) -> Answer:
        """A refusal as it is sent."""
        return refused

    def body(self, raw: bytes, call: Call) -> bytes:
        """The bytes of a unary answer as they are sent."""
        return raw

    def frames(self, frames: Frames, call: Call) -> Frames:
        """The frames of a stream as they are sent, one chunk each."""
        return frames
