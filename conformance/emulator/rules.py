"""Rules for a create request that a schema does not express, in the order in which they are checked.

``BEFORE`` run on the body as it came (without nulls), ahead of the schema, where the service has a phrase of its own;
``AFTER`` run once the schema has accepted it. Each rule stands beside the fields of a body without any of which it has
nothing to say; one with no such fields is about every body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from conformance.emulator import catalogue
from conformance.emulator.agent_rules import AGENT_RULES
from conformance.emulator.create_request import CONTENT_TYPES, input_steps, response_formats
from conformance.emulator.errors import documented_as, invalid, not_found, shown, unknown_parameter
from conformance.emulator.json_schema import compiled
from conformance.emulator.media import MEDIA, check_media
from conformance.emulator.tool_rules import TOOL_RULES
from conformance.revisions import LEGACY, NEWEST, Revision

Json = dict[str, Any]
Rule = Callable[[Json, Revision], None]

BLOCKS = "input that is no text"
"""Counts as a field where the input is not just a string."""
RESULT_TYPES = CONTENT_TYPES | {"function"}
"""What a list in a result may hold: content, and functions that the client found (the schemas say since when)."""

GENERATE_CONTENT = ("parts", "contents", "inlineData", "inline_data", "fileData", "file_data")


def one_of_model_and_agent(body: Json, _: Revision) -> None:
    """Exactly one of model and agent is given."""
    if "model" in body and "agent" in body:
        raise invalid("Only one of 'model' and 'agent' may be set.")
    if "model" not in body and "agent" not in body:
        raise invalid("Missing 'model' or 'agent'.")


def no_explicit_cache(body: Json, _: Revision) -> None:
    """There is no explicit caching, although the newest schemas have a field for it (clause lim.explicit-cache)."""
    if "cached_content" in body:
        raise unknown_parameter("cached_content")


def some_input(body: Json, _: Revision) -> None:
    """There is an input, and something in it."""
    value = body.get("input", [])
    if isinstance(value, str):
        if not value.strip():
            raise invalid("Request has empty input.")
        return
    if value in ([], {}):
        raise invalid("Missing input.")
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and item.get("type") == "user_input" and item.get("content", []) in ([], ""):
            raise invalid("Request has empty input.")


def no_fields_of_generate_content(body: Json, _: Revision) -> None:
    """Input has a shape of its own: what has no type but fields of generateContent is told so (recorded)."""
    for item, path in _blocks(body["input"], "input"):
        for name in GENERATE_CONTENT if "type" not in item else ():
            if name in item:
                raise invalid(f"Unknown parameter '{name}' at '{path}'.")


def no_turns_in_steps(body: Json, revision: Revision) -> None:
    """Where there are steps there are no turns."""
    items = body["input"] if isinstance(body["input"], list) else [body["input"]]
    if revision.blocks == "steps" and any(isinstance(item, dict) and "role" in item for item in items):
        raise invalid("Please use step_list input format instead of turn_list.")


def results_name_their_call(body: Json, _: Revision) -> None:
    """A function_result carries the call_id of its call."""
    for item, _path in _blocks(body["input"], "input"):
        if item.get("type") == "function_result" and "call_id" not in item and "id" not in item:
            raise invalid("Missing call_id in content of type function_result.")


def config_for_models_only(body: Json, _: Revision) -> None:
    """generation_config goes with a model, agent_config with an agent."""
    if "agent" in body and "generation_config" in body:
        raise invalid("'generation_config' is for models. Use 'agent_config' with an agent.")
    if "model" in body and "agent_config" in body:
        raise invalid("'agent_config' is for agents. Use 'generation_config' with a model.")


def something_said(body: Json, _: Revision) -> None:
    """The input holds more than empty texts."""
    steps = input_steps(body["input"])
    contents = [content for step in steps for content in step.get("content", [step])]
    if all(content["type"] == "text" and not content["text"].strip() for content in contents):
        raise invalid("Request has empty input.")


def known_model_or_agent(body: Json, _: Revision) -> None:
    """The model or agent exists."""
    model, agent = body.get("model"), body.get("agent")
    if agent is None and model in catalogue.MODELS:
        return
    if model in catalogue.AGENTS:
        where = "but was provided in the 'model' field. Please use the 'agent' field instead."
        raise invalid(f"'{model}' refers to an agent, {where}")
    if agent in catalogue.MODELS:
        where = "but was provided in the 'agent' field. Please use the 'model' field instead."
        raise invalid(f"'{agent}' refers to a model, {where}")
    if model is not None and model not in catalogue.MODELS:
        raise documented_as("model_not_found", not_found(f"Model '{shown(model)}' not found."))
    if agent is not None and agent not in catalogue.AGENTS:
        raise not_found(f"Agent '{shown(agent)}' not found.")


def media_is_usable(body: Json, _: Revision) -> None:
    """Media blocks carry base64 or a URI, and results are text or content blocks."""
    for item, path in _blocks(body["input"], "input"):
        kind = str(item.get("type"))
        if kind in MEDIA:
            check_media(item, path)
        result = item.get("result") if kind == "function_result" else None
        if isinstance(result, list) and not all(_is_content(part) for part in result):
            raise invalid(f"Invalid input at '{path}.result'. A list has to hold content blocks.")


def _is_content(value: object) -> bool:
    return isinstance(value, dict) and str(value.get("type")) in RESULT_TYPES


def functions_are_declared_well(body: Json, revision: Revision) -> None:
    """Functions have names of their own and parameters that are a JSON schema, which since there are steps requires
    only properties that it has (clause fc.tool.required-unknown-property)."""
    names = set()
    for index, tool in enumerate(body.get("tools", [])):
        if tool["type"] != "function":
            continue
        name = tool.get("name")
        if not name:
            raise invalid(f"Missing name in tool of type function at 'tools[{index}]'.")
        if name in names:
            raise invalid(f"Duplicate function name '{shown(name)}' at 'tools[{index}].name'.")
        names.add(name)
        if "parameters" in tool:
            compiled(tool["parameters"], f"tools[{index}].parameters")
            if revision.blocks == "steps":
                _requires_what_is_there(tool["parameters"], f"tools[{index}].parameters")


def _requires_what_is_there(schema: Any, path: str) -> None:
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        return
    for name in schema.get("required", []):
        if name not in schema["properties"]:
            raise invalid(f"The value '{shown(name)}' is invalid for '{path}.required': there is no such property.")


def server_names_are_words(body: Json, revision: Revision) -> None:
    """Names of MCP servers have no dashes; documented after the first revision and before the newest (clause
    mcp.name-no-dash)."""
    if revision in (LEGACY, NEWEST):
        return
    for index, tool in enumerate(body.get("tools", [])):
        if tool["type"] == "mcp_server" and "-" in tool.get("name", ""):
            raise invalid(f"The value '{shown(tool['name'])}' is invalid for 'tools[{index}].name': use '_' for '-'.")


def formats_are_possible(body: Json, revision: Revision) -> None:
    """Asked-for formats have valid schemas."""
    formats = response_formats(body)
    for item in formats:
        if "schema" in item:
            compiled(item["schema"], "response_format.schema" if revision.blocks == "steps" else "response_format")


def _blocks(value: Any, path: str) -> Iterator[tuple[Json, str]]:
    """Every typed object of an input with its path: steps, contents of steps and turns, contents of results."""
    items = enumerate(value) if isinstance(value, list) else ((None, value),)
    for index, item in items:
        here = path if index is None else f"{path}[{index}]"
        if isinstance(item, dict):
            yield item, here
            for key in ("content", "result"):
                if isinstance(item.get(key), list):
                    yield from _blocks(item[key], f"{here}.{key}")


BEFORE: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (no_explicit_cache, ("cached_content",)),
    (one_of_model_and_agent, ()),
    (some_input, ()),
    (no_fields_of_generate_content, (BLOCKS,)),
    (no_turns_in_steps, (BLOCKS,)),
    (results_name_their_call, (BLOCKS,)),
    (config_for_models_only, ("generation_config", "agent_config")),
)
AFTER: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (something_said, (BLOCKS,)),
    (known_model_or_agent, ()),
    *AGENT_RULES,
    (media_is_usable, (BLOCKS,)),
    (functions_are_declared_well, ("tools",)),
    (server_names_are_words, ("tools",)),
    (formats_are_possible, ("response_format",)),
    *TOOL_RULES,
)
FIELDS = frozenset(field for _, fields in (*BEFORE, *AFTER) for field in fields)


class Concerned(NamedTuple):
    """Those of ``BEFORE`` and of ``AFTER`` that may have something to say of a body, in their order, and both."""

    before: tuple[Rule, ...]
    after: tuple[Rule, ...]
    all: tuple[Rule, ...]


def concerning(body: Json) -> Concerned:
    """The rules that may have something to say of ``body``."""
    there = FIELDS.intersection(body)
    return _concerning(there if type(body.get("input")) is str else there | {BLOCKS})


@lru_cache(maxsize=1000)
def _concerning(there: frozenset[str]) -> Concerned:
    before, after = (
        tuple(rule for rule, fields in rules if not fields or there.intersection(fields)) for rules in (BEFORE, AFTER)
    )
    return Concerned(before, after, before + after)
