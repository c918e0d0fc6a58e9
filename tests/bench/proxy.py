"""What the proxy adds: the time of an event at 200 paced streams, its memory, and the throughput of eight streams.

Direct and through the proxy in turns, on the same machine: only the difference and the ratio mean something.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack

from tests.bench.servers import Server, process

STREAMS, EVENTS, PACE = 200, 100, 0.05
MOST_ADDED = 0.020
"""Seconds at the median that issue 7 allows."""
LEAST_THROUGHPUT = 0.5
MOST_GROWTH = 64.0
"""Megabytes between the first and the last round: each round keeps and gives back the same."""
ROUNDS = 3
_AT = re.compile(rb'"at": ([0-9.]+)')


async def stream(port: int, wanted: str, late: list[float] | None = None) -> int:
    """Read one stream; its bytes. ``late`` takes how long each event was on its way."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b'{"model":"gemini-3-flash-preview","stream":true,"input":"%b"}' % wanted.encode()
    head = b"POST /v1beta/interactions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n"
    writer.write(head + b"content-length: %d\r\n\r\n" % len(body) + body)
    size = 0
    while data := await reader.read(1 << 18):
        size += len(data)
        if late is not None:
            now = time.monotonic()
            late += [now - float(found) for found in _AT.findall(data)]
    writer.close()
    return size


async def paced(port: int) -> float:
    """The median of the seconds that an event takes at so many streams."""
    late: list[float] = []
    await asyncio.gather(*(stream(port, f"{EVENTS} {PACE} 60", late) for _ in range(STREAMS)))
    assert len(late) == STREAMS * EVENTS, f"{len(late)} events of {STREAMS * EVENTS}"
    return statistics.median(late)


async def throughput(port: int) -> float:
    """Megabytes in a second that eight streams bring, as fast as they come."""
    begun = time.monotonic()
    sizes = await asyncio.gather(*(stream(port, "4000 0 300") for _ in range(8)))
    return sum(sizes) / (time.monotonic() - begun) / 1e6


def measure() -> bool:
    """Print the rows; whether they are within the bounds of issue 7."""
    import uvloop

    with ExitStack() as stack:
        upstream = stack.enter_context(process("upstream", sys.executable, "-m", "tests.bench.streams", "{port}"))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        options = ("--upstream", upstream.url, "--port", "{port}", "--out", folder)
        command = (sys.executable, "-m", "conformance", "proxy", *options)
        proxy = stack.enter_context(process("proxy", *command))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            rows = [_round(runner, upstream, proxy) for _ in range(ROUNDS)]
    added = statistics.median(row[0] for row in rows)
    ratio = statistics.median(row[1] for row in rows)
    growth = rows[-1][2] - rows[0][2]
    print(f"added at the median {added * 1000:.1f} ms, throughput {ratio:.0%} of direct, memory {growth:+.1f} MB")
    return added <= MOST_ADDED and ratio >= LEAST_THROUGHPUT and growth <= MOST_GROWTH


def _round(runner: asyncio.Runner, upstream: Server, proxy: Server) -> tuple[float, float, float]:
    ports = [int(server.url.rpartition(":")[2]) for server in (upstream, proxy)]
    direct, through = (runner.run(paced(port)) for port in ports)
    fast, slower = (runner.run(throughput(port)) for port in ports)
    memory = proxy.resident_megabytes()
    print(
        f"{STREAMS} streams at {PACE * 1000:.0f} ms: {direct * 1000:.1f} ms direct, {through * 1000:.1f} ms through; "
        f"8 streams: {fast:.1f} MB/s direct, {slower:.1f} MB/s through; {memory:.0f} MB",
        flush=True,
    )
    return through - direct, slower / fast, memory
