"""The scripted server: bytes as the script has them, and every request kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from conformance.revisions import NEWEST
from conformance.sdk.answer import Answer, End
from conformance.sdk.scenario import Asked, Reply
from conformance.sdk.server import ScriptedServer
from conformance.sdk.wire import Wire, no_answer

WIRE = Wire(NEWEST, "test/scenario")
Talk = Callable[[httpx.AsyncClient, str], Awaitable[object]]


def served(answers: list[Reply], talk: Talk) -> ScriptedServer:
    async def run() -> ScriptedServer:
        async with ScriptedServer("test/scenario", NEWEST, answers) as server:
            async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as client:
                await talk(client, "/v1beta/interactions")
            return server

    return asyncio.run(run())


def test_a_stream_is_written_chunk_by_chunk_and_kept() -> None:
    answer = WIRE.stream(WIRE.text("Grüße 👋")).bytewise()
    pieces: list[bytes] = []

    async def talk(client: httpx.AsyncClient, path: str) -> None:
        async with client.stream("POST", path, json={"input": "x"}, headers={"x-goog-api-key": "secret-key"}) as found:
            pieces.extend([piece async for piece in found.aiter_raw()])

    (exchange,) = served([answer], talk).exchanges
    assert b"".join(pieces) == answer.body
    assert exchange.body == answer.body
    assert [chunk.data for chunk in exchange.response.chunks] == list(answer.pieces)  # type: ignore[union-attr]
    assert (exchange.operation, exchange.sent, exchange.lane) == ("create", {"input": "x"}, "client")
    assert (exchange.request.headers or {})["x-goog-api-key"] == "secret-key"
    assert exchange.failure is None
    assert not exchange.hung_up


@pytest.mark.parametrize(
    ("end", "raised"), [(End.CUT, httpx.RemoteProtocolError), (End.RESET, httpx.ReadError)], ids=str
)
def test_an_answer_can_be_cut_or_reset(end: End, raised: type[Exception]) -> None:
    answer = WIRE.sse(WIRE.opening(), done=False).ending(end, "no end")

    async def talk(client: httpx.AsyncClient, path: str) -> None:
        with pytest.raises(raised):
            await client.post(path)

    (exchange,) = served([answer], talk).exchanges
    assert exchange.failure == f"the script {end.value if end is End.CUT else 'reset'} the connection here"
    assert len(exchange.events) == 2


def test_silence_ends_when_the_client_leaves() -> None:
    async def talk(client: httpx.AsyncClient, path: str) -> None:
        with pytest.raises(httpx.ReadTimeout):
            await client.post(path, timeout=0.1)

    (exchange,) = served([no_answer(End.SILENCE)], talk).exchanges
    assert exchange.response is None
    assert exchange.hung_up


def test_answers_go_to_the_requests_that_they_are_for_and_the_last_is_repeated() -> None:
    script: list[Reply] = [
        WIRE.unary(status="in_progress", to="get"),
        WIRE.unary(status="completed", to="get"),
        WIRE.error(503, "x", "y", "create"),
    ]
    seen: list[object] = []

    async def talk(client: httpx.AsyncClient, path: str) -> None:
        for method, where in [("POST", path), *[("GET", f"{path}/v1_a")] * 3, ("DELETE", f"{path}/v1_a")]:
            answer = await client.request(method, where)
            seen.append((answer.status_code, answer.json().get("status")))

    server = served(script, talk)
    assert seen == [(503, None), (200, "in_progress"), (200, "completed"), (200, "completed"), (404, None)]
    assert list(server.arrived) == sorted(server.arrived)
    assert all(began <= ended for began, ended in zip(server.arrived, server.answered, strict=True))


def test_an_answer_may_depend_on_the_request() -> None:
    def told(asked: Asked) -> Answer:
        return WIRE.json({"path": asked.exchange.request.url.removeprefix(asked.base_url), "number": len(asked.before)})

    seen: list[object] = []

    async def talk(client: httpx.AsyncClient, path: str) -> None:
        seen.extend([(await client.get(f"{path}/a%2Fb?x=%20")).json(), (await client.get(path)).json()])

    served([told], talk)
    assert seen == [
        {"path": "/v1beta/interactions/a%2Fb?x=%20", "number": 0},
        {"path": "/v1beta/interactions", "number": 1},
    ]


def test_what_is_no_http_is_an_exchange_too() -> None:
    async def run() -> ScriptedServer:
        async with ScriptedServer("test/scenario", NEWEST, [WIRE.unary()]) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(server.base_url.rpartition(":")[2]))
            writer.write(b"\x16\x03\x01 hello\r\n\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 400")
            writer.close()
            return server

    (exchange,) = asyncio.run(run()).exchanges
    assert exchange.failure is not None
    assert exchange.failure.startswith("no whole request:")


def test_what_is_no_request_takes_no_answer_from_the_script() -> None:
    async def run() -> ScriptedServer:
        async with ScriptedServer("test/scenario", NEWEST, [WIRE.error(503, "x", "y"), WIRE.unary()]) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", int(server.base_url.rpartition(":")[2]))
            writer.write(b"rubbish\r\n\r\n")
            async with httpx.AsyncClient(trust_env=False) as client:
                first = await client.post(f"{server.base_url}/v1beta/interactions")
                assert first.status_code == 503
            writer.close()
            return server

    assert len(asyncio.run(run()).exchanges) == 2


def test_a_script_that_trips_over_a_request_says_so() -> None:
    def trips(asked: Asked) -> Answer:
        raise KeyError(asked.exchange.request.method)

    async def talk(client: httpx.AsyncClient, path: str) -> None:
        answer = await client.post(path)
        assert (answer.status_code, answer.json()["error"]["message"]) == (500, "The script failed: KeyError('POST')")

    served([trips], talk)


def test_what_is_sent_ahead_is_not_read_before_its_turn() -> None:
    async def run() -> int:
        async with ScriptedServer("test/scenario", NEWEST, [no_answer(End.SILENCE)]) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", int(server.base_url.rpartition(":")[2]))
            writer.write(b"POST /v1beta/interactions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
            writer.write(bytes(64 * 2**20))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(writer.drain(), 0.5)
            left = writer.transport.get_write_buffer_size()
            writer.transport.abort()
            return left

    assert asyncio.run(run()) > 32 * 2**20


def test_requests_are_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.sdk.server.LARGEST", 1000)
    statuses: list[int] = []

    async def talk(client: httpx.AsyncClient, path: str) -> None:
        statuses.extend([(await client.post(path, content=bytes(size))).status_code for size in (1000, 1001)])

    served([WIRE.unary()], talk)
    assert statuses == [200, 413]


def test_requests_are_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.sdk.server.MOST_REQUESTS", 3)

    async def talk(client: httpx.AsyncClient, path: str) -> None:
        for _ in range(3):
            await client.post(path)
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(path)

    assert len(served([WIRE.unary()], talk).exchanges) == 3
