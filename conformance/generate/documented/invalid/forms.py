"""Bodies that do not fit the schemas: made by tampering with one place of a granted body, told by what the schemas say.

Each candidate is checked; what fits all the same (an open list, a field that is free in form) is no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.generate.documented.invalid.sin import but
from conformance.generate.documented.world import World

Json = dict[str, Any]

UNKNOWN_FIELD, UNKNOWN_VALUE = "no_such_field", "no_such_value"
FREE = frozenset({"arguments", "parameters", "schema", "custom_metadata", "user_metadata", "custom_config", "details"})
"""What the client fills as it likes."""
NAMES: Json = {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}


def candidates(body: Json, world: World) -> Iterator[Json]:
    """Bodies with one thing changed that a schema may mind, in the order of their places."""
    yield from _of_the_whole(body, world)
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


def _of_places(value: Any) -> Iterator[Any]:
    """``value`` with something else in one of its places."""
    yield from _instead(value)
    if isinstance(value, dict):
        yield {**value, UNKNOWN_FIELD: 1}
        for name, item in value.items():
            if name not in FREE:
                yield but(value, **{name: ...})
                for other in _of_places(item):
                    yield {**value, name: other}
    elif isinstance(value, list):
        for place, item in enumerate(value):
            for other in _of_places(item):
                yield [*value[:place], other, *value[place + 1 :]]


def _instead(value: Any) -> Iterator[Any]:
    """Values of another type, of no list, below every bound."""
    match value:
        case bool():
            yield "yes"
        case str():
            yield from (UNKNOWN_VALUE, {}, "")
        case int():
            yield from ("many", value + 0.5, -1)
        case float():
            yield from ("many", -0.5)
        case list():
            yield from ({}, "all")
        case dict():
            yield from ([1], "all")
