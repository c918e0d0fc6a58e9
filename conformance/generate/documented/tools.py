"""Tools as the documentation has them: declared whole, with names of their own, in combinations that it allows.

Clauses fc.tool.*, tool.*, mcp.*, agent.dr.*, env.antigravity.*.
"""

from __future__ import annotations

import re
from typing import Any

from conformance.generate.documented.carried_schemas import mended
from conformance.generate.documented.choice import between, kept, pick, unique, word
from conformance.generate.documented.world import World
from conformance.revisions import LEGACY, NEWEST

Json = dict[str, Any]

FEATURE_OF = {
    "function": "function-calling",
    "google_search": "google-search",
    "code_execution": "code-execution",
    "url_context": "url-context",
    "computer_use": "computer-use",
    "mcp_server": "remote-mcp",
    "file_search": "file-search",
    "google_maps": "google-maps",
}
OF_RESEARCH = ("google_search", "url_context", "code_execution", "mcp_server", "file_search")
"""What Deep Research takes (agent.dr.default-tools, agent.dr.no-functions)."""
OF_MANAGED = ("function", "google_search", "url_context", "code_execution", "mcp_server")
"""What Antigravity takes (env.antigravity.no-structured)."""
APART = frozenset({"function", "mcp_server"})
"""What stood for itself: the other tools are built in (lim.tool-combination, mcp.combination)."""
MCP_TOOL = "get_weather"
STORES = "file_search_store_names"
FILTER = re.compile(r'[a-z]{1,20} ?= ?"[a-z]{1,20}"')
HEADER = re.compile(r"[Xx]-[A-Za-z0-9-]{1,40}")
PRINTABLE = re.compile(r"[!-~]([ -~]{0,200}[!-~])?")
MOST_PASSAGES = 20
ACTIONS = ("drag_and_drop", "key_combination", "scroll_document", "hover_at")
"""Some of the predefined functions of computer use."""
EXCLUDED = ("excluded_predefined_functions", "excludedPredefinedFunctions")


def mend(body: Json, kind: str, world: World) -> None:
    """Leave in ``body``, which asks for output of ``kind``, the tools that go together; none for makers of media."""
    if "tools" not in body:
        return
    given = [tool for tool in body["tools"] if _is_offered(tool["type"], body, kind, world)]
    chosen = _combined(given, world)
    names: set[str] = set()
    body["tools"] = [_mended(tool, names, world) for tool in chosen]
    if not body["tools"]:
        del body["tools"]


def _is_offered(kind: str, body: Json, output: str, world: World) -> bool:
    if output != "text" or FEATURE_OF.get(kind) in world.absent:
        return False
    if kind == "mcp_server" and not (world.mcp_server and (world.revision is NEWEST or before_gemini_3(world))):
        return False
    if kind == "file_search" and not world.file_search_store:
        return False
    if kind == "computer_use" and "latest" not in world.models:
        return False
    agent = body.get("agent")
    if agent is None:
        return True
    return kind in (OF_MANAGED if agent == world.models.get("managed") else OF_RESEARCH)


def before_gemini_3(world: World) -> tuple[str, ...]:
    """The models for text that are not of the third generation (mcp.gemini3)."""
    return tuple(name for name in world.names(("text", "other")) if not re.match(r"gemini-[3-9]", name))


def _combined(tools: list[Json], world: World) -> list[Json]:
    """One of each built-in tool, as many functions and servers as there are, of groups that go together."""
    first = {tool["type"]: place for place, tool in reversed(list(enumerate(tools)))}
    once = [tool for place, tool in enumerate(tools) if tool["type"] in APART or first[tool["type"]] == place]
    groups = sorted({_group(tool["type"]) for tool in once})
    if world.revision is LEGACY and len(groups) > 1:
        allowed = {pick(groups, once)}
    elif not world.steps and "mcp_server" in groups and len(groups) > 1:
        allowed = pick(({"mcp_server"}, set(groups) - {"mcp_server"}), once)
    elif world.revision is not NEWEST and len(groups) > 2:
        # Functions beside built-in tools want Gemini 3, remote servers anything else.
        allowed = set(groups) - {pick(groups, once)}
    else:
        allowed = set(groups)
    if not world.steps and "function" in allowed and "built-in" in allowed and "latest" not in world.models:
        allowed = {"function"}
    if "mcp_server" in allowed and world.revision is not NEWEST:
        # No model has both: remote servers were not for Gemini 3 (mcp.gemini3), computer use is for nothing older.
        once = [tool for tool in once if tool["type"] != "computer_use"]
    return [tool for tool in once if _group(tool["type"]) in allowed]


