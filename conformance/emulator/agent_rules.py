"""Limits on what a request may ask of an agent, and of work in the background.

Each is documented for some revisions and holds for those alone. That Antigravity cannot do something is documented from
September 2026 on (env.antigravity.*), that Deep Research cannot from April (agent.dr.*).
"""

from __future__ import annotations

import re
from typing import Any

from conformance.emulator import catalogue
from conformance.emulator.create_request import input_steps
from conformance.emulator.errors import invalid, shown
from conformance.emulator.webhooks.registry import is_address
from conformance.revisions import LEGACY, NEWEST, Revision

Json = dict[str, Any]

SERVER_NAME = re.compile(r"[a-z0-9_-]+")
NOT_FOR_ANTIGRAVITY = ("file_search", "computer_use", "google_maps")


def background_is_stored(body: Json, _: Revision) -> None:
    """What runs in the background has to be stored."""
    if body.get("background") and body.get("store") is False:
        raise invalid("Background interactions have to be stored: 'background' needs 'store' to be true.")


def webhooks_need_background(body: Json, _: Revision) -> None:
    """Only background work tells webhooks about itself (wh.needs-background), and addresses are addresses."""
    if "webhook_config" in body and not body.get("background"):
        raise invalid("'webhook_config' needs 'background' to be true.")
    for index, uri in enumerate(body.get("webhook_config", {}).get("uris", [])):
        if not is_address(uri):
            raise invalid(
                f"The value '{shown(uri)}' is invalid for 'webhook_config.uris[{index}]': no http(s) address."
            )


def deep_research_limits(body: Json, revision: Revision) -> None:
    """Deep Research runs in the background, without function tools and without structured output."""
    agent = body.get("agent")
    if not catalogue.is_deep_research(agent):
        return
    if not body.get("background"):
        raise invalid(f"Agent '{agent}' requires 'background' to be true.")
    if any(tool["type"] == "function" for tool in body.get("tools", [])):
        raise invalid(f"Agent '{agent}' does not support function tools.")
    if "response_format" in body:
        raise invalid(f"Agent '{agent}' does not support 'response_format'.")
    if revision.blocks == "steps" and "system_instruction" in body:
        raise invalid(f"Agent '{agent}' does not support 'system_instruction'.")


def config_of_the_agent(body: Json, revision: Revision) -> None:
    """Each agent has a config of its own type (agent.dr.config.type); documented after the first revision.

    Antigravity had none before the newest one, when a config of type ``dynamic`` was the way to say anything to it.
    """
    given = body.get("agent_config", {}).get("type")
    if given is None or revision is LEGACY:
        return
    wanted = "deep-research" if catalogue.is_deep_research(body.get("agent")) else "antigravity"
    known = (wanted,) if revision is NEWEST or wanted == "deep-research" else (wanted, "dynamic")
    if given not in known:
        listed = ", ".join(f"'{one}'" for one in known)
        raise invalid(f"The value '{given}' is not supported for 'agent_config.type'. Supported values: {listed}.")


def antigravity_limits(body: Json, revision: Revision) -> None:
    """What Antigravity does not take: schemas, some tools and media, and a history that the client rebuilt itself."""
    agent = str(body.get("agent"))
    if not agent.startswith("antigravity") or revision is not NEWEST:
        return
    if "response_format" in body:
        raise invalid(f"Agent '{agent}' does not support 'response_format'.")
    for index, tool in enumerate(body.get("tools", [])):
        if tool["type"] in NOT_FOR_ANTIGRAVITY:
            raise invalid(
                f"The value '{tool['type']}' is not supported for 'tools[{index}].type' with agent '{agent}'."
            )
        if tool["type"] == "mcp_server" and not SERVER_NAME.fullmatch(tool.get("name", "")):
            told = "use lower case letters, digits, '_' and '-' alone"
            raise invalid(f"The value '{shown(tool.get('name', ''))}' is invalid for 'tools[{index}].name': {told}.")
    steps = input_steps(body["input"])
    for content in [content for step in steps for content in step.get("content", [])]:
        if content["type"] not in ("text", "image") or (content["type"] == "image" and "uri" in content):
            raise invalid(f"Agent '{agent}' takes text and inline images, not {_named(content)}.")
    if "previous_interaction_id" not in body:
        if any(step["type"] in ("function_call", "function_result") for step in steps):
            raise invalid(f"Agent '{agent}' continues function calls by 'previous_interaction_id' only.")
    elif "environment" not in body:
        raise invalid(f"Agent '{agent}' needs 'environment' beside 'previous_interaction_id'.")


def _named(content: Json) -> str:
    return "an image by its address" if content["type"] == "image" else f"content of type '{content['type']}'"


AGENT_RULES = (
    (background_is_stored, ("background",)),
    (webhooks_need_background, ("webhook_config",)),
    (deep_research_limits, ("agent",)),
    (config_of_the_agent, ("agent_config",)),
    (antigravity_limits, ("agent",)),
)
"""Each with the fields without any of which it has nothing to say (see ``rules``)."""
