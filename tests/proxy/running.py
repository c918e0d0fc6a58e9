"""``conformance proxy`` as people run it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
"""No command of these tests takes that long; one that hangs must not hold them for ever."""


class Running:
    """The process, and where it listens."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Listening on "), (line, process.stderr and process.stderr.read())
        self.url = line.split()[2]

    def ended(self, number: int) -> tuple[int, str]:
        """Send a signal; the exit code and all that was printed."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, said


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
