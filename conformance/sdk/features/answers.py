"""Answers: what an interaction holds is what the application gets, also where it holds more than the client knows."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

from conformance.sdk.answer import Answer
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Json, Wire
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature(
    "client-answers", title="Answers", source="https://ai.google.dev/api/interactions-api#Resource:Interaction"
)

TEXTS = ("One. ", "  Two,\n", "👋🏽 drei.")
BYTES = bytes(range(256)) * 5 + b"\x00"
FACES = {"image/png": base64.b64encode(BYTES).decode(), "image/jpeg": base64.b64encode(BYTES[::-1]).decode()}


def one_create(answer: Answer) -> Script:
    """One create, answered so."""
    return Script(calls=[create(input="Tell me.")], answers=[answer])


@feature.scenario()
def one_text(wire: Wire) -> Script:
    """A plain answer with everything that one has."""
    usage = wire.usage(input=11, output=23, thought=41)
    return one_create(wire.unary(wire.thought(), wire.text("Plainly said."), usage=usage))


@feature.scenario()
def several_texts(wire: Wire) -> Script:
    """Texts in blocks of their own, a thought between them, blanks at their ends."""
    first, second, third = (wire.text(text) for text in TEXTS)
    return one_create(wire.unary(first, wire.thought("Let me think."), second, third))


@feature.scenario(since="2026-05-20")
def texts_in_one_step(wire: Wire) -> Script:
    """Several texts as the contents of one step."""
    return one_create(wire.unary(wire.text(*TEXTS)))


@feature.scenario()
def thought_aloud(wire: Wire) -> Script:
    """A thought with a summary before the text."""
    return one_create(wire.unary(wire.thought("I weighed both sides."), wire.text("Yes.")))


@feature.scenario()
def pictures(wire: Wire) -> Script:
    """Two pictures and a text."""
    made = [wire.picture(data, mime) for mime, data in FACES.items()]
    return one_create(wire.unary(*made, wire.text("Two pictures.")))


@feature.scenario()
def unknown_fields(wire: Wire) -> Script:
    """Fields that no document lists: in the interaction, in a block and in the usage."""
    text = wire.text("Known.") | {"novelty": {"deep": [1, None]}}
    usage = wire.usage() | {"total_dreams": 3}
    return one_create(wire.unary(text, usage=usage, mood="sunny", extras=[{"a": None}]))


@feature.scenario()
def unknown_block(wire: Wire) -> Script:
    """A block of a type that no document lists, between two texts."""
    strange = {"type": "dream_report", "dreams": [{"of": "sheep"}]}
    answer = wire.unary(wire.text("Before."), strange, wire.text("Behind."))
    return one_create(answer.called_odd("the type of a block is of the future"))


@feature.scenario()
def unknown_status(wire: Wire) -> Script:
    """A status that no document lists."""
    answer = wire.unary(wire.text("Half way."), status="hibernating")
    return one_create(answer.called_odd("the status is of the future"))


@feature.scenario()
def incomplete(wire: Wire) -> Script:
    """The limit of tokens was reached before a word was said: the answer has no blocks at all."""
    return one_create(wire.unary(status="incomplete"))


@feature.scenario()
def failed(wire: Wire) -> Script:
    """The interaction failed; the request did not."""
    return one_create(wire.unary(wire.text("So far"), status="failed"))


@feature.scenario()
def without_id(wire: Wire) -> Script:
    """What is not stored is answered without an id."""
    call = create(input="Forget this.", store=False)
    return Script(calls=[call], answers=[wire.unary(wire.text("Forgotten."), id=...)])


@feature.scenario()
def spread_out(wire: Wire) -> Script:
    """The same JSON with blanks and escapes, in small pieces."""
    spread = json.dumps(wire.interaction(wire.text("Grüße 👋")), indent=4)
    return one_create(replace(wire.unary(), pieces=(spread.encode(),)).split(*range(7, 490, 7)))


@feature.must("client-answers.id", one_text, clauses="dm.id")
def delivers_the_id(seen: Seen) -> Verdict:
    """The application gets the id of the interaction, letter by letter."""
    return seen.delivers("id")


@feature.must("client-answers.status", one_text, incomplete, clauses="create.sync.completed")
def delivers_the_status(seen: Seen) -> Verdict:
    """The application gets the status of the interaction."""
    return seen.delivers("status")


@feature.must("client-answers.usage", one_text, clauses="usage.present usage.fields")
def delivers_the_usage(seen: Seen) -> Verdict:
    """The application gets the counts of tokens as they were answered."""
    told, usage = seen.outcome().usage or {}, seen.given.get("usage")
    counts = {name: n for name, n in usage.items() if name.startswith("total_")} if isinstance(usage, dict) else {}
    return all_of(
        that(counts, "the counts answered").meets(bool, "there"),
        that({name: told.get(name) for name in counts}, "the counts reported").equals(counts),
    )


@feature.may(
    "client-answers.usage-alone", one_text, clauses="usage.fields", source="what is delivered is what was sent"
)
def adds_no_usage(seen: Seen) -> Verdict:
    """The usage that is delivered is the one that was answered: counts that a client adds are told apart from it."""
    told = {name for name, value in (seen.outcome().usage or {}).items() if value is not None}
    usage = seen.given.get("usage")
    given = set(usage) if isinstance(usage, dict) else set()
    return all_of(
        that(bool(told), "a usage reported").equals(True), that(sorted(told - given), "counts added").equals([])
    )


@feature.must("client-answers.every-text", several_texts, texts_in_one_step, clauses="dm.text-block")
def delivers_every_text(seen: Seen) -> Verdict:
    """Several texts of one answer are all delivered, in order, with the blanks at their ends."""
    return seen.reports("text").equals("".join(TEXTS))


@feature.must("client-answers.thoughts-apart", thought_aloud, clauses="think.summary.shape")
def keeps_thoughts_apart(seen: Seen) -> Verdict:
    """What the model thought is no part of the text that it says."""
    return seen.reports("text").equals("Yes.")


@feature.should("client-answers.thoughts", thought_aloud, clauses="think.summary.shape")
def delivers_thoughts(seen: Seen) -> Verdict:
    """The summary of a thought is delivered, apart from the text."""
    return that("".join(seen.outcome().thoughts or ()), "the thoughts reported").equals("I weighed both sides.")


@feature.must("client-answers.pictures", pictures, source="what is delivered is what was sent")
def delivers_pictures(seen: Seen) -> Verdict:
    """Every picture of an answer is delivered, byte by byte and with its type."""
    told = [media.model_dump() for media in seen.outcome().media or ()]
    return that(told, "the media reported").equals([_media(mime, data) for mime, data in FACES.items()])


@feature.must("client-answers.unknown-fields", unknown_fields, clauses="dm.additive")
def survives_unknown_fields(seen: Seen) -> Verdict:
    """Fields that the client does not know hide nothing of what it knows."""
    counted = (seen.outcome().usage or {}).get("total_tokens")
    return all_of(
        seen.reports("text").equals("Known."),
        seen.reports("status").equals("completed"),
        that(counted, "the total reported").equals(19),
    )


@feature.must("client-answers.unknown-block", unknown_block, clauses="dm.additive")
def survives_an_unknown_block(seen: Seen) -> Verdict:
    """The texts around a block of an unknown type are delivered."""
    return seen.reports("text").equals("Before.Behind.")


@feature.must("client-answers.unknown-status", unknown_status, clauses="dm.additive")
def survives_an_unknown_status(seen: Seen) -> Verdict:
    """With an unknown status the text is delivered still, and the interaction is not called completed."""
    return all_of(seen.reports("text").equals("Half way."), seen.reports("status").differs_from("completed"))


@feature.must("client-answers.incomplete", incomplete, clauses="dm.status.enum")
def tells_incomplete(seen: Seen) -> Verdict:
    """An answer that was cut before the first word is delivered as incomplete, without a text."""
    return all_of(
        seen.reports("status").equals("incomplete"),
        seen.reports("text").meets(lambda text: not text, "no text"),
    )


@feature.must("client-answers.failed", failed, clauses="dm.status.enum.seed")
def tells_failed(seen: Seen) -> Verdict:
    """An interaction that failed is not taken for one that completed: its status is delivered, or an error raised."""
    return seen.delivers("status") if seen.outcome().error is None else seen.raises()


@feature.must("client-answers.without-id", without_id, clauses="store.false.id-absent")
def reads_without_an_id(seen: Seen) -> Verdict:
    """An answer without an id, as one that is not stored has it, is read like any other."""
    return seen.reports("text").equals("Forgotten.")


@feature.must("client-answers.any-layout", spread_out, source="https://www.rfc-editor.org/rfc/rfc8259")
def reads_any_layout(seen: Seen) -> Verdict:
    """JSON says the same with blanks and escapes in it, and in however many pieces it comes."""
    return seen.reports("text").equals("Grüße 👋")


def _media(mime_type: str, data: str) -> Json:
    decoded = base64.b64decode(data)
    return {"mime_type": mime_type, "bytes": len(decoded), "sha256": hashlib.sha256(decoded).hexdigest()}
