"""Settings: every field that the application gives reaches the server with its value, and no other does."""

from __future__ import annotations

from typing import Any

from conformance.path import MISSING
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Json, Wire
from conformance.verdict import Subject, Verdict, all_of, that

feature = ClientFeature(
    "client-settings", title="Settings", source="https://ai.google.dev/gemini-api/docs/interactions#configuration"
)

WEATHER: Json = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather at a place.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city"],
    },
}
QUIET = {"stream": False, "background": False, "store": True}
"""Fields that a client may send though the application did not: they say what is so by default."""


def giving(wire: Wire, **params: Any) -> Script:
    """One create with these fields beside the input."""
    return Script(calls=[create(input="Say hello.", **params)], answers=[wire.unary(wire.text("Hello."))])


def sent(seen: Seen, *names: str) -> Subject:
    """The value sent in a field of the create, or in a field of that."""
    value: object = seen.sent()
    for name in names:
        value = value.get(name, MISSING) if isinstance(value, dict) else MISSING
    return that(value, f"{'.'.join(names)} as sent", next(iter(seen.creates), None))


def as_given(seen: Seen, *names: str) -> Verdict:
    """The verdict whether what is sent in a field is what the application gave there."""
    given: Any = getattr(seen.calls[0], "params", {})
    for name in names:
        given = given[name]
    return sent(seen, *names).equals(given)


@feature.scenario()
def generation(wire: Wire) -> Script:
    """How the model is to generate: whole numbers, a list, words."""
    config = {
        "max_output_tokens": 4096,
        "seed": 20251211,
        "stop_sequences": ["END", "\n\n"],
        "thinking_level": "low",
        "thinking_summaries": "auto",
    }
    return giving(wire, generation_config=config)


@feature.scenario()
def sampling(wire: Wire) -> Script:
    """How much chance there is to be: a temperature of nought and a fraction."""
    return giving(wire, generation_config={"temperature": 0, "top_p": 0.875})


@feature.scenario()
def instructed(wire: Wire) -> Script:
    """An instruction beside the input."""
    return giving(wire, system_instruction="Answer in rhymes – „immer“.")


@feature.scenario()
def tools(wire: Wire) -> Script:
    """A function with its parameters, a built-in tool, and which of them is to be used."""
    return giving(wire, tools=[WEATHER, {"type": "google_search"}], generation_config={"tool_choice": "auto"})


@feature.scenario()
def unstored(wire: Wire) -> Script:
    """An interaction that is not to be kept."""
    return giving(wire, store=False)


@feature.scenario(since="2026-05-07")
def tier(wire: Wire) -> Script:
    """A tier of service."""
    return giving(wire, service_tier="flex")


@feature.scenario()
def agent(wire: Wire) -> Script:
    """An agent in the background instead of a model."""
    config = {"type": "deep-research", "thinking_summaries": "auto"}
    call = create(
        agent="deep-research-pro-preview-12-2025", input="Write a report.", background=True, agent_config=config
    )
    running = wire.interaction(status="in_progress", usage=..., model=..., agent="deep-research-pro-preview-12-2025")
    return Script(calls=[call], answers=[wire.json(running)])


@feature.scenario(since="2026-11-16")
def labelled(wire: Wire) -> Script:
    """Labels, whose keys belong to the application."""
    return giving(wire, labels={"team": "docs", "camelCase": "kept"})


@feature.must("client-settings.generation", generation, clauses="gc.max-output-tokens gc.seed gc.stop-sequences")
def sends_generation_config(seen: Seen) -> Verdict:
    """How the model is to generate reaches the server: limits, the seed, where to stop, how to think."""
    return as_given(seen, "generation_config")


@feature.must("client-settings.temperature", sampling, clauses="gc.temperature")
def sends_the_temperature(seen: Seen) -> Verdict:
    """A temperature that the application gives reaches the server, also when it is nought."""
    return sent(seen, "generation_config", "temperature").meets(lambda value: value == 0, "0")


@feature.must("client-settings.top-p", sampling, clauses="gc.top-p")
def sends_top_p(seen: Seen) -> Verdict:
    """A top_p that the application gives reaches the server."""
    return as_given(seen, "generation_config", "top_p")


@feature.must("client-settings.system-instruction", instructed, clauses="create.system-instruction.string")
def sends_the_instruction(seen: Seen) -> Verdict:
    """The system instruction reaches the server as a text of its own, and the input stays what it was."""
    return all_of(as_given(seen, "system_instruction"), sent(seen, "input").meets(bool, "there"))


@feature.must("client-settings.tools", tools, clauses="create.tools.array")
def sends_tools(seen: Seen) -> Verdict:
    """Tools reach the server as they were declared: all of them, in order, with the schema of their parameters."""
    return as_given(seen, "tools")


@feature.must("client-settings.tool-choice", tools, clauses="fc.tool-choice.location")
def sends_tool_choice(seen: Seen) -> Verdict:
    """Which tools may be used is said in the generation config, not beside it."""
    return all_of(as_given(seen, "generation_config", "tool_choice"), sent(seen, "tool_choice").is_absent())


@feature.must("client-settings.store", unstored, clauses="store.false.accepted")
def sends_store_false(seen: Seen) -> Verdict:
    """An application that does not want an interaction stored is heard: ``store`` is sent as false."""
    return sent(seen, "store").equals(False)


@feature.must("client-settings.service-tier", tier, clauses="create.service-tier", since="2026-05-07")
def sends_the_tier(seen: Seen) -> Verdict:
    """The tier of service that the application asks for is the one asked of the server."""
    return as_given(seen, "service_tier")


@feature.must("client-settings.agent", agent, clauses="create.model-or-agent.one-only")
def names_an_agent_alone(seen: Seen) -> Verdict:
    """An application that asks an agent asks no model: ``agent`` is sent and ``model`` is not."""
    return all_of(as_given(seen, "agent"), sent(seen, "model").is_absent())


@feature.must("client-settings.agent-config", agent, clauses="create.agent-config.agent-only")
def sends_the_agent_config(seen: Seen) -> Verdict:
    """How an agent is to work reaches the server in ``agent_config``."""
    return as_given(seen, "agent_config")


@feature.must("client-settings.background", agent, clauses="agent.background.returns-immediately")
def asks_for_the_background(seen: Seen) -> Verdict:
    """Work in the background is asked for, and the application gets the interaction while it is still in progress."""
    return all_of(sent(seen, "background").equals(True), seen.reports("status").equals("in_progress"))


@feature.must("client-settings.labels", labelled, clauses="create.labels", since="2026-11-16")
def sends_labels(seen: Seen) -> Verdict:
    """Labels reach the server with the keys that the application chose, whatever their letters."""
    return as_given(seen, "labels")


@feature.must(
    "client-settings.nothing-else", generation, instructed, tools, unstored, clauses="create.unknown-field.rejected"
)
def invents_nothing(seen: Seen) -> Verdict:
    """A create holds the fields that the application gave; others only where they say what is so by default."""
    given: Json = getattr(seen.calls[0], "params", {})
    added = {name: value for name, value in seen.sent().items() if name not in given and QUIET.get(name) is not value}
    return all_of(sent(seen, "input").meets(bool, "there"), that(added, "fields sent and not given").equals({}))
