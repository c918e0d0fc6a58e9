"""Deltas: what a stream brings piece by piece adds up to what was said, whatever the pieces are."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from conformance.sdk.features.settings import WEATHER
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Json, Wire, compact
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature(
    "client-deltas", title="Deltas of streams", source="https://ai.google.dev/gemini-api/docs/interactions/streaming"
)

BLANKS = ("A", " ", "\n", "\n\n", "\t", "  ", "B", "\n")
BYTES = bytes(range(256)) * 9
ARGUMENTS = {"city": 'Zürich "HB"\\ 👋\n', "days": 3, "deep": {"list": [1.5, None, True, {}], "empty": ""}}


def told(wire: Wire, *blocks: Json, cut: int = 16, **closing: Any) -> Script:
    """One streamed create that makes these blocks, in deltas of ``cut`` characters."""
    return Script(calls=[stream(input="Tell me.")], answers=[wire.stream(*blocks, cut=cut, **closing)])


def pieces(wire: Wire, *texts: str) -> Script:
    """One streamed create whose text comes in exactly these deltas."""
    begun = {"type": "text"} if wire.legacy else {"type": "model_output"}
    deltas = [wire.delta(0, {"text": text, "type": "text"}) for text in texts]
    events = [*wire.opening(), wire.start(0, begun), *deltas, wire.stop(0), wire.closing()]
    return Script(calls=[stream(input="Tell me.")], answers=[wire.sse(events)])


def calling(wire: Wire, *fragments: str, arguments: Json) -> Script:
    """One streamed create that ends with a call whose arguments come in these fragments (whole where legacy)."""
    block = wire.call("get_weather", arguments)
    deltas = [{"arguments": fragment, "type": "arguments_delta"} for fragment in fragments]
    middle = [wire.start(0, block | {"arguments": {}}), *(wire.delta(0, delta) for delta in deltas), wire.stop(0)]
    middle = wire.of_block(0, block) if wire.legacy else middle
    events = [*wire.opening(), *middle, wire.closing("requires_action")]
    return Script(calls=[stream(input="How is it?", tools=[WEATHER])], answers=[wire.sse(events)])


@feature.scenario()
def plain(wire: Wire) -> Script:
    """A thought and a text, as most streams are."""
    usage = wire.usage(input=13, output=29, thought=31)
    return told(wire, wire.thought("Hm, ja."), wire.text("It is said in a few deltas of sixteen."), usage=usage)


@feature.scenario()
def equal_neighbours(wire: Wire) -> Script:
    """Deltas that are alike follow each other."""
    return pieces(wire, "ha", "ha", "ha", "!", "!", " ", " ")


@feature.scenario()
def empty_deltas(wire: Wire) -> Script:
    """Some deltas hold no letter: the first, one in the middle, the last."""
    return pieces(wire, "", "Half", "", "", " and half", "")


@feature.scenario()
def blanks(wire: Wire) -> Script:
    """Some deltas hold blanks and new lines alone."""
    return pieces(wire, *BLANKS)


@feature.scenario()
def one_delta(wire: Wire) -> Script:
    """The whole text is one delta."""
    return told(wire, wire.text("All of it at once, as short answers are told."), cut=1000)


@feature.scenario()
def one_letter_each(wire: Wire) -> Script:
    """Each delta is one letter."""
    return told(wire, wire.text("Buchstabe für Buchstabe 👋🏽."), cut=1)


@feature.scenario()
def several_texts(wire: Wire) -> Script:
    """Three texts in blocks of their own, a thought among them."""
    return told(wire, wire.text("One, "), wire.thought("two?"), wire.text("two, "), wire.text("three."))


@feature.scenario()
def thought_aloud(wire: Wire) -> Script:
    """A thought whose summary comes in two deltas, empty signatures between them, then the text."""
    summaries = [{"content": {"text": text, "type": "text"}, "type": "thought_summary"} for text in ("Weigh ", "it.")]
    empty = {"signature": "", "type": "thought_signature"}
    signed = {"signature": wire.thought()["signature"], "type": "thought_signature"}
    deltas = [wire.delta(0, delta) for delta in (summaries[0], empty, summaries[1], signed)]
    middle = [wire.start(0, {"type": "thought"}), *deltas, wire.stop(0), *wire.of_block(1, wire.text("Yes."))]
    answer = wire.sse([*wire.opening(), *middle, wire.closing()])
    return Script(calls=[stream(input="Tell me.")], answers=[answer])


@feature.scenario()
def a_picture(wire: Wire) -> Script:
    """A picture in one delta, and a text."""
    return told(wire, wire.picture(base64.b64encode(BYTES).decode()), wire.text("A picture."))


@feature.scenario()
def no_blocks(wire: Wire) -> Script:
    """The limit of tokens was reached before the first word."""
    return told(wire, status="incomplete")


@feature.scenario()
def without_ids(wire: Wire) -> Script:
    """Nothing is stored: ids are empty."""
    answer = wire.stream(wire.text("Not kept."), id="")
    return Script(calls=[stream(input="Forget this.", store=False)], answers=[answer])


@feature.scenario()
def cited(wire: Wire) -> Script:
    """Behind the text comes a delta with what it cites."""
    cites = {
        "type": "url_citation",
        "url": "https://example.com/",
        "title": "example",
        "start_index": 0,
        "end_index": 4,
    }
    kind = "text_annotation" if wire.legacy else "text_annotation_delta"
    begun, *deltas, stopped = wire.of_block(0, wire.text("Said elsewhere."))
    middle = [begun, *deltas, wire.delta(0, {"annotations": [cites], "type": kind}), stopped]
    return Script(calls=[stream(input="Who says so?")], answers=[wire.sse([*wire.opening(), *middle, wire.closing()])])


@feature.scenario()
def arguments_at_once(wire: Wire) -> Script:
    """The arguments of a call in one delta."""
    return calling(wire, compact(ARGUMENTS), arguments=ARGUMENTS)


@feature.scenario(since="2026-05-20")
def arguments_in_fragments(wire: Wire) -> Script:
    """The arguments of a call cut anywhere: inside names, numbers and escapes, with nothing in between."""
    text = compact(ARGUMENTS)
    parts = [text[at : at + 3] for at in range(0, len(text), 3)]
    return calling(wire, "", *parts[:4], "", *parts[4:], arguments=ARGUMENTS)


@feature.scenario(since="2026-05-20")
def no_arguments(wire: Wire) -> Script:
    """A call without arguments, of which no delta comes."""
    return calling(wire, arguments={})


@feature.scenario(since="2026-05-20")
def woven_calls(wire: Wire) -> Script:
    """Two calls whose deltas take turns."""
    blocks = [wire.call("get_weather", {"city": city}, id=city) for city in ("Bern", "Basel")]
    starts = [wire.start(index, block | {"arguments": {}}) for index, block in enumerate(blocks)]
    texts = [compact(block["arguments"]) for block in blocks]
    fragments = [(index, text[part]) for part in (slice(5), slice(5, None)) for index, text in enumerate(texts)]
    deltas = [wire.delta(index, {"arguments": text, "type": "arguments_delta"}) for index, text in fragments]
    events = [*wire.opening(), *starts, *deltas, wire.stop(0), wire.stop(1), wire.closing("requires_action")]
    answer = wire.sse(events).called_odd("steps do not take turns (clause st.steps-sequential)")
    return Script(calls=[stream(input="How is it?", tools=[WEATHER])], answers=[answer])


@feature.must("client-deltas.text", plain, one_delta, one_letter_each, clauses="st.text-concat st.step-delta")
def adds_up(seen: Seen) -> Verdict:
    """The texts of the deltas, one after the other, are the text that the application gets."""
    return all_of(that(seen.given_text, "the text streamed").is_text(), seen.reports("text").equals(seen.given_text))


@feature.must("client-deltas.repeated", equal_neighbours, clauses="st.text-concat")
def counts_equals(seen: Seen) -> Verdict:
    """Deltas that are alike are all delivered: none is taken for a repetition."""
    return seen.reports("text").equals("hahaha!!  ")


@feature.must("client-deltas.empty", empty_deltas, clauses="st.text-concat")
def passes_over_empty_ones(seen: Seen) -> Verdict:
    """A delta without a letter ends nothing: what comes behind it is delivered."""
    return seen.reports("text").equals("Half and half")


@feature.must("client-deltas.blanks", blanks, clauses="st.text-concat")
def keeps_blanks(seen: Seen) -> Verdict:
    """Deltas of blanks and new lines are delivered as they are, at the end too."""
    return seen.reports("text").equals("".join(BLANKS))


@feature.must("client-deltas.several-texts", several_texts, clauses="st.step-start st.legacy.content-start")
def delivers_every_text(seen: Seen) -> Verdict:
    """The texts of several blocks are all delivered, in order, and no thought among them."""
    return seen.reports("text").equals("One, two, three.")


@feature.must("client-deltas.thoughts-apart", thought_aloud, clauses="st.thought.summary-delta")
def keeps_thoughts_apart(seen: Seen) -> Verdict:
    """The summary of a thought is no part of the text."""
    return seen.reports("text").equals("Yes.")


@feature.should("client-deltas.thoughts", thought_aloud, clauses="st.thought.summary-delta")
def delivers_thoughts(seen: Seen) -> Verdict:
    """The pieces of a thought's summary are delivered, all of them and in order."""
    return that("".join(seen.outcome().thoughts or ()), "the thoughts reported").equals("Weigh it.")


