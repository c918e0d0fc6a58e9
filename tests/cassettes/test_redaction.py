"""Secrets stop at the door of a cassette; what was equal stays equal, what was signed stays signed."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cassettes import Provenance, read, write
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.redaction import redacted

KEY = "AIzaSyA-1234567890abcdefghijklmnopqrstu"
URL = "https://host.test/v1beta/interactions"


def told(*pieces: bytes, url: str = URL, body: bytes | None = None, **headers: str) -> Exchange:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Response(200, {"content-type": "application/json"}, tuple(Chunk(0.1, piece) for piece in pieces))
    return Exchange("x0", Request("POST", url, sent or None, body), answer)


@pytest.mark.parametrize(
    "exchange",
    [
        told(b"{}", x_goog_api_key=KEY),
        told(b"{}", Authorization="Bearer ya29.a-token-of-somebody"),
        told(b"{}", cookie="SID=secret-of-a-browser"),
        told(b"{}", url=f"{URL}?key={KEY}&alt=sse"),
        told(f'{{"error":"{KEY} is wrong"}}'.encode()),
        told(b'{"error":"AIzaSyA-12345678', b"90abcdefghijklmnopqrstu is", b" wrong"),
        told(b'the word "my-own-pass-phrase"', x_goog_api_key="my-own-pass-phrase"),
        told(b"{}", body=b'{"input":"ya29.a-token-of-somebody-else"}'),
        replace(told(b"{}"), failure=f"dropped by {KEY}"),
    ],
    ids=["header", "token", "cookie", "query", "answer", "split", "echo", "request", "failure"],
)
def test_no_secret_is_written(tmp_path: Path, exchange: Exchange) -> None:
    write(tmp_path / "c.yaml", [exchange], Provenance())
    text = (tmp_path / "c.yaml").read_text()
    for secret in (KEY, KEY[:16], "ya29", "secret-of-a-browser", "my-own-pass-phrase"):
        assert secret not in text
    assert "REDACTED" in text
    kept = read(tmp_path / "c.yaml")
    assert redacted(kept) == kept  # once is enough


def test_chunks_stay_in_their_places() -> None:
    (clean,) = redacted([told(b'{"a":"AIzaSyA-12345678', b'90abcdefghijklmnopqrstu"', b"}")])
    assert clean.response is not None
    assert [chunk.data for chunk in clean.response.chunks] == [b'{"a":"REDACTED', b'"', b"}"]


def test_what_holds_no_secret_is_untouched() -> None:
    plain = told(b'{"id":"v1_abc","secret":"short"}', accept="*/*", body=b'{"key":"value"}')
    assert redacted([plain]) == [plain]


def test_the_size_told_is_that_of_what_is_kept() -> None:
    answer = Response(200, {"content-length": "39"}, (Chunk(None, KEY.encode()),))
    (clean,) = redacted([replace(told(b""), response=answer)])
    assert clean.header("content-length") == "8"


def test_uploads_keep_their_names() -> None:
    begun, sent = told(b"{}", told_at=f"{URL}?upload_id=abcdef123456"), told(b"{}", url=f"{URL}?upload_id=abcdef123456")
    first, second = redacted([begun, sent])
    assert first.request.headers == {"told-at": f"{URL}?upload_id=REDACTED-1"}
    assert second.request.url == f"{URL}?upload_id=REDACTED-1"


def signature(secret: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, b"msg_1.1700000000." + body, "sha256")).decode()


@pytest.mark.parametrize("right", [True, False])
def test_a_message_signed_right_stays_so_and_no_other(right: bool) -> None:
    secret, other = ("whsec_" + base64.b64encode(bytes([n]) * 24).decode() for n in (1, 2))
    made = told(json.dumps({"id": "w1", "new_signing_secret": secret}).encode())
    again = told(json.dumps({"secret": other}).encode())
    headers = {"webhook_id": "msg_1", "webhook_timestamp": "1700000000"}
    message = told(b"", body=b"{}", **headers, webhook_signature=signature(secret if right else other + "AAAA", b"{}"))
    one, two, kept = redacted([made, again, message])
    assert one.interaction["new_signing_secret"] == "whsec_REDACTED0001"
    assert two.interaction["secret"] == "whsec_REDACTED0002"
    assert kept.request.headers is not None
    given = kept.request.headers["webhook-signature"]
    assert (given == signature("whsec_REDACTED0001", b"{}")) is right
