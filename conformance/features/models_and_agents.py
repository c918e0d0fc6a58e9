"""Models and agents: the names that the documentation lists are known.

The lists are open: a server may know more, and retires names on announced dates, so that a name it does not find says
nothing about it. What it knows it answers as.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.conversation import ASKED, CONTROL, Conversation
from conformance.exchange import Exchange
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, expect, unseen

feature = Feature("models-and-agents", "Models and agents", "https://ai.google.dev/gemini-api/docs/models")

FIRST = ("gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite")
PREVIEW = "gemini-3-pro-preview"
PAINTER = "gemini-3-pro-image-preview"
RESEARCHER = "deep-research-pro-preview-12-2025"
NEWEST = ("gemini-3.5-flash", "gemini-3.1-flash-lite", "gemini-3-flash-preview")
AGENTS = ("deep-research-preview-04-2026", "antigravity-preview-05-2026")
WORK = "Say in one sentence what an abacus is."


FIELDS = {"model", "agent", "input", "background", "environment", "response_modalities"}


def plain(x: Exchange) -> bool:
    """A create that asks for nothing but an answer: what it is refused for, if it is, can only be the name."""
    return x.operation == "create" and x.meant.keys() <= FIELDS and isinstance(x.prompt, str)


def naming(*names: str) -> Conversation:
    """A create of one of these models or agents, beside one that is accepted."""
    maker = ASKED.where(
        lambda x: plain(x) and len({"model", "agent"} & x.sent.keys()) == 1, "plain create of one model or agent"
    )
    return Conversation(
        CONTROL,
        maker.where(
            lambda x: (x.sent.get("model") or x.sent.get("agent")) in names and (x.status or 0) not in {400, 422},
            f"create of {' or '.join(names)}",
        ),
    )


first, preview, painter, researcher = naming(*FIRST), naming(PREVIEW), naming(PAINTER), naming(RESEARCHER)
newest, agents = naming(*NEWEST), naming(*AGENTS)


@feature.scenario(elicits=(first, preview), until="2026-05-07")
def models_of_the_first_page(api: Api) -> None:
    """Ask each text model of the first documentation."""
    api.control()
    for model in (*FIRST, PREVIEW):
        api.create(model=model)


@feature.scenario(elicits=painter, until="2026-05-07", cost="media")
def painter_of_the_first_page(api: Api) -> None:
    """Ask the image model of the first documentation for a picture."""
    api.control()
    api.create("Draw a green square.", model=PAINTER, response_modalities=["image"])


@feature.scenario(elicits=researcher, until="2026-05-07", cost="agent")
def agent_of_the_first_page(api: Api) -> None:
    """Start the agent of the first documentation, and cancel it."""
    api.control()
    started = api.create(WORK, model=..., agent=RESEARCHER, background=True)
    if started.answered_id:
        api.cancel(started.answered_id)


@feature.scenario(elicits=newest, since="2026-11-16")
def models_of_today(api: Api) -> None:
    """Ask models that the newest documentation lists."""
    api.control()
    for model in NEWEST:
        api.create(model=model)


@feature.scenario(elicits=agents, since="2026-11-16", cost="agent")
def agents_of_today(api: Api) -> None:
    """Start the agents that the newest documentation lists, and cancel them."""
    api.control()
    for agent in AGENTS:
        settings = {"environment": "remote"} if agent.startswith("antigravity") else {}
        started = api.create(WORK, model=..., agent=agent, background=True, **settings)
        if started.answered_id:
            api.cancel(started.answered_id)


def known(control: Exchange, asked: Exchange) -> Verdict:
    """The name is answered with its own work; unseen where the server does not know it, or no longer."""
    if asked.status in {403, 404}:
        return unseen("the server does not offer it")
    role = "agent" if "agent" in asked.sent else "model"
    own = [expect(asked, "$.id").differs_from(control.answered_id)] if asked.key != control.key else []
    return all_of(
        expect(asked, f"$.{role}").equals(asked.sent[role]),
        *own,
        expect(asked, "$.status").is_one_of("completed", "in_progress", "queued", "incomplete", "requires_action"),
    )


@feature.should(
    "models-and-agents.first-models",
    first,
    clauses="model.seed.gemini-2.5-pro model.seed.gemini-2.5-flash model.seed.gemini-2.5-flash-lite",
    until="2026-05-07",
    note="A server of one's own may call its models otherwise: then it does not find them, which says nothing.",
)
def knows_the_first_models(control: Exchange, asked: Exchange) -> Verdict:
    """The three models of the 2.5 generation answer under their names."""
    return known(control, asked)


@feature.should(
    "models-and-agents.preview-model", preview, clauses="model.seed.gemini-3-pro-preview", until="2026-05-07"
)
def knows_the_preview(control: Exchange, asked: Exchange) -> Verdict:
    """The preview of the third generation answers under its name."""
    return known(control, asked)


@feature.should("models-and-agents.image-model", painter, clauses="model.image", until="2026-05-07")
def knows_the_painter(control: Exchange, asked: Exchange) -> Verdict:
    """The image model of the samples answers, although the table of models leaves it out."""
    return known(control, asked)


@feature.should("models-and-agents.first-agent", researcher, clauses="model.seed.agent", until="2026-05-07")
def knows_the_first_agent(control: Exchange, asked: Exchange) -> Verdict:
    """The first agent, Deep Research, begins to work under its name."""
    return known(control, asked)


@feature.may("models-and-agents.models-of-today", newest, clauses="model.list.2026-09", since="2026-11-16")
def knows_models_of_today(control: Exchange, asked: Exchange) -> Verdict:
    """Models that the newest documentation lists answer under their names."""
    return known(control, asked)


@feature.may("models-and-agents.agents-of-today", agents, clauses="model.agents.2026-09", since="2026-11-16")
def knows_agents_of_today(control: Exchange, asked: Exchange) -> Verdict:
    """Agents that the newest documentation lists begin to work under their names."""
    return known(control, asked)
