"""The client against targets that misbehave: time, bytes and secrets are bounded, and nothing is an exception."""

from __future__ import annotations

import json
import time

import pytest

from conformance import client as module
from conformance.client import Client, UnreachableError, encoded
from conformance.exchange import Exchange
from tests.null_servers import Echo, Null, running

BODY = encoded({"model": "m", "input": "hi"})


class Endless(Null):
    """Never stops to send."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.stopping.is_set():  # type: ignore[attr-defined]
            self.wfile.write(b"x" * 65536)


class Drips(Null):
    """Sends a byte now and then, so that no single read takes long."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.stopping.wait(0.05):  # type: ignore[attr-defined]
            self.wfile.write(b":\n")


class Redirects(Null):
    def do_POST(self) -> None:
        self.send_response(307)
        self.send_header("location", "http://192.0.2.1/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()


class Shortens(Null):
    """Promises more bytes than it sends."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "1000")
        self.end_headers()
        self.wfile.write(b'{"id":')
        self.close_connection = True


class TellsTheKey(Null):
    """Repeats every header that it was sent, the key among them."""

    def answer(self, body: bytes) -> bytes:
        return json.dumps(dict(self.headers)).encode()


def send(sin: type[Null], **options: object) -> tuple[Exchange, float]:
    with running(sin) as url, Client(url, "AIzaSyVerySecret", timeout=0.5) as client:
        begin = time.monotonic()
        exchange = client.send("POST", "/v1beta/interactions", body=BODY, **options)  # type: ignore[arg-type]
        return exchange, time.monotonic() - begin


def test_too_many_bytes_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 2**20)
    exchange, _ = send(Endless)
    assert exchange.failure == "more than 1 MiB"
    assert exchange.status == 200


def test_a_slow_drip_is_cut() -> None:
    exchange, seconds = send(Drips)
    assert exchange.failure == "not finished within 0.5 s"
    assert seconds < 5


def test_a_redirect_is_an_answer_like_any_other() -> None:
    exchange, _ = send(Redirects)
    assert exchange.status == 307


def test_a_dropped_connection_keeps_what_came() -> None:
    exchange, _ = send(Shortens)
    assert exchange.failure is not None
    assert exchange.failure.startswith("connection dropped")
    assert exchange.body == b'{"id":'


def test_the_key_lands_nowhere() -> None:
    exchange, _ = send(TellsTheKey)
    assert exchange.request.headers is not None
    assert exchange.request.headers["x-goog-api-key"] == "REDACTED"
    assert b"AIzaSyVerySecret" not in exchange.body
    assert module.LEAKED.encode() in exchange.body


def test_the_request_is_kept_as_it_was_sent() -> None:
    exchange, _ = send(Echo)
    assert exchange.sent == {"model": "m", "input": "hi"}
    assert exchange.body == exchange.request.body


def test_nothing_listening_is_said() -> None:
    with (
        Client("http://127.0.0.1:9") as client,
        pytest.raises(UnreachableError, match=r"can't reach http://127\.0\.0\.1:9"),
    ):
        client.send("GET", "/")


def test_headers_can_be_left_out() -> None:
    with running(TellsTheKey) as url, Client(url, "secret") as client:
        seen = client.send("POST", "/", body=b"{}", headers={"x-goog-api-key": None, "content-type": "text/plain"}).json
    assert isinstance(seen, dict)
    assert "x-goog-api-key" not in {name.lower() for name in seen}
    assert seen["content-type"] == "text/plain"
