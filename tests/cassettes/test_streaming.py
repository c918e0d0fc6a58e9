"""Streams pass through vcrpy as they come, and are replayed so; vcrpy is still what this was made for."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import httpx
import pytest
import vcr
from vcr.stubs import httpx_stubs

from conformance.cassettes import read, streaming
from conformance.cassettes.streaming import VcrpyChanged, check
from conformance.cassettes.vcr import use_cassette

URL = "https://host.test/v1beta/interactions"
FRAMES = [b"event: a\ndata: \xc3", b"\xa9\n\n", b"data: [DONE]\n\n"]


class Events(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A stream that tells what was asked of it; without an end where ``endless``."""

    def __init__(self, seen: list[str], *, endless: bool = False) -> None:
        self.seen, self.endless = seen, endless

    def _pieces(self) -> Iterator[bytes]:
        for number, frame in enumerate(FRAMES):
            self.seen.append(f"sent {number}")
            yield frame
        while self.endless:
            yield b": still here\n\n"

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces():
            yield piece

    def close(self) -> None:
        self.seen.append("closed")

    async def aclose(self) -> None:
        self.seen.append("closed")


def service(seen: list[str], *, endless: bool = False) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["accept-encoding"])
        headers = {"content-type": "text/event-stream"}
        return httpx.Response(200, headers=headers, stream=Events(seen, endless=endless))

    return httpx.MockTransport(answer)


def test_the_first_chunk_comes_before_the_second_is_sent(tmp_path: Path) -> None:
    seen: list[str] = []
    client = httpx.Client(transport=service(seen))
    with use_cassette(tmp_path / "s.yaml"), client, client.stream("POST", URL, json={"stream": True}) as response:
        pieces = response.iter_raw()
        while (data := next(pieces, None)) is not None:
            seen.append(f"heard {data!r}")
    told = [f"heard {frame!r}" for frame in FRAMES]
    assert seen == ["identity", "sent 0", told[0], "sent 1", told[1], "sent 2", told[2], "closed"]
    (exchange,) = read(tmp_path / "s.yaml")
    assert exchange.response is not None
    assert [chunk.data for chunk in exchange.response.chunks] == FRAMES
    times = [chunk.time for chunk in exchange.response.chunks]
    assert None not in times
    assert times == sorted(times)  # type: ignore[type-var]


def test_an_endless_stream_is_kept_as_far_as_it_was_read(tmp_path: Path) -> None:
    seen: list[str] = []
    client = httpx.Client(transport=service(seen, endless=True))
    with use_cassette(tmp_path / "s.yaml"), client, client.stream("POST", URL, json={}) as response:
        pieces = response.iter_raw()
        assert [next(pieces) for _ in range(4)] == [*FRAMES, b": still here\n\n"]
    assert seen[-1] == "closed"
    assert read(tmp_path / "s.yaml")[0].body == b"".join([*FRAMES, b": still here\n\n"])


def replayed(path: Path, *, speed: float = 0) -> list[bytes]:
    with use_cassette(path, record_mode="none", speed=speed) as cassette, httpx.Client() as client:
        with client.stream("POST", URL, json={"stream": True}) as response:
            found = list(response.iter_raw())
        assert cassette.all_played
    return found


def recorded(path: Path) -> Path:
    with use_cassette(path), httpx.Client(transport=service([])) as client:
        client.post(URL, json={"stream": True})
    return path


def test_a_replay_has_the_same_chunks(tmp_path: Path) -> None:
    assert replayed(recorded(tmp_path / "s.yaml")) == FRAMES


def test_a_replay_takes_the_time_it_took_if_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = recorded(tmp_path / "s.yaml")
    text = path.read_text("utf-8")
    begin = text.index("chunks: ")
    path.write_text(text.replace(text[begin : text.index("\n", begin)], "chunks: [[0.5, 16], [0.5, 3], [2.0, 14]]"))
    slept: list[float] = []
    # Of this module alone: what other tests left running sleeps as well.
    own = SimpleNamespace(sleep=slept.append, perf_counter=time.perf_counter)
    monkeypatch.setattr("conformance.cassettes.streaming.time", own)
    assert replayed(path, speed=2) == FRAMES
    assert slept == [1.0, 0.0, 3.0]


def test_without_us_it_is_replayed_in_one_piece(tmp_path: Path) -> None:
    path = recorded(tmp_path / "s.yaml")
    with vcr.use_cassette(str(path), record_mode="none"), httpx.Client() as client:
        assert client.post(URL, json={"stream": True}).content == b"".join(FRAMES)


def test_async_streams_pass_too(tmp_path: Path) -> None:
    seen: list[str] = []

    async def asked(transport: httpx.AsyncBaseTransport | None) -> list[bytes]:
        client = httpx.AsyncClient(transport=transport)
        async with client, client.stream("POST", URL, json={}) as response:
            return [data async for data in response.aiter_raw()]

    with use_cassette(tmp_path / "s.yaml"):
        assert asyncio.run(asked(service(seen))) == FRAMES
    with use_cassette(tmp_path / "s.yaml", record_mode="none"):
        assert asyncio.run(asked(None)) == FRAMES
    assert seen == ["identity", "sent 0", "sent 1", "sent 2", "closed"]


# --- the canary ------------------------------------------------------------------------------------------------------

SINGS = "899c3b55283b"


def test_vcrpy_is_what_the_patch_was_made_for() -> None:
    """The canary: where it dies, read what changed in vcrpy, adapt streaming.py, and put the new hash here."""
    check()
    text = "".join(inspect.getsource(getattr(httpx_stubs, name)) for name in streaming.EXPECTED)
    now = hashlib.sha256(text.encode()).hexdigest()[:12]
    assert now == SINGS, f"vcr.stubs.httpx_stubs changed: compare {', '.join(streaming.EXPECTED)}, then SINGS = {now!r}"


@pytest.mark.parametrize("change", ["gone", "other"])
def test_a_changed_vcrpy_is_told(change: str) -> None:
    other = ModuleType("httpx_stubs")
    vars(other).update(vars(httpx_stubs))
    if change == "gone":
        del other._vcr_request
    else:
        vars(other)["_vcr_request"] = lambda cassette, request: None
    with pytest.raises(VcrpyChanged, match=r"_vcr_request is .*, not .*: install vcrpy>=9\.4,<10"):
        check(other)
