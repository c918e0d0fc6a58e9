"""Environments: the sandboxes in which managed agents work, kept from one interaction to the next.

A create of an agent such as Antigravity asks for a new one (``remote``), describes one, or names one that it was told
the id of. A follow-up names both, the interaction before it and the environment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from conformance.api import Api
from conformance.contract import refused
from conformance.conversation import ASKED, CREATE, Conversation, Role, follows
from conformance.conversation import GET as POLL
from conformance.exchange import Exchange, Request
from conformance.features.retention import moment
from conformance.interaction import Json, blocks, calls, objects, of_type
from conformance.requirement import Feature
from conformance.revisions import Revision
from conformance.specimen import answered
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature("environments", "Environments", "https://ai.google.dev/gemini-api/docs/agent-environment")

TASK = "Reply with one short sentence."
NOTE = "The code word is heron."
CALL = "What time is it in Paris? Call get_time."
TOOL: Json = {
    "type": "function",
    "name": "get_time",
    "description": "Tell the time in a city",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
PARAMETERS: Json = {
    "temperature": 0.5, "top_p": 0.9, "top_k": 5, "stop_sequences": ["Z"], "max_output_tokens": 500,
}  # fmt: skip
NOT_FOR_IT = ("file_search", "computer_use", "google_maps")
OFFLINE = timedelta(days=7)
GRACE = timedelta(days=1)
"""How late a deletion may come: the documentation counts days and names no hour."""


def environment(exchange: Exchange) -> object:
    """The environment that a create asks for, the id where it names one."""
    asked = exchange.sent.get("environment")
    return asked.get("environment_id", asked) if isinstance(asked, dict) else asked


def is_managed(exchange: Exchange) -> bool:
    """The request names an Antigravity agent."""
    return str(exchange.sent.get("agent")).startswith("antigravity")


def same_environment(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The create names the environment that the first answer told of."""
    told = before[0].interaction.get("environment_id")
    return told is not None and environment(exchange) == told


