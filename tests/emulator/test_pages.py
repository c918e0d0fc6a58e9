"""Pages at allowed hosts: read for what they say. (Those at other hosts are in test_server_tools.)"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from conformance.emulator import serving

Json = dict[str, Any]

PAGE = (
    "<html><head><title>Teas &amp; cakes</title><style>p {color: red}</style></head>"
    "<body><script>let hidden = 1</script><p>We have <b>green</b> tea.</p></body></html>"
)


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """HOST:PORT of a server with one page."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
            """Be quiet."""

        def do_GET(self) -> None:
            body = PAGE.encode() if self.path == "/tea" else b""
            self.send_response(200 if body else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def emulator(shop: str) -> Iterator[str]:
    with serving(allow_fetch=(shop,)) as url:
        yield url


def asked(emulator: str, address: str) -> Json:
    body = {"model": "gemini-3-flash-preview", "input": f"Read {address} for me", "tools": [{"type": "url_context"}]}
    answer = httpx.post(f"{emulator}/v1/interactions", json=body, headers={"x-goog-api-key": "key"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_an_allowed_page_is_read(emulator: str, shop: str) -> None:
    url = f"http://{shop}/tea"
    answer = asked(emulator, url)
    assert answer["steps"][1]["result"] == [{"url": url, "status": "success"}]
    (content,) = answer["steps"][-1]["content"]
    assert content["text"].endswith("says: We have green tea.")
    assert [(note["title"], note["url"]) for note in content["annotations"]] == [("Teas & cakes", url)]
    assert answer["usage"]["total_tool_use_tokens"] == 5


def test_a_page_that_is_not_there_is_an_error(emulator: str, shop: str) -> None:
    answer = asked(emulator, f"http://{shop}/coffee")
    assert answer["steps"][1]["result"][0]["status"] == "error"
    assert "annotations" not in answer["steps"][-1]["content"][0]


def test_private_addresses_that_are_not_allowed_stay_errors(emulator: str) -> None:
    assert asked(emulator, "http://127.0.0.1:9/tea")["steps"][1]["result"][0]["status"] == "error"
