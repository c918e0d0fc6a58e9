"""HTTP by hand: a client that sees every byte, and servers that send what no framework would."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httptools


class Answer:
    """An answer as it came: ``whole`` if it came to its end."""

    def __init__(self) -> None:
        self.status, self.body, self.whole = 0, b"", False
        self.headers: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_body(self, data: bytes) -> None:
        self.body += data

    def on_message_complete(self) -> None:
        self.whole = True


def asked(url: str, head: bytes, body: bytes = b"") -> Answer:
    """Send a request on a connection of its own, and read the answer until it is whole or the connection ends.

    ``head`` has the request line and the headers but for the host, each with its CRLF.
    """
    answer = Answer()
    parser = httptools.HttpResponseParser(answer)
    with connected(url) as connection:
        line, _, headers = head.partition(b"\r\n")
        host = b"host: " + urlsplit(url).netloc.encode()
        connection.sendall(b"\r\n".join([line, host, headers]) + b"\r\n" + body)
        while not answer.whole and (data := connection.recv(65536)):
            parser.feed_data(data)
    with suppress(httptools.HttpParserError):
        answer.status = parser.get_status_code()
    return answer


def connected(url: str) -> socket.socket:
    """A connection to the server at ``url``."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10)


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of a server that hands each connection, one after the other, to ``serve`` and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError):
                        serve(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def read_head(connection: socket.socket) -> bytes:
    """What arrives up to the empty line, or to the end."""
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(65536)):
        data += more
    return data


def read_until(connection: socket.socket, marker: bytes, times: int = 1) -> bytes:
    """What arrives until ``marker`` has come so many times."""
    data = b""
    while data.count(marker) < times:
        more = connection.recv(65536)
        assert more, f"the connection ended after {data!r}"
        data += more
    return data
