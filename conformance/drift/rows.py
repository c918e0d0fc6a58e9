"""Changes as people read them: the like that happened at one place in one window shares a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.drift.change import Change, Seen

HEADINGS = ("", "where", "what", "when", "shown", "example")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``paths`` are set as code, the rest are words."""

    sure: bool
    place: str
    paths: tuple[str, ...]
    what: str
    when: str
    shown: str
    example: str


def rows(changes: Iterable[Change]) -> list[Row]:
    """The rows of ``changes``, in their order."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        path = change.path.rpartition(".")[0] if change.aspect in {"field", "header"} else change.path
        alone = change.kind == "changed"
        key = (change.sure, change.place, change.aspect, change.kind, path, _when(change), _shown(change))
        groups.setdefault((*key, change.before, change.after) if alone else key, []).append(change)
    return [_row(group) for group in groups.values()]


def _row(group: list[Change]) -> Row:
    first = group[0]
    examples = {seen.example: None for seen in (first.new, first.old) if seen.example and (seen.did or not seen.could)}
    return Row(
        sure=first.sure,
        place=first.place,
        paths=tuple(dict.fromkeys(change.path for change in group)),
        what=_what(group),
        when=_when(first),
        shown=_shown(first),
        example=next(iter(examples), first.new.example or first.old.example),
    )


def _what(group: list[Change]) -> str:
    first = group[0]
    plural = "s" if len(group) > 1 else ""
    if first.aspect in {"field", "header"}:
        return f"{first.aspect}{plural} {_verb(first)}"
    words = ", ".join(change.after or change.before for change in group)
    if first.kind == "changed":
        return f"{first.aspect}: {first.before} → {first.after}"
    return f"{first.aspect}{plural} {_verb(first)}: {words}"


def _verb(change: Change) -> str:
    """What happened, in words; beside a revision, where there is nothing to count, what is not the same."""
    if change.old.could and change.new.could:
        return change.kind
    return "not documented" if change.old.did or change.new.did else "never shown"


def _when(change: Change) -> str:
    if change.after_day and change.by_day and change.after_day < change.by_day:
        return f"after {change.after_day}, by {change.by_day}"
    days = {day: None for seen in (change.old, change.new) if seen.did for day in (seen.first, seen.last) if day}
    return f"seen {' to '.join(days)}" if days else ""


def _shown(change: Change) -> str:
    return " → ".join(_count(seen) for seen in (change.old, change.new))


def _count(seen: Seen) -> str:
    return f"{seen.did} of {seen.could}" if seen.could else "–"
