"""The lines between the suite and a driver, and their schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from conformance.sdk import protocol
from conformance.sdk.protocol import SAID, Handshake, Hello, Order, Planned
from conformance.sdk.scenario import create, get, reported

SCHEMA = Path(__file__).parents[2] / "schemas" / "report" / "driver.schema.json"
HANDSHAKE = '{"kind":"driver","protocol":1,"name":"sdk","version":"1","does":["create"]%s}'


def test_the_schema_is_of_these_models() -> None:
    assert SCHEMA.read_text("utf-8") == protocol.json_schema(), "python -m conformance.sdk.protocol > " + str(SCHEMA)


def test_lines_of_the_suite() -> None:
    hello = Hello(revision=None, scenarios=(Planned(name="a/b", does=("create",)),))
    assert protocol.line(hello) == (
        b'{"kind":"hello","protocol":1,"revision":null,"scenarios":[{"name":"a/b","does":["create"]}]}\n'
    )
    order = Order(
        id="7", name="a/b", base_url="http://x", api_key="k", revision="2026-11-16", timeout=20,
        calls=(create(input="Hi"), get(reported(0)).but(timeout=2)),
    )  # fmt: skip
    assert protocol.line(order) == (
        b'{"kind":"scenario","id":"7","name":"a/b","base_url":"http://x","api_key":"k","revision":"2026-11-16",'
        b'"timeout":20.0,"calls":[{"do":"create","params":{"model":"gemini-2.5-flash","input":"Hi"}},'
        b'{"timeout":2.0,"do":"get","interaction":{"from":0},"params":{}}]}\n'
    )


def test_a_handshake_says_what_a_driver_excludes_by_globs() -> None:
    said = SAID.validate_json(HANDSHAKE % ',"except":{"client-files/*":"no files"},"concurrency":4')
    assert isinstance(said, Handshake)
    assert (said.excluded, said.concurrency) == ({"client-files/*": "no files"}, 4)


@pytest.mark.parametrize(
    "more", [',"concurrency":0', ',"conccurrency":4', ',"does":["sing"]', ',"protocol":2', ',"revisions":"x"']
)
def test_what_is_spelt_wrong_is_an_error(more: str) -> None:
    with pytest.raises(ValidationError):
        SAID.validate_json(HANDSHAKE % more)
