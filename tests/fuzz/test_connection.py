"""The fast connection: the same exchanges as the client's, and a bound on everything that a target can send."""

from __future__ import annotations

import gzip
import socket
import tracemalloc
from contextlib import suppress

import pytest

from conformance.client import BYTES_THEN, KEPT, MOST_BYTES, Client, UnreachableError
from conformance.courtesy import BudgetSpent, Courtesy
from conformance.emulator import serving
from conformance.fuzzing import answer
from conformance.fuzzing.connection import Connection
from tests.fuzz.raw import Say, saying

KEY = "a-key-that-nobody-may-see"
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


def exchange(say: Say, timeout: float = 5, times: int = 1):
    with saying(say) as url, Client(url, KEY) as client, Connection(client, timeout) as connection:
        return [connection.send("POST", "/v1beta/interactions", b"{}") for _ in range(times)][-1]


def once(data: bytes, *, again: bool = False) -> Say:
    def say(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(data)
        return again

    return say


@pytest.mark.parametrize(
    "data",
    [
        OK + b"content-length: 2\r\n\r\n{}",
        OK + b"transfer-encoding: chunked\r\n\r\n1;x=y\r\n{\r\n1\r\n}\r\n0\r\ntrailer: 1\r\n\r\n",
        OK + b"connection: close\r\n\r\n{}",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"content-length: 2\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n{}",
    ],
    ids=["sized", "chunked", "until-the-end", "continued", "old"],
)
def test_a_whole_answer(data):
    found = exchange(once(data))
    assert (found.status, found.body, found.failure) == (200, b"{}", None)


def test_it_says_what_the_client_says():
    with serving() as url, Client(url, KEY) as client, Connection(client, 5) as connection:
        body = b'{"model":"gemini-2.5-flash","input":"Hello","store":false}'
        slow, fast = (
            client.send("POST", "/v1beta/interactions", body=body),
            connection.send("POST", "/v1beta/interactions", body),
        )
    assert fast.request.method == slow.request.method
    assert fast.request.url == slow.request.url
    assert fast.request.body == slow.request.body
    assert slow.request.headers
    assert fast.request.headers
    assert slow.response
    assert fast.response
    sent = {name: slow.request.headers[name] for name in fast.request.headers}
    assert fast.request.headers == sent
    assert set(fast.response.headers or ()) == set(slow.response.headers or ())
    assert fast.interaction["steps"] == slow.interaction["steps"]
    assert KEY not in repr(fast)


def test_one_connection_serves_many():
    seen = []

    def say(connection: socket.socket, _: bytes) -> bool:
        seen.append(connection)
        connection.sendall(OK + b"content-length: 2\r\n\r\n{}")
        return True

    assert exchange(say, times=5).status == 200
    assert len(set(seen)) == 1


def test_a_connection_that_was_closed_while_idle_is_opened_again():
    assert exchange(once(OK + b"content-length: 2\r\n\r\n{}"), times=3).status == 200


def test_the_key_that_comes_back_is_hidden():
    found = exchange(once(OK + b"content-length: %d\r\n\r\n" % len(KEY) + KEY.encode()))
    assert KEY not in repr(found)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"SSH-2.0-OpenSSH\r\n\r\n", "no HTTP answer: b'SSH-2.0-OpenSSH'"),
        (b"", "closed without an answer"),
        (OK, "closed within the headers"),
        (OK + b"content-length: 9\r\n\r\n{}", "closed 7 bytes before the end"),
        (OK + b"content-length: -1\r\n\r\n", "content-length: '-1' is no number"),
        (OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n", "no size of a chunk: b'zz'"),
        (OK + b"transfer-encoding: chunked\r\n\r\n1\r\nab\r\n", "a chunk is longer than its size"),
        (OK + b"transfer-encoding: chunked\r\n\r\n5\r\nab", "closed 3 bytes before the end"),
    ],
)
def test_what_is_no_whole_answer_says_why(data, why):
    assert exchange(once(data)).failure == f"connection dropped: {why}"


def test_headers_without_end_are_cut():
    def say(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(OK)
        with suppress(OSError):
            while True:
                connection.sendall(b"x-more: of it\r\n" * 1000)
        return False

    assert exchange(say).failure == "connection dropped: more than 64 KiB of headers"


@pytest.mark.parametrize(
    "head", [b"", OK + b"\r\n", OK + b"content-length: 99999999999\r\n\r\n"], ids=["no", "open", "sized"]
)
def test_one_byte_after_the_other_ends_at_the_deadline(head):
    def say(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(head)
        with suppress(OSError):
            while True:
                connection.sendall(b"x")
        return False

    found = exchange(say, timeout=0.3)
    assert found.failure in {
        "no answer within 0.3 s",
        "not finished within 0.3 s",
        "more than 32 MiB",
        "connection dropped: more than 64 KiB of headers",
    }


def test_silence_ends_at_the_deadline():
    def say(connection: socket.socket, _: bytes) -> bool:
        return bool(connection.recv(1))

    found = exchange(say, timeout=0.2)
    assert (found.response, found.failure) == (None, "no answer within 0.2 s")


@pytest.mark.parametrize("chunked", [True, False])
def test_an_answer_without_end_is_cut_and_hardly_kept(chunked):
    piece = b"10000\r\n" + b"\0" * 65536 + b"\r\n" if chunked else b"\0" * 65536

    def say(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(
            OK + (b"transfer-encoding: chunked\r\n\r\n" if chunked else b"content-length: 10000000000\r\n\r\n")
        )
        with suppress(OSError):
            while True:
                connection.sendall(piece)
        return False

    tracemalloc.start()
    try:
        found = exchange(say, timeout=30)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.failure == f"more than {MOST_BYTES // 2**20} MiB"
    assert len(found.body) <= KEPT
    assert most < 4 * MOST_BYTES


def test_a_long_answer_that_is_broken_off_is_hardly_kept():
    say = once(OK + b"content-length: 10000000\r\n\r\n" + b"\0" * (BYTES_THEN + 1))
    with saying(say) as url, Client(url, KEY) as client:
        slow = client.send("POST", "/v1beta/interactions", body=b"{}")
    for found in (slow, exchange(say)):
        assert (found.failure or "").startswith("connection dropped")
        assert found.body == b"\0" * KEPT


def test_chunks_without_number_are_kept_as_one(monkeypatch):
    monkeypatch.setattr(answer, "MOST_CHUNKS", 10)
    found = exchange(once(OK + b"transfer-encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 1000 + b"0\r\n\r\n"))
    assert (found.body, found.failure) == (b"x" * 1000, None)
    assert len(found.response.chunks) == 11


def test_what_was_compressed_unasked_stays_as_it_is():
    bomb = gzip.compress(b"\0" * 10_000_000)
    found = exchange(once(OK + b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(bomb) + bomb))
    assert found.body == bomb


def test_a_redirect_is_not_followed():
    found = exchange(once(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"))
    assert found.status == 302


def test_an_answer_may_come_before_the_request_is_complete():
    too_large = once(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n")
    with saying(too_large) as url, Client(url) as client, Connection(client, 5) as connection:
        found = connection.send("POST", "/", b"x" * 1000)
    assert found.status == 413


def test_nothing_there_and_nothing_left_to_spend():
    with saying(lambda *_: False) as url:
        pass
    with Client(url, courtesy=Courtesy(most=1)) as client, Connection(client, 1) as connection:
        with pytest.raises(UnreachableError):
            connection.send("GET", "/")
        with pytest.raises(BudgetSpent):
            connection.send("GET", "/")
