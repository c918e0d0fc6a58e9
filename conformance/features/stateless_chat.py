"""Stateless chat: the client keeps the history and sends all of it with every turn.

What the model said goes back unchanged, thoughts with their signatures included. No interaction is named, so none needs
to be stored: ``store=false`` works.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import counts_more
from conformance.conversation import CONTINUE, CREATE, Conversation, creating
from conformance.exchange import Exchange
from conformance.features.input_forms import SHORT, in_form, listed
from conformance.features.stateful_chat import NAME, SETUP, introduces
from conformance.interaction import Json, objects, text
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, expect, that

feature = Feature(
    "stateless-chat",
    "Stateless chat",
    "https://ai.google.dev/gemini-api/docs/interactions-overview#stateless-conversation",
)

CITIES = "What are the three largest cities in Spain?"
ANSWER = "The three largest cities in Spain are Madrid, Barcelona and Valencia."
LANDMARK = "What is the most famous landmark in the second one?"


def replays(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """``exchange`` sends what the one before it was asked and answered, unchanged, and names no interaction."""
    asked, answered = before[-1].sent.get("input"), before[-1].interaction
    produced, items = objects(answered.get(exchange.revision.blocks)), objects(exchange.sent.get("input"))
    dropped = SETUP & before[-1].sent.keys() - exchange.sent.keys()  # what counted as input, and does not any more
    if not produced or dropped or "previous_interaction_id" in exchange.sent:
        return False
    legacy = exchange.revision.blocks == "outputs"
    returned = {"role": "model", "content": produced} in items if legacy else all(step in items for step in produced)
    return returned and (isinstance(asked, str) or in_order(objects(asked), items))


def in_order(some: list[Json], items: list[Json]) -> bool:
    """``items`` has all of ``some`` in their order; a model may say the same twice."""
    left = iter(items)
    return all(one in left for one in some)


def is_model_step(item: Json) -> bool:
    """A step that somebody wrote for the model: no thought goes with it."""
    return item.get("type") in {"user_input", "model_output"}


REPLAY = CREATE.where(lambda x: isinstance(x.sent.get("input"), list), "create with the history").after(replays)

chat = Conversation(CREATE, REPLAY)
recall = Conversation(CREATE, REPLAY.where(lambda x: NAME in str(x.sent.get("input")), "asks for the name"))
longer = Conversation(CREATE, REPLAY, REPLAY)
unstored = Conversation(
    CREATE.where(lambda x: x.sent.get("store") is False, "create that is not stored"),
    REPLAY.where(lambda x: x.sent.get("store") is False, "create with the history, not stored"),
)
hand_written = Conversation(
    SHORT,
    in_form(
        "steps of ours",
        lambda value: listed(value, is_model_step) and any(i["type"] == "model_output" for i in objects(value)),
    ),
)
model_string = Conversation(
    SHORT,
    in_form(
        "a model's turn of a string",
        lambda value: any(i.get("role") == "model" and isinstance(i.get("content"), str) for i in objects(value)),
    ),
)
sample = Conversation(
    creating("the documented history", lambda x: LANDMARK in str(x.sent.get("input")) and ANSWER in str(x.sent))
)


both_ways = Conversation(
    creating("introduction", introduces),
    CONTINUE.where(lambda x: x.prompt == NAME, "asks for the name"),
    REPLAY.where(lambda x: NAME in str(x.sent.get("input")), "asks for the name with the history").after(
        lambda before, x: replays(before[:1], x)
    ),
)


@feature.scenario(elicits=(chat, both_ways), needs=("storage",))
def ask_both_ways(api: Api) -> None:
    """Introduce ourselves, then ask for the name twice: where the server keeps the history, and with all of it."""
    said = [api.user("Hi, my name is Phil.")]
    first = api.create(said)
    api.create(NAME, previous_interaction_id=first.id)
    api.create([*said, *api.history(first), api.user(NAME)])


@feature.scenario(elicits=(chat, recall, longer, unstored))
def three_turns(api: Api) -> None:
    """Introduce ourselves, talk of something else, then ask for the name; send everything each time, store nothing."""
    history: list[object] = [api.user("Hi, my name is Phil.")]
    first = api.create(history, store=False)
    history = [*history, *api.history(first), api.user("What is the capital of France?")]
    second = api.create(history, store=False)
    api.create([*history, *api.history(second), api.user(NAME)], store=False)


@feature.scenario(elicits=(hand_written, sample), since="2026-05-20")
def history_of_steps(api: Api) -> None:
    """Send a history of which we wrote the model's part."""
    api.control()
    said = {"type": "model_output", "content": [{"type": "text", "text": ANSWER}]}
    api.create([api.user(CITIES), said, api.user(LANDMARK)])


