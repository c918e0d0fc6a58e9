"""Bytes pass as they are, and what goes wrong on one side shows on the other."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.emulator.server import served
from tests.proxy.conftest import Proxied, proxied
from tests.proxy.wire import asked, connected, listening, read_head, read_until

BODIES = (
    st.binary(max_size=300) | st.text(max_size=100).map(str.encode) | st.sampled_from([b"a\r\nb\n\r", b"\0" * 70000])
)


async def mirror(scope, receive, send):
    """Answers with the body it was sent, in pieces of ``?n=`` bytes; with its head at /head."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    if scope["path"].endswith("/head"):
        head = [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]]
        body = json.dumps([scope["raw_path"].decode(), scope["query_string"].decode(), head]).encode()
    size = int(scope["query_string"] or 0)
    headers = [(b"x-odd", b"\xff  two  "), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    headers += [] if size else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for start in range(0, len(body), size or len(body) or 1):
        piece = body[start : start + (size or len(body))]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body"})


@pytest.fixture(scope="module")
def direct() -> Iterator[str]:
    with served(mirror) as url:
        yield url


@pytest.fixture(scope="module")
def proxy(direct: str) -> Iterator[Proxied]:
    with proxied(direct) as found:
        yield found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, size=st.integers(0, 7), cuts=st.lists(st.integers(1, 50), max_size=4), chunked=st.booleans())
def test_any_body_passes_both_ways_as_it_is(direct, proxy, body, size, cuts, chunked):
    size = size * 1000 if len(body) > 1000 else size
    head = f"POST /v1beta/x%20y?{size} HTTP/1.1\r\n"
    if chunked:
        pieces = [body[start:stop] for start, stop in zip([0, *cuts], [*cuts, None], strict=True)]
        sent = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n\r\n"
        head += "transfer-encoding: chunked\r\n"
    else:
        sent, head = body, head + f"content-length: {len(body)}\r\n"
    there, here = (asked(url, head.encode(), sent) for url in (direct, proxy.url))
    assert here.whole
    assert (here.status, here.body) == (there.status, there.body)
    assert [h for h in here.headers if h[0] != b"date"] == [
        h for h in there.headers if h[0] not in (b"date", b"server")
    ]
    assert chunked or here.body == body


def test_what_passed_is_kept(proxy):
    before = len(proxy.kept)
    asked(proxy.url, b"POST /v1beta/interactions?3 HTTP/1.1\r\ncontent-length: 7\r\n", b"\r\n\xff\0\nab")
    kept = proxy.kept[before]
    assert (kept.request.body, kept.body) == (b"\r\n\xff\0\nab", b"\r\n\xff\0\nab")
    assert kept.status == 200
    assert kept.failure is None
    assert kept.header("set-cookie") == "a=1, b=2"


def test_headers_of_a_connection_stay_with_it_and_the_rest_passes(direct, proxy):
    head = b"GET /v1beta%2Fa/head?0 HTTP/1.1\r\nx-goog-api-key: k\r\nAccept-Encoding: gzip\r\nx-hop: 1\r\nte: x\r\n"
    path, query, headers = json.loads(asked(proxy.url, head + b"connection: x-hop\r\n").body)
    assert (path, query) == ("/v1beta%2Fa/head", "0")
    host = direct.removeprefix("http://")
    assert headers == [["host", host], ["x-goog-api-key", "k"], ["accept-encoding", "gzip"]]


def test_a_connection_serves_many_requests(proxy):
    with httpx.Client(base_url=proxy.url, trust_env=False) as client:
        assert [client.post("/", content=str(n)).text for n in range(5)] == ["0", "1", "2", "3", "4"]


def test_an_unreachable_upstream_is_a_502_in_the_shape_of_errors():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with proxied(f"http://127.0.0.1:{port}") as proxy:
        answer = asked(proxy.url, b"GET /v1beta/interactions/x HTTP/1.1\r\n")
    error = json.loads(answer.body)["error"]
    assert answer.status == error["code"] == 502
    assert f"can't reach http://127.0.0.1:{port}" in error["message"]
    assert len(proxy.told) == 1
    assert proxy.kept[0].response is None
    assert "can't reach" in (proxy.kept[0].failure or "")


@pytest.mark.parametrize(
    "head", [b"transfer-encoding: chunked\r\n\r\n5\r\nevent\r\n", b"content-length: 9\r\n\r\nevent"]
)
def test_an_upstream_that_goes_leaves_what_it_said_and_a_broken_answer(head):
    def half(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + head)

    with listening(half) as url, proxied(url) as proxy:
        answer = asked(proxy.url, b"GET / HTTP/1.1\r\n")
    assert not answer.whole
    assert answer.body == b"event"
    assert proxy.kept[0].body == b"event"
    assert "connection" in (proxy.kept[0].failure or "")


