"""vcrpy alone, without anything of ours, loads a cassette and replays it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import vcr
from hypothesis import given, settings
from hypothesis import strategies as st
from vcr.cassette import Cassette

from conformance.cassettes import Provenance, write
from conformance.exchange import Exchange
from tests.cassettes.exchanges import exchanges
from tests.cassettes.test_cassette import OURS, PLAIN, streamed


def test_an_answer_is_replayed(tmp_path: Path) -> None:
    write(tmp_path / "c.yaml", [PLAIN, streamed(b"event: a\ndata: \xc3", b"\xa9\n\n")], OURS)
    with vcr.use_cassette(tmp_path / "c.yaml", record_mode="none") as cassette, httpx.Client() as client:
        first, second = (client.post(PLAIN.request.url, json={"model": "m", "input": "hi"}) for _ in range(2))
        assert cassette.all_played
    assert first.json() == {"id": "v1_a"}
    assert second.content == "event: a\ndata: é\n\n".encode()
    assert second.headers["content-type"] == "text/event-stream"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vcrpy") / "c.yaml"


@settings(max_examples=30, deadline=None)
@given(found=st.lists(exchanges, max_size=3))
def test_any_cassette_is_read_as_we_wrote_it(place: Path, found: list[Exchange]) -> None:
    write(place, found, Provenance(scenario="file"))
    loaded = Cassette.load(path=place)
    answered = [exchange for exchange in found if exchange.response]
    assert [request.uri for request in loaded.requests] == [exchange.request.url for exchange in answered]
    for exchange, response in zip(answered, loaded.responses, strict=True):
        if "media" not in loaded._metadata:
            assert (response["body"]["string"] or b"") == exchange.body
        assert response["status"]["code"] == exchange.status
