"""An emulator without a socket: what an ASGI server would be handed, message by message."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from conformance.emulator import create_app
from conformance.emulator.faults import CLOSE

Json = dict[str, Any]
PATH = "/v1beta/interactions"
LONG = "Explain how streams work."  # the answer has letters beyond ASCII
NOON = 1_790_000_000.0


@dataclass
class Got:
    """One answer: chunks as they were sent, and whether the connection was closed instead of the end."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[bytes] = field(default_factory=list)
    dropped: bool = False

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[tuple[str, Json]]:
        """Name and data of every frame that has JSON."""
        frames = [dict(line.partition(b": ")[::2] for line in raw.split(b"\n")) for raw in self.body.split(b"\n\n")]
        return [(f[b"event"].decode(), json.loads(f[b"data"])) for f in frames if f.get(b"data", b"")[:1] == b"{"]


class Emulator:
    """An emulator at one revision, with a clock that stands still unless it is told otherwise."""

    def __init__(self, revision: str = "2026-05-20", **settings: Any) -> None:
        chosen = {"seed": 1, "clock": lambda: NOON, "pace": 0, "background_seconds": 0.0, **settings}
        self.app = create_app(revision=revision, **chosen)

    def ask(self, method: str, path: str = "", body: object = None, fault: str = "", **headers: str) -> Got:
        """One request with a fault; ``path`` is what follows the collection."""
        return asyncio.run(self._ask(method, path, body, {"x-goog-api-key": "k", "x-emulator-fault": fault, **headers}))

    def create(self, input: object, fault: str = "", **body: object) -> Got:  # noqa: A002 - the name of the field
        """A create."""
        maker = {} if "agent" in body else {"model": "gemini-2.5-flash"}
        return self.ask("POST", body={**maker, "input": input, **body}, fault=fault)

    def get(self, id: str, query: str = "", fault: str = "") -> Got:  # noqa: A002
        """A get."""
        return self.ask("GET", f"/{id}{query}", fault=fault)

    async def _ask(self, method: str, path: str, body: object, headers: dict[str, str]) -> Got:
        parts, closed = urlsplit(PATH + path), asyncio.Event()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "scheme": "http",
            "server": ("in.process", 80),
            "client": ("in.process", 1),
            "extensions": {CLOSE: closed.set},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
        }
        sent = [
            {"type": "http.request", "body": b"" if body is None else json.dumps(body).encode(), "more_body": False}
        ]
        got = Got()

        async def receive() -> Json:
            if sent:
                return sent.pop()
            await closed.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                got.status = message["status"]
                got.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            elif message.get("body"):
                got.chunks.append(message["body"])

        await self.app(scope, receive, send)
        got.dropped = closed.is_set()
        return got
