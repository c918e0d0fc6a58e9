"""Complaints of schemathesis that are none: a table, each entry with its reason and a documented sentence.

``explained.toml`` says which check, on which operation, answered with which status, and by the name of a condition
below when. An entry that a full run has no use for is told by ``unused``. There is no entry without all of it: a check
is never switched off.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from conformance.contract import error_of
from conformance.exchange import Exchange
from conformance.fuzzing.schemathesis.sent import Sent, is_allowed


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a check of schemathesis says of an exchange: its name, the operation (``POST /interactions``), its words.

    ``made`` is what was sent when the interaction was made that the request names, where that is known.
    """

    check: str
    operation: str
    message: str
    exchange: Exchange
    made: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One line of the table."""

    id: str
    check: str
    operations: tuple[str, ...]
    statuses: tuple[int, ...]
    when: str
    clause: str
    reason: str

    def covers(self, complaint: Complaint) -> bool:
        """Whether it explains ``complaint``."""
        return (
            complaint.check == self.check
            and complaint.operation in self.operations
            and complaint.exchange.status in self.statuses
            and CONDITIONS[self.when](complaint)
        )


def _is_optional(complaint: Complaint) -> bool:
    """The documentation leaves it to the server whether it offers what a create asks for."""
    case = complaint.exchange.case
    return isinstance(case, Sent) and case.doubt == "optional"


def _is_otherwise_allowed(complaint: Complaint) -> bool:
    """The body of a create is valid by the schemas, and its query is not."""
    case = complaint.exchange.case
    return isinstance(case, Sent) and case.valid and not is_allowed(complaint.exchange)


def _ran(complaint: Complaint, *, background: bool) -> bool:
    return complaint.made is not None and (complaint.made.get("background") is True) is background


def _names_event(complaint: Complaint, *, stream: bool) -> bool:
    query = complaint.exchange.query
    return "last_event_id" in query and (query.get("stream") == "true") is stream


CONDITIONS: dict[str, Callable[[Complaint], bool]] = {
    "an event is named, but no stream asked for": lambda c: _names_event(c, stream=False),
    "an event is named": lambda c: _names_event(c, stream=True),
    "the documentation leaves it to the server": _is_optional,
    "the interaction was made in the foreground": lambda c: _ran(c, background=False),
    "the interaction was made in the background": lambda c: _ran(c, background=True),
    "the interaction was not to be stored": lambda c: c.made is not None and c.made.get("store") is False,
    "the query alone is not as described": _is_otherwise_allowed,
    "the error is that of the key": lambda c: "API_KEY_INVALID" in str(error_of(c.exchange).value),
}
"""When an entry holds, by the words that the table has for it."""


@cache
def explanations() -> tuple[Explanation, ...]:
    """The table. Raises ``ValueError`` for an entry that is not whole, or names a condition that there is not."""
    text = (files("conformance.fuzzing.schemathesis") / "explained.toml").read_text("utf-8")
    found = []
    for id, entry in tomllib.loads(text).items():  # noqa: A001
        missing = {"check", "operations", "statuses", "when", "clause", "reason"} ^ entry.keys()
        if missing or entry["when"] not in CONDITIONS:
            raise ValueError(f"explained.toml: {id}: {', '.join(missing) or entry['when']}")
        lists = {"operations": tuple(entry["operations"]), "statuses": tuple(entry["statuses"])}
        found.append(Explanation(id=id, **(entry | lists)))
    return tuple(found)


def explanation(complaint: Complaint) -> Explanation | None:
    """The first entry that covers ``complaint``."""
    return next((entry for entry in explanations() if entry.covers(complaint)), None)


def unused(used: Iterable[str]) -> list[str]:
    """The ids of the entries that are not among ``used``."""
    known = set(used)
    return [entry.id for entry in explanations() if entry.id not in known]


def listing() -> str:
    """The table for people."""
    return "\n".join(
        f"{e.id}: {e.check} on {', '.join(e.operations)} ({', '.join(map(str, e.statuses))}), when {e.when}\n"
        f"  {e.reason} [{e.clause}]"
        for e in explanations()
    )


if __name__ == "__main__":
    print(listing())
