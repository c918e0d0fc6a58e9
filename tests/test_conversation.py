"""Finding conversations in traffic: order, links, roles that take any one or all."""

from __future__ import annotations

import json

from conformance.conversation import (
    CONTINUE,
    CONTROL,
    CREATE,
    DELETE,
    GET,
    STREAM,
    Conversation,
    follows_last,
    members,
    refusal,
)
from conformance.exchange import Chunk, Exchange, Request, Response

BASE = "https://host/v1beta/interactions"


def create(key: str, id: str | None = None, status: int = 200, **sent: object) -> Exchange:  # noqa: A002
    made: dict[str, object] = {"id": id or f"id-{key}", "status": "completed", "model": "m"}
    body = made if status == 200 else {"error": {}}
    answer = Response(status, {}, (Chunk(None, json.dumps(body).encode()),))
    return Exchange(key, Request("POST", BASE, {}, json.dumps({"model": "m", "input": "hi", **sent}).encode()), answer)


def on(key: str, method: str, id: str, query: str = "") -> Exchange:  # noqa: A002
    body = json.dumps({"id": id, "status": "completed", "model": "m"}).encode()
    return Exchange(key, Request(method, f"{BASE}/{id}{query}", {}), Response(200, {}, (Chunk(None, body),)))


def keys(conversation: Conversation, *traffic: Exchange) -> list[str]:
    return [
        " ".join(exchange.key for member in found for exchange in members(member))
        for found in conversation.find(traffic)
    ]


A = create("a")
B = create("b", previous_interaction_id="id-a")
C = create("c", previous_interaction_id="id-b")


def test_a_single_role_is_found_wherever_it_is() -> None:
    assert keys(Conversation(CREATE), A, on("g", "GET", "id-a"), B) == ["a", "b"]


def test_links_go_by_id_and_order() -> None:
    assert keys(Conversation(CREATE, CONTINUE), A, B, C) == ["a b", "b c"]
    assert keys(Conversation(CREATE, CONTINUE), B, A) == []


def test_a_third_turn_follows_the_second() -> None:
    assert keys(Conversation(CREATE, CONTINUE, CONTINUE.after(follows_last)), A, B, C) == ["a b c"]
    assert keys(Conversation(CREATE, CONTINUE, CONTINUE), A, B, create("d", previous_interaction_id="id-a")) == [
        "a b d"
    ]


def test_a_get_is_of_what_was_created_and_not_as_a_stream() -> None:
    gets = [on("g", "GET", "id-a"), on("h", "GET", "id-b"), on("i", "GET", "id-a", "?stream=true")]
    assert keys(Conversation(CREATE, GET), A, *gets) == ["a g"]


def test_a_get_after_a_delete_comes_after_it() -> None:
    early, gone, late = on("g", "GET", "id-a"), on("d", "DELETE", "id-a"), on("h", "GET", "id-a")
    assert keys(Conversation(CREATE, DELETE, GET), A, early, gone, late) == ["a d h"]


def test_all_of_a_kind_together() -> None:
    polls = [on(f"g{n}", "GET", "id-a") for n in range(3)]
    assert keys(Conversation(CREATE, GET.at_least(2)), A, *polls) == ["a g0 g1 g2"]
    assert keys(Conversation(CREATE, GET.at_least(4)), A, *polls) == []


def test_any_one_control_will_do_even_a_later_one() -> None:
    sin = create("s", status=400, sin=1)
    wanted = refusal("sin", lambda x: "sin" in x.sent)
    assert keys(wanted, create("r", status=429), sin, A, B) == ["a s"]
    assert keys(Conversation(CONTROL), A, B) == ["a"]


def test_a_control_that_nothing_answers_is_still_shown() -> None:
    sin = create("s", status=400, sin=1)
    assert keys(refusal("sin", lambda x: "sin" in x.sent), create("r", status=404), sin) == ["r s"]


def test_streams_and_documents_are_told_apart_by_the_request() -> None:
    streamed = create("s", stream=True)
    assert keys(Conversation(STREAM), A, streamed) == ["s"]
    assert keys(Conversation(CREATE), A, streamed) == ["a"]


def test_an_unstored_answer_links_nothing() -> None:
    unstored = create("u", id="")
    assert keys(Conversation(CREATE, CONTINUE), unstored, create("v", previous_interaction_id="")) == []
