"""Any exchange survives being written and read in each format; what a format can't keep is said here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.cassettes import Provenance, write
from conformance.exchange import Chunk, Exchange
from conformance.recordings.exchange_file import STREAM, recorded
from conformance.recordings.har_file import har_of
from conformance.recordings.reading import read_file
from conformance.recordings.traffic import moment
from conformance.redaction import redacted
from tests.cassettes.exchanges import exchanges as any_exchanges

Writer = Callable[[Path, Exchange], None]


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    """As a client has them: an answer, or why there is none; often a stream."""
    exchange = draw(any_exchanges)
    answer, failure = exchange.response, exchange.failure
    if answer is None:
        failure = failure or "no answer"
    elif draw(st.booleans()):
        answer = replace(answer, headers={**(answer.headers or {}), "content-type": STREAM})
    recorded_on = draw(st.none() | st.just("2026-07-16"))
    (found,) = redacted([replace(exchange, response=answer, failure=failure, recorded=recorded_on)])
    return found


def as_exchange_file(path: Path, exchange: Exchange) -> None:
    path.write_text(json.dumps(recorded(exchange)), "utf-8")


def as_har(path: Path, exchange: Exchange) -> None:
    path.write_text(json.dumps(har_of([exchange], {})), "utf-8")


def as_cassette(path: Path, exchange: Exchange) -> None:
    write(path, [exchange], Provenance(recorded=exchange.recorded or ""))


def without_times(exchange: Exchange) -> Exchange:
    """A HAR has the bytes of an answer and not the pieces that they came in."""
    answer = exchange.response
    return replace(exchange, response=answer and replace(answer, chunks=(Chunk(None, exchange.body),)))


def dated(exchange: Exchange) -> Exchange:
    """Whoever reads takes the day from the time where nothing else tells it."""
    when = moment(exchange)
    return replace(exchange, recorded=exchange.recorded or (when.date().isoformat() if when else None))


FORMS: dict[str, tuple[Writer, Callable[[Exchange], Exchange]]] = {
    "exchange": (as_exchange_file, lambda exchange: exchange),
    "har": (as_har, without_times),
    "cassette": (as_cassette, lambda exchange: exchange),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exchange=exchanges())
def test_any_exchange_survives(form: str, exchange: Exchange, tmp_path: Path) -> None:
    writer, kept = FORMS[form]
    writer(tmp_path / "x", exchange)
    (found,), skipped = read_file(tmp_path / "x")
    assert skipped == []
    assert found == dated(replace(kept(exchange), key=found.key, recording="x"))
