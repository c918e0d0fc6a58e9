"""``conformance judge``: recorded exchanges, judged offline by every requirement that they can show."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from conformance.console import counted
from conformance.exchange import Exchange
from conformance.judge import Judge, Result
from conformance.outcome import conclude, default_folder, header, outcome
from conformance.record import exchange_line, result_line
from conformance.recordings.reading import read_all
from conformance.revisions import BY_NAME, REVISIONS, Revision, path_revision
from conformance.run import select
from conformance.target import ConfigurationError
from conformance.verdict import Status

__all__ = ["by_revision", "judge_recordings", "possible", "read_all", "shared_ids"]


def judge_recordings(
    paths: Sequence[Path], revision: str, globs: Sequence[str], folder: Path | None, *, strict: bool
) -> int:
    """Judge the exchanges in ``paths`` and write everything into ``folder``; the exit code.

    Raises ``ConfigurationError`` for paths that hold no exchange.
    """
    chosen = select(globs)
    check_revision(revision)
    exchanges = read_all(paths)
    traffic = by_revision(exchanges, revision)
    judge = Judge("recordings", revision, "replay", shared=shared_ids(exchanges))
    command = shlex.join(["conformance", "judge", *map(str, paths), "--revision", revision])
    first = header(target={"name": "recordings", "base_url": ""}, revision=revision, lane="replay", command=command)
    folder = folder or default_folder("recordings", revision)
    with outcome(folder, first, len(chosen), "judging") as found:
        newest = {exchange.key: exchange for judged in traffic.values() for exchange in judged}
        found.write(exchange_line(newest.get(exchange.key, exchange)) for exchange in exchanges)
        results = [judge.of_recordings(requirement, traffic) for requirement in chosen]
        found.write(result_line(result) for result in results)
        found.finish()
    for line in _by_file(exchanges, results, traffic):
        print(line)
    return conclude(found, strict=strict)


def by_revision(exchanges: Sequence[Exchange], revision: str = "auto") -> dict[Revision, list[Exchange]]:
    """The exchanges by the revisions that they may be of: all of them at ``revision``, or (``auto``) as each one shows.

    Raises ``ConfigurationError`` for an unknown revision.
    """
    check_revision(revision)
    wanted = REVISIONS if revision == "auto" else (BY_NAME[revision],)
    return {r: [replace(e, revision=r) for e in exchanges if revision != "auto" or r in possible(e)] for r in wanted}


def check_revision(revision: str) -> None:
    """Raise ``ConfigurationError`` for what is neither a revision nor ``auto``."""
    if revision != "auto" and revision not in BY_NAME:
        raise ConfigurationError(f"unknown revision {revision!r}: give auto, {' or '.join(BY_NAME)}")


def possible(exchange: Exchange) -> tuple[Revision, ...]:
    """The revisions that an exchange may be of: by its header, its path, the shape of its answer, its date.

    Each is asked only where those before it leave several, and tells nothing where it would leave none.
    """
    named = (exchange.request.headers or {}).get("api-revision", "")
    asked = [revision for revision in REVISIONS if revision.name <= named]
    if asked:
        return (asked[-1],)
    below = path_revision(urlsplit(exchange.request.url).path)
    if below:
        return (below,)
    opened = {event.type for event in exchange.events}
    shown = tuple(r for r in REVISIONS if r.blocks in exchange.interaction or r.created in opened) or REVISIONS
    day = exchange.recorded
    dated = tuple(r for r in shown if day and r.spoken_from <= day <= r.spoken_until)
    return dated or shown


def shared_ids(exchanges: Sequence[Exchange]) -> frozenset[str]:
    """The ids that several creates were answered with."""
    given = Counter(e.answered_id for e in exchanges if e.operation == "create" and e.answered_id)
    return frozenset(id for id, times in given.items() if times > 1 and id)  # noqa: A001


def _by_file(
    exchanges: Sequence[Exchange], results: Sequence[Result], traffic: Mapping[Revision, Sequence[Exchange]]
) -> list[str]:
    """One line for each file with its counts, and one below it for everything that is not right there."""
    counts: dict[str, Counter[str]] = {exchange.key: Counter() for exchange in exchanges}
    notes: dict[str, list[str]] = {exchange.key: [] for exchange in exchanges}
    for result in results:
        for seen in result.observations:
            key = seen.exchange or ""
            counts[key][seen.status.value] += 1
            if seen.status is not Status.PASS:
                notes[key].append(f"    {seen.status}: {result.requirement.id}: {seen.verdict.message}")
    lines = []
    for exchange in exchanges:
        at = "/".join(r.name for r, judged in traffic.items() if any(e.key == exchange.key for e in judged))
        lines.append(f"{exchange.recording}  [{at}]  {counted(counts[exchange.key]) or 'nothing that could be judged'}")
        lines += notes[exchange.key]
    return lines
