"""One generated request, and how it is made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Case", "Level", "Tier"]

Level = Literal["must", "should", "may"]
Tier = Literal["strategies", "corpus", "walk", "invalid", "schemathesis"]


@dataclass(frozen=True, slots=True)
class Case:
    """A body to send, and what is known of it before it is sent.

    ``body`` is a JSON value, ``valid`` whether the API has to accept it. ``about`` says in words what it exercises; for
    an invalid one, what is wrong with it. ``repeat`` is what makes it again: a seed and an index, or the label of the
    corpus. ``clauses`` are the ids of the documented sentences that an invalid one breaks, ``pointer`` is the place
    (``$.tools[0].name``) that it is about, ``""`` where there is none. ``level`` is how strongly the documentation
    speaks for the refusal of an invalid one. What comes of a valid one is looked at ``closely`` where it is one of few.
    """

    body: object
    valid: bool
    about: str
    tier: Tier
    repeat: str
    clauses: tuple[str, ...] = ()
    pointer: str = ""
    level: Level = "must"
    closely: bool = False
