"""The server of our own that targets reach: its messages, its pages, and what becomes of addresses of uploads."""

from __future__ import annotations

import hashlib

import httpx
import pytest

from conformance.api import Api
from conformance.client import Client
from conformance.emulator import serving
from conformance.exchange import Exchange, Request, Response
from conformance.receiver import Page, listening
from conformance.record import exchange_line
from conformance.revisions import NEWEST
from conformance.session import opened
from conformance.target import ConfigurationError, Target, find_target


def test_messages_come_in_and_are_answered_as_told() -> None:
    with listening() as receiver:
        receiver.answers["/here"] = [503]
        statuses = [
            httpx.post(receiver.url + "/here", content=b"{}", headers={"Webhook-Id": "1"}).status_code for _ in "ab"
        ]
        httpx.post(receiver.url + "/elsewhere")
        heard = receiver.heard("/here", 2, 5)
        assert receiver.heard("/nowhere", 1, 0) == []
    assert statuses == [503, 200] == [response.status for _, response in heard]
    assert heard[0][0].headers is not None
    assert heard[0][0].headers["webhook-id"] == "1"
    assert heard[0][0].body == b"{}"


def test_pages_are_as_long_as_they_say() -> None:
    with listening() as receiver:
        address = receiver.show("/page", Page("image/png", b"abc", 100_000))
        page = httpx.get(address)
        assert httpx.get(receiver.url + "/none").status_code == 404
    assert page.headers["content-type"] == "image/png"
    assert page.content == b"abc" + bytes(99_997)


@pytest.mark.parametrize("url", ["https://example.com:1", "http://", "http://example.com", "nonsense"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with (
        pytest.raises(ConfigurationError, match="webhook_receiver"),
        opened(Target(name="mine", base_url="http://127.0.0.1:1", webhook_receiver=url)),
    ):
        pass


def test_other_targets_may_reach_us_where_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-these-tests")
    with (
        serving() as url,
        opened(find_target(url).model_copy(update={"webhook_receiver": "http://127.0.0.1:0"})) as stage,
    ):
        assert stage.receiver is not None


def test_messages_may_be_told_apart_by_their_words() -> None:
    with listening() as receiver:
        for body in (b"one", b"two", b"one more"):
            httpx.post(receiver.url + "/here", content=body)
        assert [request.body for request, _ in receiver.heard("/here", 2, 5, "one")] == [b"one", b"one more"]


def test_the_address_of_an_upload_lands_nowhere() -> None:
    with serving() as url, Client(url, "a-key-of-these-tests") as client:
        api = Api(client, Target(base_url=url), NEWEST, "test")
        done = api.upload(b"some bytes", "text/plain")
    begun, sent = api.exchanges
    assert done.status == 200
    assert begun.header("x-goog-upload-url") == sent.request.url
    assert "upload_id=REDACTED-1&" in sent.request.url
    assert any(
        str(line).endswith("upload_id=REDACTED-1&upload_protocol=resumable") for line in _strings(exchange_line(begun))
    )


def test_bytes_of_a_file_are_told_by_their_hash() -> None:
    request = Request("POST", "http://target/upload/v1beta/files", {}, b"\x89PNG\0")
    line = exchange_line(Exchange("x1", request, Response(200, {})))
    digest = hashlib.sha256(b"\x89PNG\0").hexdigest()
    assert f"sha256:{digest} (5 bytes)" in _strings(line)


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    return [value] if isinstance(value, str) else []