def goes_on(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The create names the environment and the interaction of the one before."""
    return same_environment(before, exchange) and follows(before[-1], exchange)


def is_done(exchange: Exchange) -> bool:
    """The create was not to go on in the background, and was answered."""
    return exchange.request.known and not exchange.sent.get("background") and exchange.status == 200


def brings_results(exchange: Exchange) -> bool:
    """The input holds results of functions."""
    return bool(of_type(objects(exchange.sent.get("input")), "function_result"))


IN_ONE = CREATE.where(lambda x: x.request.known and "agent" in x.sent and "environment" in x.sent, "managed create")
NEW = IN_ONE.where(lambda x: environment(x) == "remote" and not x.sent.get("background"), "create in a new environment")
FIRST = replace(IN_ONE.where(lambda x: is_managed(x) and is_done(x), "managed create that is accepted"), first=True)
CALLING = NEW.where(lambda x: x.interaction.get("status") == "requires_action", "managed create that calls a function")

opened = Conversation(NEW)
described = Conversation(IN_ONE.where(lambda x: isinstance(environment(x), dict), "create in an environment described"))
reopened = Conversation(
    NEW, IN_ONE.where(lambda x: "previous_interaction_id" not in x.sent, "in the same").after(same_environment)
)
continued = Conversation(NEW, IN_ONE.where(lambda x: not x.sent.get("background"), "follow-up").after(goes_on))
continued_later = Conversation(
    NEW, IN_ONE.where(lambda x: x.sent.get("background") is True, "background follow-up").after(goes_on)
)
called = Conversation(CALLING, IN_ONE.where(brings_results, "the results").after(goes_on))
budgeted = Conversation(
    IN_ONE.where(
        lambda x: x.sent.get("background") is True and "max_total_tokens" in str(x.sent.get("agent_config")),
        "create with a budget",
    ),
    POLL.at_least(1),
)


def limit(name: str, shows: Callable[[Exchange], bool]) -> Conversation:
    """A request to Antigravity that must be refused, beside one that is accepted."""
    return Conversation(FIRST, ASKED.where(lambda x: x.request.known and is_managed(x) and shows(x), name))


with_a_parameter = limit(
    "managed create with a parameter of models",
    lambda x: any(name in f"{x.sent.get('generation_config')}{x.sent.get('agent_config')}" for name in PARAMETERS),
)
with_what_it_has_not = limit(
    "managed create with what it does not support",
    lambda x: "response_format" in x.sent or bool(of_type(objects(x.sent.get("tools")), *NOT_FOR_IT)),
)
without_a_predecessor = limit(
    "results for a managed agent without the interaction",
    lambda x: brings_results(x) and "previous_interaction_id" not in x.sent,
)
without_its_environment = limit(
    "follow-up without its environment", lambda x: "previous_interaction_id" in x.sent and "environment" not in x.sent
)
unstored = limit(
    "managed background work without a store",
    lambda x: x.sent.get("background") is True and x.sent.get("store") is False,
)


def manage(api: Api, input: object = TASK, **fields: object) -> Exchange:  # noqa: A002 - the field's name
    """Give work to the target's managed agent, in a new environment unless ``fields`` name another."""
    return api.create(input, **{"model": ..., "agent": api.target.models.managed, "environment": "remote", **fields})


def told(created: Exchange) -> object:
    """The id of the environment that was answered; left out of a request where there is none."""
    return created.interaction.get("environment_id", ...)


def forget(api: Api, *created: Exchange) -> None:
    """Delete the environments that were answered."""
    for environment_id in dict.fromkeys(str(told(x)) for x in created if told(x) is not ...):
        api.ask("DELETE", f"{api.revision.prefix}/environments/{environment_id}")


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants: work that is stopped as soon as it has begun."""
    started = manage(api, background=True)
    if started.answered_id:
        api.cancel(started.answered_id)
    return started


@feature.scenario(elicits=(opened, described, reopened), since="2026-05-20", cost="agent")
def work_in_one(api: Api) -> None:
    """Work in a new environment, in the same once more, and in one that is described."""
    first = manage(api)
    manage(api, environment=told(first))
    source = {"type": "inline", "target": "note.txt", "content": NOTE}
    forget(api, first, manage(api, environment={"type": "remote", "sources": [source]}))


@feature.scenario(elicits=(continued, continued_later, without_its_environment), since="2026-11-16", cost="agent")
def go_on_in_one(api: Api) -> None:
    """Work in a new environment and go on there, at once and in the background, then forget to name it."""
    first = manage(api)
    manage(api, environment=told(first), previous_interaction_id=first.id)
    later = manage(api, environment=told(first), previous_interaction_id=first.id, background=True)
    manage(api, environment=..., previous_interaction_id=first.id)
    if later.answered_id:
        api.poll(later.id)
    forget(api, first)


@feature.scenario(elicits=(called, without_a_predecessor), since="2026-11-16", attempts=2, cost="agent")
def call_from_one(api: Api) -> None:
    """Let the agent call a function, bring it the result, and bring it once more as if the server kept nothing."""
    asks = manage(api, CALL, tools=[TOOL])
    call = api.calls(asks)[-1]
    result = {"type": "function_result", "call_id": call.get("id"), "name": "get_time", "result": "10:00"}
    manage(api, [result], environment=told(asks), previous_interaction_id=asks.id, tools=[TOOL])
    manage(api)
    manage(api, [api.user(CALL), call, result], tools=[TOOL])
    forget(api, asks)


@feature.scenario(elicits=(with_a_parameter, with_what_it_has_not, unstored), since="2026-11-16", cost="agent")
def ask_too_much(api: Api) -> None:
    """Work in a new environment, then ask for all that the agent does not take."""
    first = manage(api)
    for name, value in PARAMETERS.items():
        manage(api, generation_config={name: value})
    manage(api, **api.json_format({"type": "object"}))
    for tool in NOT_FOR_IT:
        manage(api, tools=[{"type": tool}])
    manage(api, background=True, store=False)
    forget(api, first)


@feature.scenario(elicits=budgeted, since="2026-11-16", cost="agent")
def spend_little(api: Api) -> None:
    """Give the agent more to do than its budget of tokens allows."""
    config = {"type": "antigravity", "max_total_tokens": 30}
    started = manage(api, "Write a long story about the sea.", agent_config=config, background=True)
    forget(api, api.poll(started.id))


# --- asking for one --------------------------------------------------------------------------------------------------


@feature.must("environments.new", opened, clauses="env.field", since="2026-05-20")
def opens_a_new_one(created: Exchange) -> Verdict:
    """With environment remote an agent works in a sandbox of its own, and comes to an end."""
    return worked(created)


@feature.must("environments.described", described, clauses="env.field", since="2026-05-20")
def opens_as_described(created: Exchange) -> Verdict:
    """An environment may be described, with the files that it is to hold."""
    return all_of(worked(created), expect(created, "$.environment_id").is_text())


@feature.must("environments.by-id", reopened, clauses="env.field env.id-returned", since="2026-05-20")
def opens_by_id(first: Exchange, created: Exchange) -> Verdict:
    """An environment is asked for again by its id, and is then the same."""
    return all_of(worked(created), expect(created, "$.environment_id").equals(first.interaction["environment_id"]))


@feature.must("environments.id", opened, clauses="env.id-returned", since="2026-05-20")
def tells_the_id(created: Exchange) -> Verdict:
    """The answer tells the id of the environment that was worked in."""
    return expect(created, "$.environment_id").is_text()


def worked(created: Exchange) -> Verdict:
    """The agent took the task and came to an end."""
    return all_of(
        expect(created, "$.agent").equals(created.sent.get("agent")),
        expect(created, "$.status").is_one_of("completed", "incomplete", "requires_action"),
    )


# --- going on in one -------------------------------------------------------------------------------------------------


@feature.must("environments.follow-up", continued, clauses="env.continue-needs-both", since="2026-11-16")
def goes_on_there(first: Exchange, created: Exchange) -> Verdict:
    """A follow-up that carries both ids goes on in the same environment."""
    return all_of(worked(created), expect(created, "$.environment_id").equals(first.interaction["environment_id"]))


@feature.must(
    "environments.background-follow-up",
    continued_later,
    clauses="agent.background.chain-needs-environment",
    since="2026-11-16",
)
def goes_on_in_the_background(first: Exchange, created: Exchange) -> Verdict:
    """A follow-up in the background that carries both ids is taken up, as work of its own."""
    return all_of(
        expect(created, "$.status").is_one_of("in_progress", "queued"),
        expect(created, "$.id").differs_from(first.answered_id),
    )


@feature.should(
    "environments.follow-up-alone",
    without_its_environment,
    clauses="env.continue-needs-both agent.background.chain-needs-environment",
    since="2026-11-16",
    refuses=True,
    note="Documented is that a follow-up needs both; how one of them alone is answered is not said.",
)
def needs_both(first: Exchange, asked: Exchange) -> Verdict:
    """A follow-up that names the interaction before it and no environment is refused."""
    return refused(asked)


# --- Antigravity -----------------------------------------------------------------------------------------------------


@feature.must(
    "environments.antigravity-parameters",
    with_a_parameter,
    clauses="env.antigravity.params-400",
    since="2026-11-16",
    refuses=True,
)
def takes_no_parameters(first: Exchange, asked: Exchange) -> Verdict:
    """Antigravity refuses temperature, top_p, top_k, stop_sequences and max_output_tokens with 400."""
    return refused(asked, 400)


@feature.may(
    "environments.antigravity-unsupported",
    with_what_it_has_not,
    clauses="env.antigravity.no-structured",
    since="2026-11-16",
    refuses=True,
)
def has_not_everything(first: Exchange, asked: Exchange) -> Verdict:
    """Antigravity refuses a schema for its output, file_search, computer_use and google_maps."""
    return refused(asked)


@feature.must(
    "environments.antigravity-calls", called, clauses="env.antigravity.functions-stateful", since="2026-11-16"
)
def goes_on_with_the_result(asks: Exchange, created: Exchange) -> Verdict:
    """A call that waits for the client has no result among the steps; the next turn brings it, and the work goes on."""
    answered = {step.get("call_id") for step in of_type(blocks(asks.interaction), "function_result")}
    pending = [call.get("id") for call in calls(asks.interaction) if call.get("id") not in answered]
    return all_of(that(pending, "calls without a result", asks).is_list(), worked(created))


@feature.must(
    "environments.antigravity-stateless",
    without_a_predecessor,
    clauses="env.antigravity.functions-stateful",
    since="2026-11-16",
    refuses=True,
)
def keeps_the_state_itself(first: Exchange, asked: Exchange) -> Verdict:
    """Antigravity refuses results of functions without the interaction that called them."""
    return refused(asked)


@feature.should(
    "environments.budget",
    budgeted,
    clauses="env.antigravity.max-total-tokens agent.background.budget",
    since="2026-11-16",
)
def ends_with_its_budget(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """Work that would need more tokens than max_total_tokens ends incomplete."""
    status = gets[-1].interaction["status"]
    if status in {"in_progress", "queued"}:
        return unseen(f"it was still {status} when it was last polled")
    return expect(gets[-1], "$.status").equals("incomplete")


@feature.must(
    "environments.background-store", unstored, clauses="env.background-store", since="2026-11-16", refuses=True
)
def stores_what_runs_on(first: Exchange, asked: Exchange) -> Verdict:
    """Background work of a managed agent has to be stored: with store=false it is refused."""
    return refused(asked)


# --- keeping one -----------------------------------------------------------------------------------------------------


def names_it(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The path names the environment that the create told of."""
    return exchange.named_id is not None and exchange.named_id == before[0].interaction.get("environment_id")


LOOKED_FOR: Role = ASKED.where(lambda x: x.resource == "environments" and x.call == "GET *", "get of it").after(
    names_it
)
left_alone = Conversation(NEW, LOOKED_FOR)


def abandoned(revision: Revision) -> tuple[Exchange, ...]:
    """An environment that is looked for nine days after it was last used."""
    url, kept = "https://target/v1beta", "env_left"
    sent = Request("POST", f"{url}/interactions", {}, b'{"agent":"a","input":"Hello.","environment":"remote"}')
    made = {"id": "v1_left", "status": "completed", "agent": "a", "environment_id": kept, revision.blocks: []}
    gone = {"error": {"code": "not_found", "message": "Environment not found."}}
    return (
        answered("x1", sent, 200, made, revision, days=0),
        answered("x2", Request("GET", f"{url}/environments/{kept}", {}), 404, gone, revision, days=9),
    )


@feature.should("environments.deleted", left_alone, clauses="env.ttl", since="2026-11-16", specimen=abandoned)
def is_deleted_in_the_end(created: Exchange, found: Exchange) -> Verdict:
    """An environment that nobody used for seven days is deleted."""
    start, end = moment(created), moment(found)
    if start is None or end is None or end - start <= OFFLINE + GRACE:
        return unseen("it was used within seven days")
    return refused(found, 404)
