"""The memory of a run against each hostile server: ``python -m tests.fuzz.memory [NAME…]``; 1 where one takes more.

A process of its own sends requests for a few seconds; what the system counted as its greatest size is printed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.fuzz.hostile import HOSTILE
from tests.fuzz.plain import ENVIRONMENT
from tests.fuzz.raw import saying

MOST = 300
"""MiB."""


def measured(name: str) -> tuple[int, float]:
    """The exit code of a plain run of one feature against a server, and the MiB that it took at most."""
    with saying(HOSTILE[name].say) as url, tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "hostile.toml")
        target.write_text(f'base_url = "{url}"\ntimeout = 1\nbackground = 1\n')
        command = [sys.executable, "-m", "conformance", "run", "--target", str(target), "--revision", "2026-11-16"]
        command += ["--with", "fuzz", "--select", "create", "--select", "generated-requests", "--out", f"{folder}/out"]
        output = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
        process = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=output)
        _, status, usage = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024


def main(names: list[str]) -> int:
    """Measure the servers called ``names``, or all."""
    if unknown := [name for name in names if name not in HOSTILE]:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are {', '.join(HOSTILE)}\n")
        return 3
    worst = 0.0
    for name in names or HOSTILE:
        code, size = measured(name)
        worst = max(worst, size)
        print(f"{name:24} exit {code}  {size:4.0f} MiB", flush=True)
        if code not in {1, 2}:
            return 1
    return 0 if worst < MOST else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
