"""A PostgreSQL of the tests' own: from Debian's packages, on a socket in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
USERS = ("postgres", "nobody")
START_SECONDS = "60"


class NoPostgreSQL(Exception):
    """There is none on this machine; the message says what to install."""


@dataclass(frozen=True)
class Cluster:
    """The databases in ``folder``, which belong to ``user`` (None: whoever runs the tests)."""

    programs: Path
    folder: Path
    user: str | None

    @property
    def url(self) -> str:
        """Its database, by way of the socket."""
        return f"postgresql://conformance@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start the server and return when it answers."""
        options = f"-k {self.folder} -c listen_addresses= -F"
        self._run("pg_ctl", "-w", "-t", START_SECONDS, "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop the server, whoever is connected."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def make(self) -> None:
        """Make the folder's databases; connections need no password."""
        self._run("initdb", "-A", "trust", "-U", "conformance", "-E", "UTF8", "--locale", "C", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        with (self.folder / "output").open("a") as output:
            done = subprocess.run(command, stdout=output, stderr=output, user=self.user, cwd=self.folder)
        assert done.returncode == 0, (self.folder / "output").read_text()


@contextmanager
def running() -> Iterator[Cluster]:
    """A server that runs while the block does; raises ``NoPostgreSQL``."""
    programs, user = found_programs(), None
    folder = Path(tempfile.mkdtemp(prefix="conformance-"))
    try:
        if os.geteuid() == 0:  # as root it refuses to run
            user = next(name for name in USERS if name in {entry.pw_name for entry in pwd.getpwall()})
            shutil.chown(folder, user)
        cluster = Cluster(programs, folder, user)
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def found_programs() -> Path:
    """The folder with ``initdb`` and ``pg_ctl``: the newest of Debian's, or that of the PATH."""
    candidates = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    named = shutil.which("pg_ctl")
    candidates += [Path(named).resolve().parent] if named else []
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgreSQL("there is no PostgreSQL on this machine: apt-get install postgresql")
