"""What was seen of one requirement, all columns together: the same finding once, with everybody it was made on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.report.view import WORST_FIRST

if TYPE_CHECKING:
    from conformance.report.matrix.board import Column
    from conformance.report.matrix.brief import Outcome

# What differs from run to run though nothing is different: ids (hexadecimal, UUIDs, base64), times, ports.
_HEX = r"[0-9a-f]{12,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_MIXED = r"(?=[A-Za-z0-9_+/=-]*[a-z])(?=[A-Za-z0-9_+/=-]*[A-Z])(?=[A-Za-z0-9_+/=-]*[0-9])[A-Za-z0-9_+/=-]{12,}"
_TIME = r"\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)?"
_VOLATILE = re.compile(rf"(?<![A-Za-z0-9])(?:{_TIME}|{_HEX}|{_MIXED})(?![A-Za-z0-9])|(?<=127\.0\.0\.1:)\d+")


@dataclass(frozen=True)
class Seen:
    """An outcome and the columns that have it, in the words of the first of them."""

    outcome: Outcome
    columns: tuple[Column, ...]


def seen(requirement: str, columns: tuple[Column, ...]) -> list[Seen]:
    """The outcomes of a requirement, worst first; those that differ only in ids, times and ports are one."""
    found: dict[object, list[Column]] = {}
    for column in columns:
        if outcome := column.run.outcomes.get(requirement):
            found.setdefault(_likeness(outcome), []).append(column)
    each = [Seen(of_one[0].run.outcomes[requirement], tuple(of_one)) for of_one in found.values()]
    return sorted(each, key=lambda one: (WORST_FIRST.index(one.outcome.status), one.columns[0].number))


def _likeness(outcome: Outcome) -> object:
    told = tuple(
        (_like(each.message), _like(each.expected), _like(each.observed), each.where) for each in outcome.findings
    )
    return outcome.status, told, outcome.known


def _like(text: str | None) -> str | None:
    return _VOLATILE.sub("…", text) if text else text
