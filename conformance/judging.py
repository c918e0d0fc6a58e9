"""``conformance judge``: recorded exchanges, judged offline by every requirement that they can show."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from conformance.cassettes.cassette import PROBE
from conformance.exchange import Exchange
from conformance.judge import Judge, Result
from conformance.known.listing import Listing
from conformance.outcome import conclude, default_folder, header, outcome
from conformance.record import exchange_line, result_line
from conformance.recordings.reading import read_all, read_recordings, tell_skipped
from conformance.recordings.summary import by_exchange, not_judged
from conformance.requirement import Requirement, eliciting
from conformance.revisions import BY_NAME, REVISIONS, Revision, path_revision
from conformance.selection import select, selected
from conformance.target import ConfigurationError

__all__ = ["by_revision", "grouped", "judge_recordings", "possible", "read_all", "results_of", "shared_ids"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks of ``judge``."""

    revision: str = "auto"
    select: tuple[str, ...] = ()
    out: Path | None = None
    strict: bool = False
    known_failures: Path | None = None
    update_known_failures: bool = False
    as_json: bool = False


def judge_recordings(paths: Sequence[Path], wanted: Wanted) -> int:
    """Judge the exchanges in ``paths`` and write everything into a folder; the exit code.

    Raises ``ConfigurationError`` for paths that hold no exchange.
    """
    revision, chosen = wanted.revision, select(wanted.select)
    check_revision(revision)
    if wanted.update_known_failures and wanted.select:
        raise ConfigurationError("--update-known-failures: what is not selected is not judged: leave out --select")
    listing = Listing.of(wanted.known_failures, updates=wanted.update_known_failures, strict=wanted.strict)
    found_there = read_recordings(paths)
    tell_skipped(found_there)
    groups = grouped(found_there.exchanges, revision)
    command = shlex.join(["conformance", "judge", *map(str, paths), "--revision", revision])
    first = header(
        target={"name": "recordings", "base_url": ""},
        revision=revision,
        lane="replay",
        command=command,
        selected=selected(wanted.select),
    )
    folder = wanted.out or default_folder("recordings", revision)
    with outcome(folder, first, len(chosen), "judging", listing, as_json=wanted.as_json) as found:
        newest = {e.key: e for group in groups for judged in group.traffic.values() for e in judged}
        found.write(exchange_line(newest.get(e.key, e)) for e in found_there.exchanges)
        results = results_of(chosen, groups, revision)
        found.write(result_line(result) for result in results)
        found.finish()
    found.say(*by_exchange(found_there.exchanges, results, groups), *not_judged(found_there, results))
    return conclude(found, strict=wanted.strict)


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


@dataclass(frozen=True, slots=True)
class Group:
    """Exchanges that may belong together: those of one scenario of a run of ours, or everything of others.

    ``traffic`` has them by the revisions that they may be of; ``run`` as the run judged them, where there was one.
    """

    traffic: Mapping[Revision, Sequence[Exchange]]
    shared: frozenset[str]
    alone: frozenset[tuple[str, str]]
    scenario: str | None = None
    run: tuple[Revision, tuple[Exchange, ...]] | None = None

    def traffic_for(self, requirement: Requirement) -> Mapping[Revision, Sequence[Exchange]]:
        """What to judge ``requirement`` by: what a scenario was played for is judged at the revision of its run."""
        if self.run and any(s.name == self.scenario for s in eliciting(requirement.looks_at, self.run[0])):
            return {self.run[0]: self.run[1]}
        return self.traffic


def grouped(exchanges: Sequence[Exchange], revision: str = "auto") -> list[Group]:
    """``exchanges`` in groups: each scenario of a run talked to a server of its own, or as if it did.

    Raises ``ConfigurationError`` for an unknown revision.
    """
    played: dict[tuple[str | None, str, str], list[Exchange]] = {}
    others = [exchange for exchange in exchanges if exchange.scenario is None]
    probes = {(e.recording, e.revision.name): e for e in exchanges if e.scenario == PROBE}
    for exchange in exchanges:
        if exchange.scenario not in {None, PROBE}:
            run = (exchange.recording, exchange.revision.name, str(exchange.scenario))
            played.setdefault(run, []).append(exchange)
    groups = [_group(others, revision)] if others else []
    for (recording, of, scenario), found in played.items():
        probe = probes.get((recording, of))
        groups.append(_group([probe, *found] if probe else found, revision, scenario))
    alone = [] if played else list(probes.values())
    return [*groups, *([_group(alone, revision)] if alone else [])]


def _group(exchanges: Sequence[Exchange], revision: str, scenario: str | None = None) -> Group:
    of = exchanges[-1].revision
    as_run = (of, tuple(exchanges)) if scenario and revision in {"auto", of.name} else None
    return Group(by_revision(exchanges, revision), shared_ids(exchanges), given_once(exchanges), scenario, as_run)


def results_of(requirements: Sequence[Requirement], groups: Sequence[Group], revision: str = "auto") -> list[Result]:
    """A result for each requirement, judged on all ``groups``."""
    judge = Judge("recordings", revision, "replay")
    judges = [(replace(judge, shared=group.shared, alone=group.alone), group) for group in groups]
    return [
        judge.of_seen(requirement, [each.seen(requirement, group.traffic_for(requirement)) for each, group in judges])
        for requirement in requirements
    ]


def shared_ids(exchanges: Sequence[Exchange]) -> frozenset[str]:
    """The ids that several creates were answered with."""
    given = Counter(e.answered_id for e in exchanges if e.operation == "create" and e.answered_id)
    return frozenset(id for id, times in given.items() if times > 1 and id)  # noqa: A001


def given_once(exchanges: Sequence[Exchange]) -> frozenset[tuple[str, str]]:
    """The ids that one create of a recording alone was answered with, each with the recording."""
    given = Counter((e.recording or "", e.answered_id or "") for e in exchanges if e.operation == "create")
    return frozenset(pair for pair, times in given.items() if times == 1 and all(pair))
