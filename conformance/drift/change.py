"""One change between an older and a newer state of the wire, with the evidence for it."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import Literal

from conformance.drift.question import Aspect

Kind = Literal["appeared", "vanished", "changed"]
_OTHER: dict[Kind, Kind] = {"appeared": "vanished", "vanished": "appeared", "changed": "changed"}


@dataclass(frozen=True, slots=True)
class Seen:
    """On one side: how many like exchanges could have shown it, how many did, the first and the last of their days.

    ``first`` and ``last`` are of those that did, or where none did of those that could have, ``example`` is one of
    these recordings; ``""`` where unknown. In a revision nothing is counted.
    """

    could: int = 0
    did: int = 0
    first: str = ""
    last: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at ``path``.

    ``before`` and ``after`` say what was and what is there, ``""`` for nothing. ``sure`` is false where too few like
    exchanges were seen: ``chance`` is how likely they would look so by chance alone if nothing had changed. The change
    came after the day ``after_day`` and not after ``by_day``, where these are known.
    """

    place: str
    aspect: Aspect
    kind: Kind
    path: str
    before: str
    after: str
    sure: bool
    chance: float
    old: Seen
    new: Seen

    @property
    def after_day(self) -> str:
        """The last day on which it was as before."""
        return self.old.last

    @property
    def by_day(self) -> str:
        """The first day on which it was as it is now."""
        return self.new.first

    def mirrored(self) -> Change:
        """The same seen from the other side."""
        return replace(self, kind=_OTHER[self.kind], before=self.after, after=self.before, old=self.new, new=self.old)

    def sort_key(self) -> tuple[object, ...]:
        """Sure ones first, then by place and path."""
        words = self.place, self.path, self.aspect, self.kind, self.by_day, self.before, self.after
        return (not self.sure, *words, astuple(self.old), astuple(self.new))
