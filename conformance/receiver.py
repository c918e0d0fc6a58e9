"""A small server of our own: webhooks of the target arrive here, and it has files that the target may fetch.

It runs where the target can reach this machine: for the embedded emulator on a free port of the loopback, for others
at the address that the target file names. Whoever knows a path may send to it, so a message proves nothing unsigned.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from conformance.exchange import Request, Response

LOOPBACK = "127.0.0.1"
MOST_BYTES = 2**20
"""Of a message; those to webhooks are thin."""
MOST_MESSAGES = 1000
PIECE = 2**16


@dataclass(frozen=True, slots=True)
class Page:
    """What a path of the receiver holds: ``size`` bytes of ``mime_type``, ``data`` and then zeros."""

    mime_type: str
    data: bytes = b""
    size: int | None = None

    def pieces(self) -> Iterator[bytes]:
        """The bytes, a few at a time."""
        yield self.data
        left = (self.size or len(self.data)) - len(self.data)
        while left > 0:
            yield bytes(min(PIECE, left))
            left -= PIECE


@dataclass(slots=True)
class Receiver:
    """``url`` is where the target reaches it. ``answers`` are the statuses of the first messages to a path; those
    after them are answered 200."""

    url: str
    pages: dict[str, Page] = field(default_factory=dict)
    answers: dict[str, list[int]] = field(default_factory=dict)
    _messages: list[tuple[str, Request, Response]] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    def show(self, path: str, page: Page) -> str:
        """Let ``path`` hold ``page``; its address."""
        self.pages[path] = page
        return self.url + path

    def heard(self, path: str, number: int, seconds: float, about: str = "") -> list[tuple[Request, Response]]:
        """The messages to ``path`` so far that hold the words ``about``, once there are ``number`` of them or
        ``seconds`` are over."""

        def found() -> list[tuple[Request, Response]]:
            words = about.encode()
            return [
                (asked, answer) for to, asked, answer in self._messages if to == path and words in (asked.body or b"")
            ]

        deadline = time.monotonic() + seconds
        with self._changed:
            while len(found()) < number and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)
            return found()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Note a message, and say the status that answers it."""
        with self._changed:
            due = self.answers.get(path)
            status = due.pop(0) if due else 200
            request = Request("POST", self.url + path, headers, body)
            if len(self._messages) < MOST_MESSAGES:
                self._messages.append((path, request, Response(status, {})))
            self._changed.notify_all()
        return status


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        page = self.server.receiver.pages.get(urlsplit(self.path).path)
        if page is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("content-type", page.mime_type)
        self.send_header("content-length", str(page.size or len(page.data)))
        self.end_headers()
        with suppress(OSError):  # whoever has seen enough hangs up
            for piece in page.pieces():
                self.wfile.write(piece)

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "0")
        size = int(length) if length.isdigit() else MOST_BYTES + 1
        if size > MOST_BYTES:
            self.send_error(413)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.server.receiver.take(urlsplit(self.path).path, headers, self.rfile.read(size))
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parameter's name
        """Say nothing."""


def listening(url: str = "") -> AbstractContextManager[Receiver]:
    """A receiver at ``url`` (``http://HOST:PORT``) while a block runs; without one on a free port of the loopback.

    Raises ``OSError`` where the port can't be had and ``ValueError`` for what is no such address.
    """
    parts = urlsplit(url or f"http://{LOOPBACK}:0")
    if parts.scheme != "http" or not parts.hostname or parts.port is None:
        raise ValueError("give http://HOST:PORT")
    bound = parts.hostname if parts.hostname in {LOOPBACK, "localhost"} else ""
    server = _Server((bound, parts.port), _Handler)
    server.receiver = Receiver(f"http://{parts.hostname}:{server.server_port}")
    return _running(server)


@contextmanager
def _running(server: _Server) -> Iterator[Receiver]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="receiver", daemon=True)
    thread.start()
    try:
        yield server.receiver
    finally:
        server.shutdown()
        server.server_close()