@feature.scenario(elicits=(model_string, sample), until="2026-05-20")
def history_of_turns(api: Api) -> None:
    """Send a history of which we wrote the model's part, as the documentation's sample does."""
    api.control()
    api.create([api.user(CITIES), {"role": "model", "content": ANSWER}, api.user(LANDMARK)])


@feature.must(
    "stateless-chat.history-counts",
    chat,
    clauses="stateless.full-history state.previous-id.optional fcc.no-previous-id",
)
def counts_the_history(first: Exchange, second: Exchange) -> Verdict:
    """A history that comes as input, without any interaction being named, is read: it counts as input tokens."""
    return counts_more(first, second)


@feature.must("stateless-chat.round-trip", chat, clauses="stateless.outputs-roundtrip.legacy stateless.steps-roundtrip")
def takes_back_what_it_said(first: Exchange, second: Exchange) -> Verdict:
    """What the model produced may be sent back unchanged, thoughts and all, and the conversation goes on."""
    return all_of(expect(second, "$.status").is_one_of("completed", "requires_action"), counts_more(first, second))


@feature.must("stateless-chat.every-turn-counts", longer, clauses="stateless.full-history")
def counts_every_turn(first: Exchange, second: Exchange, third: Exchange) -> Verdict:
    """With every turn the history grows, and so do the input tokens."""
    return all_of(counts_more(first, second), counts_more(second, third))


@feature.must("stateless-chat.needs-no-store", unstored, clauses="stateless.store-false")
def needs_no_store(first: Exchange, second: Exchange) -> Verdict:
    """A conversation of which the client keeps the history goes on though nothing of it is stored."""
    return takes_back_what_it_said(first, second)


@feature.should("stateless-chat.remembers", recall, clauses="stateless.full-history")
def remembers(second: Exchange, third: Exchange) -> Verdict:
    """The answer uses what was said earlier in the history."""
    return that(text(third.interaction), "the text of the answer", third).contains("Phil")


@feature.should(
    "stateless-chat.same-context", both_ways, clauses="stateless.equivalent-to-stateful", evidence="inferred"
)
def knows_it_both_ways(first: Exchange, second: Exchange, third: Exchange) -> Verdict:
    """Whether the server or the client keeps the history, the model knows the same of it."""
    return all_of(
        *(that(text(x.interaction), "the text of the answer", x).contains("Phil") for x in (second, third)),
    )


@feature.must(
    "stateless-chat.model-turn-of-a-string",
    model_string,
    clauses="stateless.model-string-content",
    until="2026-05-20",
)
def takes_a_model_turn_of_a_string(short: Exchange, asked: Exchange) -> Verdict:
    """In a history of turns, what the model said may be a plain string."""
    return all_of(expect(asked, "$.status").equals("completed"), counts_more(short, asked))


@feature.should(
    "stateless-chat.hand-written-output",
    hand_written,
    clauses="stateless.model-output-without-thought",
    since="2026-05-20",
)
def takes_hand_written_output(short: Exchange, asked: Exchange) -> Verdict:
    """A model_output step may stand in a history without the thought that led to it, where it calls no function."""
    return all_of(expect(asked, "$.status").equals("completed"), counts_more(short, asked))


@feature.should("stateless-chat.sample", sample, clauses="stateless.full-history")
def answers_the_sample(asked: Exchange) -> Verdict:
    """Asked for a landmark "in the second one" of three cities in the history, the model speaks of Barcelona."""
    return that(text(asked.interaction), "the text of the answer", asked).meets(
        lambda said: any(word in str(said) for word in ("Barcelona", "Sagrada", "Gaudí", "Gaudi")),
        "one that speaks of Barcelona or its Sagrada Família",
    )
