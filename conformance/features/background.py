"""Background and agents: long work is started by one request and followed by others.

With ``background=true`` a create answers at once, and the client polls until the status is final. An agent such as Deep
Research is named instead of a model and runs only that way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.api import TERMINAL, Api
from conformance.contract import refused
from conformance.conversation import (
    ASKED,
    CONTINUE,
    CREATE,
    GET,
    Conversation,
)
from conformance.exchange import Exchange
from conformance.interaction import Json, objects, of_type, text
from conformance.requirement import Feature, NotElicited
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature(
    "background", "Background and agents", "https://ai.google.dev/gemini-api/docs/interactions-overview#agents"
)

QUESTION = "Research in one paragraph when the first TPU was announced."
WAITING = ("in_progress", "queued")
TOOL = {"type": "function", "name": "get_time", "description": "Tell the time", "parameters": {"type": "object"}}
SCHEMA: Json = {"type": "object", "properties": {"year": {"type": "integer"}}, "required": ["year"]}

BACKGROUND = CREATE.where(lambda x: x.sent.get("background") is True and "agent" in x.sent, "background create")
OF_A_MODEL = CREATE.where(lambda x: x.sent.get("background") is True and "model" in x.sent, "create of a model")

started = Conversation(BACKGROUND)
polled = Conversation(BACKGROUND, GET.at_least(1))
watched = Conversation(BACKGROUND, GET.at_least(2))
followed_up = Conversation(BACKGROUND, CONTINUE.where(lambda x: "model" in x.sent, "question to a model"))
model_polled = Conversation(OF_A_MODEL, GET.at_least(1))


def limit(name: str, shows: Callable[[Exchange], bool]) -> Conversation:
    """A request to an agent that must be refused, beside one that is accepted: the agent is there."""
    return Conversation(replace(BACKGROUND, first=True), ASKED.where(lambda x: x.request.known and shows(x), name))


def asks_research(exchange: Exchange) -> bool:
    """The request names a Deep Research agent."""
    return str(exchange.sent.get("agent")).startswith("deep-research")


unstored = limit(
    "background without a store", lambda x: x.sent.get("background") is True and x.sent.get("store") is False
)
in_the_foreground = limit("research in the foreground", lambda x: asks_research(x) and not x.sent.get("background"))
with_a_function = limit(
    "research with a function",
    lambda x: asks_research(x) and bool(of_type(objects(x.sent.get("tools")), "function")),
)
with_a_schema = limit("research with a schema", lambda x: asks_research(x) and "response_format" in x.sent)
with_another_config = limit(
    "research with the config of another agent",
    lambda x: asks_research(x) and "no-such-agent" in str(x.sent.get("agent_config")),
)
of_no_known_agent = limit("agent that does not exist", lambda x: x.sent.get("agent") == "no-such-agent")


def research(api: Api, **fields: object) -> Exchange:
    """Start background work of the target's agent; ``fields`` as for ``Api.create``."""
    return api.create(QUESTION, **{"model": ..., "agent": api.target.models.agent, "background": True, **fields})


def ended(gets: tuple[Exchange, ...], *statuses: str) -> Verdict:
    """The work ended in one of ``statuses``; unseen where it was still at it when it was last polled."""
    last = gets[-1].interaction["status"]
    if last in WAITING:
        return unseen(f"it was still {last} when it was last polled")
    return expect(gets[-1], "$.status").is_one_of(*statuses)


def to_the_end(api: Api, created: Exchange) -> None:
    """Poll until the work is done; work that takes longer than the target's time-out is not waited for."""
    status = api.poll(created.id).interaction.get("status")
    if status != "completed":
        raise NotElicited(f"the work did not complete: when it was last polled its status was {status}")


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return research(api)


@feature.scenario(elicits=(started, polled, watched, followed_up), cost="agent")
def ask_an_agent(api: Api) -> None:
    """Start an agent, poll until it is done, get the result once more, then ask a model about it."""
    created = research(api)
    to_the_end(api, created)
    api.get(created.id)
    api.create("Say that in five words.", previous_interaction_id=created.id)


@feature.scenario(elicits=(unstored, of_no_known_agent), until="2026-05-07", cost="agent")
def ask_in_vain(api: Api) -> None:
    """Start an agent and cancel it, then ask for one that is not stored and for one that does not exist."""
    api.cancel(research(api).id)
    research(api, store=False)
    research(api, agent="no-such-agent")


@feature.scenario(
    elicits=(unstored, of_no_known_agent, in_the_foreground, with_a_function, with_a_schema, with_another_config),
    since="2026-05-07",
    cost="agent",
)
def ask_too_much(api: Api) -> None:
    """Start an agent and cancel it, ask in vain as before, then ask Deep Research for what it does not do."""
    ask_in_vain(api)
    if not api.target.models.agent.startswith("deep-research"):
        raise NotElicited(f"the target's agent {api.target.models.agent} is not Deep Research")
    research(api, background=...)
    research(api, tools=[TOOL])
    research(api, **api.json_format(SCHEMA))
    research(api, agent_config={"type": "no-such-agent"})


@feature.scenario(elicits=model_polled, since="2026-05-20")
def model_in_the_background(api: Api) -> None:
    """Let a plain model work in the background and poll until it is done."""
    to_the_end(api, api.create(background=True))


@feature.must("background.returns-at-once", started, clauses="agent.background.returns-immediately")
def returns_at_once(created: Exchange) -> Verdict:
    """A create with background=true answers at once with an id and a status that is not final."""
    return all_of(expect(created, "$.id").is_text(), expect(created, "$.status").is_one_of(*WAITING))


