"""What a scripted server answers, byte by byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from conformance.exchange import Operation


class End(StrEnum):
    """How an answer ends."""

    WHOLE = "whole"
    CUT = "cut"
    """The connection is closed in good order before the body is complete."""
    RESET = "reset"
    """The connection is reset."""
    SILENCE = "silence"
    """Nothing more comes, and the connection stays open."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: ``pieces`` are written one by one, each a chunk of its own, ``pause`` seconds apart.

    ``delay`` is the time before the first byte. ``to`` limits it to requests of one kind; None answers any. An answer
    that no right server gives says in ``odd`` what is odd about it; all others are valid by the schemas.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)
    pieces: tuple[bytes, ...] = ()
    pause: float = 0.0
    delay: float = 0.0
    end: End = End.WHOLE
    chunked: bool = True
    to: Operation | None = None
    odd: str = ""

    @property
    def body(self) -> bytes:
        """All bytes of the body."""
        return b"".join(self.pieces)

    def with_header(self, name: str, value: str) -> Answer:
        """This answer with another value of one header."""
        others = tuple(header for header in self.headers if header[0].lower() != name.lower())
        return replace(self, headers=(*others, (name, value)))

    def bytewise(self) -> Answer:
        """This answer, a byte at a time."""
        return replace(self, pieces=tuple(bytes([byte]) for byte in self.body))

    def split(self, *offsets: int) -> Answer:
        """This answer in pieces that end at ``offsets`` (negative ones count from the end)."""
        body = self.body
        return replace(self, pieces=tuple(_pieces(body, sorted(at % len(body) for at in offsets))))

    def paced(self, pause: float) -> Answer:
        """This answer with ``pause`` seconds between its pieces."""
        return replace(self, pause=pause)

    def delayed(self, seconds: float) -> Answer:
        """This answer, ``seconds`` later."""
        return replace(self, delay=seconds)

    def answering(self, operation: Operation) -> Answer:
        """This answer, to requests of one kind alone."""
        return replace(self, to=operation)

    def ending(self, end: End, odd: str) -> Answer:
        """This answer with another end; ``odd`` says what is wrong with it."""
        return replace(self, end=end, odd=odd)

    def called_odd(self, odd: str) -> Answer:
        """This answer, of which no right server would give: ``odd`` says why."""
        return replace(self, odd=odd)


def _pieces(body: bytes, offsets: Iterable[int]) -> Iterator[bytes]:
    start = 0
    for end in offsets:
        yield body[start:end]
        start = end
    yield body[start:]
