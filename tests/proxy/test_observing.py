"""The process that judges, in this one: what it says, writes and survives."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from conformance import judging
from conformance.cassettes import load
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.judge import Judge
from conformance.proxy.observer import observe
from conformance.proxy.passage import Passage, Room
from conformance.proxy.settings import Judged
from conformance.recordings.reading import read_file
from conformance.report.results import read
from conformance.selection import select

CREATE = "http://127.0.0.1:9/v1beta/interactions"
SELECTED = ("data-model", "stateful-chat", "stream-frames", "create")
KEY = "key-0123456789"


def passages(exchanges: Iterable[Exchange], room: Room | None = None) -> bytes:
    """The messages of exchanges, as the proxy sends them."""
    return b"".join(message(exchange, room or Room(2**20)) for exchange in exchanges)


def message(exchange: Exchange, room: Room) -> bytes:
    headers = {**(exchange.request.headers or {}), "x-goog-api-key": KEY}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    passage = Passage(room, exchange.request.method, exchange.request.url, raw, failure=exchange.failure)
    passage.send(exchange.request.body or b"")
    if exchange.response is not None:
        answer = exchange.response.headers or {}
        passage.status = exchange.response.status
        passage.answer = [(name.encode(), value.encode()) for name, value in answer.items()]
        for chunk in exchange.response.chunks:
            passage.arrive(chunk.data)
    return passage.message()


def created(body: object, *, sent: object = None, **headers: str) -> Exchange:
    """A create, and an answer of 200 with ``body``."""
    asked = {"model": "gemini-2.5-flash", "input": "hi"} if sent is None else sent
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(200, {"content-type": "application/json", **headers}, (Chunk(None, content),))
    return Exchange("x0", Request("POST", CREATE, {}, json.dumps(asked).encode()), response)


def good(number: int = 1, **others: object) -> dict[str, object]:
    """An interaction with nothing wrong that these tests look at."""
    text = {"type": "model_output", "content": [{"type": "text", "text": "Hello"}]}
    ids = {"id": f"v1_{number:04}abcdefgh", "object": "interaction", "model": "gemini-2.5-flash"}
    times = {"created": "2026-11-22T06:00:00Z", "updated": "2026-11-22T06:00:00Z"}
    return {**ids, "status": "completed", "steps": [text], **times, **others}


def observed(folder: Path, stream: bytes, **settings: object) -> int:
    made = Judged(upstream="http://127.0.0.1:9", is_the_service=False, out=folder, select=SELECTED)
    return observe(replace(made, **settings), BytesIO(stream))  # type: ignore[arg-type]  # any of its fields


def committed(revision: str, *scenarios: str) -> list[Exchange]:
    """What the emulator showed in scenarios."""
    folder = Path(__file__).resolve().parents[2] / "cassettes" / revision
    return [exchange for name in scenarios for exchange in load(folder / f"{name}.yaml").exchanges]


def test_what_is_wrong_is_said_at_once_and_written(tmp_path, capsys):
    code = observed(tmp_path, passages([created(good()), created(good(2, status="finished"))]))
    said = capsys.readouterr().out
    assert code == 1
    (line, *_) = [line for line in said.splitlines() if " FAIL " in line]
    assert "POST /v1beta/interactions 200  FAIL create.accepted: " in line
    assert "'finished'" in line
    run = read(tmp_path / "results.jsonl")
    assert not run.interrupted
    assert {row["status"] for row in run.results} >= {"pass", "fail"}
    assert (tmp_path / "report.html").is_file()


def test_nothing_wrong_is_0_and_nothing_at_all_too(tmp_path):
    assert observed(tmp_path, passages([created(good())])) == 0
    assert observed(tmp_path, b"") == 0


def test_live_and_offline_judge_alike(tmp_path):
    scenarios = (
        "stateful-chat/three-turns",
        "stateful-chat/two-branches",
        "create/the-same-twice",
        "retrieval/list-all",
    )
    exchanges = committed("2026-11-16", *scenarios, "stream-frames/stream-foreign-words")
    observed(tmp_path, passages(exchanges))
    live = {row["id"]: row["status"] for row in read(tmp_path / "results.jsonl").results}
    again, skipped = read_file(tmp_path / "exchanges.jsonl")
    assert not skipped
    again = [replace(exchange, key=f"x{number}", recorded=None) for number, exchange in enumerate(again)]
    judge = Judge("recordings", "auto", "replay", shared=judging.shared_ids(again))
    offline = {r.id: judge.of_recordings(r, judging.by_revision(again)).status.value for r in select(SELECTED)}
    assert live == offline
    assert list(live.values()).count("pass") > 20


def test_a_request_that_the_schemas_refuse_is_told_of_the_client(tmp_path, capsys):
    sent = {"model": "gemini-2.5-flash", "input": "hi", "tools": {}}
    observed(tmp_path, passages([created(good(1), sent=sent)]))
    notes = [line for line in lines(tmp_path) if line["kind"] == "note"]
    assert [(note["about"], note["exchange"]) for note in notes] == [("client", "x0")]
    assert "at $.tools" in notes[0]["message"]
    assert "client: " in capsys.readouterr().out


def test_a_server_that_changes_from_outputs_to_steps_is_told(tmp_path, capsys):
    old = {"id": "v1_abcdefgh", "status": "completed", "outputs": [{"type": "text", "text": "Hello"}]}
    observed(tmp_path, passages([created(old), created(old), created(good())]))
    (line,) = [line for line in capsys.readouterr().out.splitlines() if " revision: " in line]
    assert "answers with steps now, and with outputs until x1" in line


def test_secrets_are_in_no_file(tmp_path):
    leaking = created(good(model=KEY))
    observed(tmp_path, passages([leaking, created(good(2))]), record=tmp_path / "cassettes")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 6
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_what_passed_is_a_cassette(tmp_path):
    exchanges = committed("2026-11-16", "stateful-chat/two-turns")
    observed(tmp_path, passages(exchanges), record=tmp_path / "cassettes")
    (path,) = (tmp_path / "cassettes").glob("*.yaml")
    cassette = load(path)
    assert [exchange.body for exchange in cassette.exchanges] == [exchange.body for exchange in exchanges]
    assert cassette.provenance.revision == "2026-11-16"


def test_compressed_answers_are_judged(tmp_path):
    packed = gzip.compress(json.dumps(good(status="finished")).encode())
    assert observed(tmp_path, passages([created(packed, **{"content-encoding": "gzip"})])) == 1
    observed(tmp_path / "br", passages([created(b"\x0b\x00", **{"content-encoding": "br"})]))
    assert "content-encoding is br" in next(
        line["message"] for line in lines(tmp_path / "br") if line["kind"] == "note"
    )


def test_a_judge_that_raises_makes_an_error_and_loses_nothing(tmp_path, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(Judge, "of_recordings", broken)
    assert observed(tmp_path, passages([created(good()), created(good(2))])) == 2
    found = lines(tmp_path)
    assert [line["id"] for line in found if line["kind"] == "exchange"] == ["x0", "x1"]
    errors = [line for line in found if line["kind"] == "result" and line["status"] == "error"]
    assert errors
    assert all("a bug of ours" in line["message"] for line in errors)


def test_one_exchange_that_can_not_be_judged_is_told(tmp_path, monkeypatch):
    def broken(exchange: Exchange) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr("conformance.proxy.related.ids_of", broken)
    assert observed(tmp_path, passages([created(good())])) == 2
    assert any(line["kind"] == "note" and "a bug of ours" in line["message"] for line in lines(tmp_path))


@pytest.mark.parametrize(("room", "most", "kept"), [(Room(100), 10, 2), (Room(2**20), 1, 1)])
def test_bounds_are_told(tmp_path, capsys, room, most, kept):
    stream = passages([created(good()), created(good(2, status="finished"))], room)
    observed(tmp_path, stream, most=most)
    assert [line["kind"] for line in lines(tmp_path)].count("exchange") == kept
    assert "were kept" in (said := capsys.readouterr().out) or "were not kept (--most)" in said


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
