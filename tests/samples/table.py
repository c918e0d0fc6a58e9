"""The table of samples, ``samples.toml``: a row for each section of the page, a sample for each of its languages."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TABLE = HERE / "samples.toml"
ENDINGS = {"python": ".py", "js": ".mjs", "curl": ".sh"}
DAY = "2025-12-11"
"""On which the page describes the service."""


@dataclass(frozen=True)
class Sample:
    """One code block of the page, and our own program that does the same.

    ``section`` counts from 1 down the page. ``prints`` are regular expressions that standard output has to hold, in
    this order unless it is JSON; ``reads`` are files that it needs, ``writes`` is one that it leaves behind, if any, of
    a type that it prints.
    """

    name: str
    section: int
    language: str
    clause: str
    prints: tuple[str, ...]
    reads: tuple[str, ...] = ()
    writes: str | None = None

    def __str__(self) -> str:
        return f"{self.language}/{self.name}"

    @property
    def driver(self) -> Path:
        """The program."""
        return HERE / self.language / (self.name + ENDINGS[self.language])

    def missing(self, output: str) -> str | None:
        """The first of ``prints`` that ``output`` does not hold after the ones before it."""
        place = 0
        for pattern in self.prints:
            found = re.compile(pattern, re.MULTILINE | re.DOTALL).search(output, place)
            if found is None:
                return pattern
            place = 0 if self.language == "curl" else found.end()
        return None


def samples() -> list[Sample]:
    """All of them, in the order of the page."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return [sample for number, (name, row) in enumerate(table.items(), start=1) for sample in _of(name, number, row)]


def _of(name: str, section: int, row: dict[str, Any]) -> list[Sample]:
    """The samples of one section. What ``js`` does not say for itself is as in ``python``."""
    return [
        Sample(
            name=name,
            section=section,
            language=language,
            clause=f"sample.{row['clause']}.{'py' if language == 'python' else language}",
            prints=tuple(row[language] if language in row else row["python"]),
            reads=tuple(row.get("reads", ())),
            writes=row.get("writes") if language != "curl" else None,
        )
        for language in ENDINGS
        if language != "curl" or "curl" in row
    ]
