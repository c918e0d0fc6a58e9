"""What one exchange answers: questions about the wire, each with what was seen there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Aspect = Literal["field", "value", "type", "order", "status", "header", "relation"]
FREE = "\x00free"
"""The answer for a text that is no name; where it is among the answers, values are not compared."""
TAGS = ("event_type", "type")
"""The fields that say which form an object of a union has, the more telling first."""


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """One thing that an exchange may show.

    ``place`` is the operation and how it was answered; ``path`` the JSON path of the value, with union tags and
    without indexes, as in ``$.steps[type=thought]``. By ``aspect`` the answers are the names of the fields (or headers)
    there, the values or JSON types of what is there, whether the first of two keys that ``detail`` names came ``<`` or
    ``>`` the second, how two times compare, or the status of a request of the shape that ``detail`` stands for.
    """

    place: str
    aspect: Aspect
    path: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """All that one exchange shows.

    ``day`` is its date (``YYYY-MM-DD`` or shorter, ``""`` if unknown), ``likeness`` what was asked for, feature by
    feature; ``sequences`` has the keys of objects, and the tags of lists, as they came first, by place and path.
    """

    recording: str
    day: str
    likeness: frozenset[str]
    answers: Mapping[Question, frozenset[str]]
    sequences: Mapping[tuple[str, str], tuple[str, ...]]
