"""A proxy in this process, in front of any application, with what it kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

from conformance.exchange import Exchange
from conformance.proxy.passage import Passage, Room, exchange_of, received
from conformance.proxy.passing import Passing
from conformance.proxy.server import Listening, bound, fastest_loop, pass_until
from conformance.proxy.upstream import Upstream


@dataclass
class Proxied:
    """A proxy at ``url``, what it kept, and what it told."""

    url: str = ""
    kept: list[Exchange] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def keep(self, passage: Passage) -> None:
        """Keep it as the process that judges gets it."""
        message = received(BytesIO(passage.message()))
        assert message is not None
        self.kept.append(exchange_of(*message, f"x{len(self.kept)}"))


@contextmanager
def proxied(upstream: str, each: int = 2**20, broken: Callable[[Passage], None] | None = None) -> Iterator[Proxied]:
    """A proxy in front of what serves at ``upstream``."""
    found = Proxied()
    passing = Passing(Upstream.of(upstream), broken or found.keep, found.told.append, Room(each))
    listener = bound(Listening("127.0.0.1", 0))
    found.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    started: Future[Callable[[], object]] = Future()

    async def run() -> None:
        stopped, loop = asyncio.Event(), asyncio.get_running_loop()
        started.set_result(lambda: loop.call_soon_threadsafe(stopped.set))
        await pass_until(stopped, passing, listener)

    with ThreadPoolExecutor(1) as pool, listener:
        running = pool.submit(_run, run)
        stop = started.result(10)
        try:
            yield found
        finally:
            stop()
            running.result(10)


def _run(main: Callable[[], Coroutine[None, None, None]]) -> None:
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(main())
