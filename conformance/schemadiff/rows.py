"""Changes as people read them: what is alike in several types, or happened to one thing several times, is one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from conformance.schemadiff.change import Change, Party

TOGETHER = frozenset({"form", "value", "known value"})
PARTIES: list[tuple[Party, ...]] = [("client", "server"), ("client",), ("server",), ()]


@dataclass(frozen=True)
class Row:
    """One line about one or more changes of the same kind, which break the same parties."""

    what: str
    where: tuple[str, ...]
    before: str
    after: str
    breaking: tuple[Party, ...]


def rows(changes: Iterable[Change]) -> list[Row]:
    """The rows of the changes on one side of the wire: first what breaks both parties, last what breaks none."""
    at_one_place: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        several = change.subject in TOGETHER and change.kind in {"added", "removed"}
        texts = () if several else (change.before, change.after)
        key = (change.subject, change.kind, change.required, change.breaking, change.path, *texts)
        at_one_place.setdefault(key, []).append(change)
    alike: dict[tuple[object, ...], list[Row]] = {}
    for together in at_one_place.values():
        row = _row(together)
        alike.setdefault((row.what, row.breaking, row.before, row.after, together[0].inside), []).append(row)
    merged = [replace(group[0], where=tuple(sorted(row.where[0] for row in group))) for group in alike.values()]
    return sorted(merged, key=lambda row: (PARTIES.index(row.breaking), row.what, row.where))


def _row(changes: list[Change]) -> Row:
    """What happened to one thing at one place."""
    change = changes[0]
    subject = "type" if change.subject == "root" else change.subject
    what = f"{change.kind} {'required ' if change.required else ''}{subject}"
    if subject == "type":
        # Of what comes or goes as a whole, the name that it goes by says it all.
        where = f"{change.before} → {change.after}" if change.kind == "renamed" else change.path
        return Row(what, (where,), "", "", change.breaking)
    before = ", ".join(each.before for each in changes if each.before)
    after = ", ".join(each.after for each in changes if each.after)
    return Row(what, (change.path,), before, after, change.breaking)
