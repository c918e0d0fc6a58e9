"""Storage and retention: every interaction is stored unless the request says otherwise.

``store=false`` opts out for one request: nothing is kept, so nothing can be got or continued by its id. Whether
something is stored and who keeps the history are two questions. How long it is kept takes days to see and is not tried.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import counts_more, refused
from conformance.conversation import (
    ASKED,
    CONTINUE,
    CREATE,
    GET,
    GET_DONE,
    STREAM,
    Conversation,
    concerns_last,
    creating,
)
from conformance.exchange import Exchange
from conformance.features.input_forms import SHORT, WORDS, longer
from conformance.features.retrieval import got
from conformance.interaction import objects, text
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature(
    "storage",
    "Storage and retention",
    "https://ai.google.dev/gemini-api/docs/interactions-overview#data-storage-retention",
)

SAID = frozenset({"model", "model_output"})
UNSTORED = creating("create that is not stored", lambda x: x.sent.get("store") is False)
WITH_HISTORY = creating(
    "stored create with its history",
    lambda x: (
        x.sent.get("store") is not False
        and "previous_interaction_id" not in x.sent
        and any(item.get("role", item.get("type")) in SAID for item in objects(x.sent.get("input")))
    ),
)


def concerns_storage(exchange: Exchange) -> bool:
    """A create that is not stored, or what may name it later: a get, a continuation."""
    names = exchange.operation == "get" or "previous_interaction_id" in exchange.sent
    return names or (exchange.operation == "create" and exchange.sent.get("store") is False)


opted_out = Conversation(SHORT, UNSTORED.after(longer))
asked_for = Conversation(ASKED.where(concerns_storage, "create that is not stored, and what names it").at_least(1))
streamed = Conversation(STREAM.where(lambda x: "store" not in x.meant, "streamed create"), GET_DONE)
independent = Conversation(SHORT, WITH_HISTORY.after(longer), GET.after(concerns_last))
aside = Conversation(CREATE, CONTINUE.where(lambda x: x.sent.get("store") is False, "continuation that is not stored"))


@feature.scenario(elicits=(opted_out, asked_for))
def keep_nothing(api: Api) -> None:
    """Ask without storing; where the answer gives an id all the same, try to get it and to continue it."""
    api.control()
    created = api.create(WORDS, store=False)
    if created.answered_id:
        api.get(created.id)
        api.create(previous_interaction_id=created.id)


@feature.scenario(elicits=streamed, needs=("storage",))
def stream_and_get(api: Api) -> None:
    """Stream an interaction, then get what was stored of it."""
    api.get(api.stream().id)


@feature.scenario(elicits=independent, needs=("storage",))
def keep_both(api: Api) -> None:
    """Send a history of our own without saying anything of storing, then get what came of it."""
    api.control()
    answer = "The capital of the Netherlands is Amsterdam, though the government sits in The Hague."
    steps = api.revision.blocks == "steps"
    said = {"type": "model_output", "content": [{"type": "text", "text": answer}]}
    turn = said if steps else {"role": "model", "content": answer}
    created = api.create([api.user("What is the capital of the Netherlands?"), turn, api.user("And of Spain?")])
    api.get(created.id)


@feature.scenario(elicits=aside, needs=("storage",))
def step_aside(api: Api) -> None:
    """Continue a stored interaction with a turn that is not stored."""
    api.create("Say hello.", previous_interaction_id=api.control().id, store=False)


@feature.must("storage.by-default", got, clauses="store.default-true dm.store-default")
def stores_by_default(created: Exchange, found: Exchange) -> Verdict:
    """An interaction is stored where the request does not speak of storing."""
    if not created.request.known or "store" in created.sent:
        return unseen("the request says whether to store, or is not known")
    return expect(found, "$.id").equals(created.answered_id)


@feature.must("storage.streams-too", streamed, clauses="store.default-true")
def stores_streams_too(created: Exchange, found: Exchange) -> Verdict:
    """An interaction that was streamed is stored like any other, with the text that was streamed."""
    return all_of(
        expect(found, "$.id").equals(created.answered_id),
        that(text(found.interaction), "the text of what is stored", found).is_text(),
        that(text(found.interaction), "the text of what is stored", found).equals(text(created.interaction)),
    )


@feature.must("storage.opt-out", opted_out, clauses="store.false.accepted")
def may_be_opted_out_of(short: Exchange, asked: Exchange) -> Verdict:
    """A request with store=false is answered like any other."""
    return all_of(
        expect(asked, "$.status").is_one_of("completed", "incomplete", "requires_action"), counts_more(short, asked)
    )


def unstored_among(traffic: tuple[Exchange, ...]) -> list[Exchange]:
    """The interactions that were made without being stored; not streams, which may end before they name an id."""
    made = (x for x in traffic if x.operation == "create" and x.sent.get("store") is False and not x.is_stream)
    return [x for x in made if x.status == 200]


@feature.must("storage.unstored-is-not-found", asked_for, clauses="get.unstored.404")
def is_not_found(traffic: tuple[Exchange, ...]) -> Verdict:
    """An interaction that was not stored can't be got: it has no id, or its id is not found."""
    verdicts = []
    for made in unstored_among(traffic):
        gets = [refused(x, 404) for x in traffic if x.operation == "get" and x.target_id == made.answered_id]
        verdicts += [CREATE.answers(made), *gets] if gets or not made.answered_id else []
    return every(verdicts, "answers")


@feature.must(
    "storage.unstored-is-not-continued", asked_for, clauses="store.false.no-previous-id state.previous-id.unstored"
)
def is_not_continued(traffic: tuple[Exchange, ...]) -> Verdict:
    """An interaction that was not stored can't be continued: it has no id, or its id is refused."""
    verdicts = []
    for made in unstored_among(traffic):
        previous = "previous_interaction_id"
        nexts = [refused(x) for x in traffic if previous in x.sent and x.sent[previous] == made.answered_id]
        verdicts += [CREATE.answers(made), *nexts] if nexts or not made.answered_id else []
    return every(verdicts, "answers")


@feature.may(
    "storage.unstored-has-no-id",
    opted_out,
    clauses="store.false.id-absent",
    since="2026-05-20",
    evidence="recorded",
    note="Documented is an id for every interaction; the live service sends none (disc.store.false-no-id).",
)
def has_no_id(short: Exchange, made: Exchange) -> Verdict:
    """What is not stored has no id, an empty one, or one of its own, never that of an interaction that is stored."""
    if not made.interaction.get("id"):
        return that(made.interaction.get("id", ""), "$.id", made).equals("")
    return all_of(expect(made, "$.id").is_text(), expect(made, "$.id").differs_from(short.answered_id))


@feature.must("storage.apart-from-history", independent, clauses="store.separate-from-state")
def is_apart_from_history(short: Exchange, asked: Exchange, found: Exchange) -> Verdict:
    """A client that keeps the history itself may have its interactions stored all the same."""
    return all_of(counts_more(short, asked), expect(found, "$.id").equals(asked.answered_id))


@feature.may("storage.turn-aside", aside, clauses="store.false.with-previous-id", evidence="inferred")
def may_step_aside(first: Exchange, asked: Exchange) -> Verdict:
    """A turn that is not stored may continue an interaction that is."""
    return counts_more(first, asked)