def _group(kind: str) -> str:
    return kind if kind in APART else "built-in"


def groups(body: Json) -> set[str]:
    """The groups that the tools of ``body`` are of: ``function``, ``mcp_server``, ``built-in``."""
    return {_group(tool["type"]) for tool in body.get("tools", ())}


def _mended(tool: Json, names: set[str], world: World) -> Json:
    match tool["type"]:
        case "function":
            function(tool, names)
        case "mcp_server":
            _server(tool, names, world)
        case "file_search":
            tool[STORES] = [world.file_search_store]
            if "metadata_filter" in tool and not FILTER.fullmatch(tool["metadata_filter"]):
                tool["metadata_filter"] = 'kind = "note"'
            if "top_k" in tool:
                tool["top_k"] = between(tool["top_k"], 1, MOST_PASSAGES)
        case "google_maps" if len({"latitude", "longitude"} & tool.keys()) == 1:
            tool |= {"latitude": tool.get("latitude", 48.0), "longitude": tool.get("longitude", 2.0)}
        case "google_search" if "search_types" in tool:
            tool["search_types"] = list(dict.fromkeys(tool["search_types"]))
        case "computer_use":
            for name in EXCLUDED:
                if name in tool:
                    tool[name] = list(dict.fromkeys(kept(action, ACTIONS) for action in tool[name]))
            if "disabled_safety_policies" in tool:
                tool["disabled_safety_policies"] = list(dict.fromkeys(tool["disabled_safety_policies"]))
        case "retrieval":
            _retrieval(tool)
        case "tool_search":
            if "name" in tool:
                tool["name"] = unique(word(tool["name"], "tool_search"), names)
            if "parameters" in tool:
                tool["parameters"] = mended(tool["parameters"], more=True)
    return tool


def function(tool: Json, names: set[str]) -> None:
    """Give a function a name of its own, by the rules for names, and parameters that some arguments satisfy."""
    tool["name"] = unique(word(tool["name"], "function"), names)
    if "parameters" in tool:
        found = mended(tool["parameters"], more=True)
        if found is not True and found.get("type") != "object":  # arguments are an object; the rest is one of them
            rest = {name: value for name, value in tool["parameters"].items() if name != "$defs"}
            named = {"$defs": tool["parameters"]["$defs"]} if "$defs" in tool["parameters"] else {}
            found = mended({"type": "object", "properties": {"value": rest}, **named}, more=True)
        tool["parameters"] = found


def _server(tool: Json, names: set[str], world: World) -> None:
    tool["name"] = unique(word(tool.get("name", "server"), "server").lower(), names)
    tool["url"] = world.mcp_server
    if "headers" in tool:
        tool["headers"] = {
            name if HEADER.fullmatch(name) else f"X-Conformance-{number}": (
                value if PRINTABLE.fullmatch(value) else "conformance"
            )
            for number, (name, value) in enumerate(tool["headers"].items())
        }
    for choice in tool.get("allowed_tools", ()):
        if "tools" in choice:
            choice["tools"] = [MCP_TOOL] if choice["tools"] else []


def _retrieval(tool: Json) -> None:
    if "retrieval_types" in tool:
        tool["retrieval_types"] = list(dict.fromkeys(tool["retrieval_types"]))
    config = tool.get("rag_store_config", {})
    for holder in (config, config.get("rag_retrieval_config", {})):
        for name in ("top_k", "similarity_top_k"):
            if name in holder:
                holder[name] = between(holder[name], 1, MOST_PASSAGES)
