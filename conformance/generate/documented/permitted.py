"""What the documentation leaves to a server: a table of clauses, and what tells a request that one of them is about.

Some things are documented as possible for a server, not as its duty (``may``), or are refused by the live service
although documented. The stricter this list, the more is found; but no server that is right may be accused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.generate.documented import media
from conformance.generate.documented.dialogue import is_silent
from conformance.generate.documented.maker import config_type
from conformance.generate.documented.output import is_typed
from conformance.generate.documented.story import CALL, RESULT, SIGNATURE, THOUGHT, user
from conformance.generate.documented.tools import groups
from conformance.generate.documented.world import World
from conformance.revisions import LEGACY, NEWEST

Json = dict[str, Any]
Shows = Callable[[Json, World], bool]
Probe = Callable[[World], Json]


@dataclass(frozen=True, slots=True)
class Permission:
    """A clause by which a server may refuse bodies that ``shows`` tells.

    ``reason`` says why; ``probe`` gives the fields of a least request of that kind, to see whether the target grants
    it; without one nothing can be learnt from it.
    """

    clause: str
    reason: str
    shows: Shows
    probe: Probe | None = None


# --- what bodies show ------------------------------------------------------------------------------------------------


def _config(body: Json) -> Json:
    config: Json = body.get("generation_config", {})
    return config


def _pieces(body: Json) -> Iterator[Json]:
    """Everything typed in the input: steps, contents, those in turns."""
    for item in media.contents(body.get("input")):
        if "type" in item:
            yield item


def _has(*kinds: str) -> Shows:
    return lambda body, _: any(tool["type"] in kinds for tool in body.get("tools", ()))


def _signed(body: Json, _: World) -> bool:
    return any(piece.get("signature") == SIGNATURE for piece in _pieces(body) if piece["type"] in (THOUGHT, CALL))


def _served(body: Json, _: World) -> bool:
    kinds = (piece["type"] for piece in _pieces(body))
    return any(kind.endswith(("_call", "_result")) and kind not in (CALL, RESULT) for kind in kinds)


def _elsewhere(body: Json, world: World) -> bool:
    """The environment refers to what is kept elsewhere: buckets, repositories, credentials, ids."""
    config = body.get("environment")
    if not isinstance(config, dict):
        return False
    network = config.get("network", {})
    domains = network.get("allowlist", ()) if isinstance(network, dict) else ()
    holders = [*domains, *(value for value in config.get("env", {}).values() if isinstance(value, dict))]
    return (
        any(source.get("type", "inline") != "inline" for source in config.get("sources", ()))
        or any("credential" in holder for holder in holders)
        or config.get("environment_id", "") not in ("", *world.environments)
    )


def _level(body: Json, world: World) -> bool:
    return world.revision is NEWEST and _config(body).get("thinking_level") in ("minimal", "medium", "xhigh")


def _of_no_agent(body: Json, world: World) -> bool:
    config = body.get("agent_config")
    return config is not None and config["type"] not in config_type(body.get("agent"), world)


def _bare(body: Json, world: World) -> bool:
    return world.steps and any(not is_typed(form, world) for form in formats(body))


def formats(body: Json) -> list[Json]:
    """The response formats of ``body``."""
    given = body.get("response_format", [])
    return given if isinstance(given, list) else [given]


def _by_choice(body: Json, _: World) -> bool:
    """A call is forced of functions whose arguments nothing says anything about."""
    return any(tool["type"] == "function" and "parameters" not in tool for tool in body.get("tools", ()))


def _nameless(body: Json, _: World) -> bool:
    return any(piece["type"] == RESULT and "name" not in piece for piece in _pieces(body))


def _two_groups(body: Json, _: World) -> bool:
    return {"function", "built-in"} <= groups(body)


# --- least requests --------------------------------------------------------------------------------------------------


def _history(world: World, *model: Json) -> Json:
    """The fields of a request whose history has ``model`` in it, between two words of the user."""
    if world.steps:
        ask, go_on = ({"type": "user_input", "content": [user(text)]} for text in ("Hello.", "Go on."))
        return {"input": [ask, *model, go_on]}
    turns = ({"role": "user", "content": text} for text in ("Hello.", "Go on."))
    return {"input": [next(turns), {"role": "model", "content": list(model)}, next(turns)]}


def _synthetic(world: World) -> Json:
    thought: Json = {"type": THOUGHT, "signature": SIGNATURE}
    call: Json = {"type": CALL, "id": "call_1", "name": "get_weather", "arguments": {"city": "Paris"}}
    result: Json = {"type": RESULT, "call_id": "call_1", "name": "get_weather", "result": "Sunny"}
    if world.steps:
        return {"input": [{"type": "user_input", "content": [user("Hello.")]}, thought, call, result]}
    turns = (("user", [user("Hello.")]), ("model", [thought, call]), ("user", [result]))
    return {"input": [{"role": role, "content": content} for role, content in turns]}


def _searched(world: World) -> Json:
    search = ({"type": "google_search_call", "id": "call_1", "arguments": {"queries": ["weather"]}},)
    found = ({"type": "google_search_result", "call_id": "call_1", "result": []},)
    ran = ({"type": "code_execution_call", "id": "call_2", "arguments": {"language": "python", "code": "1"}},)
    out = ({"type": "code_execution_result", "call_id": "call_2", "result": "1"},)
    return _history(world, *search, *found, *ran, *out)


def _unless(condition: Callable[[World], bool], fields: Json) -> Probe:
    return lambda world: {} if condition(world) else fields


def _newest_only(fields: Json) -> Probe:
    return _unless(lambda world: world.revision is not NEWEST, fields)


FUNCTION: Json = {"type": "function", "name": "get_time"}
WHOLE: Json = {**FUNCTION, "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}

PERMITTED = (
    Permission(
        "create.service-tier.flex-503",
        "flex may be refused with 503 when capacity is short",
        lambda body, _: body.get("service_tier") in ("flex", "deferred"),
    ),
    Permission(
        "create.service-tier",
        "which tiers a project has is not the API's to say",
        lambda body, _: "service_tier" in body,
        _unless(lambda world: world.revision is LEGACY, {"service_tier": "priority"}),
    ),
    Permission(
        "create.unsupported-tool-type",
        "recorded: retrieval is not supported on the Gemini API, it is on the enterprise platform",
        _has("retrieval"),
        _unless(lambda world: world.revision is LEGACY, {"tools": [{"type": "retrieval"}]}),
    ),
    Permission(
        "model.list.2026-09",
        "transcription is for a model of its own, of which there is no role",
        lambda body, _: "transcription_config" in _config(body),
        _newest_only({"generation_config": {"transcription_config": {"mode": "smart"}}}),
    ),
    Permission(
        "tool.cu.unsupported-in-seed",
        "the first beta had no computer use, although its SDK did",
        lambda body, world: world.revision is LEGACY and _has("computer_use")(body, world),
    ),
    Permission(
        "tool.cu.declare",
        "computer use is documented as may, and for some models",
        _has("computer_use"),
        lambda world: (
            {"model": world.models["latest"], "tools": [{"type": "computer_use", "environment": "browser"}]}
            if "latest" in world.models and world.revision is not LEGACY
            else {}
        ),
    ),
    Permission(
        "tool.gs.search-types",
        "web and image search alone are documented; the third is of the enterprise platform",
        lambda body, _: any("enterprise_web_search" in tool.get("search_types", ()) for tool in body.get("tools", ())),
        _unless(
            lambda world: world.revision is LEGACY,
            {"tools": [{"type": "google_search", "search_types": ["enterprise_web_search"]}]},
        ),
    ),
    Permission(
        "tool.fs.declare",
        "file search is documented as may, and its store may not be there",
        _has("file_search"),
        lambda world: {
            "tools": [{"type": "file_search", "file_search_store_names": [world.file_search_store], "top_k": 3}]
        },
    ),
    Permission(
        "tool.gm.declare",
        "look-up of places is documented as may",
        _has("google_maps"),
        _unless(lambda world: world.revision is LEGACY, {"tools": [{"type": "google_maps"}]}),
    ),
    Permission(
        "mcp.unreachable",
        "what happens when the server cannot be reached, or fails, is not documented",
        _has("mcp_server"),
        lambda world: {"tools": [{"type": "mcp_server", "name": "weather", "url": world.mcp_server}]},
    ),
    Permission(
        "fc.builtin-plus-custom",
        "recorded: functions beside built-in tools want a field that is refused itself (disc.tools.combination)",
        _two_groups,
        lambda world: (
            {"model": world.models["latest"], "tools": [WHOLE, {"type": "google_search"}]}
            if "latest" in world.models and world.revision is not LEGACY
            else {}
        ),
    ),
    Permission(
        "fc.tool.parameters-missing",
        "recorded: a function without parameters is refused (disc.fc.schema)",
        _by_choice,
        lambda _: {"tools": [FUNCTION]},
    ),
    Permission(
        "fc.result.name-optional",
        "recorded: a result without a name is refused (disc.fc.result-name)",
        _nameless,
    ),
    Permission(
        "fcc.bypass-values",
        "a history that no model made stands on values that are documented as may",
        _signed,
        _synthetic,
    ),
    Permission(
        "stateless.tool-steps-must-return",
        "the steps of the service's tools are to be as it made them",
        _served,
        _searched,
    ),
    Permission(
        "agent.background.models",
        "recorded: a model does not support background interactions",
        lambda body, _: "model" in body and body.get("background") is True,
        lambda _: {"background": True},
    ),
    Permission(
        "agent.dr.config.type",
        "no listed agent has a config of this type",
        _of_no_agent,
    ),
    Permission(
        "gc.thinking-level.per-model",
        "which of the other levels there are depends on the model",
        _level,
    ),
    Permission(
        "gc.speech-config",
        "recorded: an object was refused where a list was expected",
        lambda body, _: isinstance(_config(body).get("speech_config"), dict),
    ),
    Permission(
        "so.raw-schema-in-steps",
        "whether a bare schema is taken where formats have types is open",
        _bare,
        _unless(lambda world: not world.steps, {"response_format": {"type": "object"}}),
    ),
    Permission(
        "so.response-mime-type",
        "removed by the migration guide, deprecated by the reference",
        lambda body, world: world.steps and "response_mime_type" in body,
        _unless(lambda world: not world.steps, {"response_mime_type": "text/plain"}),
    ),
    Permission(
        "so.too-complex-400",
        "very large or deep schemas may be refused",
        lambda body, _: len(repr(formats(body))) > 2000,
    ),
    Permission(
        "mm.out.modalities-array",
        "several formats in one request are documented as may",
        lambda body, _: isinstance(body.get("response_format"), list),
        _unless(lambda world: not world.steps, {"response_format": [{"type": "text"}]}),
    ),
    Permission(
        "create.response-modalities.enum",
        "the list of modalities is documented as may, and gave way to formats",
        lambda body, _: "response_modalities" in body,
        lambda _: {"response_modalities": ["text"]},
    ),
    Permission(
        "rf.gcs",
        "a bucket of Google's storage has to be open to the service",
        lambda body, _: any("gcs_uri" in form for form in formats(body)),
    ),
    Permission(
        "mm.out.audio",
        "speech is documented as may",
        lambda body, world: body.get("model") == world.models.get("speech"),
    ),
    Permission(
        "mm.out.video",
        "video is documented as may",
        lambda body, world: body.get("model") == world.models.get("video"),
    ),
    Permission(
        "mm.out.delivery",
        "delivery by address is documented as may",
        lambda body, _: any(form.get("delivery") == "uri" for form in formats(body)),
    ),
    Permission(
        "env.field",
        "what an environment brings along from elsewhere has to be there",
        _elsewhere,
    ),
    Permission(
        "create.labels",
        "labels are documented as may",
        lambda body, _: "labels" in body,
        _newest_only({"labels": {"team": "conformance"}}),
    ),
    Permission(
        "lim.safety",
        "the reference has safety settings, the overview says that they are not supported",
        lambda body, _: "safety_settings" in body,
        _newest_only({"safety_settings": [{"type": "harassment", "threshold": "block_none"}]}),
    ),
    Permission(
        "wh.dynamic.config",
        "webhooks of one interaction are documented as may",
        lambda body, _: "webhook_config" in body,
    ),
    Permission(
        "store.false.with-previous-id",
        "to go on without storing is not clearly documented",
        lambda body, _: body.get("store") is False and "previous_interaction_id" in body,
        lambda world: {"store": False, "previous_interaction_id": world.done[0].id} if world.done else {},
    ),
    Permission(
        "input.empty-string",
        "an empty text among others is neither documented nor forbidden",
        lambda body, _: any(piece["type"] == "text" and is_silent(piece) for piece in _pieces(body)),
    ),
    Permission(
        "mm.in.video.processing",
        "how media are looked at is documented as may",
        lambda body, _: any("processing" in piece for piece in _pieces(body) if piece["type"] in media.KINDS),
    ),
    Permission(
        "rf.youtube",
        "addresses of YouTube are documented as may",
        lambda body, _: any("youtu" in str(piece.get("uri")) for piece in _pieces(body)),
    ),
    Permission(
        "mm.in.document.csv",
        "documents other than PDF are documented as may",
        lambda body, _: any(
            piece["type"] == "document" and piece.get("mime_type") != "application/pdf" for piece in _pieces(body)
        ),
    ),
)
"""In the order in which they are looked at."""
