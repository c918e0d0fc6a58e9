"""What a whole run changes about a list of known failures: what passes goes, what fails and is not listed comes.

It speaks of the revision of the run alone. An entry that names revisions and passes at this one is kept for the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from conformance.known.blocks import Edit, Fields, edited
from conformance.known.complaints import Judged, is_decided, standings
from conformance.known.entry import Entry
from conformance.known.loading import KnownFailures
from conformance.known.marking import Line, Standing, standing, unexplained
from conformance.requirement import Span
from conformance.revisions import REVISIONS

_SHORTEST = 12  # characters: a shorter beginning says too little to tell one failure from another
_VOLATILE = re.compile(r"""["'`]|, found |\d{3}|\b(?=[a-z_-]*\d)[\w-]{8,}""")
_NAMES = [revision.name for revision in REVISIONS]


@dataclass(slots=True)
class Update:
    """The edits of a file, and what they amount to, in lines."""

    edits: list[Edit] = field(default_factory=list)
    new: list[Fields] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def updated(known: KnownFailures, judged: Judged, revision: str, *, strict: bool = False) -> tuple[str, list[str]]:
    """The text of the list after a whole run at ``revision`` (``auto``: at all), and what was changed.

    What fails is listed, and with ``strict`` what warns. What expired and still fails is left to people.
    """
    update = Update()
    for entry in known.entries:
        if entry.list == "known" and (why := _why_gone(entry, known, judged)):
            _take_out(update, entry, revision, why)
        elif not any(entry.names(name) for name in judged.ids):
            _take_out(update, entry, "auto", "there is no such requirement")
    for line in judged.results.values():
        if line["status"] == "fail" or (strict and line["status"] == "warn"):
            _put_in(update, line, known, revision)
    return edited(known.text, update.edits, update.new), update.told


def beginning(message: str) -> str:
    """How a message begins, up to what may differ in the next run: what is quoted, an id, a number, what was found."""
    found = _VOLATILE.search(message)
    start = (message[: found.start()] if found else message).rstrip(" ({[:")
    return start if len(start) >= _SHORTEST else ""


# ---------------------------------------------------------------------------------------------------------------------


def _why_gone(entry: Entry, known: KnownFailures, judged: Judged) -> str:
    """Why nothing is left for an entry to explain at the revision of the run; empty where something is."""
    found = set(standings(entry, known, judged).values()) - {Standing.UNTOLD}
    if found == {Standing.PASSES} and is_decided(entry, judged):
        return "it passes"
    return "nothing fails as listed" if entry.is_glob and found and Standing.AS_LISTED not in found else ""


def _take_out(update: Update, entry: Entry, revision: str, why: str) -> None:
    kept = _without(entry, revision)
    change, after = (kept[0], kept[1:]) if kept else (None, [])
    update.edits.append(Edit(entry.line, change, tuple(_copy(entry, span) for span in after)))
    update.told.append(f"{'kept for other revisions' if kept else 'removed'}: {entry.row.requirement}: {why}")


def _put_in(update: Update, line: Line, known: KnownFailures, revision: str) -> None:
    """An entry for each kind of failure that none explains."""
    listed = [entry for entry in known.entries if entry.row.requirement == line["id"] and entry.list == "known"]
    if any(entry.is_expired(known.today) and standing(entry, line) is not Standing.PASSES for entry in listed):
        return
    begun = {edit.line for edit in update.edits}
    free = [entry for entry in listed if entry.line not in begun and not entry.is_expired(known.today)]
    for message in dict.fromkeys(beginning(one["message"]) for one in unexplained(line, known)):
        reworded = next((e for e in free if standing(e, line) is Standing.OTHERWISE), None)
        widened = next((e for e in free if message.startswith(e.message) and _with(e, revision) is not None), None)
        if entry := reworded or widened:
            free.remove(entry)
        if reworded:
            _reword(update, reworded, revision, message)
        elif widened:
            update.edits.append(Edit(widened.line, _with(widened, revision)))
            update.told.append(f"widened to {revision}: {line['id']}: {message or line['message']}")
        else:
            why = f"found by --update-known-failures on {known.today}, not looked at yet"
            span = next(_spans([_NAMES.index(revision)])) if revision in _NAMES else {}
            update.new.append({"requirement": line["id"], "reason": why, "message": message, **span})
            update.told.append(f"added: {line['id']}: {message or line['message']}")


def _reword(update: Update, entry: Entry, revision: str, message: str) -> None:
    """The entry says what fails now; one that names other revisions too goes on saying of them what it said."""
    kept = _without(entry, revision)
    if kept:
        here = next(_spans([_NAMES.index(revision)]))
        after = [*(_copy(entry, span) for span in kept[1:]), {**_copy(entry, here), "message": message}]
        update.edits.append(Edit(entry.line, kept[0], tuple(after)))
    else:
        update.edits.append(Edit(entry.line, {"message": message or None}))
    update.told.append(f"reworded: {entry.row.requirement}: {message or 'any message'}")


def _copy(entry: Entry, span: Fields) -> Fields:
    return {**entry.row.model_dump(exclude={"since", "until"}), **span}


def _without(entry: Entry, revision: str) -> list[Fields]:
    """The spans that are left of an entry without a revision; none where it names no revisions, or no others."""
    row = entry.row
    if revision not in _NAMES or not (row.since or row.until):
        return []
    return list(_spans([at for at in _covered(entry) if _NAMES[at] != revision]))


def _with(entry: Entry, revision: str) -> Fields | None:
    """The span of an entry and one revision more; ``None`` where that is no span, or it is there already."""
    if revision not in _NAMES or _NAMES.index(revision) in _covered(entry):
        return None
    found = list(_spans(sorted([*_covered(entry), _NAMES.index(revision)])))
    return found[0] if len(found) == 1 else None


def _covered(entry: Entry) -> list[int]:
    return [at for at, revision in enumerate(REVISIONS) if revision in Span(entry.row.since, entry.row.until)]


def _spans(places: Sequence[int]) -> Iterator[Fields]:
    """Places among the revisions as spans, one for each run of neighbours; open at either end of all."""
    for _, group in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        run = [place for _, place in group]
        yield {
            "since": _NAMES[run[0]] if run[0] else None,
            "until": _NAMES[run[-1] + 1] if run[-1] + 1 < len(_NAMES) else None,
        }
