"""The one door to the network: closed by default, open to what is listed, and bounded."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from conformance.emulator import Settings
from conformance.emulator.outbound import Outbound, Unreachable

LIMIT = 1000


class Site:
    """A web server whose pages are functions, and the requests that it got."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.seen: list[tuple[str, str, bytes]] = []
        self.closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
                """Be quiet."""

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                site.seen.append((self.command, self.path, body))
                site.pages[self.path](self)

            do_POST = do_GET

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"

    def page(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer ``path`` with these; the underscores of header names are dashes."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in {"content_length": str(len(body)), **headers}.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(body)

        self.pages[path] = answer


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    made.closing.set()
    made.server.shutdown()
    made.server.server_close()


def test_what_is_listed_is_fetched_with_its_type(site: Site) -> None:
    site.page("/cat.png", b"picture", content_type="Image/PNG; q=1")
    assert Outbound((site.host,)).fetch(f"http://{site.host}/cat.png", LIMIT) == (b"picture", "image/png")


def test_with_an_empty_list_no_name_is_looked_up_and_nothing_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the emulator talked to the network")

    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    closed = Outbound()
    assert not closed.allows("https://example.com/")
    for send in (lambda: closed.fetch("http://localhost/", LIMIT), lambda: closed.post("http://localhost/", {})):
        with pytest.raises(Unreachable, match="allowed host"):
            send()


@pytest.mark.parametrize(
    ("entry", "url", "allowed"),
    [
        ("example.com", "https://example.com/a", True),
        ("example.com", "http://EXAMPLE.com:80/a", True),
        ("example.com", "http://example.com:443/a", False),
        ("example.com", "https://example.com:8443/a", False),
        ("example.com:8443", "https://example.com:8443/a", True),
        ("example.com:8443", "https://example.com/a", False),
        ("example.com:443", "https://example.com/a", True),
        ("example.com", "https://www.example.com/", False),
        ("example.com", "https://example.com.evil.test/", False),
        ("example.com", "https://example.com@evil.test/", False),
        ("example.com", "https://user@example.com/", False),
        ("example.com", "https://evil.test\\@example.com/", False),
        ("example.com", "https://evil.test/#@example.com/", False),
        ("example.com", "ftp://example.com/", False),
        ("example.com", "file:///etc/passwd", False),
        ("example.com", "//example.com/", False),
        ("example.com", "https://exam\nple.com/", False),
        ("example.com", "https://\ud800.com/", False),
        ("127.0.0.1", "http://2130706433/", False),
        ("[::1]:80", "http://[::1]/", True),
        ("xn--bcher-kva.example", "https://bücher.example/", True),
    ],
)
def test_a_host_is_compared_exactly(entry: str, url: str, allowed: bool) -> None:
    assert Outbound((entry,)).allows(url) is allowed


def test_a_redirect_is_followed_within_the_list(site: Site) -> None:
    site.page("/old", status=302, location="/new")
    site.page("/new", b"here")
    assert Outbound((site.host,)).fetch(f"http://{site.host}/old", LIMIT) == (b"here", "")


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/new", "http://127.0.0.1:1/", "file:///etc/passwd", "http://["]
)
def test_a_redirect_to_anything_else_is_not(site: Site, target: str) -> None:
    site.page("/old", status=302, location=target.format(port=site.server.server_port))
    site.page("/new", b"here")
    with pytest.raises(Unreachable):
        Outbound((site.host,)).fetch(f"http://{site.host}/old", LIMIT)
    assert [path for _, path, _ in site.seen] == ["/old"]


def test_a_ring_of_redirects_ends(site: Site) -> None:
    site.page("/ring", status=307, location="/ring")
    with pytest.raises(Unreachable, match="307"):
        Outbound((site.host,)).fetch(f"http://{site.host}/ring", LIMIT)
    assert len(site.seen) == 4


def test_more_than_the_limit_is_not_read(site: Site) -> None:
    site.page("/exact", b"x" * LIMIT)
    site.page("/large", b"x" * (LIMIT + 1))
    assert len(Outbound((site.host,)).fetch(f"http://{site.host}/exact", LIMIT)[0]) == LIMIT
    with pytest.raises(Unreachable, match="more than 1000 bytes"):
        Outbound((site.host,)).fetch(f"http://{site.host}/large", LIMIT)


def test_what_is_compressed_unasked_is_not_unpacked(site: Site) -> None:
    site.page("/bomb", b"\x1f\x8b", content_encoding="gzip")
    with pytest.raises(Unreachable, match="compressed"):
        Outbound((site.host,)).fetch(f"http://{site.host}/bomb", LIMIT)


@pytest.mark.parametrize("status", [204, 404, 500])
def test_only_a_success_is_content(site: Site, status: int) -> None:
    site.page("/page", status=status)
    with pytest.raises(Unreachable, match=str(status)):
        Outbound((site.host,)).fetch(f"http://{site.host}/page", LIMIT)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nx-slow: "], ids=["silent", "dripping"])
def test_a_server_that_never_finishes_is_left(site: Site, start: bytes) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(start)
        while not site.closing.wait(0.02):
            if start:
                request.wfile.write(b"x")

    site.pages["/slow"] = slow
    with pytest.raises(Unreachable):
        Outbound((site.host,), seconds=0.2).fetch(f"http://{site.host}/slow", LIMIT)


def test_a_name_is_connected_to_where_it_was_looked_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second answer of a name server that changes its mind is never asked for."""
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def resolver(host: str, *rest: Any, **more: Any) -> Any:
        return real(next(answers) if host == "rebinding.test" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    site.page("/", b"here")
    name = f"rebinding.test:{site.server.server_port}"
    assert Outbound((name,)).fetch(f"http://{name}/", LIMIT)[0] == b"here"


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "0.0.0.0", "224.0.0.1"])
def test_no_name_leads_to_the_addresses_of_machine_credentials(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 80))])
    monkeypatch.setattr(socket, "create_connection", lambda *rest, **_: opened.append(rest))
    with pytest.raises(Unreachable, match="no address"):
        Outbound(("metadata.test",)).fetch("http://metadata.test/", LIMIT)
    assert opened == []


def test_a_post_carries_json_and_headers_and_gives_any_answer(site: Site) -> None:
    site.page("/hook", b"no", status=410, x_reason="gone")
    status, headers, body = Outbound((site.host,)).post(f"http://{site.host}/hook", {"ü": 1}, {"X-Mine": "1"})
    assert (status, headers["x-reason"], body) == (410, "gone", b"no")
    assert site.seen == [("POST", "/hook", '{"ü": 1}'.encode())]


def test_a_post_is_not_redirected(site: Site) -> None:
    site.page("/hook", status=307, location="/other")
    assert Outbound((site.host,)).post(f"http://{site.host}/hook", b"raw")[0] == 307
    assert site.seen == [("POST", "/hook", b"raw")]


def test_a_header_that_would_split_the_request_is_not_sent(site: Site) -> None:
    with pytest.raises(Unreachable):
        Outbound((site.host,)).post(f"http://{site.host}/hook", {}, {"x-a": "1\r\nx-b: 2"})
    assert site.seen == []


@pytest.mark.parametrize("entry", ["", "http://a", "a:0", "a:99999", "a b", "*.example.com", "a/b", "a:b"])
def test_settings_refuse_what_is_no_host(entry: str) -> None:
    with pytest.raises(ValueError, match="--allow-fetch"):
        Settings(allow_fetch=(entry,))
