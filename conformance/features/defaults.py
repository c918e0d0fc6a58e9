"""Defaults: what a request leaves out is as if it had said the usual thing.

Without a word of them an interaction is no stream, does not run in the background, is stored, and the model may choose
whether to call a function. Each is held against the same request that says so.
"""

from __future__ import annotations

from conformance.api import TERMINAL, Api
from conformance.conversation import CREATE, GET, Conversation
from conformance.exchange import Exchange
from conformance.features.create import silent_on_streams
from conformance.features.function_calling import QUESTION, WEATHER, choice
from conformance.interaction import USUAL, calls, text
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, expect, that

feature = Feature("defaults", "Defaults", "https://ai.google.dev/gemini-api/docs/interactions-overview")

ASKED = "Say hello in one word."
IDLE = "Say good night in one word."


def silent(name: str, x: Exchange) -> bool:
    """The request is known and does not speak of ``name``."""
    return x.request.known and "model" in x.sent and name not in x.sent


def beside(name: str) -> Conversation:
    """A create that leaves ``name`` out, and the same that says the usual thing of it."""

    def alike(before: tuple[Exchange, ...], x: Exchange) -> bool:
        return all(
            before[0].sent.get(key, USUAL.get(key)) == x.sent.get(key, USUAL.get(key))
            for key in (before[0].sent | x.sent)
        )

    omitted = CREATE.where(
        # A stream that nobody asked for says nothing of the other defaults.
        lambda x: silent(name, x) and (name == "stream" or not x.is_stream),
        f"create without {name}",
    )
    explicit = CREATE.where(lambda x: x.sent.get(name) is USUAL[name], f"the same with the usual {name}").after(alike)
    return Conversation(omitted, explicit)


unstreamed, in_the_foreground = beside("stream"), beside("background")
stored = Conversation(*beside("store").roles, GET)
free = CREATE.where(lambda x: bool(x.sent.get("tools")) and choice(x) is MISSING, "create with a function, no choice")
free_to_choose = Conversation(
    free.where(lambda x: x.prompt == QUESTION, "question for the function"),
    free.where(lambda x: x.prompt == IDLE, "one that needs no function"),
)


@feature.scenario(elicits=(unstreamed, in_the_foreground, silent_on_streams))
def say_the_usual(api: Api) -> None:
    """Ask without a word of stream, background and store, and ask again with the usual of each."""
    api.create(ASKED, stream=..., background=..., store=...)
    if "stream" in api.target.spell_out:
        api.create(ASKED, background=..., store=...)
    api.create(ASKED, **USUAL)


@feature.scenario(elicits=stored, needs=("storage",))
def keep_as_usual(api: Api) -> None:
    """Ask without a word of storing, ask again with store, and get the first one."""
    omitted = api.create(ASKED, store=...)
    api.create(ASKED, store=True)
    api.get(omitted.id)


@feature.scenario(elicits=free_to_choose, needs=("function-calling",), attempts=3)
def leave_the_choice(api: Api) -> None:
    """Offer a function for a question that needs it and for one that does not, with no tool choice."""
    api.calls(api.create(QUESTION, tools=[WEATHER]))
    api.create(IDLE, tools=[WEATHER])


@feature.must("defaults.stream", unstreamed, clauses="create.stream.flag-default-false")
def is_no_stream(omitted: Exchange, explicit: Exchange) -> Verdict:
    """Without stream the answer is one JSON document with an interaction at rest, as with stream=false."""
    due = [omitted.is_stream, omitted.interaction.get("status") in TERMINAL]
    return that(due, "whether it is a stream, and at rest", omitted).equals(
        [explicit.is_stream, explicit.interaction.get("status") in TERMINAL]
    )


@feature.must("defaults.background", in_the_foreground, clauses="create.background.flag-default-false")
def waits_for_the_answer(omitted: Exchange, explicit: Exchange) -> Verdict:
    """Without background the answer comes when the interaction is at rest, as with background=false."""
    return all_of(*(expect(x, "$.status").is_one_of(*sorted(TERMINAL)) for x in (omitted, explicit)))


@feature.must("defaults.store", stored, clauses="store.default-true dm.store-default")
def is_stored(omitted: Exchange, explicit: Exchange, got: Exchange) -> Verdict:
    """Without store an interaction gets an id and can be fetched by it, as with store=true."""
    return all_of(
        expect(explicit, "$.id").is_text(),
        expect(got, "$.id").equals(omitted.answered_id),
        that(text(got.interaction), "the text of what is stored", got).equals(text(omitted.interaction)),
    )


@feature.should("defaults.tool-choice", free_to_choose, since="2026-05-07", clauses="fc.tool-choice.auto")
def lets_the_model_choose(asking: Exchange, idle: Exchange) -> Verdict:
    """Without a tool choice the model decides: it calls the function where it needs it, and else just answers."""
    return all_of(
        that(calls(asking.interaction), "the calls for a question that needs the function", asking).is_list(),
        that(calls(idle.interaction), "the calls for one that does not", idle).equals([]),
        that(text(idle.interaction), "the answer to that one", idle).is_text(),
    )
