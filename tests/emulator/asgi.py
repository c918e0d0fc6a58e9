"""An emulator without a socket: whole requests in, whole answers out, on a clock of the test's own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.emulator import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

START = 1_790_000_000.0
"""A second in September 2026."""
ABSOLUTE = ("/v1/", "/v1beta/", "/control/", "/.well-known/")
SCOPE: Json = {
    "type": "http",
    "http_version": "1.1",
    "scheme": "http",
    "root_path": "",
    "asgi": {"version": "3.0", "spec_version": "2.4"},
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)

    def events(self) -> list[Json]:
        """The data of every frame but the sentinel, which has to be the last."""
        frames = self.content.decode().split("\n\n")
        assert frames[-2:] == ["event: done\ndata: [DONE]", ""], frames[-3:]
        return [json.loads(frame.split("\ndata: ", 1)[1]) for frame in frames[:-2]]


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        """Unix seconds."""
        return self.now


class Local:
    """One emulator in this thread. Settings are those of ``create_app``; without a ``clock`` time stands still."""

    def __init__(self, **settings: Any) -> None:
        self.time = Time()
        self.app = create_app(**{"clock": self.time, "pace": 0, "seed": 1, **settings})
        self.service = self.app.state.service
        self._loop = asyncio.new_event_loop()

    def __call__(
        self, method: str, path: str, body: Any = None, *, key: str = "k", revision: str = "", query: str = ""
    ) -> Answer:
        """One request and its whole answer; ``path`` is absolute or what follows ``/v1beta/interactions``."""
        path = path if path.startswith(ABSOLUTE) else "/v1beta/interactions" + path
        headers = [(b"x-goog-api-key", key.encode())] + ([(b"api-revision", revision.encode())] if revision else [])
        scope: Json = {**SCOPE, "method": method, "path": path, "query_string": query.encode(), "headers": headers}
        raw = b"" if body is None else json.dumps(body).encode()
        return self._loop.run_until_complete(self._exchange(scope, raw))

    async def _exchange(self, scope: Json, raw: bytes) -> Answer:
        told: list[Json] = []
        requests: Iterator[Json] = iter([{"type": "http.request", "body": raw, "more_body": False}])

        async def receive() -> Json:
            for request in requests:
                return request
            await asyncio.Event().wait()  # nobody hangs up
            raise AssertionError("unreachable")

        async def send(message: Any) -> None:
            told.append(dict(message))

        await self.app(scope, receive, send)
        headers = {name.decode().lower(): value.decode() for name, value in told[0]["headers"]}
        return Answer(told[0]["status"], headers, b"".join(message.get("body", b"") for message in told[1:]))

    def create(self, input: Any = "Hi", **body: Any) -> Json:  # noqa: A002 - the name of the field
        """The interaction that a create answers with, of a model where ``body`` names no agent."""
        maker = {} if body.keys() & {"agent", "model"} else {"model": "gemini-2.5-flash"}
        answer = self("POST", "", {**maker, "input": input, **body})
        assert answer.status == 200, answer.content
        return dict(answer.json())

    def close(self) -> None:
        """Stop the service and the loop."""
        self.service.close()
        self._loop.close()
