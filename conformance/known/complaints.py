"""What is wrong with a list of known failures, seen from the results of a run: a line for each entry to be changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from conformance.known.entry import Entry
from conformance.known.loading import KnownFailures
from conformance.known.marking import Line, Standing, marked, standing, unexplained

Weight = Literal["fails", "strict", "note"]
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something to change about ``entry``. It ``fails`` the run, or only a ``strict`` one, or is but a ``note``."""

    entry: Entry
    message: str
    weight: Weight = "fails"

    def __str__(self) -> str:
        return f"{self.entry.place}: {self.entry.row.requirement}: {self.message}"

    def fails(self, *, strict: bool) -> bool:
        """Whether a run fails because of it."""
        return self.weight == "fails" or (strict and self.weight == "strict")

    @property
    def line(self) -> dict[str, object]:
        """It as a line of a result file."""
        entry = self.entry
        return {
            "kind": "complaint",
            "file": entry.file,
            "line": entry.line,
            "requirement": entry.row.requirement,
            "message": self.message,
            "weight": self.weight,
        }


@dataclass(frozen=True)
class Judged:
    """What a list is held against: ``results`` as they were judged, before the list marked them, by id; ``ids`` are all
    requirements there are; those that are ``optional`` are not missed in a run that was not asked for them.
    """

    results: Mapping[str, Line]
    ids: Sequence[str]
    optional: frozenset[str] = frozenset()


def complaints(known: KnownFailures, judged: Judged) -> Iterator[Complaint]:
    """What there is to change, in the order of the file. What a run did not look at says nothing."""
    for entry in known.entries:
        found = _static(entry, known, judged.ids)
        if found:
            yield found
        elif entry.list == "known":
            yield from _of_glob(entry, known, judged) if entry.is_glob else _of_one(entry, known, judged)


def standings(entry: Entry, known: KnownFailures, judged: Judged) -> dict[str, Standing]:
    """What each result that the entry is for says of it; those that a nearer entry calls flaky say nothing."""
    return {
        name: Standing.UNTOLD if _is_flaky(name, known) else standing(entry, judged.results[name])
        for name in _named(entry, judged.ids)
        if name in judged.results
    }


def is_decided(entry: Entry, judged: Judged) -> bool:
    """Whether everything that the entry is for was judged, so that what it does not show is not there."""
    return all(name in judged.results or name in judged.optional for name in _named(entry, judged.ids))


def _static(entry: Entry, known: KnownFailures, ids: Sequence[str]) -> Complaint | None:
    if not _named(entry, ids):
        near = difflib.get_close_matches(entry.row.requirement, ids, n=3, cutoff=0.4)
        return Complaint(entry, "there is no such requirement" + (f"; nearest: {', '.join(near)}" if near else ""))
    if entry.is_expired(known.today):
        return Complaint(entry, f"the entry expired, its last day was {entry.row.expires}: look at it again")
    return None


def _of_one(entry: Entry, known: KnownFailures, judged: Judged) -> Iterator[Complaint]:
    for name, found in standings(entry, known, judged).items():
        line = judged.results[name]
        must = line["level"] == "must"
        if found is Standing.PASSES:
            yield Complaint(entry, f"it passes{_at(entry, line)}: take it off the list", "fails" if must else "strict")
        elif found is Standing.OTHERWISE and (left := unexplained(line, known)):
            yield Complaint(entry, f"it fails with another message: {left[0]['message']}")


def _of_glob(entry: Entry, known: KnownFailures, judged: Judged) -> Iterator[Complaint]:
    found = standings(entry, known, judged)
    passing = [name for name, one in found.items() if one is Standing.PASSES]
    otherwise = [name for name, one in found.items() if one is Standing.OTHERWISE]
    left = [name for name in otherwise if marked(judged.results[name], known)["status"] == "fail"]
    if Standing.AS_LISTED in found.values():
        if passing:
            yield Complaint(entry, f"it explains what fails; what passes: {some(passing)}", "note")
    elif left:
        message = unexplained(judged.results[left[0]], known)[0]["message"]
        yield Complaint(entry, f"nothing fails as listed; {some(left)} with another message: {message}")
    elif passing and is_decided(entry, judged):
        must = any(judged.results[name]["level"] == "must" for name in passing)
        yield Complaint(
            entry, f"nothing that it is for fails; what passes: {some(passing)}", "fails" if must else "strict"
        )


def some(ids: Sequence[str]) -> str:
    """Some of the ids, and how many there are beside them."""
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return ", ".join(ids[:_MOST_NAMED]) + more


def _is_flaky(requirement: str, known: KnownFailures) -> bool:
    """Whether the nearest of the entries for it says so."""
    return any(entry.list == "flaky" for entry in known.of(requirement)[:1])


def _named(entry: Entry, ids: Sequence[str]) -> list[str]:
    return [name for name in ids if entry.names(name)]


def _at(entry: Entry, line: Line) -> str:
    """Where it passes, for entries that may be right elsewhere."""
    return "" if entry.row.since and entry.row.until else f" at {line['revision']}"
