"""What the command was given, read: recordings as observations, or the name of a revision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conformance.drift.compare import between
from conformance.drift.observe import observed
from conformance.drift.question import Observation
from conformance.drift.report import Report, Side
from conformance.drift.timeline import over_time
from conformance.exchange import Exchange
from conformance.judging import by_revision, read_all
from conformance.revisions import BY_NAME
from conformance.target import ConfigurationError


def is_revision(name: str) -> bool:
    """Whether ``name`` is that of a revision; a file of that name is given as ``./name``."""
    return name in BY_NAME


def read(name: str) -> list[Observation]:
    """What the recordings at ``name`` show; raises ``ConfigurationError`` where there is none."""
    path = Path(name)
    exchanges = read_all([path])
    return [replace(observed(each), recording=_place(each, path)) for each in as_spoken(exchanges)]


def as_spoken(exchanges: list[Exchange]) -> list[Exchange]:
    """Each exchange in the newest revision that it may be of, in the order given."""
    newest = {each.key: each for of_revision in by_revision(exchanges).values() for each in of_revision}
    return [newest.get(each.key, each) for each in exchanges]


def _place(exchange: Exchange, path: Path) -> str:
    return exchange.recording or f"{path.name} {exchange.key}"


def compared(old: str, new: str) -> Report:
    """What changed from ``old`` to ``new``; raises ``ConfigurationError`` for two revisions, or where nothing is."""
    match is_revision(old), is_revision(new):
        case True, True:
            raise ConfigurationError(f"{old} and {new} are both revisions: conformance schema diff compares those")
        case True, False:
            return _with_revision(old, new)
        case False, True:
            report = _with_revision(new, old)
            assert report.new is not None
            return Report(report.new, report.old, report.drift.mirrored())
    before, after = read(old), read(new)
    return Report(Side.of(old, before), Side.of(new, after), between(before, after))


def split(name: str, day: str) -> Report:
    """What changed between what is older than ``day`` in one set, and the rest; what has no date is left out."""
    observations = _recordings(name)
    before = [each for each in observations if each.day and each.day < day]
    after = [each for each in observations if each.day >= day]
    sides = (Side.of(f"{name} before {day}", before), Side.of(f"{name} from {day} on", after))
    return Report(*sides, between(before, after))


def within(name: str) -> Report:
    """What changed in one set from day to day."""
    observations = _recordings(name)
    return Report(Side.of(name, observations), None, over_time(observations))


def _recordings(name: str) -> list[Observation]:
    if is_revision(name):
        raise ConfigurationError(f"{name} is a revision, which has no days: name recordings to compare it with")
    return read(name)


def _with_revision(revision: str, recordings: str) -> Report:
    from conformance.drift.known import beside

    observations = read(recordings)
    return Report(Side(revision), Side.of(recordings, observations), beside(revision, observations))