@feature.must("client-deltas.picture", a_picture, clauses="st.media-delta")
def delivers_the_picture(seen: Seen) -> Verdict:
    """A picture that is streamed is delivered byte by byte."""
    found = [media.sha256 for media in seen.outcome().media or ()]
    return that(found, "the hashes of the media reported").equals([hashlib.sha256(BYTES).hexdigest()])


@feature.must("client-deltas.usage", plain, clauses="usage.stream-final st.usage-in-final")
def delivers_the_usage(seen: Seen) -> Verdict:
    """The usage, which the last event brings, is delivered."""
    told = seen.outcome().usage or {}
    return that(told.get("total_tokens"), "the total reported").equals(73)


@feature.must("client-deltas.id", plain, clauses="st.created st.legacy.start")
def delivers_the_id(seen: Seen) -> Verdict:
    """The id of the interaction, which the first event brings, is delivered."""
    return seen.delivers("id")


@feature.must("client-deltas.status", plain, no_blocks, clauses="st.completed st.legacy.complete")
def delivers_the_status(seen: Seen) -> Verdict:
    """The status at the end is the one that the last event tells."""
    return seen.delivers("status")


@feature.must("client-deltas.events", plain, clauses="st.sse-framing")
def delivers_the_events(seen: Seen) -> Verdict:
    """The events are delivered in the order in which they came, under the names that they have."""
    sent = [event.type for exchange in seen.creates for event in exchange.events if not event.is_done]
    known = [name for name in seen.outcome().events or () if name in sent]
    return all_of(that(sent, "the events sent").is_list(), that(known, "the events reported").equals(sent))


