"""A server on a loop with its own time does the same at the same moments, however slow the machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.concurrency import run_in_threadpool

from conformance.cassettes.inside import LATENCY, Inside
from conformance.cassettes.own_time import OwnTime
from conformance.client import Client


@pytest.fixture
def loop() -> Iterator[OwnTime]:
    made = OwnTime()
    yield made
    made.close()


def test_sleep_takes_the_time_of_the_loop_alone(loop: OwnTime) -> None:
    async def day() -> list[float]:
        told = []
        for hours in (1, 23):
            await asyncio.sleep(hours * 3600)
            told.append(loop.time())
        return told

    assert loop.run_until_complete(day()) == [3600, 86400]


def test_what_falls_due_first_comes_first(loop: OwnTime) -> None:
    told: list[str] = []
    for name, due in (("late", 2.0), ("early", 1.0)):
        loop.call_later(due, told.append, name)
    loop.sleep(1.5)
    assert told == ["early"]
    loop.sleep(1)
    assert told == ["early", "late"]


def test_work_in_threads_takes_none_of_it(loop: OwnTime) -> None:
    done = threading.Event()

    def work() -> float:
        done.wait(0.02)
        return loop.time()

    assert loop.run_until_complete(run_in_threadpool(work)) == 0


def test_timing_is_of_the_loop(loop: OwnTime) -> None:
    timing = loop.timing(datetime(2026, 5, 7, 12, tzinfo=UTC))
    timing.sleep(90)
    assert (timing.now().isoformat(), timing.elapsed()) == ("2026-05-07T12:01:30+00:00", 90)


def answering(loop: OwnTime, *, said: list[str]) -> Client:
    async def app(scope, receive, send) -> None:
        said.append(f"{scope['method']} {scope['path']}?{scope['query_string'].decode()}")
        said.append((await receive())["body"].decode())
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        try:
            for number in range(3):
                await asyncio.sleep(1)
                body = b"data: %d\n\n" % number
                await send({"type": "http.response.body", "body": body, "more_body": True})
                if (await _heard(receive))["type"] == "http.disconnect":
                    said.append("hung up")
                    return
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            said.append("ended")

    return Client("http://a.test", answering=Inside(app, loop), timing=loop.timing(datetime(2026, 1, 1, tzinfo=UTC)))


async def _heard(receive) -> dict[str, str]:
    try:
        return await asyncio.wait_for(receive(), 0.001)
    except TimeoutError:
        return {"type": "nothing"}


def test_pieces_arrive_at_their_times(loop: OwnTime) -> None:
    said: list[str] = []
    with answering(loop, said=said) as client:
        exchange = client.send("POST", "/v1beta/interactions?alt=sse", body=b"{}")
    assert said == ["POST /v1beta/interactions?alt=sse", "{}", "ended"]
    assert exchange.response is not None
    assert [chunk.data for chunk in exchange.response.chunks] == [b"data: %d\n\n" % number for number in range(3)]
    times = [chunk.time for chunk in exchange.response.chunks]
    assert times == pytest.approx([LATENCY + 1, LATENCY + 2.001, LATENCY + 3.002])
    assert exchange.started == "2026-01-01T00:00:00.000Z"


def test_hanging_up_is_heard(loop: OwnTime) -> None:
    said: list[str] = []
    with answering(loop, said=said) as client:
        exchange = client.send("POST", "/", body=b"{}", stop_after=1)
    assert exchange.hung_up
    assert said[2:] == ["hung up", "ended"]
