"""When the scripted model calls what the client runs: its functions, its computer, its search for functions."""

from __future__ import annotations

from typing import Any

from conformance.emulator.model import computer
from conformance.emulator.model.choice import arguments_for, asked_for
from conformance.emulator.model.instances import instance_of
from conformance.emulator.model.prompt import Prompt

Json = dict[str, Any]


def calls(prompt: Prompt) -> list[Json]:
    """The calls to make now, as ``{"name", "arguments"}``; none when the model would rather answer."""
    if not prompt.options.tools or prompt.choice == "none":
        return []
    acting = computer.action(prompt)
    if acting is not None:
        return [acting]
    functions = callable_functions(prompt)
    found = _loaded(prompt)
    if found:
        functions = [function for function in functions if function["name"] in found] or functions
    elif not functions or (prompt.results and prompt.choice != "any"):
        return []
    wanted = asked_for(prompt.question, functions) or (functions[:1] if prompt.choice == "any" or found else [])
    searching = _client_search(prompt) if not found and any(f.get("defer_loading") for f in wanted) else None
    if searching is not None:
        return [_search(searching, wanted)]
    return [call for function in wanted for call in arguments_for(function, prompt.question, len(wanted))]


def callable_functions(prompt: Prompt) -> list[Json]:
    """The functions of the client that the model may call by ``tool_choice``."""
    functions = [tool for tool in prompt.options.tools if tool["type"] == "function"]
    names = prompt.allowed_functions
    return functions if names is None else [function for function in functions if function["name"] in names]


def deferred(prompt: Prompt, called: list[Json]) -> list[Json]:
    """The functions among those ``called`` whose description the service itself had to load first, if it searches."""
    if not any(tool["type"] == "tool_search" and tool.get("execution") != "client" for tool in prompt.options.tools):
        return []
    names = {call["name"] for call in called}
    return [tool for tool in prompt.options.tools if tool.get("defer_loading") and tool.get("name") in names]


def _loaded(prompt: Prompt) -> set[str]:
    """The names of the functions that the client found when it was just asked to search."""
    blocks = [block for result in prompt.results for block in _blocks(result.get("result"))]
    return {str(block.get("name")) for block in blocks if block.get("type") == "function"}


def _blocks(result: Any) -> list[Json]:
    return [block for block in result if isinstance(block, dict)] if isinstance(result, list) else []


def _client_search(prompt: Prompt) -> Json | None:
    searches = (
        tool for tool in prompt.options.tools if tool["type"] == "tool_search" and tool.get("execution") == "client"
    )
    return next(searches, None)


def _search(tool: Json, wanted: list[Json]) -> Json:
    """The call that asks the client to search: by its own parameters where it declares some."""
    arguments: Any = {"function_names": [function["name"] for function in wanted]}
    if "parameters" in tool:
        arguments = instance_of(tool["parameters"], "parameters")
    return {"name": tool.get("name", "tool_search"), "arguments": arguments if isinstance(arguments, dict) else {}}
