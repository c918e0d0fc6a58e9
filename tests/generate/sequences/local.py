"""Targets without a socket: an ASGI application that is asked as ``conformance.client`` asks a server."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from conformance.api import Api
from conformance.client import Client
from conformance.courtesy import Courtesy
from conformance.drawing import Drawing
from conformance.emulator import create_app
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.features.sequences import feature
from conformance.generate.sequences.able import Able
from conformance.generate.sequences.exploring import Explorer
from conformance.revisions import BY_NAME, Revision
from conformance.target import Target
from conformance.timing import Timing
from tests.fuzz.defects.defect import Sin
from tests.fuzz.defects.seam import Defective

WORK_SECONDS = 0.3
NOON = 1_790_000_000.0


@dataclass
class Pace:
    """A clock that goes on by a tick with each request, so that what runs is done after a few of them."""

    tick: float = 0.12
    now: float = NOON

    def __call__(self) -> float:
        """Unix seconds."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Nobody waits."""
        self.now += seconds


@dataclass
class LocalClient:
    """In place of a ``Client``: the same words, no socket."""

    app: Any
    revision: Revision
    pace: Pace = field(default_factory=Pace)
    courtesy: Courtesy = field(default_factory=Courtesy)
    key: str = "k"
    timing: Timing = field(init=False)
    asked: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __post_init__(self) -> None:
        self.timing = Timing(elapsed=self.pace, sleep=self.pace.sleep)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        scenario: str | None = None,
        timeout: float | None = None,
        stop_after: int | None = None,
    ) -> Exchange:
        """One exchange, as ``Client.send`` has it."""
        self.courtesy.before()
        self.asked += 1
        self.pace.now += self.pace.tick
        sent = {"x-goog-api-key": self.key, "api-revision": self.revision.name, "content-type": "application/json"}
        sent |= {name: value for name, value in (headers or {}).items() if value is not None}
        told = self._loop.run_until_complete(self._told(method, path, body or b"", sent, stop_after))
        chunks = tuple(Chunk(0.0, message["body"]) for message in told[1:] if message.get("body"))
        shown = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        return Exchange(
            key=f"x{next(self._numbers)}",
            request=Request(method, f"http://local{path}", sent, body),
            response=Response(told[0]["status"], shown, chunks),
            scenario=scenario,
            revision=self.revision,
            hung_up=bool(told[-1].get("more_body")),
        )

    async def _told(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], stop_after: int | None
    ) -> list[dict[str, Any]]:
        parts = urlsplit(path)
        scope = {
            "type": "http",
            "http_version": "1.1",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "scheme": "http",
            "root_path": "",
            "method": method,
            "path": parts.path,
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        told: list[dict[str, Any]] = []
        requests = iter([{"type": "http.request", "body": body, "more_body": False}])
        left = asyncio.Event()

        async def receive() -> dict[str, Any]:
            for request in requests:
                return request
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            told.append(dict(message))
            if stop_after and b"".join(one.get("body", b"") for one in told).count(b"\n\n") >= stop_after:
                left.set()

        answering = asyncio.ensure_future(self.app(scope, receive, send))
        leaving = asyncio.ensure_future(left.wait())
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        for task in (answering, leaving):
            task.cancel()
        for result in await asyncio.gather(answering, leaving, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        return told

    def close(self) -> None:
        """Stop the loop."""
        self._loop.close()


@contextmanager
def local(revision: str, sin: Sin | None = None, drawing: Drawing | None = None, **settings: Any) -> Iterator[Api]:
    """The way to an emulator in this thread, with a ``sin`` of its own if one is given."""
    pace = Pace()
    app = create_app(revision=revision, clock=pace, pace=0, seed=1, background_seconds=WORK_SECONDS, **settings)
    client = LocalClient(Defective(app, sin) if sin else app, BY_NAME[revision], pace)
    begun = (drawing or Drawing(seconds=60)).begun()
    try:
        yield Api(cast(Client, client), Target(name="local"), BY_NAME[revision], "sequences/explore", drawing=begun)
    finally:
        client.close()
        app.state.service.close()


def explored(api: Api, *, able: Able | None = None, rules: Collection[str] | None = None) -> Explorer:
    """What came of exploring; all rules that hold at the revision count unless ``rules`` says which."""
    there = {r.id.partition(".")[2] for r in feature.requirements if api.revision in r.span}
    explorer = Explorer(api, rules or there, able or Able.of(api.target, api.revision))
    explorer.explore()
    return explorer
