"""An emulator of the page's day and the programs that talk to it, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.samples.assets import write
from tests.samples.clients import absent
from tests.samples.table import Sample

SECONDS = 120
"""Enough for a program that takes two, on a machine that is busy with twenty; without it a hang would hold up all."""

COMMANDS = {"python": [sys.executable], "js": ["node"], "curl": ["bash", "-eu"]}


@dataclass(frozen=True)
class Ran:
    """How a program ended, what it said, and where it may have left something."""

    code: int
    out: str
    err: str
    folder: Path

    def __str__(self) -> str:
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def run(sample: Sample, folder: Path, environment: dict[str, str]) -> Ran:
    """Run the program of ``sample`` in ``folder``, which gets the files that it reads."""
    write(folder, sample.reads)
    return execute([*COMMANDS[sample.language], str(sample.driver)], folder, environment)


def selected(request: pytest.FixtureRequest) -> list[Sample]:
    """The samples of the tests that were selected in the module of ``request``, those whose clients are there."""
    mine = (item for item in request.session.items if item.path == request.path)
    chosen = [item.callspec.params for item in mine if isinstance(item, pytest.Function) and hasattr(item, "callspec")]
    wanted: list[Any] = [params["sample"] for params in chosen]
    return [sample for sample in wanted if absent(sample.language) is None]


@contextmanager
def at_once(samples: list[Sample], job: Callable[[Sample], Ran]) -> Iterator[dict[Sample, Future[Ran]]]:
    """Do ``job`` for each of ``samples``, as many at a time as there are processors; whoever asks waits for the run."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield {sample: pool.submit(job, sample) for sample in samples}
        pool.shutdown(cancel_futures=True)


def execute(command: list[str], folder: Path, environment: dict[str, str]) -> Ran:
    """Run ``command`` in ``folder`` with ``environment`` on top of what a user would have."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("GEMINI_", "GOOGLE_"))}
    try:
        ran = subprocess.run(
            command,
            cwd=folder,
            env=inherited | environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as hung:
        return Ran(-1, _text(hung.stdout), f"{_text(hung.stderr)}\nstill running after {SECONDS} s", folder)
    return Ran(ran.returncode, ran.stdout, ran.stderr, folder)


def _text(output: bytes | str | None) -> str:
    return output.decode(errors="replace") if isinstance(output, bytes) else output or ""


@contextmanager
def emulator(*options: str) -> Iterator[str]:
    """``conformance serve`` with ``options`` as a process of its own; yields its base URL."""
    command = [sys.executable, "-m", "conformance", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Listening on "), f"{' '.join(command)} said {line!r}"
            yield line.split()[-1]
        finally:
            process.terminate()


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """A web server for the files in ``folder``, in a thread; yields its base URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Silent(SimpleHTTPRequestHandler):
    """Says nothing about requests."""

    def log_message(self, *_: object) -> None:
        """Nothing."""
