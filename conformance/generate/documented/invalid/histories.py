"""Sins of a conversation: results for calls that never were, calls without results, thoughts without signatures.

Clauses fc.result.*, fc.call.id-unique, fcc.*, think.*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.generate.documented.invalid.sin import Commit, Sin, but, of_model
from conformance.generate.documented.story import CALL, RESULT, SIGNATURE, THOUGHT, user
from conformance.generate.documented.world import World

Json = dict[str, Any]

UNKNOWN_CALL, CORRUPT = "call_that_never_was", "bm90IGEgc2lnbmF0dXJl"
GIVEN: Json = {"city": "Paris"}


def _call(id: str = "call_1", name: str = "get_weather") -> Json:  # noqa: A002 - the field's name
    return {"type": CALL, "id": id, "name": name, "arguments": GIVEN}


def _result(call_id: str = "call_1", name: str = "get_weather") -> Json:
    return {"type": RESULT, "call_id": call_id, "name": name, "result": "Sunny"}


def history(world: World, model: list[Json], results: list[Json]) -> list[Json]:
    """The input in which the user spoke, the model said ``model`` and the client sends ``results``."""
    if world.steps:
        return [{"type": "user_input", "content": [user("What is the weather in Paris?")]}, *model, *results]
    asked = {"role": "user", "content": "What is the weather in Paris?"}
    return [asked, {"role": "model", "content": model}, {"role": "user", "content": results}]


def _told(model: Callable[[], list[Json]], results: Callable[[], list[Json]]) -> Commit:
    def commits(body: Json, world: World) -> Iterator[tuple[Json, str]]:
        value = history(world, model(), results())
        yield but(of_model(body, world), input=value, previous_interaction_id=...), "$.input"

    return commits


def pieces(body: Json) -> list[Json]:
    """Steps, and the contents of turns and of the user's steps, in order."""
    given = body["input"]
    found: list[Json] = []
    for item in given if isinstance(given, list) else [given]:
        content = item.get("content") if isinstance(item, dict) else None
        inner = isinstance(content, list) and ("role" in item or item.get("type") == "user_input")
        found += [
            piece for piece in (content if inner else [item]) or () if isinstance(piece, dict) and "type" in piece
        ]
    return found


def _answers(body: Json) -> list[str]:
    return [piece["call_id"] for piece in pieces(body) if piece["type"] == RESULT]


def _waiting(body: Json, world: World) -> list[str] | None:
    """The ids of the calls that wait in the stored interaction that ``body`` names; None where it names none."""
    previous = body.get("previous_interaction_id")
    found = next((one for one in world.stored if one.id == previous), None)
    return [call.id for call in found.calls] if found else None


def _for_nobody(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    for one in world.stored:
        name = one.calls[0].name if one.calls else "get_weather"
        asked = but(of_model(body, world), previous_interaction_id=one.id, input=[_result(UNKNOWN_CALL, name)])
        yield asked, "$.input[0].call_id"


def _shows_nobody(body: Json, world: World) -> bool:
    waiting = _waiting(body, world)
    called = [piece["id"] for piece in pieces(body) if piece["type"] == CALL]
    return waiting is not None and any(answer not in (*waiting, *called) for answer in _answers(body))


def _in_part(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    for one in world.waiting:
        if len(one.calls) > 1:
            answered = [_result(call.id, call.name) for call in one.calls[1:]]
            yield but(of_model(body, world), previous_interaction_id=one.id, input=answered), "$.input"


def _shows_part(body: Json, world: World) -> bool:
    waiting, answers = _waiting(body, world) or [], _answers(body)
    return bool(answers) and any(call not in answers for call in waiting)


def _calls(body: Json, holds: Callable[[Json | None], bool]) -> bool:
    """Whether a call of the history has a thought before it, in its turn, of which ``holds`` is true."""
    thought: Json | None = None
    for piece in pieces(body):
        if piece["type"] == THOUGHT:
            thought = piece
        elif piece["type"] == CALL and not piece.get("signature") and holds(thought):
            return True
        elif piece["type"] in ("user_input", "text", RESULT):
            thought = None
    return False


def _signed(signature: str | None = None) -> Json:
    return {"type": THOUGHT} if signature is None else {"type": THOUGHT, "signature": signature}


def _twice(body: Json, _: World) -> bool:
    ids = [piece["id"] for piece in pieces(body) if piece["type"] == CALL]
    return len(ids) != len(set(ids))


SINS = (
    Sin(
        "a result is for a call that was never made",
        "fc.result.unknown-call-id",
        "should",
        _for_nobody,
        _shows_nobody,
    ),
    Sin(
        "only some of the calls of a turn get a result",
        "fc.result.partial",
        "should",
        _in_part,
        _shows_part,
        since="2026-05-07",
    ),
    Sin(
        "two calls of a turn have one id",
        "fc.call.id-unique",
        "may",
        _told(lambda: [_signed(SIGNATURE), _call(), _call(name="get_time")], lambda: [_result(), _result()]),
        _twice,
    ),
    Sin(
        "a call comes after a thought without a signature",
        "think.missing-signature fcc.thought-required fcc.unsigned-replay-rejected",
        "must",
        _told(lambda: [_signed(), _call()], lambda: [_result()]),
        lambda body, _: _calls(body, lambda thought: thought is not None and "signature" not in thought),
        since="2026-05-20",
    ),
    Sin(
        "a call comes after a thought with an empty signature",
        "think.missing-signature",
        "must",
        _told(lambda: [_signed(""), _call()], lambda: [_result()]),
        lambda body, _: _calls(body, lambda thought: thought is not None and thought.get("signature") == ""),
        since="2026-05-20",
    ),
    Sin(
        "a call comes without the thought before it",
        "fcc.thought-required fcc.unsigned-replay-rejected",
        "must",
        _told(lambda: [_call()], lambda: [_result()]),
        lambda body, _: _calls(body, lambda thought: thought is None),
        since="2026-05-20",
    ),
    Sin(
        "a call comes without the thought before it, in a turn",
        "fcc.unsigned-replay-rejected",
        "should",
        _told(lambda: [_call()], lambda: [_result()]),
        lambda body, _: _calls(body, lambda thought: thought is None),
        since="2026-05-07",
        until="2026-05-20",
    ),
    Sin(
        "a call comes after a thought with a signature that nobody made",
        "think.corrupt-signature stateless.thoughts-must-return",
        "should",
        _told(lambda: [_signed(CORRUPT), _call()], lambda: [_result()]),
        lambda body, _: _calls(body, lambda thought: thought is not None and thought.get("signature") == CORRUPT),
        since="2026-05-07",
    ),
)
