"""Both clients against answers that no client should have to bear: each ends in time, and says what happened."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable

import pytest

from conformance.client import Client, encoded
from conformance.conversation import interaction, stream
from conformance.drawing import Drawing
from conformance.exchange import Exchange
from conformance.fuzzing.connection import Connection
from conformance.fuzzing.world import WEATHER
from conformance.run import Run
from conformance.selection import select
from conformance.session import Manner, opened
from conformance.target import Target
from tests.emulator.in_process import Emulator
from tests.fuzz.hostile import HOSTILE
from tests.fuzz.raw import Say, saying

PATH = "/v1beta/interactions"
BODY = encoded({"model": "m", "input": "hi"})
KEY = "a-key-that-nobody-may-see"
LIMIT = 1.0
Send = Callable[[str, bytes, float], Exchange]


def slowly(url: str, body: bytes = BODY, limit: float = LIMIT) -> Exchange:
    with Client(url, KEY, timeout=limit) as client:
        return client.send("POST", PATH, body=body)


def fast(url: str, body: bytes = BODY, limit: float = LIMIT) -> Exchange:
    with Client(url, KEY) as client, Connection(client, limit) as connection:
        return connection.send("POST", PATH, body)


both = pytest.mark.parametrize("send", [slowly, fast])


@both
@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_in_time_and_says_what_happened(send: Send, name: str) -> None:
    sin = HOSTILE[name]
    with saying(sin.say) as url:
        begin = time.monotonic()
        found = send(url, BODY, LIMIT)
        took = time.monotonic() - begin
    assert took < LIMIT + 4  # a machine that is busy with something else reads 32 MiB slowly
    assert (found.failure is None) is sin.whole, found.failure
    verdict = stream(found) if found.is_stream else interaction(found)
    assert re.search(sin.said, f"{found.failure or ''} {verdict.message}")
    assert not verdict.is_right


@both
def test_a_redirect_is_not_followed_and_nothing_goes_there(send: Send) -> None:
    asked: list[bytes] = []

    def there(_: socket.socket, request: bytes) -> bool:
        asked.append(request)
        return False

    with saying(there) as elsewhere:

        def here(connection: socket.socket, _: bytes) -> bool:
            where = f"location: {elsewhere}/v1beta/interactions\r\ncontent-length: 0\r\n\r\n"
            connection.sendall(b"HTTP/1.1 307 Temporary Redirect\r\n" + where.encode())
            return True

        with saying(here) as url:
            found = send(url, BODY, LIMIT)
    assert (found.status, found.failure, asked) == (307, None, [])
    assert "status 307" in interaction(found).message


def early(body: bytes) -> Say:
    """Answers as soon as a request begins, and reads no more of it."""

    def say(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(b"HTTP/1.1 413 Content Too Large\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        time.sleep(3 * LIMIT)
        return False

    return say


def test_an_answer_that_comes_before_the_request_is_complete_is_the_answer() -> None:
    with saying(early(b"{}"), whole=False) as url:
        begin = time.monotonic()
        found = fast(url, b"x" * 2**25)
        took = time.monotonic() - begin
    assert (found.status, found.body, found.failure) == (413, b"{}", None)
    assert took < LIMIT


def test_a_request_that_nobody_reads_ends_at_the_limit_too() -> None:
    with saying(early(b"{}"), whole=False) as url:
        found = slowly(url, b"x" * 2**25)
    assert found.failure == "no answer within 1 s"


def test_a_connection_that_was_answered_early_is_not_used_again() -> None:
    def say(connection: socket.socket, request: bytes) -> bool:
        return early(b"{}")(connection, request) if b"x" in request.partition(b"\r\n\r\n")[2] else ok(connection)

    def ok(connection: socket.socket) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]")
        return True

    with saying(say, whole=False) as url, Client(url) as client, Connection(client, LIMIT) as connection:
        bodies = (b"", b"x" * 2**25, b"")
        assert [connection.send("POST", PATH, body).status for body in bodies] == [200, 413, 200]


def test_all_that_a_run_is_sent_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.client.MOST_AT_ALL", 2**21)

    def say(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1500000\r\n\r\n" + bytes(1_500_000))
        return True

    with saying(say) as url, Client(url) as client:
        failures = [client.send("POST", PATH, body=BODY).failure for _ in range(3)]
    assert failures == [None, None, "more than 1 MiB"]


class Sometimes:
    """The emulator on a socket, hostile to whatever has tools – at first to nothing, so that the run begins."""

    def __init__(self, sin: Say) -> None:
        self.emulator, self.sin, self.hostile = Emulator("2026-11-16"), sin, 0

    def __call__(self, connection: socket.socket, request: bytes) -> bool:
        head, _, raw = request.partition(b"\r\n\r\n")
        method, path, _ = head.decode().split(" ", 2)
        body = json.loads(raw) if raw else None
        tools = body.get("tools") if isinstance(body, dict) else None
        if isinstance(tools, list) and tools and tools[0] != WEATHER:
            self.hostile += 1
            return self.sin(connection, request)
        got = self.emulator.ask(method, path.removeprefix(PATH), body)
        kind = got.headers.get("content-type", "application/json")
        answer = f"HTTP/1.1 {got.status} OK\r\ncontent-type: {kind}\r\ncontent-length: {len(got.body)}\r\n\r\n"
        connection.sendall(answer.encode() + got.body)
        return True


@pytest.mark.parametrize("name", ["ten gigabytes of zeros", "deep", "headers without end", "not a number"])
def test_the_run_goes_on_after_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.fuzzing.answer.MOST_BYTES", 2**20)
    server = Sometimes(HOSTILE[name].say)
    drawing = Drawing(seed=5, examples=100, seconds=60, tiers=("walk",))
    chosen = select(["generated-requests.accepted"], drawn=True)
    with saying(server) as url:
        target = Target(name="hostile", base_url=url, timeout=5, background=1, features={"files-api": "absent"})
        with opened(target, "2026-11-16", Manner(drawing=drawing, keep=True)) as stage:
            run = Run(stage, chosen, drawn=True)
            run.open(chosen)
            result = run.result_of(chosen[0])
            (api,) = stage.drawn.values()
    assert (result.status, server.hostile > 2) == ("fail", True)
    assert re.search(HOSTILE[name].said, result.message), result.message
    assert api.tally.sent.total() >= 100
