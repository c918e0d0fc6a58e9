"""History: a conversation that the client keeps is sent whole each time, with the thoughts as they came."""

from __future__ import annotations

from conformance.interaction import blocks
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, converse
from conformance.sdk.seen import Seen
from conformance.sdk.turns import meant, of_kind
from conformance.sdk.wire import Json, Wire
from conformance.verdict import Verdict, all_of, every, that

feature = ClientFeature(
    "client-history",
    title="Stateless history",
    source="https://ai.google.dev/gemini-api/docs/interactions#stateless-conversation",
)

TURNS = ("Who won the euro 2024?", "Whom did they beat?", "Thanks – merci – 谢谢!")
SIGNATURE = "CiRlMjQ4MzBhNy01Y2Q2LTQyZmUtOTk4Yi1lZTUzOWU3MmI5YzM=+/aB=="


def played(wire: Wire, *answers: tuple[Json, ...]) -> Script:
    """A conversation that nobody stores, of as many turns as there are answers."""
    call = converse(*TURNS[: len(answers)], history="resent", store=False)
    return Script(calls=[call], answers=[wire.unary(*answer, id=...) for answer in answers])


@feature.scenario()
def thoughts(wire: Wire) -> Script:
    """Three turns; the answers begin with thoughts, one with a summary, one without."""
    first = (wire.thought("Football.", SIGNATURE), wire.text("Spain."))
    second = (wire.thought(signature=SIGNATURE[::-1]), wire.text("England."))
    return played(wire, first, second, (wire.text("De nada."),))


@feature.scenario()
def tools(wire: Wire) -> Script:
    """Two turns; the first answer holds a search that the server made, call and result signed."""
    first = (wire.thought(), *wire.searched("search_1", SIGNATURE), wire.text("Spain."))
    return played(wire, first, (wire.text("England."),))


@feature.scenario()
def unknown(wire: Wire) -> Script:
    """Two turns; the first answer's thought has a field that no document lists."""
    first = (wire.thought("Football.", SIGNATURE) | {"weight": {"of": 1.5}}, wire.text("Spain."))
    return played(wire, first, (wire.text("England."),))


@feature.scenario()
def several_texts(wire: Wire) -> Script:
    """Two turns; the first answer has two texts, one with quotes and letters of four bytes."""
    return played(wire, (wire.text("Spain. "), wire.text('"¡Olé!" 👏')), (wire.text("England."),))


def answered(seen: Seen, number: int) -> list[Json]:
    """The blocks that answer ``number`` held."""
    return blocks(seen.creates[number].interaction) if number < len(seen.creates) else []


@feature.must("client-history.whole", thoughts, several_texts, clauses="stateless.full-history")
def sends_everything(seen: Seen) -> Verdict:
    """Each turn holds all that was said before, by the user and by the model, in order, and the new text last."""
    said = [block for number in range(len(seen.creates) - 1) for block in (_user(number), *answered(seen, number))]
    kinds = {"user_input", "model_output", "text"}
    expected = [block for block in [*said, _user(len(seen.creates) - 1)] if block["type"] in kinds]
    sent = of_kind(seen.creates[-1].sent.get("input"), *kinds) if seen.creates else []
    return all_of(
        that(len(seen.creates), "the turns taken").is_count(2), that(sent, "the history sent").equals(expected)
    )


@feature.must("client-history.thoughts", thoughts, clauses="stateless.thoughts-must-return think.stateless.return-all")
def sends_thoughts_back(seen: Seen) -> Verdict:
    """Thoughts are sent back exactly as they were received: all of them, with their signatures and summaries."""
    expected = [block for number in range(2) for block in answered(seen, number) if block.get("type") == "thought"]
    sent = of_kind(seen.sent(2).get("input"), "thought")
    return all_of(
        that(expected, "the thoughts received").is_list(), that(sent, "the thoughts sent back").equals(expected)
    )


@feature.must("client-history.signatures", thoughts, clauses="think.signature.opaque")
def keeps_signatures(seen: Seen) -> Verdict:
    """Signatures are opaque: letter by letter what was received is sent back, with every later turn."""
    found = [
        that([step.get("signature") for step in of_kind(seen.sent(number).get("input"), "thought")], "signatures sent")
        .equals([SIGNATURE, SIGNATURE[::-1]][:number])
        for number in (1, 2)
    ]  # fmt: skip
    return every(found, "turns with signatures")


@feature.must("client-history.order", thoughts, tools, clauses="stateless.steps-roundtrip")
def keeps_the_order(seen: Seen) -> Verdict:
    """The blocks of an answer are sent back in their order: a thought stands before what it led to."""
    sent = [step.get("type") for step in meant(seen.sent(1).get("input"))]
    received = [block.get("type") for block in answered(seen, 0)]
    return all_of(
        that(received, "the blocks received").is_list(),
        that(sent, "the types sent").equals(["user_input", *received, "user_input"]),
    )


@feature.must("client-history.tool-steps", tools, clauses="stateless.tool-steps-must-return")
def sends_tool_steps_back(seen: Seen) -> Verdict:
    """The steps of tools that the server ran are sent back unchanged, with their ids and signatures."""
    kinds = ("google_search_call", "google_search_result")
    expected = [block for block in answered(seen, 0) if block.get("type") in kinds]
    sent = of_kind(seen.sent(1).get("input"), *kinds)
    return all_of(that(expected, "the steps received").is_list(), that(sent, "the steps sent back").equals(expected))


@feature.should("client-history.unknown-fields", unknown, clauses="stateless.thoughts-must-return dm.additive")
def keeps_unknown_fields(seen: Seen) -> Verdict:
    """Exactly as received means with the fields too that the client does not know."""
    expected = [block for block in answered(seen, 0) if block.get("type") == "thought"]
    sent = of_kind(seen.sent(1).get("input"), "thought")
    return all_of(that(expected, "the thought received").is_list(), that(sent, "the thought sent").equals(expected))


@feature.must("client-history.not-stored", thoughts, clauses="stateless.store-false store.false.accepted")
def stores_nothing(seen: Seen) -> Verdict:
    """An application that keeps the history itself and wants nothing stored says so with every turn."""
    return that([create.sent.get("store") for create in seen.creates], "store as sent").equals([False] * 3)


@feature.must("client-history.no-previous-id", thoughts, clauses="stateless.no-previous-id-mix")
def names_no_interaction(seen: Seen) -> Verdict:
    """A turn that holds the whole history names no interaction before it: the server would have the history twice."""
    named = [create.sent.get("previous_interaction_id") for create in seen.creates]
    return that(named, "the ids named").equals([None] * 3)


def _user(number: int) -> Json:
    return {"type": "user_input", "content": [{"type": "text", "text": TURNS[number]}]}
