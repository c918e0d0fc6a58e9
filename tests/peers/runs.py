"""What is judged for ``reports/``: released servers of others, and the emulator at each revision."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from conformance.report.results import ReportError, read
from conformance.revisions import REVISIONS
from conformance.target import Target, find_target
from tests.peers import starting
from tests.peers.publishing import Line, published, written
from tests.peers.starting import KEY, ROOT

REPORTS = ROOT / "reports"
SERVERS = ("aimock", "emulator", "google-as-recorded", "litellm-bridge", "litellm-pass-through")
"""The folders below ``reports/`` that are written here; those of clients are written elsewhere."""
SECONDS = 600
"""A run of everything takes a minute at the slowest of them."""
Start = Callable[[Path], AbstractContextManager[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A server that is judged: its folder below ``reports/``, and how it is started in a work folder."""

    folder: str
    start: Start

    @property
    def file(self) -> str:
        """The target file, from the top of the checkout: results name it."""
        return f"reports/{self.folder}/target.toml"

    @property
    def target(self) -> Target:
        """What the target file says."""
        return find_target(str(ROOT / self.file))

    def judge(self, work: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Start it, run everything against it, and stop it; the results are below ``work``, in a folder of its name."""
        target = self.target
        with self.start(work / "servers") as url:
            environment = {"CONFORMANCE_BASE_URL": url, target.key_env: KEY}
            return run(work / self.folder, "--target", self.file, *options, **environment)

    def publish(self, work: Path) -> None:
        """Commit to ``reports/`` what the run found."""
        target = self.target
        command = f"conformance run --target {self.file} --revision {target.revision}"
        lines = published(lines_of(work / self.folder), target.base_url, command, {"argument": self.file})
        written(lines, REPORTS / self.folder / "results.jsonl.gz")


@dataclass(frozen=True, slots=True)
class Emulated:
    """The emulator of this checkout at one revision."""

    revision: str

    @property
    def folder(self) -> str:
        """The folder below ``reports/``."""
        return f"emulator/{self.revision}"

    def judge(self, work: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Run everything against it."""
        return run(work / self.folder, "--target", "emulator", "--revision", self.revision, *options)

    def publish(self, work: Path) -> None:
        """Commit to ``reports/`` what the run found."""
        command = f"conformance run --target emulator --revision {self.revision}"
        lines = published(lines_of(work / self.folder), "", command, {})
        written(lines, REPORTS / self.folder / "results.jsonl.gz")


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``conformance run`` into ``folder``."""
    command = [sys.executable, "-m", "conformance", "run", "--out", str(folder), *options]
    settings = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, env=settings, cwd=ROOT)


def lines_of(folder: Path) -> list[Line]:
    """The lines of a run that came to its end; raises ``ReportError`` for any other."""
    found = read(folder / "results.jsonl")
    if found.summary is None:
        raise ReportError(f"{folder}: the run was interrupted")
    return [dict(line) for line in (found.header, *found.exchanges.values(), *found.results, found.summary)]


def _aimock(version: str) -> Judged:
    return Judged(f"aimock/{version}", lambda work: starting.aimock(work, version))


def _bridge(version: str, revision: str) -> Judged:
    return Judged(f"litellm-bridge/{version}", lambda work: starting.bridge(work, version, revision))


def _pass_through(version: str, revision: str) -> Judged:
    return Judged(f"litellm-pass-through/{version}", lambda work: starting.pass_through(work, version, revision))


PEERS = (
    _aimock("1.29.0"),
    _aimock("1.43.0"),
    # The older one names no revision upstream, and knows only the shape of the first.
    _bridge("1.82.6", "2025-12-11"),
    _bridge("1.106.10", "2026-11-16"),
    _pass_through("1.82.6", "2025-12-11"),
    _pass_through("1.106.10", "2026-11-16"),
)
EMULATED = tuple(Emulated(revision.name) for revision in REVISIONS)
