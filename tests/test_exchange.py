"""Readings of an exchange: which operation it is, what was sent, what is unknown."""

from __future__ import annotations

import pytest

from conformance.exchange import Chunk, Exchange, Request, Response, Unanswered
from conformance.path import MISSING


def exchange(
    method: str = "POST", path: str = "/v1beta/interactions", body: bytes = b"{}", **answer: object
) -> Exchange:
    headers = answer.get("headers", {"content-type": "application/json"})
    response = Response(200, headers, (Chunk(0.1, body),))  # type: ignore[arg-type]
    return Exchange("x1", Request(method, f"https://host{path}", {}, b'{"model": "m"}'), response)


@pytest.mark.parametrize(
    ("method", "path", "operation", "id"),
    [
        ("POST", "/v1beta/interactions", "create", None),
        ("POST", "/v1/interactions?alt=sse", "create", None),
        ("GET", "/v1beta/interactions/v1_a?stream=true", "get", "v1_a"),
        ("DELETE", "/v1beta/interactions/v1_a", "delete", "v1_a"),
        ("POST", "/v1beta/interactions/v1_a/cancel", "cancel", "v1_a"),
        ("GET", "/v1beta/interactions", "other", None),
        ("PUT", "/v1beta/interactions/v1_a", "other", "v1_a"),
        ("POST", "/v1beta/models/m:generateContent", "other", None),
    ],
)
def test_operations(method: str, path: str, operation: str, id: str | None) -> None:  # noqa: A002
    asked = exchange(method, path)
    assert (asked.operation, asked.target_id) == (operation, id)


def test_no_id_can_be_told_from_an_id() -> None:
    with pytest.raises(Unanswered, match=r"POST /v1beta/interactions gave no interaction id at \$\.id"):
        _ = exchange().id
    assert exchange(body=b'{"id": ""}').answered_id is None
    assert exchange(body=b'{"id": 7}').answered_id is None
    assert exchange(body=b'{"id": "v1_a"}').id == "v1_a"


def test_what_is_no_json_is_missing() -> None:
    assert exchange(body=b"<html>").json is MISSING
    assert exchange(body=b"[" * 100_000).json is MISSING
    assert exchange(body=b"<html>").interaction == {}


def test_headers_that_were_not_recorded_are_unknown() -> None:
    assert exchange(headers=None).header("content-type") is None
    assert exchange(headers={"content-type": "a"}).header("Content-Type") == "a"


def test_edits_leave_the_original_alone() -> None:
    original = exchange(body=b'{"id": "v1_a", "status": "completed"}')
    edited = original.with_json("$.id", "v1_b").without("$.status").with_status(201).with_header("X-A", "b")
    assert (edited.id, edited.interaction, edited.status, edited.header("x-a")) == ("v1_b", {"id": "v1_b"}, 201, "b")
    assert (original.id, original.status, original.header("x-a")) == ("v1_a", 200, None)


def test_frames_are_written_as_they_were_read() -> None:
    stream = exchange(headers={"content-type": "text/event-stream"}, body=b"event: done\ndata: [DONE]\n\nid: 7\n\n")
    assert stream.is_stream
    assert [event.type for event in stream.events] == ["done", None]
    assert (
        stream.with_frames([frame for frame in stream.frames if frame.event]).body == b"event: done\ndata: [DONE]\n\n"
    )
