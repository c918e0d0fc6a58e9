"""Mixing: models and agents may follow one another in a conversation.

A follow-up names the interaction before it, whoever made that; a later model has to take what the earlier one produced.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import in_error_shape
from conformance.conversation import ASKED, CREATE, Conversation, follows_first
from conformance.exchange import Exchange
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, expect

feature = Feature(
    "mixing", "Mixing agents and models", "https://ai.google.dev/gemini-api/docs/interactions-overview#mixing"
)

SAID = "The ship is called Endurance."
WORK = "Say in one sentence what this ship is known for."

agent_follows = Conversation(
    CREATE.where(lambda x: "model" in x.sent, "create of a model"),
    ASKED.where(lambda x: "agent" in x.sent and x.sent.get("background") is True, "create of an agent").after(
        follows_first
    ),
)
text_follows = Conversation(
    CREATE.where(lambda x: "image" in str(x.sent.get("model")), "create of an image model"),
    ASKED.where(lambda x: "model" in x.sent and "image" not in str(x.sent["model"]), "create of a text model").after(
        follows_first
    ),
)


@feature.scenario(elicits=agent_follows, needs=("background",), cost="agent")
def agent_after_model(api: Api) -> None:
    """Tell a model something, let an agent go on, and cancel it."""
    told = api.create(SAID)
    settings = {"model": ..., "agent": api.target.models.agent, "background": True}
    started = api.create(WORK, previous_interaction_id=told.id, **settings)
    if started.answered_id:
        api.cancel(started.answered_id)


@feature.scenario(elicits=text_follows, since="2026-05-20", cost="media")
def text_after_picture(api: Api) -> None:
    """Let an image model draw, then ask a text model about it."""
    drawn = api.create("Draw a red circle.", model=api.target.models.image)
    api.create("What did you draw?", previous_interaction_id=drawn.id)


@feature.should("mixing.agent-follows-model", agent_follows, clauses="mix.model-then-agent", evidence="inferred")
def an_agent_may_follow(told: Exchange, started: Exchange) -> Verdict:
    """An agent may go on where a model left off, in an interaction of its own."""
    return all_of(
        expect(started, "$.agent").equals(started.sent["agent"]),
        expect(started, "$.id").differs_from(told.answered_id),
        expect(started, "$.status").is_one_of("in_progress", "queued", "completed", "requires_action"),
    )


@feature.may("mixing.modalities", text_follows, clauses="mix.modality-compat", since="2026-05-20")
def a_text_model_may_refuse(drawn: Exchange, asked: Exchange) -> Verdict:
    """A text model after one that drew goes on, or refuses what it can't take in the documented shape."""
    if asked.status == 200:
        return all_of(
            expect(asked, "$.model").equals(asked.sent["model"]),
            expect(asked, "$.status").is_one_of("completed", "incomplete", "requires_action"),
        )
    return all_of(expect(asked, "$.steps").is_absent(), in_error_shape(asked))
