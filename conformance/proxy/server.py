"""The proxy in the foreground: a server, the process that judges, and the signals that end them."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from conformance.proxy.judging_process import JudgingProcess
from conformance.proxy.passage import Room
from conformance.proxy.passing import Passing
from conformance.proxy.settings import Judged
from conformance.proxy.tunnel import tunnel_to
from conformance.proxy.upstream import Upstream
from conformance.serving import is_loopback
from conformance.target import ConfigurationError

BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Listening:
    """Where clients find the proxy."""

    host: str
    port: int


class Server(uvicorn.Server):
    """A server that leaves signals to who runs it, and serves until it is ``stopped``."""

    def __init__(self, config: uvicorn.Config, stopped: asyncio.Event) -> None:
        super().__init__(config)
        self.stopped = stopped

    async def main_loop(self) -> None:
        """Wait, where uvicorn wakes up ten times a second for what is not used here."""
        await self.stopped.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def serve(at: Listening, upstream: Upstream, settings: Judged) -> int:
    """Serve until SIGINT or SIGTERM, then write everything; the exit code of the judging process.

    A second signal does not wait for judging to end. Raises ``ConfigurationError`` for an address that can't be bound.
    """
    try:
        listener = bound(at)
    except OSError as error:
        raise ConfigurationError(f"can't serve on {at.host}:{at.port}: {error.strerror or error}") from None
    with listener, asyncio.Runner(loop_factory=fastest_loop()) as runner:
        return runner.run(_run(listener, at, upstream, settings))


async def _run(listener: socket.socket, at: Listening, upstream: Upstream, settings: Judged) -> int:
    judging = JudgingProcess(settings, tell)
    await judging.start()
    passing = Passing(upstream, judging.keep, tell, Room(settings.each))
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: judging.kill() if stopped.is_set() else stopped.set())
    if not is_loopback(at.host):
        tell(f"--host {at.host}: whoever can reach this address uses the proxy, and what passes is kept")
    name = f"[{at.host}]" if ":" in at.host else at.host
    print(f"Listening on http://{name}:{listener.getsockname()[1]} for {settings.upstream}", flush=True)
    await pass_until(stopped, passing, listener)
    return await judging.finish()


async def pass_until(stopped: asyncio.Event, passing: Passing, listener: socket.socket) -> None:
    """Serve ``passing`` on ``listener`` until ``stopped`` is set; what passes then is cut."""
    passed = asyncio.Event()
    server = Server(_config(passing), passed)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await stopped.wait()
    await passing.close()  # first: when the server closes a connection, it looks as if the client had
    server.force_exit = True
    passed.set()
    await serving


def _config(passing: Passing) -> uvicorn.Config:
    """How uvicorn serves the proxy: with no header, line or limit of its own."""
    quiet: dict[str, Any] = {"access_log": False, "log_level": "critical", "log_config": None, "lifespan": "off"}
    bare: dict[str, Any] = {"server_header": False, "date_header": False, "proxy_headers": False}
    return uvicorn.Config(passing, **quiet, **bare, ws=tunnel_to(passing.upstream), interface="asgi3")


def bound(at: Listening) -> socket.socket:
    """A socket that clients can connect to; raises ``OSError``."""
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((at.host, at.port))
        listener.listen(BACKLOG)  # now, so that who reads that it listens can connect
    except OSError:
        listener.close()
        raise
    return listener


def fastest_loop() -> Any:
    """What makes the fastest event loop that there is here."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def tell(line: str) -> None:
    """Print a line for people on standard error."""
    print(f"conformance: {line}", file=sys.stderr, flush=True)
