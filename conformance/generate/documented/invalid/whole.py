"""Sins of a request as a whole: who is asked, what it goes on with, how it is kept.

Clauses model.unknown, agent.*, env.*, store.*, state.previous-id.*, wh.needs-background, input.empty-string.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.api import NOBODYS
from conformance.generate.documented.invalid.sin import Commit, Shows, Sin, but, tools_of
from conformance.generate.documented.media import contents
from conformance.generate.documented.story import CALL, RESULT
from conformance.generate.documented.tools import OF_MANAGED
from conformance.generate.documented.world import World

Json = dict[str, Any]

NO_MODEL, NO_AGENT, MALFORMED = "gemini-no-such-model", "no-such-agent", "interactions/does-not-exist"
BLANK = " \t\n"
FUNCTION: Json = {"type": "function", "name": "get_time", "parameters": {"type": "object", "properties": {}}}
OF_AGENTS: Json = {
    "model": ...,
    "generation_config": ...,
    "response_format": ...,
    "response_mime_type": ...,
    "response_modalities": ...,
    "agent_config": ...,
    "environment": ...,
    "tools": ...,
    "system_instruction": ...,
    "previous_interaction_id": ...,
    "webhook_config": ...,
    "store": ...,
    "input": "Hello.",
}
"""What is left out, or said plainly, where a model's request becomes an agent's."""


def _plain(pointer: str, **fields: object) -> Commit:
    """The body with ``fields``."""

    def commits(body: Json, _: World) -> Iterator[tuple[Json, str]]:
        yield but(body, **fields), pointer

    return commits


def _researching(pointer: str, **fields: object) -> Commit:
    """The body as a request to Deep Research, with ``fields``."""

    def commits(body: Json, world: World) -> Iterator[tuple[Json, str]]:
        if "agent" in world.models:
            own = {"agent": world.models["agent"], "background": True}
            yield but(body, **(OF_AGENTS | own | fields)), pointer

    return commits


def _managed(pointer: str, **fields: object) -> Commit:
    """The body as a request to a managed agent, with ``fields``."""

    def commits(body: Json, world: World) -> Iterator[tuple[Json, str]]:
        if "managed" in world.models:
            yield but(body, **(OF_AGENTS | {"agent": world.models["managed"]} | fields)), pointer

    return commits


def _is(role: str, shows: Shows) -> Shows:
    """The request is for the agent of ``role``, and ``shows`` holds."""
    return lambda body, world: role in world.models and body.get("agent") == world.models[role] and shows(body, world)


def _as_model(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    if "model" in body and "agent" in world.models:
        yield but(body, model=world.models["agent"]), "$.model"


def _follows_bare(body: Json, world: World) -> Iterator[tuple[Json, str]]:
    for one in world.done[:1]:
        follow = _managed("$.environment", previous_interaction_id=one.id)
        yield from follow(body, world)


def _is_known(body: Json, world: World) -> bool:
    return body.get("previous_interaction_id") in [one.id for one in world.stored]


SINS = (
    Sin(
        "the input is nothing but white space",
        "input.empty-string",
        "should",
        _plain("$.input", input=BLANK),
        lambda body, _: isinstance(body["input"], str) and not body["input"].strip(),
    ),
    Sin(
        "the model does not exist",
        "model.unknown",
        "must",
        lambda body, world: _plain("$.model", model=NO_MODEL)(body, world) if "model" in body else iter(()),
        lambda body, _: body.get("model") == NO_MODEL,
    ),
    Sin(
        "an agent is named as the model",
        "model.unknown",
        "should",
        _as_model,
        lambda body, world: "model" in body and body["model"] in world.names(("agent", "managed")),
    ),
    Sin(
        "the agent does not exist",
        "agent.unknown",
        "should",
        _plain("$.agent", **(OF_AGENTS | {"agent": NO_AGENT})),
        lambda body, _: body.get("agent") == NO_AGENT,
    ),
    Sin(
        "work in the background is not to be stored",
        "store.false.no-background agent.background.store-required",
        "must",
        _plain("$.store", background=True, store=False),
        lambda body, _: body.get("background") is True and body.get("store") is False,
    ),
    Sin(
        "a webhook is told of work that is not in the background",
        "wh.needs-background",
        "must",
        _plain("$.webhook_config", background=..., webhook_config={"uris": ["https://example.com/hook"]}),
        lambda body, _: "webhook_config" in body and not body.get("background"),
        since="2026-05-20",
    ),
    Sin(
        "the interaction to go on with does not exist",
        "state.previous-id.unknown",
        "should",
        _plain("$.previous_interaction_id", previous_interaction_id=NOBODYS, input="Hello."),
        lambda body, _: body.get("previous_interaction_id") == NOBODYS,
    ),
    Sin(
        "the interaction to go on with has an id that can't be one",
        "state.previous-id.unknown",
        "should",
        _plain("$.previous_interaction_id", previous_interaction_id=MALFORMED, input="Hello."),
        lambda body, _: body.get("previous_interaction_id") == MALFORMED,
    ),
    Sin(
        "Deep Research is asked to work in the foreground",
        "agent.dr.requires-background",
        "must",
        _researching("$.background", background=False),
        _is("agent", lambda body, _: not body.get("background")),
        since="2026-05-07",
    ),
    Sin(
        "Deep Research is given a function",
        "agent.dr.no-functions",
        "must",
        _researching("$.tools[0]", tools=[FUNCTION]),
        _is("agent", lambda body, _: any(tool["type"] == "function" for tool in tools_of(body))),
        since="2026-05-07",
    ),
    Sin(
        "Deep Research is asked for a structure",
        "agent.dr.no-structured",
        "should",
        _researching("$.response_format", response_format={"type": "object", "properties": {"a": {"type": "string"}}}),
        _is("agent", lambda body, _: "response_format" in body),
        since="2026-05-07",
    ),
    Sin(
        "Antigravity is asked for a structure",
        "env.antigravity.no-structured",
        "may",
        _managed("$.response_format", response_format={"type": "text", "mime_type": "application/json"}),
        _is("managed", lambda body, _: "response_format" in body),
        since="2026-11-16",
    ),
    Sin(
        "Antigravity is given a tool that it has not",
        "env.antigravity.no-structured",
        "may",
        _managed("$.tools[0]", tools=[{"type": "google_maps"}]),
        _is("managed", lambda body, _: any(tool["type"] not in OF_MANAGED for tool in tools_of(body))),
        since="2026-11-16",
    ),
    Sin(
        "a managed agent goes on without its environment",
        "env.continue-needs-both agent.background.chain-needs-environment",
        "should",
        _follows_bare,
        _is(
            "managed",
            lambda body, world: _is_known(body, world) and "environment" not in body,
        ),
        since="2026-11-16",
    ),
    Sin(
        "a managed agent is sent results without the interaction that they are for",
        "env.antigravity.functions-stateful",
        "must",
        _managed(
            "$.input",
            input=[{"type": RESULT, "call_id": "call_1", "name": "get_time", "result": "Noon"}],
        ),
        _is(
            "managed",
            lambda body, _: (
                "previous_interaction_id" not in body
                and not isinstance(body["input"], str)
                and any(item.get("type") in (CALL, RESULT) for item in contents(body["input"]))
            ),
        ),
        since="2026-11-16",
    ),
)
