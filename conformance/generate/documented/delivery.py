"""How a request is to be carried out and kept: storage, background, streams, webhooks, environments, labels.

Clauses store.*, agent.background.*, agent.dr.*, wh.*, env.*, create.labels, lim.explicit-cache.
"""

from __future__ import annotations

import re
from typing import Any

from conformance.generate.documented.choice import kept, pick
from conformance.generate.documented.world import World
from conformance.revisions import NEWEST

Json = dict[str, Any]

REMOTE = "remote"
NOT_OFFERED = ("cached_content", "continuation_token")
"""Explicit caching is not there (lim.explicit-cache); tokens to go on with are only had from runs that gave one."""
NO_INSTRUCTIONS = "agent.dr.no-system-instruction"
LABEL, LABEL_VALUE = re.compile(r"[a-z][a-z0-9_-]{0,62}"), re.compile(r"[a-z0-9_-]{0,63}")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\.){1,4}[a-z]{2,10}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")
PATH = re.compile(r"[A-Za-z0-9_-]{1,40}(/[A-Za-z0-9_-]{1,40}){0,3}(\.[a-z]{1,5})?")
MOST_LABELS = 16


def mend(body: Json, world: World) -> None:
    """Make the switches of ``body`` go together."""
    for name in NOT_OFFERED:
        body.pop(name, None)
    researches = "agent" in body and body["agent"] == world.models.get("agent")
    if researches:
        body["background"] = True
        if world.steps:
            body.pop("system_instruction", None)
    if "background" in world.absent:
        body.pop("background", None)
    if "streaming" in world.absent:
        body.pop("stream", None)
    if "webhook_config" in body:
        _webhook(body, world)
    if body.get("background") and body.get("store") is False:
        del body["store"]
    _environment(body, world)
    if "labels" in body:
        body["labels"] = _labels(body["labels"])
    if "safety_settings" in body:
        once = {setting["type"]: setting for setting in body["safety_settings"]}
        body["safety_settings"] = list(once.values())


def _webhook(body: Json, world: World) -> None:
    """Only work in the background tells of itself, and only to an address that listens."""
    if "webhooks" in world.absent or "background" in world.absent:
        del body["webhook_config"]
        return
    body["background"] = True
    if "uris" in body["webhook_config"]:
        if world.webhook:
            body["webhook_config"]["uris"] = [world.webhook]
        else:
            del body["webhook_config"]["uris"]


def _labels(labels: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, (name, value) in enumerate(list(labels.items())[:MOST_LABELS]):
        key = name if LABEL.fullmatch(name) else f"label_{number}"
        found[key] = value if LABEL_VALUE.fullmatch(value) else "value"
    return found


# --- environments ----------------------------------------------------------------------------------------------------


def _environment(body: Json, world: World) -> None:
    """An environment goes with a managed agent, and with its follow-ups (env.continue-needs-both)."""
    managed = "agent" in body and body["agent"] == world.models.get("managed")
    given = body.get("environment")
    if not managed:
        body.pop("environment", None)
    elif isinstance(given, dict):
        _mend_environment(given, world)
    elif isinstance(given, str):
        body["environment"] = kept(given, (REMOTE, *world.environments))
    elif "previous_interaction_id" in body and world.revision is NEWEST:
        body["environment"] = REMOTE


def _mend_environment(config: Json, world: World) -> None:
    if "environment_id" in config:
        if world.environments:
            config["environment_id"] = kept(config["environment_id"], world.environments)
        else:
            del config["environment_id"]
    if "env" in config:
        config["env"] = {
            name if VARIABLE.fullmatch(name) else f"VARIABLE_{number}": value
            for number, (name, value) in enumerate(config["env"].items())
        }
    network = config.get("network")
    for one in network.get("allowlist", ()) if isinstance(network, dict) else ():
        if not DOMAIN.fullmatch(one["domain"]) and one["domain"] != "*":
            one["domain"] = pick(("*", "example.com", "pypi.org"), one["domain"])
        if "transform" in one:
            one["transform"] = _transform(one["transform"])
    for number, source in enumerate(config.get("sources", ())):
        _source(source, number)


def _transform(headers: Any) -> Any:
    if isinstance(headers, list):
        return [_transform(one) for one in headers]
    return {f"X-Conformance-{number}": "conformance" for number, _ in enumerate(headers)}


def _source(source: Json, number: int) -> None:
    """A file brought along has its content and a path; others lie somewhere (``refusable`` says where not)."""
    source.setdefault("type", "inline")
    if not PATH.fullmatch(source.get("target", "")):
        source["target"] = f"file_{number}.txt"
    if source["type"] == "inline":
        source.setdefault("content", "Hello.")
        source.pop("source", None)
        if "encoding" in source:
            source["content"], source["encoding"] = "SGVsbG8u", "base64"
    else:
        source.pop("content", None)
        source.pop("encoding", None)
        scheme = "gs://conformance/" if source["type"] == "gcs" else "https://example.com/"
        if not str(source.get("source", "")).startswith(scheme):
            source["source"] = f"{scheme}{number}"
