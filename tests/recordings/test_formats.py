"""The same exchange, out of every format that people keep it in."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import vcr
import yaml

from conformance.cassettes import Provenance, write
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.record import exchange_line
from conformance.recordings.reading import read_all, read_file, read_recordings
from conformance.revisions import STEPS
from conformance.target import ConfigurationError
from tests.recordings.samples import (
    ANSWER,
    ASKED,
    BODY,
    EXCHANGE,
    FOREIGN_CASSETTES,
    ID,
    JSON_HEADERS,
    REQUEST_BODY,
    SSE,
    URL,
    entry,
    har,
    har_response,
)


def only(path: Path, text: str | bytes) -> Exchange:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = read_all([path])
    return found


def is_the_sample(found: Exchange) -> bool:
    return (found.operation, found.sent, found.status, found.json) == ("create", ASKED, 200, ANSWER)


# --- cassettes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FOREIGN_CASSETTES)
def test_cassettes_of_others(name: str, tmp_path: Path) -> None:
    found = only(tmp_path / "c.txt", yaml.safe_dump(FOREIGN_CASSETTES[name], allow_unicode=True))
    assert is_the_sample(found)
    assert found.request.known
    assert found.body == BODY
    assert found.recorded == ("2026-07-16" if name == "Ruby's" else None)


def test_a_cassette_in_json(tmp_path: Path) -> None:
    assert is_the_sample(only(tmp_path / "c", json.dumps(FOREIGN_CASSETTES["of today"])))


def test_what_old_vcrpy_wrote_for_python_2(tmp_path: Path) -> None:
    text = yaml.safe_dump(FOREIGN_CASSETTES["of today"], allow_unicode=True)
    text = text.replace("method: POST", "method: !!python/unicode 'POST'")
    assert is_the_sample(only(tmp_path / "c.yaml", text))


def test_an_object_of_python_is_read_as_nothing(tmp_path: Path) -> None:
    text = yaml.safe_dump(FOREIGN_CASSETTES["json= of aiohttp"], allow_unicode=True)
    text = text.replace("    body:\n", "    body: !!python/object/new:_io.BytesIO\n", 1)
    assert "BytesIO" in text
    found = only(tmp_path / "c.yaml", text)
    assert not found.request.known
    assert found.json == ANSWER


def test_ours_with_media_beside_it(tmp_path: Path) -> None:
    answer = json.dumps({**ANSWER, "data": "A" * 9000}).encode()
    chunks = (Chunk(0.1, answer[:7]), Chunk(0.25, answer[7:]))
    exchange = Exchange(
        "k", Request("POST", URL, {}, REQUEST_BODY.encode()), Response(200, JSON_HEADERS, chunks), revision=STEPS
    )
    write(tmp_path / "ours.yaml", [exchange], Provenance(scenario="create/plain", revision="2026-05-20"))
    (found,) = read_all([tmp_path])
    assert found.response == exchange.response
    assert (found.scenario, found.revision.name) == ("create/plain", "2026-05-20")
    next((tmp_path / "media").iterdir()).unlink()
    with pytest.raises(ConfigurationError, match=r"no exchange in .*its media"):
        read_all([tmp_path])


@pytest.fixture
def service() -> Iterator[str]:
    """A server that answers with the sample, compressed."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            data = gzip.compress(BODY)
            self.send_response(200)
            for name, value in (("content-type", "application/json"), ("content-encoding", "gzip")):
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1beta/interactions"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("serializer", "decoded"), [("yaml", True), ("yaml", False), ("json", True)])
def test_what_vcrpy_records_with_httpx(service: str, serializer: str, decoded: bool, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with (
        vcr.use_cassette(str(path), serializer=serializer, decode_compressed_response=decoded),
        httpx.Client() as client,
    ):
        client.post(service, json=ASKED)
    assert path.is_file()
    (found,) = read_all([path])
    assert is_the_sample(found)


# --- HAR -------------------------------------------------------------------------------------------------------------


def test_a_har_of_a_browser(tmp_path: Path) -> None:
    image = {**entry(), "request": {"method": "GET", "url": "https://cdn.test/logo.png", "headers": []}}
    preflight = {**entry(), "request": {"method": "OPTIONS", "url": URL, "headers": []}}
    later = entry(startedDateTime="2026-07-16T11:00:00Z", _webSocketMessages=[{"type": "send", "data": "x"}])
    path = tmp_path / "page.har"
    path.write_text(json.dumps(har(later, image, entry(), preflight)))
    found = read_recordings([path])
    first, second = found.exchanges
    assert is_the_sample(first)
    assert (first.started, first.recorded, first.duration) == ("2026-07-16T10:00:00.123Z", "2026-07-16", 0.8125)
    assert second.started == "2026-07-16T11:00:00Z"
    assert ":authority" not in (first.request.headers or {})
    assert dict(found.others) == {"cdn.test": 1, "generativelanguage.googleapis.com (preflight)": 1}


def test_a_stream_in_a_har(tmp_path: Path) -> None:
    found = only(tmp_path / "x.har", json.dumps(har(entry(response=har_response(SSE, "text/event-stream")))))
    assert found.is_stream
    assert [event.type for event in found.events] == ["interaction.created", "done"]


def test_base64_in_a_har(tmp_path: Path) -> None:
    """As mitmproxy keeps what is no text."""
    import base64

    coded = base64.b64encode(BODY).decode()
    assert is_the_sample(only(tmp_path / "x", json.dumps(har(entry(response=har_response(coded, encoding="base64"))))))


def test_bodies_that_a_browser_left_out_are_told(tmp_path: Path) -> None:
    firefox = har_response(None, comment="Response bodies are not included.", size=-1)
    failed = {"status": 0, "headers": [], "content": {}, "_error": "net::ERR_ABORTED"}
    path = tmp_path / "x.har"
    missing = [entry(response=response) for response in (har_response(None), firefox, failed)]
    path.write_text(json.dumps(har(*missing, entry())))
    found = read_recordings([path])
    assert len(found.exchanges) == 1
    assert [line.partition(": ")[2] for line in found.skipped] == [
        "entry 1: the body of its answer is not in the file (browsers leave out what is large or a stream)",
        "entry 2: the body of its answer is not in the file (Response bodies are not included.)",
        "entry 3: not answered (net::ERR_ABORTED)",
    ]


# --- streams, answers, lines -----------------------------------------------------------------------------------------


def test_a_stream_alone(tmp_path: Path) -> None:
    found = only(tmp_path / "x.sse", SSE)
    assert (found.operation, found.request.known, found.is_stream, found.body) == ("create", False, True, SSE.encode())


def test_an_answer_of_curl(tmp_path: Path) -> None:
    head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 200 \r\ncontent-type: {}\r\nDate: Thu, 16 Jul 2026 10:00:00 GMT\r\n\r\n"
    stream = only(tmp_path / "a.txt", head.format("text/event-stream") + SSE)
    assert (stream.operation, stream.body, stream.recorded) == ("create", SSE.encode(), "2026-07-16")
    plain = only(tmp_path / "b.txt", head.format("application/json").encode() + BODY)
    assert (plain.operation, plain.target_id, plain.json) == ("get", ID, ANSWER)
    error = only(tmp_path / "c.txt", head.format("application/json").replace("200", "404") + '{"error":{}}')
    assert (error.status, error.operation) == (404, "create")


def test_an_answer_with_its_framing(tmp_path: Path) -> None:
    pieces = "".join(f"{len(piece):x}\r\n{piece}\r\n" for piece in (SSE[:30], SSE[30:], ""))
    head = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\n"
    assert only(tmp_path / "x.txt", head + pieces).body == SSE.encode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("data: {}\n\n", "a stream without events of this API"),
        ('data: {"event_type":"step.delta"}\n\n', "a stream without its request that begins later than the start"),
        ("HTTP/1.1 200 OK\n\n{}", "an answer without its request, and not an interaction"),
        ("HTTP/1.1 200 OK\nno header\n\n{}", "headers that are none"),
        ("", "empty"),
        ("just words", "no object with a request and a response"),
        ("{", "not JSON"),
        ("a: [", "not YAML (line 2)"),
        ('{"interactions": [3]}', "interaction 1: an interaction without a request"),
    ],
)
def test_what_is_none_is_told_in_a_line(text: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(text)
    exchanges, (problem,) = read_file(path)
    assert not exchanges
    assert problem.startswith(why)


def test_the_results_of_a_run(tmp_path: Path) -> None:
    stream = Response(200, {"content-type": "text/event-stream"}, (Chunk(0.5, SSE.replace("\r", "").encode()),))
    sent = Request("POST", URL, {"api-revision": "2026-05-20"}, REQUEST_BODY.encode())
    kept = Exchange("x9", sent, stream, scenario="streaming/plain", started="2026-07-16T10:00:00.000Z", hung_up=True)
    shortened = Exchange("x8", sent, Response(200, JSON_HEADERS, (Chunk(None, b'{"data":"' + b"A" * 3000 + b'"}'),)))
    rows = [{"kind": "run"}, exchange_line(kept), exchange_line(shortened), {"kind": "result"}]
    path = tmp_path / "results.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    found = read_recordings([path])
    (exchange,) = found.exchanges
    assert [event.json for event in exchange.events] == [event.json for event in kept.events]
    assert exchange.sent == kept.sent
    assert (exchange.scenario, exchange.started) == (kept.scenario, kept.started)
    assert exchange.hung_up
    assert found.skipped == [f"{path}: line 3: its media are there by their hashes only"]


def test_exchanges_in_lines_in_a_list_and_compressed(tmp_path: Path) -> None:
    line = json.dumps(EXCHANGE)
    for name, text in (("a", f"{line}\n\n{line}\n"), ("b", f"[{line}, {line}]")):
        (tmp_path / name).write_text(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        for path in (tmp_path / name, tmp_path / f"{name}.gz"):
            assert [is_the_sample(found) for found in read_all([path])] == [True, True]


def test_folders_are_searched_for_what_may_be_recordings(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.JSON").write_text(json.dumps(EXCHANGE))
    (tmp_path / "b.har.gz").write_bytes(gzip.compress(json.dumps(har(entry())).encode()))
    (tmp_path / "README.md").write_text("words")
    found = read_recordings([tmp_path])
    assert sorted(exchange.recording or "" for exchange in found.exchanges) == ["b.har.gz", "deep/a.JSON"]
    assert found.skipped == []