@feature.must(
    "client-deltas.no-blocks", no_blocks, clauses="st.completed.status-terminal gc.max-output-tokens.incomplete"
)
def tells_incomplete(seen: Seen) -> Verdict:
    """A stream without a block is delivered as one: incomplete, and no text."""
    return all_of(
        seen.reports("status").equals("incomplete"), seen.reports("text").meets(lambda text: not text, "no text")
    )


@feature.must("client-deltas.without-ids", without_ids, clauses="st.stream-store-false")
def reads_without_ids(seen: Seen) -> Verdict:
    """A stream whose ids are empty, as one that is not stored, is read like any other."""
    return seen.reports("text").equals("Not kept.")


@feature.must("client-deltas.cited", cited, clauses="st.annotation-delta")
def reads_past_citations(seen: Seen) -> Verdict:
    """What a text cites comes behind it and changes nothing of it."""
    return all_of(seen.reports("text").equals("Said elsewhere."), seen.reports("status").equals("completed"))


@feature.must(
    "client-deltas.arguments", arguments_at_once, clauses="st.fc.arguments-delta st.legacy.function-call-delta"
)
def delivers_arguments(seen: Seen) -> Verdict:
    """The arguments of a call that is streamed are delivered as the JSON that they are."""
    return _calls(seen, ("call_00001", "get_weather", ARGUMENTS))


@feature.must(
    "client-deltas.argument-fragments", arguments_in_fragments, clauses="st.fc.arguments-delta", since="2026-05-20"
)
def puts_fragments_together(seen: Seen) -> Verdict:
    """Arguments that come in fragments are put together before they are read, wherever they were cut."""
    return _calls(seen, ("call_00001", "get_weather", ARGUMENTS))


@feature.must("client-deltas.no-arguments", no_arguments, clauses="st.fc.start-has-identity", since="2026-05-20")
def delivers_a_bare_call(seen: Seen) -> Verdict:
    """A call of which no delta comes has the arguments that its start has: none."""
    return _calls(seen, ("call_00001", "get_weather", {}))


@feature.should("client-deltas.woven", woven_calls, clauses="st.step-delta", since="2026-05-20")
def goes_by_the_index(seen: Seen) -> Verdict:
    """A delta belongs to the step whose index it names, not to the one that was opened last."""
    return _calls(seen, ("Bern", "get_weather", {"city": "Bern"}), ("Basel", "get_weather", {"city": "Basel"}))


@feature.must("client-deltas.requires-action", arguments_at_once, clauses="st.fc.ends-requires-action")
def tells_requires_action(seen: Seen) -> Verdict:
    """A stream that ends with a call is delivered as one that waits for its result."""
    return seen.reports("status").equals("requires_action")


def _calls(seen: Seen, *expected: tuple[str, str, Json]) -> Verdict:
    told = [(call.id, call.name, call.arguments) for call in seen.outcome().calls or ()]
    return that(told, "the calls reported").equals(list(expected))
