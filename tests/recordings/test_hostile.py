"""Files of people who wish us ill, or of programs that were cut short: reading ends, and says in a line what it met."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.exchange import Exchange
from conformance.recordings import limits
from conformance.recordings.reading import read_file, read_recordings
from conformance.recordings.traffic import in_order, split
from conformance.target import ConfigurationError
from tests.recordings.samples import EXCHANGE, FOREIGN_CASSETTES, SSE, entry, har, vcr, vcr_request, vcr_response

LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1e400, 10**400, "", "x", "base64", "http://[", "\ud800", [], {}, [[]], {"a": 1}, [1, "b"]]
)
DOCUMENTS: dict[str, Any] = {
    "exchange": {"meta": {"started": "2026-07-16T10:00:00Z", "revision": "2026-05-20"}, **EXCHANGE},
    "har": har(entry(_conformance={"unknown": ["request"], "revision": "x"})),
    "cassette": FOREIGN_CASSETTES["of today"],
    "Ruby's": json.loads(json.dumps(FOREIGN_CASSETTES["Ruby's"], default=lambda data: data.decode())),
    "ours": {"metadata": {"format": "conformance-cassette/1", "media": ["x"]}, **FOREIGN_CASSETTES["of today"]},
    "line": {
        "kind": "exchange",
        "request": {"method": "GET", "url": "https://h/v1beta/interactions/a", "headers": {}, "body": None},
        "response": {"status": 200, "headers": {}, "body": None, "events": [{"data": {}, "event": "x", "time": 1}]},
    },
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def put(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """``value`` with something else at a place."""
    if not path:
        return other
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = put(value[key], tuple(rest), other)
    return copy


def looked_at(exchange: Exchange) -> tuple[object, ...]:
    """What judging looks at first."""
    return (
        exchange.operation,
        exchange.resource,
        exchange.query,
        exchange.events,
        exchange.interaction,
        exchange.summary,
    )


@pytest.mark.parametrize("form", ["json", "yaml", "lines"])
@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_wrong_types_at_every_level(name: str, form: str, data: st.DataObject, tmp_path: Path) -> None:
    document = DOCUMENTS[name]
    place = data.draw(st.sampled_from(list(places(document))))
    broken = put(document, place, data.draw(LEAVES))
    text = yaml.safe_dump(broken) if form == "yaml" else json.dumps(broken)
    (tmp_path / "x").write_text(f"{text}\n{text}" if form == "lines" else text)
    exchanges, skipped = read_file(tmp_path / "x")
    assert exchanges or skipped
    assert all("\n" not in line for line in skipped)
    for exchange in in_order([split(exchanges)[0]]):
        looked_at(exchange)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from(
        ["", "{", "[", "HTTP/1.1 200 OK\r\n", "data: {", "event: x\n", "interactions:\n- ", "\x1f\x8b"]
    ),
    rest=st.binary(max_size=60) | st.sampled_from([SSE[:40].encode(), b"content-type: text/event-stream\n\ndata: 1"]),
)
def test_any_bytes(head: str, rest: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(head.encode("latin-1") + rest)
    exchanges, skipped = read_file(tmp_path / "x")
    assert exchanges or skipped
    assert all("\n" not in line for line in skipped)


def grown(first: str, form: str) -> str:
    """YAML in which each of ten values has the one before it nine times."""
    lines = [f"- &a0 {first}"]
    lines += [f"- &a{number} " + form.format(", ".join([f"*a{number - 1}"] * 9)) for number in range(1, 10)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 50_000 + "a",
        "{a: " * 20_000,
        '{"a":' * 100_000,
        grown("[x, x]", "[{}]"),
        grown("{x: 1}", "{{<<: [{}]}}"),
        "interactions: &a\n- *a\n",
        "x: !!python/object/apply:os.system [exit 1]\n",
        "interactions: " + "9" * 100_000,
        '{"log": {"entries": ' + "9" * 100_000 + "}}",
    ],
    ids=["flow", "block", "mappings", "json", "aliases", "merges", "cycle", "code", "number", "json number"],
)
def test_bombs_of_text(text: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_text(text)
    exchanges, (problem,) = read_file(tmp_path / "x")
    assert not exchanges
    assert "\n" not in problem


def bomb(size: int) -> bytes:
    """``size`` zeros in very few bytes."""
    found = io.BytesIO()
    with gzip.GzipFile(fileobj=found, mode="wb", mtime=0) as file:
        for _ in range(size // 2**20):
            file.write(bytes(2**20))
    return found.getvalue()


def test_bombs_of_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 4 * 2**20)
    monkeypatch.setattr(limits.Budget.__init__, "__defaults__", (4 * 2**20,))
    data = bomb(6 * 2**20)
    (tmp_path / "a.gz").write_bytes(data)
    assert read_file(tmp_path / "a.gz") == ([], ["it unpacks to more than 4 MiB"])
    (tmp_path / "b").write_bytes(bytes(5 * 2**20))
    assert read_file(tmp_path / "b") == ([], ["larger than 4 MiB"])
    small = bomb(3 * 2**20)
    answers = [vcr_response({"string": each}, Content_Encoding="gzip") for each in (small, small, data)]
    (tmp_path / "c").write_text(yaml.safe_dump(vcr(*((vcr_request(), answer) for answer in answers))))
    exchanges, skipped = read_file(tmp_path / "c")
    assert len(exchanges) == 1
    assert skipped == [f"interaction {number}: it unpacks to more than 4 MiB" for number in (2, 3)]


@pytest.mark.parametrize(
    ("data", "encoding", "problem"),
    [
        (b"\xff\xfe", "gzip", "its body is called compressed, but can't be unpacked"),
        (gzip.compress(b"x" * 99, mtime=0)[:-12], "gzip", None),
        (zlib.compress(b"{}"), "deflate", None),
        (zlib.compress(b"{}")[2:-4], "deflate", None),
        (b"\xff\xfe", "deflate", "its body is called compressed, but can't be unpacked"),
        (b"\xff\xfe", "br", "its body is compressed by br, which is not read here: record it without"),
        (b"\xff\xfe", "gzip, zstd", "its body is compressed by zstd, which is not read here: record it without"),
        (b"\xff\xfe", "identity", None),
    ],
)
def test_compressed_bodies(data: bytes, encoding: str, problem: str | None, tmp_path: Path) -> None:
    cassette = vcr((vcr_request(), vcr_response({"string": data}, Content_Encoding=encoding)))
    (tmp_path / "x").write_text(yaml.safe_dump(cassette))
    exchanges, skipped = read_file(tmp_path / "x")
    assert skipped == ([f"interaction 1: {problem}"] if problem else [])
    assert len(exchanges) == (problem is None)


def test_bad_base64_is_told(tmp_path: Path) -> None:
    broken = put(har(entry()), ("log", "entries", 0, "response", "content"), {"text": "é!", "encoding": "base64"})
    (tmp_path / "x.har").write_text(json.dumps(broken))
    assert read_file(tmp_path / "x.har") == ([], ["entry 1: its body is called base64, but is not"])


def test_what_is_no_file(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(ConfigurationError, match=r"pipe\.json: no file that can be read"):
        read_recordings([tmp_path / "pipe.json"])
    with pytest.raises(ConfigurationError, match="no such file or folder"):
        read_recordings([tmp_path / "missing"])
