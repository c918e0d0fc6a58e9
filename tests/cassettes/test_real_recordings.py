"""Real recordings, which stay where they are, become cassettes in a temporary folder and lose nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import vcr

from conformance.cassettes import Provenance, read, write
from conformance.exchange import Exchange
from conformance.judge import Judge, Result
from conformance.judging import by_revision, read_all, shared_ids
from conformance.redaction import redacted
from conformance.selection import select

SOME = ("data-model", "errors", "error-codes", "function-calling", "stream-frames", "stream-order", "usage")


@pytest.fixture(scope="module")
def real(corpus: Path) -> list[Exchange]:
    return read_all([corpus / "recordings"])


@pytest.fixture(scope="module")
def cassettes(real: list[Exchange], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("real")
    paths = [folder / f"{number}.yaml" for number in range(len(real))]
    for path, exchange in zip(paths, real, strict=True):
        known = {"recorded": exchange.recorded or "", "corpus": exchange.corpus or ""}
        write(path, [exchange], Provenance(**known))
    return paths


@pytest.fixture(scope="module")
def kept(real: list[Exchange], cassettes: list[Path]) -> list[Exchange]:
    return [
        replace(read(path)[0], key=exchange.key, recording=exchange.recording)
        for path, exchange in zip(cassettes, real, strict=True)
    ]


def test_every_exchange_is_kept(real: list[Exchange], kept: list[Exchange]) -> None:
    assert len(real) > 100
    for exchange, found in zip(real, kept, strict=True):
        assert found == redacted([exchange])[0], exchange.recording


def test_few_hold_what_is_redacted(real: list[Exchange]) -> None:
    """Whoever collected them has redacted them; what differs here is a key that was missed, or too much."""
    assert [exchange.recording for exchange in real if redacted([exchange])[0].body != exchange.body] == []


def judged(exchanges: list[Exchange]) -> dict[str, Result]:
    judge = Judge("recordings", "auto", "replay", shared=shared_ids(exchanges))
    traffic = by_revision(exchanges)
    return {requirement.id: judge.of_recordings(requirement, traffic) for requirement in select(SOME)}


def test_they_are_judged_the_same(real: list[Exchange], kept: list[Exchange]) -> None:
    before, after = judged(real), judged(kept)
    assert {name: (r.status, r.message) for name, r in after.items()} == {
        name: (r.status, r.message) for name, r in before.items()
    }
    assert sum(result.status == "pass" for result in after.values()) > 40


def test_vcrpy_replays_them(real: list[Exchange], cassettes: list[Path]) -> None:
    told: dict[bool, int] = defaultdict(int)
    with httpx.Client() as client:
        for path, exchange in zip(cassettes, real, strict=True):
            if not exchange.request.url.startswith("https://"):
                continue
            with vcr.use_cassette(str(path), record_mode="none") as cassette:
                answer = client.request(exchange.request.method, exchange.request.url)
                assert cassette.all_played
            told[answer.content == exchange.body] += 1
    assert told[True] > 80  # and the rest holds media, which stock vcrpy replays by their names
    assert told[False] < 20
