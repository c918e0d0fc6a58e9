"""``conformance proxy`` as people run it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
"""No command of these tests takes that long; one that hangs must not hold them for ever."""


class Running:
    """The process, and where it listens. What it prints is read all the time, so that no full pipe holds it up."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        assert process.stderr is not None
        self._said: list[str] = []
        self._complaints: list[str] = []
        line = process.stdout.readline()
        self._readers = [_kept(process.stdout, self._said), _kept(process.stderr, self._complaints)]
        assert line.startswith("Listening on "), (line, process.wait(SECONDS), self._settled(self._complaints))
        self.url = line.split()[2]

    def ended(self, number: int) -> tuple[int, str]:
        """Send a signal; the exit code and all that was printed."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS), self._settled(self._said)

    def _settled(self, lines: list[str]) -> str:
        for reader in self._readers:
            reader.join(SECONDS)
        return "".join(lines)


def _kept(stream: IO[str], lines: list[str]) -> Thread:
    """A thread that reads ``stream`` to its end into ``lines``."""
    reader = Thread(target=lines.extend, args=(stream,), daemon=True)
    reader.start()
    return reader


@contextmanager
def proxy(upstream: str, out: Path, *options: str) -> Iterator[Running]:
    """A proxy in front of ``upstream``; it is killed if it is still there in the end."""
    command = [sys.executable, "-m", "conformance", "proxy", "--port", "0", "--upstream", upstream, "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*command, *options], env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield Running(process)
        finally:
            process.kill()
