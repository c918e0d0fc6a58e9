"""One change of the contract, and whom it breaks.

Two rules decide. Who writes a value breaks when a value that was right no longer is: the change *narrows*. Who reads
it breaks when there are values that were not there before: the change *widens*. Clients write requests and read
answers, servers the reverse. Two exceptions, both about fields where others are ignored, as in answers and headers: a
new one breaks nobody who reads; one that is gone from answers breaks the clients that read it, though it was optional.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

Side = Literal["request", "response"]
Kind = Literal["added", "removed", "renamed", "narrowed", "widened", "replaced"]
# A type is a name of ours; `root` is one that no other type refers to: a whole body, query or stream event.
Subject = Literal["type", "root", "field", "requirement", "form", "value", "known value", "rule", "openness"]
Party = Literal["client", "server"]


@dataclass(frozen=True, order=True)
class Change:
    """One change on one side of the wire.

    ``path`` starts with the name of a type, as in ``Interaction.steps[]``. It has the older names of what is renamed,
    but the newer ones of what is added. ``before`` and ``after`` say in words what was and is there, ``""`` for
    nothing; ``after`` of a removed field names the one that takes its place. Of a field that is added or removed,
    ``required`` says that it has to be there, ``open`` that its type takes any other field where it lacks this one.
    """

    side: Side
    path: str
    subject: Subject
    kind: Kind
    before: str = ""
    after: str = ""
    required: bool = False
    open: bool = False

    @property
    def type_name(self) -> str:
        """The type that the change is in."""
        return re.split(r"[.(\[]", self.path)[0]

    @property
    def inside(self) -> str:
        """The path inside the type, whole or partial; ``""`` when it is the type itself."""
        return re.sub(r"^\w+(\(\w+\))?", "", self.path)

    @property
    def narrows(self) -> bool:
        """Whether a value that was valid may no longer be, in the profile that knows no other fields."""
        match self.subject, self.kind:
            case "type" | "known value", _:
                return False
            case "field", "added":
                return self.required or self.open
            case "field", "removed":
                return not self.open
            case _, kind:
                return kind in {"removed", "renamed", "narrowed", "replaced"}

    @property
    def widens(self) -> bool:
        """Whether there may be valid values that were not, in the profile that knows no other fields."""
        match self.subject, self.kind:
            case "type" | "known value", _:
                return False
            case "field", "added":
                return not self.open
            case "field", "removed":
                return self.required or self.open
            case _, kind:
                return kind in {"added", "renamed", "widened", "replaced"}

    @property
    def breaking(self) -> tuple[Party, ...]:
        """Whom it breaks: whoever knows only the older revision and meets the newer one."""
        writer, reader = self.narrows, self.widens
        unknown_is_ignored = self.side == "response" or self.open
        match self.subject, self.kind:
            case "field", "added" if unknown_is_ignored:
                writer, reader = self.required, False
            case "field", "removed" if unknown_is_ignored:
                writer, reader = False, self.side == "response" or self.required
            case "openness", _ if unknown_is_ignored:
                writer, reader = False, False
            case "root", _ if self.side == "response":
                writer, reader = False, self.kind == "removed"
        client, server = (writer, reader) if self.side == "request" else (reader, writer)
        parties: tuple[tuple[Party, bool], ...] = (("client", client), ("server", server))
        return tuple(party for party, broken in parties if broken)


@dataclass(frozen=True)
class Diff:
    """All changes from the revision ``before`` to the revision ``after``, sorted."""

    before: str
    after: str
    changes: tuple[Change, ...]

    def on(self, side: Side) -> tuple[Change, ...]:
        """The changes on one side of the wire."""
        return tuple(change for change in self.changes if change.side == side)

    def breaking(self, party: Party) -> tuple[Change, ...]:
        """The changes that break ``party``."""
        return tuple(change for change in self.changes if party in change.breaking)

    def as_json(self) -> dict[str, Any]:
        """The diff as a JSON object: the two revisions, and per change its fields and whom it breaks."""
        changes = [{**asdict(change), "breaking": list(change.breaking)} for change in self.changes]
        return {"before": self.before, "after": self.after, "changes": changes}
