"""What the command line asks of the proxy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

MOST_EACH = 32 * 2**20
MOST_EXCHANGES = 10_000


@dataclass(frozen=True, slots=True)
class Judged:
    """What the process that judges has to know.

    ``upstream`` is the server's address, ``is_the_service`` whether it is the live one; ``out`` is where results go,
    ``record`` where cassettes do; ``each`` bounds the bytes kept of an exchange, ``most`` the number of exchanges.
    """

    upstream: str
    is_the_service: bool
    out: Path
    record: Path | None = None
    revision: str = "auto"
    select: tuple[str, ...] = ()
    each: int = MOST_EACH
    most: int = MOST_EXCHANGES
    command: str = "conformance proxy"

    def as_argument(self) -> str:
        """These settings as text, for ``of_argument``."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def of_argument(cls, text: str) -> Judged:
        """The settings in a text of ``as_argument``."""
        known = json.loads(text)
        paths = {"out": Path(known["out"]), "record": Path(known["record"]) if known["record"] else None}
        return cls(**{**known, **paths, "select": tuple(known["select"])})


def names(requirements: Sequence[str], most: int = 3) -> str:
    """Some of the ids, and how many there are beside them."""
    shown = ", ".join(requirements[:most])
    return shown if len(requirements) <= most else f"{shown} and {len(requirements) - most} more"
