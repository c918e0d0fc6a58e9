"""Load from a process of its own: keep-alive connections on raw sockets, each with one request under way at a time.

``python -m tests.bench.load URL SECONDS CONNECTIONS`` reads the body to POST from standard input and prints what it
measured as one line of JSON. A request costs it about as much as it costs a server that does nothing.

It never sleeps, but asks again and again what has arrived. To wake a process that sleeps on a processor with nothing
else to do is work of whoever sends it something (an interrupt, which leaves a virtual machine): tens of microseconds
that only a server slow enough to let the load fall asleep would pay. So it needs a processor of its own.
"""

from __future__ import annotations

import itertools
import json
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
NUMBER = b"#######"
"""Where this is in a body, each request has a number of its own."""
END_OF_CHUNKS = b"\r\n0\r\n\r\n"
READ = 1 << 18


@dataclass
class Measured:
    """Answers with status 200 and their ``data:`` lines, the seconds they took in all, and others' first lines."""

    answers: int = 0
    events: int = 0
    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)


class Connection:
    """One keep-alive connection and the answer that is arriving on it."""

    def __init__(self, host: str, port: int, request: bytes, numbers: Iterator[int]) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._before, self._number, self._after = request.partition(NUMBER)
        self._numbers = numbers
        self._arrived = b""

    def ask(self) -> None:
        """Send the request, with the next number in it if there is to be one."""
        self._arrived = b""
        number = b"%07d" % next(self._numbers) if self._number else b""
        self.socket.sendall(self._before + number + self._after)

    def answer(self) -> bytes | None:
        """The whole answer once it is there; raises ``ConnectionError`` if the server hangs up before."""
        chunk = self.socket.recv(READ)
        if not chunk:
            raise ConnectionError(f"the server hung up after {self._arrived[:200]!r}")
        self._arrived += chunk
        return self._arrived if complete(self._arrived) else None


def complete(raw: bytes) -> bool:
    """Whether ``raw`` is an answer with its whole body."""
    head = raw.find(b"\r\n\r\n")
    if head < 0:
        return False
    length = LENGTH.search(raw, 0, head)
    return len(raw) >= head + 4 + int(length[1]) if length else raw.endswith(END_OF_CHUNKS)


def load(url: str, body: bytes, seconds: float, connections: int) -> Measured:
    """Ask ``url`` with ``body`` on all ``connections`` for ``seconds``."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    head = f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\ncontent-type: application/json\r\n"
    request = f"{head}x-goog-api-key: bench\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
    numbers = itertools.count()
    opened = [Connection(parts.hostname, parts.port, request, numbers) for _ in range(connections)]
    measured = Measured()
    with selectors.DefaultSelector() as selector:
        for connection in opened:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        start = time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            for key, _ in selector.select(0):
                if (answer := key.data.answer()) is not None:
                    count(measured, answer)
                    key.data.ask()
        measured.seconds = spent
    for connection in opened:
        connection.socket.close()
    return measured


def count(measured: Measured, answer: bytes) -> None:
    """Add ``answer`` to what was ``measured``."""
    if answer.startswith(b"HTTP/1.1 200"):
        measured.answers += 1
        measured.events += answer.count(b"data: ")
    elif len(measured.refused) < 3:
        measured.refused.append(answer[:300].decode(errors="replace"))


if __name__ == "__main__":
    found = load(sys.argv[1], sys.stdin.buffer.read(), float(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(asdict(found)))
