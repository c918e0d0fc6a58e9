"""What a list of known failures makes of a result: the only place where ``expected-fail`` and ``unexpected-pass`` come
from.

A result is explained where each of its failing observations is. What is not scored is never scored because of a list:
a warning that is listed stays a warning, and an error of ours stays an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from conformance.known.entry import Entry
from conformance.known.loading import KnownFailures

Line = Mapping[str, Any]
JUDGED = frozenset({"pass", "warn", "fail"})
WRONG = frozenset({"fail", "warn"})


class Standing(StrEnum):
    """What a result, as it was judged, says of one entry."""

    AS_LISTED = "fails as listed"
    OTHERWISE = "fails with another message"
    PASSES = "passes"
    UNTOLD = "says nothing of it"


def marked(line: Line, known: KnownFailures) -> Line:
    """A ``result`` line as the list has it: with the status that it makes, and ``known``, the entry that explains it.

    A result that no entry is for is returned as it is.
    """
    entries = [entry for entry in known.of(line["id"]) if _shown(entry, line)]
    if not entries or line["status"] not in JUDGED:
        return line
    if entries[0].list == "flaky":
        word = "passed" if line["status"] == "pass" else "failed"
        message = f"flaky, {word} this time" + (f": {line['message']}" if line["message"] else "")
        return {**line, "status": "warn", "message": message, "known": entries[0].told}
    if line["status"] == "pass":
        return _passing(line, entries)
    return _explained(line, [entry for entry in entries if entry.list == "known"])


def unmarked(line: Line) -> Line | None:
    """A ``result`` line as it was before a list marked it; ``None`` where that is not known any more (``flaky``)."""
    known = line.get("known")
    if known and known["list"] == "flaky":
        return None
    before = {"expected-fail": "fail", "unexpected-pass": "pass"}
    observations = [{**one, "status": before.get(one["status"], one["status"])} for one in line["observations"]]
    plain = {name: value for name, value in line.items() if name != "known"} | {"observations": observations}
    status = before.get(line["status"], line["status"])
    if line["status"] == "unexpected-pass" or (not known and observations != line["observations"]):
        plain["message"] = next((one["message"] for one in observations if one["status"] == status), line["message"])
    return {**plain, "status": status}


def standing(entry: Entry, line: Line) -> Standing:
    """What ``line``, a result that no list has marked yet, says of an entry for its requirement."""
    shown = _shown(entry, line) if line["status"] in JUDGED else []
    wrong = [one for one in shown if one["status"] in WRONG]
    if any(one["message"].startswith(entry.message) for one in wrong):
        return Standing.AS_LISTED
    if any(one["status"] == "fail" for one in wrong):
        return Standing.OTHERWISE
    return Standing.PASSES if shown and not wrong else Standing.UNTOLD


def unexplained(line: Line, known: KnownFailures) -> list[Line]:
    """What makes a result fail or warn and no entry speaks of: observations of a result that no list has marked yet."""
    entries = [entry for entry in known.of(line["id"]) if entry.list == "known"]
    return [one for one in _blamed(line) if _reason(one, entries) is None]


def _passing(line: Line, entries: Sequence[Entry]) -> Line:
    """Only an entry for this very requirement is contradicted: of those that a glob names, some may pass."""
    named = next((entry for entry in entries if not entry.is_glob), None)
    if named is None or line["level"] != "must":
        return line
    message = f"listed as a known failure ({named.place}), but it passes"
    return {**line, "status": "unexpected-pass", "message": message, "known": named.told}


def _explained(line: Line, entries: Sequence[Entry]) -> Line:
    """A failure is expected, and a warning explained, where all that makes it one is explained."""
    reasons = [(one, _reason(one, entries)) for one in _blamed(line)]
    status = "expected-fail" if line["status"] == "fail" else line["status"]
    observations = [
        {**one, "status": status} if one["status"] == line["status"] and _reason(of, entries) else one
        for one, of in zip(line["observations"], _dated(line), strict=True)
    ]
    left = [one for one, reason in reasons if reason is None]
    if left:
        message = left[0]["message"] if line["status"] == "fail" else line["message"]
        return {**line, "message": message, "observations": observations}
    first = next(reason for _, reason in reasons if reason)
    return {**line, "status": status, "observations": observations, "known": first.told}


def _reason(one: Line, entries: Sequence[Entry]) -> Entry | None:
    """The first of the entries that speaks of an observation."""
    fitting = (e for e in entries if e.is_for(one["revision"]) and one["message"].startswith(e.message))
    return next(fitting, None)


def _shown(entry: Entry, line: Line) -> list[Line]:
    """What a result rests on, at the revisions that the entry is for."""
    return [one for one in _basis(line) if entry.is_for(one["revision"])]


def _blamed(line: Line) -> list[Line]:
    """What makes a result fail or warn."""
    return [one for one in _basis(line) if one["status"] == line["status"]] if line["status"] in WRONG else []


def _basis(line: Line) -> list[Line]:
    """The observations of a result, each with its revision; the result itself where its status comes from elsewhere."""
    dated = _dated(line)
    return dated if any(one["status"] == line["status"] for one in dated) else [line]


def _dated(line: Line) -> list[Line]:
    return [{"revision": line["revision"], **one} for one in line["observations"]]
