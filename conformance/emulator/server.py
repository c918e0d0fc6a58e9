"""The emulator on a real socket, in a thread of this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from conformance.emulator.app import create_app

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

STARTUP_SECONDS = 10.0
POLL_SECONDS = 0.002


@contextmanager
def serving(
    host: str = "127.0.0.1", port: int = 0, *, seen: Callable[[Scope], object] | None = None, **settings: Any
) -> Iterator[str]:
    """Serve an emulator while the block runs, and yield its base URL; port 0 takes a free one.

    ``seen`` is told the ASGI scope of each request as it arrives (method, path, query, headers), before it is handled.
    ``settings`` are those of ``create_app``. Raises ``OSError`` if the address cannot be bound, and ``RuntimeError``
    if the server does not come up.
    """
    app = create_app(**settings)
    try:
        with served(app, host, port, seen=seen) as url:
            yield url
    finally:
        app.state.service.close()


@contextmanager
def served(
    app: ASGIApp, host: str = "127.0.0.1", port: int = 0, *, seen: Callable[[Scope], object] | None = None
) -> Iterator[str]:
    """Serve ``app``, an emulator or one with something around it, as ``serving`` does; it is not closed in the end."""
    with _listening(host, port) as listener:
        config = uvicorn.Config(
            _telling(app, seen) if seen else app,
            log_level="critical",
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            interface="asgi3",
            date_header=False,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            _await_start(server, thread)
            name = f"[{host}]" if ":" in host else host
            yield f"http://{name}:{listener.getsockname()[1]}"
        finally:
            # Streams that clients still hold open are cut, not waited for.
            server.should_exit = server.force_exit = True
            thread.join()


def _telling(app: ASGIApp, seen: Callable[[Scope], object]) -> ASGIApp:
    """``app``, and ``seen`` told of each request."""

    def told(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http":
            seen(scope)
        return app(scope, receive, send)

    return told


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the emulator did not start")
        time.sleep(POLL_SECONDS)
