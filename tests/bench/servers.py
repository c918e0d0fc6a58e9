"""The servers that are measured, each a process of its own on a port of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 20.0
AIMOCK = "@copilotkit/aimock@1.43.0"
NPM_SECONDS = 120
"""npm without a registry retries for minutes."""
SERVE = "import sys, time; from conformance.emulator import serving; start = time.time()\n"
SERVE += "settings = dict(pace=0, background_seconds={background}, clock={clock}, tier='free')\n"
SERVE += "with serving(port=int(sys.argv[1]), store=sys.argv[2], **settings): time.sleep(1e9)"


@dataclass(frozen=True)
class Server:
    """A running server: its name in a row, its base URL, and the process that answers."""

    name: str
    url: str
    pid: int

    def processor_seconds(self) -> float:
        """The processor time that it has taken so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_megabytes(self) -> float:
        """The memory that it holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@contextmanager
def process(name: str, *command: str) -> Iterator[Server]:
    """``command`` with its ``{port}`` filled in, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    filled = [part.replace("{port}", str(port)) for part in command]
    with subprocess.Popen(filled, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _await_start(port, process)
            yield Server(name, f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.kill()


def _await_start(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{process.args!r} did not start")


def bare() -> AbstractContextManager[Server]:
    """The ASGI application that returns constant bytes."""
    return process("bare ASGI application", sys.executable, "-m", "tests.bench.bare", "{port}")


def emulator(
    name: str, store: str, clock: str = "time.time", background_seconds: float = 0.05
) -> AbstractContextManager[Server]:
    """The emulator without pauses in its streams; ``clock`` is an expression for one, ``background_seconds`` the time
    that work in the background takes."""
    serve = SERVE.replace("{clock}", clock).replace("{background}", str(background_seconds))
    return process(name, sys.executable, "-c", serve, "{port}", store)


@contextmanager
def aimock(folder: Path, answers: dict[str, str]) -> Iterator[Server | None]:
    """aimock that gives one of ``answers`` to what contains its key; None where npm cannot install it."""
    if shutil.which("npm") is None:
        yield None
        return
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error", AIMOCK]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=NPM_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        yield None
        return
    rules = [{"match": {"userMessage": key}, "response": {"content": text}} for key, text in answers.items()]
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": rules}))
    program = str(folder / "node_modules" / ".bin" / "llmock")
    options = ["-p", "{port}", "-f", str(folder / "fixtures.json"), "-c", "48", "--log-level", "silent"]
    with process("aimock 1.43.0", program, "-h", "127.0.0.1", *options) as server:
        yield server
