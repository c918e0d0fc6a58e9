"""A step of a sequence as data, so that a sequence can be shortened and played again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from conformance.exchange import Exchange

Does = Literal["create", "get", "follow", "resume", "cancel", "delete", "wait"]
How = Literal["plain", "stream", "unstored", "background", "left", "input"]

ASK = "What is my name?"
NAMES = ("Adelheid", "Bartholomew", "Clementine", "Desmond", "Eulalia", "Ferdinand", "Griselda", "Hildegard")
"""Names that no model gives unasked. The one that begins with an interaction's letter is told in it."""
MARKER = "x-conformance-marker"
_PLACE = re.compile(r"(?P<sequence>.+\.s(?P<seed>\d+)\.\d+)\.(?P<step>\d+)")


@dataclass(frozen=True, slots=True)
class Step:
    """What is done. ``of`` is the letter of the interaction that the step names (for a create: the one continued),
    ``makes`` the letter of the one that it makes; ``how`` says in which way it is created, or ``input`` for a get with
    its input; ``part`` is how far into a stream it is resumed, from 0 to 1.

    ``left`` is background work whose stream its client leaves after two events.
    """

    does: Does
    of: str = ""
    makes: str = ""
    how: How = "plain"
    says: str = ""
    part: float = 0.0


Steps = tuple[Step, ...]


def tells(letter: str) -> str:
    """The sentence that tells the name of the interaction called ``letter``."""
    return f"My name is {NAMES[(ord(letter[:1] or 'A') - ord('A')) % len(NAMES)]}."


def place(exchange: Exchange) -> tuple[str, int] | None:
    """The sequence that an exchange belongs to, and the number of its step there (from 1); None for any other."""
    found = _PLACE.fullmatch((exchange.request.headers or {}).get(MARKER, ""))
    return (found["sequence"], int(found["step"])) if found else None


def seed_of(exchange: Exchange) -> str:
    """The seed that the sequence of an exchange was drawn from."""
    found = _PLACE.fullmatch((exchange.request.headers or {}).get(MARKER, ""))
    return found["seed"] if found else "?"
