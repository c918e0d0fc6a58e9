"""A server that sends raw bytes, whatever is asked, as slowly and as long as a test wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Say = Callable[[socket.socket, bytes], bool]
"""Answers one request on a connection; True to wait for the next request on it."""


@contextmanager
def saying(say: Say, *, whole: bool = True) -> Iterator[str]:
    """The URL of a server that answers each request by ``say``; where not ``whole``, as soon as some of it came."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()
    held: list[socket.socket] = []

    def serve() -> None:
        while not stopping.is_set():
            with suppress(OSError):
                connection, _ = listener.accept()
                held.append(connection)
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while (request := _request(connection, whole=whole)) and say(connection, request):
                pass

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopping.set()
        with suppress(OSError):  # wakes who waits to accept
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in held:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _request(connection: socket.socket, *, whole: bool) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    size = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < size and (whole or not body):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
