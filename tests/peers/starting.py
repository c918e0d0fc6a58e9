"""Servers as processes: started on a free loopback port, awaited, and stopped with all that they started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx

from tests.peers import installing

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEY = "sk-any-key-will-do"
"""The key of every server here; none of them guards anything."""
READY_SECONDS = 120
"""LiteLLM imports for half a minute when the machine is busy."""
STOP_SECONDS = 10
BARE = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
"""What of this process's environment a server gets: no key, no proxy, no home."""


class NotStartedError(Exception):
    """A server did not come up; the message says which, and the end of what it printed."""


@contextmanager
def aimock(folder: Path, version: str) -> Iterator[str]:
    """The base URL of aimock with the fixtures of this folder, as its documentation starts it."""
    program = installing.aimock(folder, version)
    fixtures = str(HERE / "aimock" / "fixtures.json")
    command = [str(program), "-h", "127.0.0.1", "-p", "{port}", "-f", fixtures, "--log-level", "warn"]
    with serving(folder / f"aimock-{version}.log", command, "/health") as url:
        yield url


@contextmanager
def bridge(folder: Path, version: str, revision: str) -> Iterator[str]:
    """The base URL of LiteLLM in front of OpenAI's API, for which aimock stands in.

    What names no model of it (agents, every get, delete and cancel) goes to Gemini, for which the emulator stands in.
    """
    with ExitStack() as stack:
        google = stack.enter_context(emulator(folder, revision))
        openai = stack.enter_context(_counting(folder, stack.enter_context(aimock(folder, "1.43.0"))))
        yield stack.enter_context(_litellm(folder, version, "bridge", google, openai))


@contextmanager
def pass_through(folder: Path, version: str, revision: str) -> Iterator[str]:
    """The base URL of LiteLLM in front of the emulator, which speaks ``revision`` to who names none."""
    with emulator(folder, revision) as upstream, _litellm(folder, version, "pass-through", upstream) as url:
        yield url


@contextmanager
def emulator(folder: Path, revision: str) -> Iterator[str]:
    """The base URL of the reference emulator."""
    command = [sys.executable, "-m", "conformance", "serve", "--port", "{port}", "--revision", revision]
    with serving(folder / "emulator.log", command, "/", {"PYTHONPATH": str(ROOT)}) as url:
        yield url


@contextmanager
def _counting(folder: Path, upstream: str) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.peers.counting", "{port}", upstream]
    with serving(folder / "counting.log", command, "/", {"PYTHONPATH": str(ROOT)}) as url:
        yield url


@contextmanager
def _litellm(folder: Path, version: str, config: str, google: str, openai: str = "") -> Iterator[str]:
    program = installing.litellm(folder, version)
    settings = {
        "GEMINI_API_BASE": google,
        "GEMINI_API_KEY": KEY,
        "HOME": str(folder),
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else it asks GitHub for prices
        "LITELLM_MASTER_KEY": KEY,
        "LITELLM_TELEMETRY": "False",
        "OPENAI_API_BASE": f"{openai}/v1",
    }
    described = str(HERE / "litellm" / f"{config}.yaml")
    command = [str(program), "--config", described, "--host", "127.0.0.1", "--port", "{port}"]
    with serving(folder / f"litellm-{config}-{version}.log", command, "/health/liveliness", settings) as url:
        yield url


@contextmanager
def serving(log: Path, command: list[str], path: str, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The base URL of ``command``, its ``{port}`` filled in, once ``path`` is answered; raises ``NotStartedError``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environment = {name: os.environ[name] for name in BARE if name in os.environ} | dict(settings or {})
    filled = [part.replace("{port}", port) for part in command]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as printed:
        process = subprocess.Popen(filled, env=environment, stdout=printed, stderr=printed, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}"
            if not _answers(url + path, process):
                raise NotStartedError(f"{' '.join(filled)}: {log.read_text('utf-8', 'replace')[-2000:]}")
            yield url
        finally:
            _stop(process)


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    with httpx.Client(trust_env=False, timeout=2) as client:
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                client.get(url)
                return True
            time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and all of its group, which is its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
