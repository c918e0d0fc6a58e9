"""Sins of what is asked of the model: tools that do not go together, schemas that are none, output it cannot make.

Clauses fc.tool.*, fc.tool-choice.*, tool.*, mcp.*, so.invalid-schema-400, mm.out.text-model-refuses, gc.*, lim.*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance.generate.documented.invalid.sin import Sin, but, config_of, of_model, tools_of
from conformance.generate.documented.output import is_typed
from conformance.generate.documented.permitted import formats
from conformance.generate.documented.tools import groups
from conformance.generate.documented.world import OUTPUT_ROLES, World

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
NO_TYPE: Json = {"type": "object", "properties": {"answer": {"type": "no-such-type"}}}
MOST_PAGES, ADDRESS = 20, re.compile(r"https?://example\.com/page/\d+")
HIGHEST, WITHOUT_IT = "xhigh", re.compile(r"gemini-[23]")
"""A thinking level that models of the fourth generation have alone, and what others are called."""
SEARCH: Json = {"type": "google_search"}
FUNCTION: Json = {
    "type": "function",
    "name": "get_time",
    "parameters": {"type": "object", "properties": {"zone": TEXT}},
}


def _taking(**schema: object) -> Json:
    return {"type": "function", "name": "get_weather", "parameters": {"type": "object", **schema}}


def _server(world: World, name: str = "weather") -> Json:
    return {"type": "mcp_server", "name": name, "url": world.mcp_server}


def _with_tools(*tools: Json) -> Any:
    def commits(body: Json, world: World) -> Iterator[tuple[Json, str]]:
        yield but(of_model(body, world), tools=list(tools), generation_config=..., input="Hello."), "$.tools"

    return commits


def _functions(body: Json) -> list[Json]:
    return [tool for tool in tools_of(body) if tool["type"] == "function"]


def _parameters(body: Json) -> list[Json]:
    return [schema for tool in _functions(body) if isinstance(schema := tool.get("parameters"), dict)]


def _format(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    form = {"type": "text", "mime_type": "application/json", "schema": NO_TYPE} if world.steps else NO_TYPE
    mime_type: object = ... if world.steps else "application/json"
    yield but(of_model(body, world), response_format=form, response_mime_type=mime_type), "$.response_format"


def _shows_no_type(body: Json, world: World) -> bool:
    return any((form.get("schema") if is_typed(form, world) else form) == NO_TYPE for form in formats(body))


def _choice(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    choice = {"allowed_tools": {"mode": "any", "tools": ["no_such_function"]}}
    made = but(of_model(body, world), tools=[FUNCTION], generation_config={"tool_choice": choice})
    yield made, "$.generation_config.tool_choice.allowed_tools.tools"


def _shows_choice(body: Json, _: World) -> bool:
    choice = config_of(body).get("tool_choice")
    named = choice.get("allowed_tools", {}).get("tools", ()) if isinstance(choice, dict) else ()
    declared = {tool["name"] for tool in _functions(body)}
    return any(name not in declared for name in named)


def _many_pages(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    text = "Compare " + " ".join(f"https://example.com/page/{number}" for number in range(MOST_PAGES + 1))
    yield but(of_model(body, world), tools=[{"type": "url_context"}], generation_config=..., input=text), "$.input"


def _shows_pages(body: Json, _: World) -> bool:
    reads = any(tool["type"] == "url_context" for tool in tools_of(body))
    return reads and isinstance(body["input"], str) and len(set(ADDRESS.findall(body["input"]))) > MOST_PAGES


def _dashed(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    if world.mcp_server:
        yield from _with_tools(_server(world, "weather-service"))(body, world)


def _three_kinds(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    if world.mcp_server:
        yield from _with_tools(_server(world), FUNCTION, SEARCH)(body, world)


def _picture(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    made = of_model(but(body, tools=...), world)
    if world.steps:
        yield but(made, response_format={"type": "image"}, model=world.models["text"]), "$.response_format"
    else:
        yield but(made, response_modalities=["image"], model=world.models["text"]), "$.response_modalities"


def _shows_picture(body: Json, world: World) -> bool:
    texts = set(world.names(("text", "other"))) - set(world.names(OUTPUT_ROLES.values()))
    kinds = [form["type"] for form in formats(body) if is_typed(form, world)]
    kinds += [str(name).lower() for name in body.get("response_modalities", ())]
    return body.get("model") in texts and "image" in kinds


def _too_high(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    if WITHOUT_IT.match(world.models["text"]):
        made = of_model(but(body, tools=...), world)
        config = {**config_of(made), "thinking_level": HIGHEST}
        made = but(made, generation_config=config, model=world.models["text"])
        yield made, "$.generation_config.thinking_level"


def _shows_high(body: Json, _: World) -> bool:
    return config_of(body).get("thinking_level") == HIGHEST and bool(WITHOUT_IT.match(str(body.get("model"))))


def _cached(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    yield but(of_model(body, world), cached_content="cachedContents/none"), "$.cached_content"


def _unknown_required(schema: Json) -> bool:
    there = schema.get("properties")
    wanted = schema.get("required", ())
    return isinstance(there, dict) and isinstance(wanted, list) and any(name not in there for name in wanted)


SINS = (
    Sin(
        "two functions have one name",
        "fc.tool.duplicate-names",
        "may",
        _with_tools(FUNCTION, {**FUNCTION, "description": "Another."}),
        lambda body, _: len({tool["name"] for tool in _functions(body)}) < len(_functions(body)),
    ),
    Sin(
        "a function requires a property that it has not",
        "fc.tool.required-unknown-property",
        "may",
        _with_tools(_taking(properties={"location": TEXT}, required=["planet"])),
        lambda body, _: any(map(_unknown_required, _parameters(body))),
        since="2026-05-20",
    ),
    Sin(
        "the choice of tools names a function that is not declared",
        "fc.tool-choice.allowed-tools",
        "may",
        _choice,
        _shows_choice,
    ),
    Sin(
        "the schema of the answer is no JSON Schema",
        "so.invalid-schema-400",
        "should",
        _format,
        _shows_no_type,
    ),
    Sin(
        "more pages are to be read than there may be",
        "tool.uc.max-20-urls",
        "should",
        _many_pages,
        _shows_pages,
        since="2026-05-20",
    ),
    Sin(
        "the name of a remote server has a dash in it",
        "mcp.name-no-dash",
        "should",
        _dashed,
        lambda body, _: any(tool["type"] == "mcp_server" and "-" in tool.get("name", "") for tool in tools_of(body)),
        since="2026-05-07",
        until="2026-11-16",
    ),
    Sin(
        "a remote server, a function and a built-in tool are there together",
        "lim.tool-combination mcp.combination",
        "may",
        _three_kinds,
        lambda body, _: len(groups(body)) == 3,
        until="2026-05-20",
    ),
    Sin(
        "a model that writes is asked for a picture",
        "mm.out.text-model-refuses",
        "should",
        _picture,
        _shows_picture,
    ),
    Sin(
        "the thinking level is one that the model has not",
        "gc.thinking-level.per-model",
        "must",
        _too_high,
        _shows_high,
        since="2026-11-16",
    ),
    Sin(
        "something cached is to be used",
        "lim.explicit-cache",
        "may",
        _cached,
        lambda body, _: "cached_content" in body,
        since="2026-11-16",
    ),
    Sin(
        "the screen is to be used where there is no such tool yet",
        "tool.cu.unsupported-in-seed",
        "may",
        _with_tools({"type": "computer_use", "environment": "browser"}),
        lambda body, _: any(tool["type"] == "computer_use" for tool in tools_of(body)),
        until="2026-05-07",
    ),
)
