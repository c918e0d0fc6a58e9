"""Bodies that do not fit the schemas: made by tampering with one place of a granted body, told by what the schemas say.

Each candidate is checked; what fits all the same (an open list, a field that is free in form) is no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from conformance.generate.documented.invalid.sin import but
from conformance.generate.documented.world import World

Json = dict[str, Any]

UNKNOWN_FIELD, UNKNOWN_VALUE = "no_such_field", "no_such_value"
HALF = 1.5
FREE = frozenset({"arguments", "parameters", "schema", "custom_metadata", "user_metadata", "custom_config", "details"})
"""What the client fills as it likes."""
NAMES: Json = {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}


class Form(NamedTuple):
    """A body that was tampered with: where (without the numbers of lists, with the types on the way) and how."""

    place: str
    how: str
    body: Any


def candidates(body: Json, world: World) -> Iterator[Form]:
    """Bodies with one thing changed that a schema may mind, in the order of their places."""
    for number, whole in enumerate(_of_the_whole(body, world)):
        yield Form("", str(number), whole)
    yield from _of_places(body)


def _of_the_whole(body: Json, world: World) -> Iterator[Json]:
    """Mistakes that people make: forms of other APIs, fields in the wrong place or of the wrong maker."""
    plain: Json = {"model": world.models["text"], "input": "Hello."}
    yield but(body, model=world.models["text"], agent=world.models.get("agent", "deep-research"))
    yield but(body, model=..., agent=..., generation_config=..., agent_config=...)
    yield but(body, input=...)
    yield but(body, input="")
    yield but(body, input=[])
    if "model" in body:
        yield but(body, agent_config={"type": "deep-research"})
        yield but(body, cached_content="cachedContents/none")
    else:
        yield but(body, generation_config={"seed": 1})
    yield but(body, tool_choice="auto")
    yield but(body, tools={})
    yield but(body, tools=[{"function_declarations": [NAMES]}])
    yield but(body, tools=[{"type": "function", "function": NAMES}])
    yield but(body, system_instruction={"parts": [{"text": "Be brief."}]})
    for name, value in (("presence_penalty", 0.5), ("thinking_config", {"thinking_budget": 100})):
        yield plain | {"generation_config": {name: value}}
    yield plain | {"response_modalities": ["NOISE" if world.revision.name < "2026-05-07" else "IMAGE"]}
    for value in _inputs(world):
        yield plain | {"input": value}


def _inputs(world: World) -> Iterator[Any]:
    text = {"type": "text", "text": "Hello."}
    call = {"type": "function_call", "id": "call_1", "name": "get_weather", "arguments": {}}
    result = {"type": "function_result", "call_id": "call_1", "name": "get_weather", "result": "Sunny"}
    yield [{"role": "user", "parts": [{"text": "Hello."}]}]
    yield [{"role": "assistant", "content": "Hello."}]
    yield [but(text, type=...)]
    yield [but(text, text=...)]
    yield [text | {"type": "no_such_content"}]
    wrong = [call | {"call_id": "call_1"}], [result | {"id": "call_1"}], [but(result, call_id=...)]
    raw = [result | {"result": [1, 2]}], [result | {"result": ["Sunny"]}]
    if not world.steps:
        for given in (*wrong, *raw):
            yield [{"role": "user", "content": given}]
        return
    yield [{"role": "user", "content": "Hello."}]
    yield [{"type": "user_input", "content": []}]
    yield [{"type": "user_input", "content": [{"functionResponse": {"name": "get_weather", "response": {}}}]}]
    yield from (*wrong, *raw)


def _of_places(value: Any, at: str = "$") -> Iterator[Form]:
    """``value``, which is ``at`` that place, with something else in one of the places in it."""
    for other in _instead(value):
        yield Form(at, str(other)[:9], other)
    if isinstance(value, dict):
        at = f"{at}<{value['type']}>" if isinstance(value.get("type"), str) else at
        yield Form(at, "more", {**value, UNKNOWN_FIELD: 1})
        for name, item in value.items():
            if name not in FREE:
                yield Form(f"{at}.{name}", "less", but(value, **{name: ...}))
                for form in _of_places(item, f"{at}.{name}"):
                    yield form._replace(body={**value, name: form.body})
    elif isinstance(value, list):
        for place, item in enumerate(value):
            for form in _of_places(item, f"{at}[]"):
                yield form._replace(body=[*value[:place], form.body, *value[place + 1 :]])


def _instead(value: Any) -> Iterator[Any]:
    """Values of another type, of no list, beyond every bound."""
    match value:
        case bool():
            yield "yes"
        case str():
            yield from (UNKNOWN_VALUE, 5, {}, "")
        case int():
            yield from ("many", HALF, -1)
        case float():
            yield from ("many", -0.5)
        case list():
            yield from ({}, "all")
        case dict():
            yield from ([1], "all")
