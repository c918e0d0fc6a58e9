"""Deep Research: the agent that plans, searches, reads and writes a report.

It searches without being told to. With collaborative planning it shows its plan first and waits for a yes. It works
in the background only, and is judged there as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from conformance.api import Api
from conformance.contract import refused
from conformance.conversation import GET, Conversation, Role, follows_first
from conformance.exchange import Exchange
from conformance.features.background import BACKGROUND, asks_research, limit, research, to_the_end
from conformance.interaction import blocks, of_type, text
from conformance.requirement import Feature, NotElicited
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature("deep-research", "Deep Research", "https://ai.google.dev/gemini-api/docs/deep-research")

LONGEST = timedelta(minutes=60)
SEARCHES = ("google_search_call", "url_context_call", "code_execution_call")
CONFIG = {"type": "deep-research"}
PLANNING = {**CONFIG, "collaborative_planning": True}


def plans(exchange: Exchange) -> bool:
    """The create asks for a plan first."""
    config = exchange.sent.get("agent_config")
    return isinstance(config, dict) and config.get("collaborative_planning") is True


RESEARCH: Role = BACKGROUND.where(asks_research, "research")
DONE = GET.where(lambda x: x.interaction.get("status") == "completed", "get of the result")
UNTOOLED = RESEARCH.where(lambda x: "tools" not in x.sent and not plans(x), "research with the usual tools")

timed = Conversation(RESEARCH, DONE)
searched = Conversation(UNTOOLED, DONE)
planned = Conversation(
    RESEARCH.where(plans, "research with a plan"),
    DONE,
    RESEARCH.where(lambda x: not plans(x), "the yes to the plan").after(follows_first),
)
instructed = limit("research with a system instruction", lambda x: asks_research(x) and "system_instruction" in x.sent)


def expected(api: Api) -> None:
    """The target's agent is Deep Research; raises ``NotElicited`` where it is another."""
    if not api.target.models.agent.startswith("deep-research"):
        raise NotElicited(f"the target's agent {api.target.models.agent} is not Deep Research")


@feature.scenario(elicits=timed, since="2026-05-07", until="2026-05-20", cost="agent")
def work_to_the_end(api: Api) -> None:
    """Start research and poll until it is done."""
    expected(api)
    to_the_end(api, research(api))


@feature.scenario(elicits=(timed, searched), since="2026-05-20", cost="agent")
def work_with_the_usual_tools(api: Api) -> None:
    """Start research without naming tools, and poll until it is done."""
    work_to_the_end(api)


@feature.scenario(elicits=planned, since="2026-05-20", cost="agent")
def plan_and_agree(api: Api) -> None:
    """Ask for a plan, agree to it, and stop the work that begins."""
    expected(api)
    plan = research(api, agent_config=PLANNING)
    to_the_end(api, plan)
    begun = api.create(
        "Looks good, go ahead.",
        model=...,
        agent=api.target.models.agent,
        background=True,
        agent_config=CONFIG,
        previous_interaction_id=plan.id,
    )
    if begun.answered_id:
        api.cancel(begun.answered_id)


@feature.scenario(elicits=instructed, since="2026-05-20", until="2026-11-16", cost="agent")
def instruct(api: Api) -> None:
    """Start research and stop it, then try to instruct it."""
    expected(api)
    api.cancel(research(api).id)
    research(api, system_instruction="Be brief.")


@feature.should("deep-research.searches", searched, clauses="agent.dr.default-tools", since="2026-05-20")
def searches_unasked(created: Exchange, found: Exchange) -> Verdict:
    """Where a request names no tools, Deep Research uses some of its own: it searches, reads pages, runs code."""
    return that(of_type(blocks(found.interaction), *SEARCHES), "calls of tools among the steps", found).is_list()


@feature.should("deep-research.planning", planned, clauses="agent.dr.collaborative-planning", since="2026-05-20")
def plans_first(created: Exchange, plan: Exchange, agreed: Exchange) -> Verdict:
    """With collaborative planning the first turn ends with a plan, and a second one that names it starts the work."""
    return all_of(
        that(text(plan.interaction), "the plan", plan).is_text(),
        expect(agreed, "$.status").is_one_of("in_progress", "queued"),
        expect(agreed, "$.id").differs_from(created.answered_id),
    )


@feature.should("deep-research.sixty-minutes", timed, clauses="agent.dr.max-60min", since="2026-05-07")
def ends_within_an_hour(created: Exchange, found: Exchange) -> Verdict:
    """Research lasts 60 minutes at most, from its creation to its last update."""
    try:
        start, end = (datetime.fromisoformat(str(found.interaction.get(name))) for name in ("created", "updated"))
        lasted = end - start
    except (ValueError, TypeError):
        return unseen("the result does not say when it was made and updated")
    return that(lasted.total_seconds(), "seconds from $.created to $.updated", found).meets(
        lambda seconds: isinstance(seconds, float) and 0 <= seconds <= LONGEST.total_seconds(), "from 0 to 3600"
    )


@feature.may(
    "deep-research.no-system-instruction",
    instructed,
    clauses="agent.dr.no-system-instruction",
    evidence="recorded",
    since="2026-05-20",
    until="2026-11-16",
    refuses=True,
)
def takes_no_instruction(accepted: Exchange, asked: Exchange) -> Verdict:
    """Deep Research refuses a system_instruction."""
    return refused(asked)
