"""A stage that plays scenarios from cassettes alone; nothing is sent anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from conformance.cassettes.cassette import PROBE, Cassette, NotACassette, load
from conformance.cassettes.shelf import place
from conformance.cassettes.tape import Tape, TapedReceiver
from conformance.exchange import Lane
from conformance.play import End, Played, Stage
from conformance.requirement import Scenario
from conformance.revisions import REVISIONS, Revision
from conformance.target import ConfigurationError, Target


@dataclass(slots=True)
class ReplayStage(Stage):
    """A stage on the cassettes below ``folder``. A scenario without one, or that asks otherwise than it did, was not
    played, which is our fault and not the target's."""

    lane: ClassVar[Lane] = "replay"
    shares_probe: ClassVar[bool] = False
    folder: Path = field(default_factory=Path)

    def _play(self, scenario: Scenario) -> Played:
        path = place(self.folder, self.revision, scenario.name)
        try:
            cassette = load(path)
        except NotACassette as reason:
            return Played(scenario, (), End.TARGET_GONE, f"{path}: {reason}")
        tape = Tape(left=list(cassette.exchanges), revision=self.revision)
        played = self._tried(scenario, tape, TapedReceiver(tape=tape))
        if tape.left and played.end not in {End.TARGET_GONE, End.BUG}:
            left = f"{len(tape.left)} of its exchanges are not played any more, the first {tape.left[0].title}"
            return replace(played, end=End.TARGET_GONE, reason=f"{path}: {left}: record it anew")
        return played


@contextmanager
def opened(target: Target, folder: Path, revision: str) -> Iterator[Stage]:
    """The stage on ``folder``, whose folders are named by revisions (``auto``: the newest that is there).

    Raises ``ConfigurationError`` where nothing was recorded, or it was recorded of another target.
    """
    found = _revision(folder, revision)
    probe = _probe(place(folder, found, PROBE))
    of = probe.provenance.target
    if of and of != target.name:
        raise ConfigurationError(f"{folder} holds recordings of {of}: give the target that it was recorded with")
    opening = replace(probe.exchanges[0], lane="socket")
    stage = ReplayStage(Tape(revision=found), target, found, opening, folder=folder)
    yield stage
    stage.close()


def _revision(folder: Path, revision: str) -> Revision:
    there = [r for r in REVISIONS if place(folder, r, PROBE).is_file() and revision in {"auto", r.name}]
    if not there:
        known = ", ".join(r.name for r in REVISIONS if place(folder, r, PROBE).is_file()) or "none"
        raise ConfigurationError(
            f"--replay {folder}: no recording of revision {revision} (there: {known}): make one by conformance record"
        )
    return there[-1]


def _probe(path: Path) -> Cassette:
    try:
        cassette = load(path)
    except NotACassette as reason:
        raise ConfigurationError(f"{path}: {reason}") from None
    if not cassette.exchanges:
        raise ConfigurationError(f"{path}: holds no exchange: make it anew by conformance record")
    return cassette