@feature.must("background.names-agent", started, clauses="create.response.echo-model dm.model-or-agent")
def names_the_agent(created: Exchange) -> Verdict:
    """The work of an agent names the agent that was asked for, and no model."""
    return all_of(expect(created, "$.agent").equals(created.sent.get("agent")), expect(created, "$.model").is_absent())


@feature.must(
    "background.polls",
    polled,
    clauses="get.status.poll",
    note="For some days in September 2026 the live service did not find what was running (disc.bg.get-404).",
)
def can_be_polled(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """Background work is followed with GETs of the id that the create gave."""
    return every((expect(x, "$.id").equals(created.answered_id) for x in gets), "gets")


@feature.must(
    "background.ends",
    polled,
    clauses="agent.background.poll-to-terminal",
    note="Work on the live service has stayed in progress for ever (disc.bg.zombie).",
)
def comes_to_an_end(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """Background work ends in a final status, such as completed, failed or cancelled."""
    return all_of(returns_at_once(created), ended(gets, *sorted(TERMINAL)))


@feature.must(
    "background.known-statuses", polled, clauses="agent.background.status-set dm.status.enum dm.status.enum.seed"
)
def knows_its_statuses(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """Every status on the way is one of the documented ones."""
    return every((expect(x, "$.status").is_one_of(*WAITING, *sorted(TERMINAL)) for x in (created, *gets)), "answers")


@feature.should("background.never-goes-back", watched, clauses="agent.status-transition", evidence="inferred")
def never_goes_back(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """A final status is final: work that is done does not run again."""
    seen = [str(x.interaction["status"]) for x in gets]
    final = [status for status in seen if status not in WAITING]
    if not final:
        return unseen("no final status was seen")
    return that(seen[seen.index(final[0]) :], "the statuses since the first final one", gets[-1]).meets(
        lambda since: set(since) == {final[0]},  # type: ignore[call-overload]  # a list, by construction
        f"{final[0]} to the end",
    )


@feature.must("background.usage", polled, clauses="usage.background-available", since="2026-05-07")
def has_usage(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """Background work that completed has usage, which a GET shows."""
    if gets[-1].interaction["status"] != "completed":
        return unseen("it did not complete")
    return expect(gets[-1], "$.usage.total_tokens").is_count()


@feature.should("background.report", polled, clauses="sample.deep-research.py sample.deep-research.curl")
def yields_a_report(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """The result of an agent that completed holds a text, the report."""
    if gets[-1].interaction["status"] != "completed":
        return unseen("it did not complete")
    return that(text(gets[-1].interaction), "the text of the result", gets[-1]).is_text()


@feature.must("background.follow-up", followed_up, clauses="mix.agent-then-model agent.dr.follow-up")
def a_model_may_follow(created: Exchange, asked: Exchange) -> Verdict:
    """What an agent did can be continued by a model, through previous_interaction_id."""
    return all_of(
        expect(asked, "$.id").differs_from(created.answered_id),
        expect(asked, "$.model").equals(asked.sent.get("model")),
        expect(asked, "$.status").is_one_of("completed", "requires_action"),
    )


@feature.should(
    "background.models",
    model_polled,
    clauses="agent.background.models",
    since="2026-05-20",
    note="The live service has refused it for some models (disc.bg.models).",
)
def works_for_models(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """A plain model can work in the background as well."""
    return all_of(returns_at_once(created), ended(gets, "completed"))


# --- what is refused -------------------------------------------------------------------------------------------------


@feature.must(
    "background.needs-store",
    unstored,
    clauses="agent.background.store-required store.false.no-background agent.dr.store-required",
    refuses=True,
)
def needs_to_be_stored(accepted: Exchange, asked: Exchange) -> Verdict:
    """Background work has to be stored: with store=false it is refused."""
    return refused(asked)


@feature.must(
    "background.research-runs-nowhere-else",
    in_the_foreground,
    clauses="agent.dr.requires-background",
    since="2026-05-07",
    refuses=True,
)
def runs_nowhere_else(accepted: Exchange, asked: Exchange) -> Verdict:
    """Deep Research runs in the background only: without background=true it is refused."""
    return refused(asked)


@feature.must(
    "background.research-without-functions",
    with_a_function,
    clauses="agent.dr.no-functions",
    since="2026-05-07",
    refuses=True,
)
def calls_no_functions(accepted: Exchange, asked: Exchange) -> Verdict:
    """Deep Research with a function of the client is refused."""
    return refused(asked)


@feature.should(
    "background.research-without-schema",
    with_a_schema,
    clauses="agent.dr.no-structured",
    since="2026-05-07",
    note="Documented as not supported; how the request is answered is not said.",
    refuses=True,
)
def follows_no_schema(accepted: Exchange, asked: Exchange) -> Verdict:
    """Deep Research with a schema for its output is refused."""
    return refused(asked)


@feature.must(
    "background.research-config",
    with_another_config,
    clauses="agent.dr.config.type",
    since="2026-05-07",
    refuses=True,
)
def takes_its_own_config(accepted: Exchange, asked: Exchange) -> Verdict:
    """Deep Research with an agent_config of another type is refused."""
    return refused(asked)


@feature.should(
    "background.unknown-agent", of_no_known_agent, clauses="agent.unknown", evidence="inferred", refuses=True
)
def knows_its_agents(accepted: Exchange, asked: Exchange) -> Verdict:
    """A create that names an agent that does not exist is refused."""
    return refused(asked)