def test_an_upstream_that_goes_without_a_word_is_no_answer():
    def goes(connection: socket.socket) -> None:
        read_head(connection)

    with listening(goes) as url, proxied(url) as proxy:
        answer = asked(proxy.url, b"POST / HTTP/1.1\r\ncontent-length: 0\r\n")
    assert (answer.whole, answer.body, answer.headers) == (False, b"", [])
    assert proxy.kept[0].failure == "connection closed"


@pytest.mark.parametrize("waits", [True, False])
def test_an_upstream_that_speaks_no_http_is_told(waits):
    def other(connection: socket.socket) -> None:
        if waits:
            read_head(connection)
        connection.sendall(b"SSH-2.0\r\n" * 9)
        read_head(connection)

    with listening(other) as url, proxied(url) as proxy:
        assert not asked(proxy.url, b"POST / HTTP/1.1\r\ncontent-length: 0\r\n").whole
    assert (proxy.kept[0].failure or "").startswith("no HTTP" if waits else ("no HTTP", "it spoke before"))


def test_a_body_that_ends_with_its_connection_is_whole():
    def until_closed(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nall of it")

    with listening(until_closed) as url, proxied(url) as proxy:
        answer = asked(proxy.url, b"GET / HTTP/1.1\r\n")
    assert (answer.whole, answer.body) == (True, b"all of it")
    assert proxy.kept[0].failure is None


def test_a_client_that_goes_ends_the_request_upstream():
    gone = threading.Event()

    def endless(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nevent\r\n")
        connection.settimeout(10)
        gone.set() if connection.recv(1) == b"" else None

    with listening(endless) as url, proxied(url) as proxy:
        with connected(proxy.url) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            read_until(connection, b"event")
        assert gone.wait(10)
    assert proxy.kept[0].hung_up
    assert proxy.kept[0].failure is None
    assert proxy.kept[0].body == b"event"


def test_what_is_too_much_to_keep_passes(direct):
    with proxied(direct, each=1000) as proxy:
        answer = asked(proxy.url, b"POST /?100 HTTP/1.1\r\ncontent-length: 5000\r\n", b"x" * 5000)
    assert answer.body == b"x" * 5000
    assert "were kept" in (proxy.kept[0].failure or "")
    assert len(proxy.kept[0].body) <= 1000


def test_compressed_answers_pass_as_they_are():
    packed = gzip.compress(b'{"a": 1}')

    def packs(connection: socket.socket) -> None:
        read_head(connection)
        head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n"
        connection.sendall(head.encode() + packed)

    with listening(packs) as url, proxied(url) as proxy:
        answer = asked(proxy.url, b"GET / HTTP/1.1\r\naccept-encoding: gzip\r\n")
    assert answer.body == packed
    assert (b"content-encoding", b"gzip") in answer.headers


def test_addresses_to_go_on_with_lead_through_the_proxy():
    def leads(connection: socket.socket) -> None:
        read_head(connection)
        port = connection.getsockname()[1]
        there = f"http://127.0.0.1:{port}/upload?id=1"
        head = f"HTTP/1.1 200 OK\r\nX-Goog-Upload-URL: {there}\r\nx-other: {there}\r\ncontent-length: 0\r\n\r\n"
        connection.sendall(head.encode())

    with listening(leads) as url, proxied(url) as proxy:
        headers = dict(asked(proxy.url, b"GET / HTTP/1.1\r\n").headers)
    assert headers[b"x-goog-upload-url"] == f"{proxy.url}/upload?id=1".encode()
    assert headers[b"x-other"] == f"{url}/upload?id=1".encode()


def test_a_keeper_that_raises_stops_nothing(direct):
    def broken(_: object) -> None:
        raise RuntimeError("a bug of ours")

    with proxied(direct, broken=broken) as proxy:
        assert asked(proxy.url, b"POST /? HTTP/1.1\r\ncontent-length: 2\r\n", b"ab").body == b"ab"
        assert asked(proxy.url, b"POST /? HTTP/1.1\r\ncontent-length: 2\r\n", b"cd").body == b"cd"
    assert "a bug of ours" in proxy.told[0]


def test_a_websocket_passes_as_it_is():
    def echo(connection: socket.socket) -> None:
        head = read_head(connection)
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n" + head)
        while data := connection.recv(1000):
            connection.sendall(data[::-1])

    asks = b"GET /v1beta/live?a=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with listening(echo) as url, proxied(url) as proxy, connected(proxy.url) as connection:
        connection.sendall(asks)
        seen = read_until(connection, b"\r\n\r\n", 2)
        connection.sendall(b"\x00\xffabc")
        assert connection.recv(1000) == b"cba\xff\x00"
    asked_for, host = seen.split(b"\r\n\r\n")[1].split(b"\r\n")[:2]
    assert asked_for == b"GET /v1beta/live?a=1 HTTP/1.1"
    assert host == b"host: " + url.removeprefix("http://").encode()
