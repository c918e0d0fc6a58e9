"""Limits: what is large, long, deep, slow or compressed is sent and delivered like what is small."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
from dataclasses import replace

from conformance.sdk.answer import Answer
from conformance.sdk.features.settings import WEATHER
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create, stream
from conformance.sdk.seen import Seen
from conformance.sdk.turns import meant
from conformance.sdk.wire import Json, Wire
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature("client-limits", title="Large and slow", source="what is delivered is what was sent")

MIB = 1024 * 1024
SAID = "Slow – or small, or packed."
BYTES = random.Random(20251211).randbytes(3 * MIB // 2)  # noqa: S311 - no secret: bytes that don't compress
LONG = "".join(f"{number:06} – eine Zeile mit Umläuten. " for number in range(20_000))
MANY = 1500
DEPTH = 60


def deep(depth: int = DEPTH) -> Json:
    """An object in an object and so on."""
    return {"in": deep(depth - 1)} if depth else {"bottom": True}


@feature.scenario()
def large_input(wire: Wire) -> Script:
    """A picture of 1.5 MiB and a text of 700 KB are put in."""
    picture = {"type": "image", "data": base64.b64encode(BYTES).decode(), "mime_type": "image/png"}
    call = create(input=[picture, {"type": "text", "text": LONG}])
    return Script(calls=[call], answers=[wire.unary(wire.text("Seen."))])


@feature.scenario()
def large_answer(wire: Wire) -> Script:
    """The answer is a text of 700 KB and a picture of 1.5 MiB."""
    answer = wire.unary(wire.text(LONG), wire.picture(base64.b64encode(BYTES).decode()))
    return Script(calls=[create(input="A lot, please.")], answers=[answer.split(*range(0, 2 * MIB, 65_536))])


@feature.scenario()
def large_event(wire: Wire) -> Script:
    """One event of a stream is 2 MiB long, one line of it."""
    answer = wire.stream(wire.picture(base64.b64encode(BYTES).decode()), wire.text("A picture."))
    return Script(calls=[stream(input="A picture, please.")], answers=[answer])


@feature.scenario(timeout=40.0)  # an SDK may take milliseconds for an event, on a machine with more to do
def many_events(wire: Wire) -> Script:
    """A stream has fifteen hundred deltas."""
    answer = wire.stream(wire.text("".join(f"{number:05} " for number in range(MANY))), cut=6)
    return Script(calls=[stream(input="Count.")], answers=[answer])


@feature.scenario()
def many_blocks(wire: Wire) -> Script:
    """An answer has three hundred texts."""
    return Script(calls=[create(input="Count.")], answers=[wire.unary(*(wire.text(f"{n} ") for n in range(300)))])


@feature.scenario()
def deep_arguments(wire: Wire) -> Script:
    """The arguments of a call are sixty objects deep."""
    answer = wire.unary(wire.call("get_weather", deep()), status="requires_action")
    return Script(calls=[create(input="How is it?", tools=[WEATHER])], answers=[answer])


@feature.scenario()
def slow_answer(wire: Wire) -> Script:
    """The answer comes after a second, and then in drops."""
    answer = wire.unary(wire.text(SAID))
    return Script(calls=[create(input="Slowly.")], answers=[answer.split(5, 50, 90).paced(0.2).delayed(0.8)])


@feature.scenario()
def slow_stream(wire: Wire) -> Script:
    """Between the events of a stream are pauses of a quarter of a second."""
    answer = wire.stream(wire.text(SAID), cut=20).paced(0.25)
    return Script(calls=[stream(input="Slowly.")], answers=[answer])


@feature.scenario()
def packed(wire: Wire) -> Script:
    """Who accepts gzip gets the answer in it."""
    answer = wire.unary(wire.text(SAID))
    return Script(calls=[create(input="Packed, please.")], answers=[zipped(answer)])


@feature.scenario()
def packed_stream(wire: Wire) -> Script:
    """Who accepts gzip gets the stream in it."""
    answer = wire.stream(wire.text(SAID), cut=4)
    return Script(calls=[stream(input="Packed, please.")], answers=[zipped(answer).split(7, 60, 100)])


@feature.scenario()
def of_known_length(wire: Wire) -> Script:
    """The answer says how long it is, and is not sent in chunks."""
    answer = replace(wire.unary(wire.text(SAID)), chunked=False)
    return Script(calls=[create(input="How long?")], answers=[answer])


def zipped(answer: Answer) -> Answer:
    """The answer in gzip."""
    whole = replace(answer, pieces=(gzip.compress(answer.body, mtime=0),))
    return whole.with_header("content-encoding", "gzip").called_odd("it is packed, and the schemas see the packing")


def unpacks(seen: Seen) -> Verdict:
    """The verdict whether a client that accepts gzip got the text, or one that does not said so."""
    asked = [(exchange.request.headers or {}).get("accept-encoding", "") for exchange in seen.creates]
    if asked and not any("gzip" in told or "*" in told for told in asked):
        return that(asked, "accept-encoding").meets(bool, "without gzip")
    return seen.reports("text").equals(SAID)


@feature.must("client-limits.large-input", large_input, clauses="input.content-list")
def sends_what_is_large(seen: Seen) -> Verdict:
    """What the application puts in is sent whole, however large: megabytes of picture and text."""
    sent, given = seen.sent().get("input"), getattr(seen.calls[0], "params", {})["input"]
    return that(_digest(meant(sent)), "the hash of what the input sent means").equals(_digest(meant(given)))


@feature.must("client-limits.large-answer", large_answer)
def delivers_what_is_large(seen: Seen) -> Verdict:
    """A large answer is delivered whole."""
    told, media = seen.outcome().text or "", seen.outcome().media or ()
    return all_of(
        that(_digest(told), "the hash of the text reported").equals(_digest(LONG)),
        that([one.sha256 for one in media], "the media reported").equals([hashlib.sha256(BYTES).hexdigest()]),
    )


@feature.must(
    "client-limits.large-event", large_event, source="https://html.spec.whatwg.org/multipage/server-sent-events.html"
)
def delivers_a_large_event(seen: Seen) -> Verdict:
    """A line of a stream has no greatest length: an event of megabytes is delivered like any other."""
    media = seen.outcome().media or ()
    return all_of(
        that([one.bytes for one in media], "the bytes of the media reported").equals([len(BYTES)]),
        seen.reports("text").equals("A picture."),
    )


@feature.must("client-limits.many-events", many_events, clauses="st.text-concat")
def delivers_many_events(seen: Seen) -> Verdict:
    """Thousands of deltas are all delivered."""
    told = (seen.outcome().text or "").split()
    return that(len(told), "the deltas delivered").equals(MANY)


@feature.must("client-limits.many-blocks", many_blocks, clauses="dm.model-output.content")
def delivers_many_blocks(seen: Seen) -> Verdict:
    """Hundreds of texts in one answer are all delivered."""
    told = (seen.outcome().text or "").split()
    return that(told, "the texts delivered").equals([str(number) for number in range(300)])


@feature.must("client-limits.deep-arguments", deep_arguments, clauses="fc.call.arguments-object")
def delivers_deep_arguments(seen: Seen) -> Verdict:
    """Arguments are delivered to their last depth."""
    told = [call.arguments for call in seen.outcome().calls or ()]
    return that(told == [deep()], "the arguments reported are those answered").equals(True)


@feature.must("client-limits.slow", slow_answer, slow_stream)
def waits_for_what_is_slow(seen: Seen) -> Verdict:
    """What comes slowly, but comes, is waited for."""
    return seen.reports("text").equals(SAID)


@feature.must(
    "client-limits.packed", packed, packed_stream, source="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3"
)
def unpacks_answers(seen: Seen) -> Verdict:
    """A client that says to accept gzip reads answers and streams that come in it."""
    return unpacks(seen)


@feature.must("client-limits.known-length", of_known_length, source="https://www.rfc-editor.org/rfc/rfc9112#section-6")
def reads_by_length(seen: Seen) -> Verdict:
    """An answer is read by its length as it is read by chunks."""
    return seen.reports("text").equals(SAID)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
