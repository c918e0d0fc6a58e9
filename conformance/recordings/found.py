"""What a reader finds in a file: exchanges, and what is none, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from conformance.exchange import Exchange


class NotAnExchange(Exception):
    """What holds no exchange, a file or a part of one; the message says why, in one line without the file's name."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a file (``where``: ``entry 3``) that can't be judged, and why, in one line."""

    where: str
    why: str


Found: TypeAlias = Iterator[Exchange | Skipped]
"""What a reader yields. It may raise ``NotAnExchange`` for the whole file, before anything else."""
