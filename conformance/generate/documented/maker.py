"""Who does the work: a model or an agent that the target has, fit for what the request asks of it.

Clauses create.model-or-agent.one-only, create.agent-config.agent-only, gc.not-for-agents, agent.dr.config.type,
model.agents.2026-09, fc.builtin-plus-custom, mcp.gemini3, tool.cu.declare, tso.gemini3-only.
"""

from __future__ import annotations

from typing import Any

from conformance.generate.documented.choice import kept, pick
from conformance.generate.documented.tools import before_gemini_3, groups
from conformance.generate.documented.world import OUTPUT_ROLES, World
from conformance.revisions import NEWEST

Json = dict[str, Any]

TEXT_ROLES = ("text", "other", "latest")
RESEARCH, ANTIGRAVITY, DYNAMIC = "deep-research", "antigravity", "dynamic"
AS_IT_IS = 2
"""One config in so many of a type that no listed agent has is left as it is: see ``refusable``."""


def choose_agent(body: Json, world: World) -> None:
    """Name an agent that is there, with a config of its type; without any, ask a model."""
    if "environment" in body and "managed" in world.models and "generation_config" not in body:
        body.pop("model", None)
        body.setdefault("agent", world.models["managed"])  # only managed agents work in environments
    if "agent" not in body:
        body.pop("agent_config", None)
        return
    body.pop("generation_config", None)
    config = body.get("agent_config")
    there = world.names(("agent", "managed"))
    if not there:
        del body["agent"]
        body.pop("agent_config", None)
        body["model"] = world.models["text"]
        return
    kind = config["type"] if config else None
    if kind == RESEARCH:
        body["agent"] = world.models.get("agent", there[0])
    elif "environment" in body or kind is not None:
        body["agent"] = world.models.get("managed", there[0])
    else:
        body["agent"] = kept(body["agent"], there)
    if config:
        _mend_config(body, config, world)


def config_type(agent: object, world: World) -> tuple[str, ...]:
    """The types of config that ``agent`` has at this revision."""
    if agent == world.models.get("agent"):
        return (RESEARCH,)
    return (ANTIGRAVITY,) if world.revision is NEWEST else (DYNAMIC,)


def _mend_config(body: Json, config: Json, world: World) -> None:
    if "model" in config and config["type"] != DYNAMIC:
        config["model"] = kept(config["model"], world.names(("latest", "text")))
    if "max_total_tokens" in config and config["type"] == ANTIGRAVITY:
        number = int(config["max_total_tokens"])
        if not 0 < number < 2**31:
            config["max_total_tokens"] = type(config["max_total_tokens"])(100_000)
    known = config_type(body["agent"], world)
    if config["type"] not in known and pick(range(AS_IT_IS), config):
        body["agent_config"] = {"type": known[0]}


def choose_model(body: Json, kind: str, world: World) -> None:
    """Name a model that makes output of ``kind`` and knows the tools of ``body``."""
    if "agent" not in body:
        body["model"] = kept(body.get("model"), _fitting(body, kind, world))


def _fitting(body: Json, kind: str, world: World) -> tuple[str, ...]:
    if kind != "text":
        return (world.models[OUTPUT_ROLES[kind]],)
    found = groups(body)
    newest = world.names(("latest",))
    if "mcp_server" in found and world.revision is not NEWEST:
        return before_gemini_3(world)
    wants_newest = (
        {"function", "built-in"} <= found
        or any(tool["type"] == "computer_use" for tool in body.get("tools", ()))
        or (bool(found) and "response_format" in body)
    )
    return newest if wants_newest and newest else world.names(TEXT_ROLES)
