"""Chaining: a conversation that the server keeps is continued by the id of the interaction before, and nothing else."""

from __future__ import annotations

from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, converse
from conformance.sdk.seen import Seen
from conformance.sdk.turns import texts_of
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature(
    "client-chaining",
    title="Chaining by id",
    source="https://ai.google.dev/gemini-api/docs/interactions#stateful-conversation",
)

TURNS = ("Hi, I am Phil.", "What is my name?", "And how is it spelt?")
ODD_ID = "v1_a-b_c~d.e=="


@feature.scenario()
def three_turns(wire: Wire) -> Script:
    """Three turns, each answered with an id of its own."""
    texts = ("Hello, Phil!", "Phil.", "P, h, i, l.")
    answers = [wire.unary(wire.thought(), wire.text(text), id=wire.id(number)) for number, text in enumerate(texts)]
    return Script(calls=[converse(*TURNS)], answers=answers)


@feature.scenario()
def settings_every_turn(wire: Wire) -> Script:
    """Two turns with an instruction, which belongs to a single interaction."""
    answers = [wire.unary(wire.text("Aye!"), id=wire.id(number)) for number in range(2)]
    call = converse(*TURNS[:2], system_instruction="Talk like a pirate.")
    return Script(calls=[call], answers=answers)


@feature.scenario()
def an_id_of_any_letters(wire: Wire) -> Script:
    """The first answer has an id with signs that paths and queries would escape."""
    answers = [wire.unary(wire.text("Hello!"), id=ODD_ID), wire.unary(wire.text("Phil."), id=wire.id(1))]
    return Script(calls=[converse(*TURNS[:2])], answers=answers)


@feature.must("client-chaining.previous-id", three_turns, clauses="state.previous-id.context")
def names_the_one_before(seen: Seen) -> Verdict:
    """Each turn names the interaction that was answered just before; the first names none."""
    named = [create.sent.get("previous_interaction_id") for create in seen.creates]
    return that(named, "the ids named").equals([None, *(create.answered_id for create in seen.creates[:2])])


@feature.must("client-chaining.new-input-only", three_turns, clauses="state.previous-id.server-fetch")
def sends_what_is_new(seen: Seen) -> Verdict:
    """A turn that names the interaction before holds the new input alone: the server has the rest."""
    return that([texts_of(create.sent.get("input")) for create in seen.creates], "the texts sent").equals(
        [[turn] for turn in TURNS]
    )


@feature.must("client-chaining.last-answer", three_turns, clauses="create.new-resource")
def delivers_the_last_answer(seen: Seen) -> Verdict:
    """The application ends up with the last turn's answer and its id."""
    return all_of(seen.reports("text").equals("P, h, i, l."), seen.delivers("id"))


@feature.must("client-chaining.settings", settings_every_turn, clauses="state.not-inherited.system-instruction")
def sends_settings_again(seen: Seen) -> Verdict:
    """What the application sets for the whole conversation is sent with every turn, because the server forgets it."""
    sent = [create.sent.get("system_instruction") for create in seen.creates]
    return that(sent, "the instructions sent").equals(["Talk like a pirate."] * 2)


@feature.must("client-chaining.opaque-id", an_id_of_any_letters, clauses="dm.id")
def keeps_the_id(seen: Seen) -> Verdict:
    """An id is opaque: in a body it is sent back letter by letter, nothing escaped or shortened."""
    return that(seen.sent(1).get("previous_interaction_id"), "the id named").equals(ODD_ID)
