"""A cassette holds exchanges to the last byte, in a form that people and vcrpy read."""

from __future__ import annotations

import gzip
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.cassettes import NotACassette, Provenance, load, read, write
from conformance.exchange import Chunk, Exchange, Request, Response
from tests.cassettes.exchanges import exchanges, numbered

ASKED = Request("POST", "https://host.test/v1beta/interactions", {"accept": "*/*"}, b'{"model":"m","input":"hi"}')
PLAIN = Exchange("x0", ASKED, Response(200, {"content-type": "application/json"}, (Chunk(0.25, b'{"id":"v1_a"}'),)))
OURS = Provenance("emulator", "2026-11-16", "2026-11-22T04:05:06Z", "0.1.0", "a-model", "create/plain", "played")


_LEVELS = (f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9))
BOMB = "l0: &l0 [x]\n" + "\n".join(_LEVELS) + "\ninteractions: [*l8]"


def streamed(*pieces: bytes) -> Exchange:
    chunks = tuple(Chunk(number / 100, piece) for number, piece in enumerate(pieces))
    return replace(PLAIN, response=Response(200, {"content-type": "text/event-stream"}, chunks))


@settings(max_examples=60, deadline=None)
@given(st.lists(exchanges, max_size=3))
def test_any_exchange_survives(found: list[Exchange]) -> None:
    unnamed = [replace(e, scenario=e.scenario or "file") for e in found]  # what has no scenario is of the cassette's
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.yaml")
        write(path, unnamed, Provenance(scenario="file"))
        assert read(path) == numbered(unnamed, "file", "file.yaml")


def test_the_header_says_where_it_comes_from(tmp_path: Path) -> None:
    write(tmp_path / "one.yaml", [PLAIN], OURS)
    cassette = load(tmp_path / "one.yaml")
    assert cassette.provenance == OURS
    (exchange,) = cassette.exchanges
    assert (exchange.key, exchange.recorded, exchange.revision.name) == ("create/plain:1", "2026-11-22", "2026-11-16")
    assert exchange.lane == "replay"


def test_a_stream_reads_as_it_was_sent(tmp_path: Path) -> None:
    write(tmp_path / "s.yaml", [streamed(b'event: a\ndata: {"text":"\xc3', b'\xa9"}\n\n')], OURS)
    text = (tmp_path / "s.yaml").read_text("utf-8")
    assert '        string: |+\n          event: a\n          data: {"text":"é"}\n\n' in text
    assert "chunks: [[0.0, 25], [0.01, 5]]" in text


def test_carriage_returns_are_seen(tmp_path: Path) -> None:
    write(tmp_path / "s.yaml", [streamed(b"event: a\r\ndata: 1\r\n\r\n")], OURS)
    assert 'string: "event: a\\r\\n\\\n          data: 1\\r\\n\\\n' in (tmp_path / "s.yaml").read_text("utf-8")
    assert read(tmp_path / "s.yaml")[0].body == b"event: a\r\ndata: 1\r\n\r\n"


def test_media_lie_beside_it(tmp_path: Path) -> None:
    picture = b"iVBORw0KGgo" * 1000
    write(tmp_path / "m.yaml", [streamed(b'{"data":"', picture, b'"}')], OURS)
    assert (tmp_path / "m.yaml").stat().st_size < 1500
    (aside,) = (tmp_path / "media").iterdir()
    assert gzip.decompress(aside.read_bytes()) == picture
    assert read(tmp_path / "m.yaml")[0].body == b'{"data":"' + picture + b'"}'


@pytest.mark.parametrize("damage", ["gone", "other", "cut"])
def test_media_that_are_not_whole_are_told(tmp_path: Path, damage: str) -> None:
    write(tmp_path / "m.yaml", [streamed(b"iVBORw0KGgo" * 1000)], OURS)
    (aside,) = (tmp_path / "media").iterdir()
    match damage:
        case "gone":
            aside.unlink()
        case "other":
            aside.write_bytes(gzip.compress(b"another"))
        case _:
            aside.write_bytes(aside.read_bytes()[:-9])
    with pytest.raises(NotACassette, match=f"media.*{aside.name}"):
        read(tmp_path / "m.yaml")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no mapping with a list of interactions"),
        ("a: [\nb: ]]", r"not YAML \(line 2\)"),
        ("interactions: 3", "no mapping with a list of interactions"),
        ("interactions: [3]", "an interaction without a request"),
        ("interactions: [{request: {}, response: {}}]", "a response without a status code"),
        ("!!python/object/apply:os.system [ls]", "no mapping with a list of interactions"),
        ("[" * 5000, "YAML of more than 200 levels"),
        ("a: &a [x, x]\nb: &b [*a, *a]\ninteractions: [*a, 3]", "an interaction without a request"),
        (BOMB, "YAML whose aliases amount to more than can be read"),
    ],
)
def test_what_is_no_cassette_is_told(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(NotACassette, match=reason):
        read(tmp_path / "x.yaml")


def test_what_lasts_is_the_same_text(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", [PLAIN, streamed(b"data: x\n\n")], OURS)
    write(tmp_path / "b.yaml", read(tmp_path / "a.yaml"), load(tmp_path / "a.yaml").provenance)
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "b.yaml").read_bytes()
