"""Runs against targets that send what no parser likes: they end, say so, and write their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.null_servers import CONSTANT, Null
from tests.test_null_servers import run_against


class Deep(Null):
    """Nests deeper than any parser goes."""

    def answer(self, body: bytes) -> bytes:
        return b'{"status":"completed","model":"m","steps":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


class RatherDeep(Null):
    """Nests as deep as the JSON parser just goes."""

    def answer(self, body: bytes) -> bytes:
        return b'{"status":"completed","model":"m","steps":' + b'[{"content":' * 400 + b"1" + b"}]" * 400 + b"}"


class Surrogates(Null):
    """Text that is no Unicode, numbers beyond any range, and every field of the wrong type."""

    def answer(self, body: bytes) -> bytes:
        return (
            b'{"id":"\\ud800","status":"\\udfff","model":"<script>","usage":{"total_tokens":1e999,"total_input_tokens":'
            + b"9" * 5000
            + b'},"steps":{"type":7},"outputs":"none","object":[],"created":null,"updated":-1}'
        )


class Garbage(Null):
    """Bytes that are no text, said to be a stream of events."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        body = bytes(range(256)) * 8 + b"\n\ndata: {\n\nevent: \xff\ndata: [1]\n\ndata: [DONE]"
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(body)))
        self.send_header("x-odd", "\x7f<script>")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_DELETE = do_PUT = do_PATCH = do_POST


class OddTypes(Null):
    """A valid interaction but for its parts, which are all of other types than a reader expects."""

    def answer(self, body: bytes) -> bytes:
        import json

        odd = {**CONSTANT, "id": 7, "usage": [], "steps": [1, None, {"type": ["text"]}, {"content": {"text": 5}}]}
        return json.dumps(odd).encode()


@pytest.mark.parametrize("sin", [Deep, RatherDeep, Surrogates, Garbage, OddTypes])
def test_a_hostile_answer_is_a_failure_not_an_error(sin: type[Null], tmp_path: Path) -> None:
    code, results, said = run_against(sin, tmp_path, timeout=5)
    assert [(result["id"], result["message"]) for result in results if result["status"] == "error"] == []
    assert code == 1, said
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"report.html", "report.md", "junit.xml"}
