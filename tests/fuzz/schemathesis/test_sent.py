"""A verdict rests on what was sent, whatever it was made to be."""

from __future__ import annotations

import json

import pytest

from conformance.exchange import Exchange, Request, Response
from conformance.features.schemathesis import asks_rightly
from conformance.fuzzing.schemathesis.sent import is_allowed, read
from conformance.generate.documented import World
from conformance.revisions import NEWEST
from conformance.target import Target

WORLD = World.of(Target(), NEWEST)
PLAIN = {"model": "gemini-2.5-flash", "input": "Hello"}


def posted(body: object, url: str = "http://h/v1/interactions", media: str = "application/json") -> Exchange:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange("x1", Request("POST", url, {"content-type": media}, data), Response(200, {}), revision=NEWEST)


@pytest.mark.parametrize(
    ("exchange", "claim"),
    [
        (posted(PLAIN), "granted"),
        (posted(PLAIN, "http://h/v1/interactions?alt=sse"), "granted"),
        (posted(PLAIN, "http://h/v1/interactions?alt=no"), ""),
        (posted(PLAIN, media="text/plain"), ""),
        (posted({**PLAIN, "model": "no-such-model"}), ""),
        (posted({"model": "gemini-2.5-flash"}), "forbidden"),
        (posted({**PLAIN, "system_instruction": None}), ""),
        (posted([]), ""),
        (posted(b"{"), ""),
    ],
)
def test_what_has_to_become_of_it(exchange: Exchange, claim: str) -> None:
    assert read(exchange, WORLD, "fuzzing", "", "").claim in ({claim} if claim else {"", "forbidden"})
    assert (read(exchange, WORLD, "fuzzing", "", "").claim == "granted") is (claim == "granted")


def test_what_the_schemas_allow_is_read_from_body_and_query() -> None:
    from dataclasses import replace

    def allowed(exchange: Exchange) -> bool:
        return is_allowed(replace(exchange, case=read(exchange, WORLD, "coverage", "", "")))

    assert allowed(posted(PLAIN))
    assert not allowed(posted({"model": 7}))
    assert not allowed(posted(PLAIN, "http://h/v1/interactions?alt=no"))


@pytest.mark.parametrize(
    ("query", "asks"),
    [("", True), ("?stream=true", True), ("?include_input=false", True)]
    + [(query, False) for query in ("?stream=maybe", "?stream=", "?last_event_id=x", "?page=true")],
)
def test_of_what_was_deleted_only_a_get_without_mistakes_tells_anything(query: str, asks: bool) -> None:
    """Its answer may be 400 for the query rather than 404."""
    request = Request("GET", f"http://h/v1/interactions/v1_a{query}", {"x-goog-api-key": "k"})
    exchange = Exchange("x1", request, Response(400, {}, ()))
    assert asks_rightly(exchange) is asks
