"""Framing: an event stream is read as its standard says, whichever of the ways to write one a server or proxy chose."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.sdk.answer import Answer
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import ClientScenario, Script, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, that

WHATWG = "https://html.spec.whatwg.org/multipage/server-sent-events.html"
feature = ClientFeature(
    "client-framing", title="Framing of event streams", source=f"{WHATWG}#event-stream-interpretation"
)

SAID = "Framed: 👋 data: [DONE]\u2028event: x\u2029id\u0085: 7"
"""A text with letters of four bytes, what looks like fields of a stream, and what some libraries take for line ends."""

Frames = list[bytes]


def streamed(wire: Wire) -> Answer:
    """The stream that all scenarios begin with: a piece for each frame."""
    return wire.stream(wire.thought(), wire.text(SAID), cut=11)


def with_rubbish(wire: Wire, rubbish: bytes) -> Answer:
    """The stream with a frame in the midst of its text that no right server sends."""
    answer = streamed(wire)
    return replace(answer, pieces=(*answer.pieces[:-5], rubbish, *answer.pieces[-5:]), odd="data that is no event")


def framed(name: str, about: str, reframe: Callable[[Frames], Frames], odd: str = "") -> ClientScenario:
    """Declare a scenario: the same stream, its frames written in another way, which may be ``odd``."""

    @feature.scenario(name=name, about=about)
    def write(wire: Wire) -> Script:
        answer = streamed(wire)
        return Script(
            calls=[stream(input="Go.")], answers=[replace(answer, pieces=tuple(reframe([*answer.pieces])), odd=odd)]
        )

    return write


def _each(edit: Callable[[bytes], bytes]) -> Callable[[Frames], Frames]:
    return lambda frames: [edit(frame) for frame in frames]


def _lines(frame: bytes) -> bytes:
    """The frame with its JSON on many lines of data."""
    event, data = frame.removesuffix(b"\n\n").split(b"\n", 1)
    if data == b"data: [DONE]":
        return frame
    spread = json.dumps(json.loads(data.removeprefix(b"data: ")), indent=1, ensure_ascii=False).encode()
    return b"\n".join([event, *(b"data: " + line for line in spread.split(b"\n")), b"", b""])


def _numbered(frames: Frames) -> Iterator[bytes]:
    for number, frame in enumerate(frames):
        yield b"id: %d\n" % number + frame


def _marked(first: bytes, *rest: bytes) -> Frames:
    event, data, end = first.split(b"\n", 2)
    return [b"\xef\xbb\xbf" + b"\n".join([data, event, end]), *rest]


def _between(frames: Frames, *between: bytes) -> Frames:
    return [piece for frame in frames for piece in (*between, frame)]


crlf = framed("crlf", "Lines end in CR LF.", _each(lambda frame: frame.replace(b"\n", b"\r\n")))
crlf_apart = framed(
    "crlf-apart",
    "Lines end in CR LF, and each LF arrives apart from its CR.",
    lambda frames: b"".join(frames).replace(b"\n", b"\r\0\n").split(b"\0"),
)
cr = framed("cr", "Lines end in CR alone.", _each(lambda frame: frame.replace(b"\n", b"\r")))
at_once = framed("at-once", "The whole stream arrives in one piece.", lambda frames: [b"".join(frames)])
apart = framed(
    "apart",
    "Each byte of the text's first events arrives alone.",
    lambda frames: [*frames[:6], *(bytes([byte]) for frame in frames[6:8] for byte in frame), *frames[8:]],
)
comments = framed(
    "comments",
    "Comments: as the very first line, alone between events, inside an event.",
    lambda frames: _between([frame.replace(b"\ndata", b"\n: a note\ndata") for frame in frames], b": keep-alive\n\n"),
)
comments_behind_ids = framed(
    "comments-behind-ids",
    "Events with id lines, and comments alone behind them.",
    lambda frames: _between([*_numbered(frames)], b":\n\n", b": ping\n\n"),
)
many_lines = framed("many-lines", "The data of each event is spread over many lines.", _each(_lines))
no_blank = framed("no-blank", "No blank behind the colons.", _each(lambda frame: frame.replace(b"data: {", b"data:{")))
bom = framed(
    "bom", "The stream begins with a byte order mark, its first line is data.", lambda frames: _marked(*frames)
)
other_fields = framed(
    "other-fields",
    "Lines with retry, with ids, with fields of unknown names, and one without a colon.",
    _each(lambda frame: b"retry: 3000\nid: abc\nflavor: vanilla\nlonely\n" + frame),
)
dataless = framed(
    "dataless",
    "Between the events are some without data.",
    lambda frames: _between(frames, b"event: ping\n\n"),
    odd="events without data",
)
blank_lines = framed("blank-lines", "Many empty lines between the events.", lambda f: _between(f, b"\n\n\n"))
no_names = framed("no-names", "Events without an event line.", _each(lambda frame: frame.split(b"\n", 1)[1]))
no_sentinel = framed(
    "no-sentinel",
    "The stream ends behind the last event, without [DONE].",
    lambda frames: frames[:-1],
    odd="the sentinel is missing",
)


@feature.scenario()
def behind_the_sentinel(wire: Wire) -> Script:
    """Behind [DONE] comes another delta."""
    more = wire.sse([wire.delta(1, {"text": " And more.", "type": "text"})], done=False)
    answer = streamed(wire)
    told = replace(answer, pieces=answer.pieces + more.pieces)
    return Script(calls=[stream(input="Go.")], answers=[told.called_odd("nothing follows [DONE]")])


@feature.scenario()
def almost_the_sentinel(wire: Wire) -> Script:
    """Between the deltas comes data that begins like the sentinel and goes on."""
    return Script(calls=[stream(input="Go.")], answers=[with_rubbish(wire, b"data: [DONE]-ish\n\n")])


@feature.scenario()
def no_json(wire: Wire) -> Script:
    """Between the deltas comes data that is no JSON."""
    return Script(calls=[stream(input="Go.")], answers=[with_rubbish(wire, b"event: note\ndata: hello {\n\n")])


@feature.scenario()
def other_content_type(wire: Wire) -> Script:
    """The content type in other letters, and with a parameter."""
    answer = streamed(wire).with_header("content-type", "Text/Event-Stream; charset=UTF-8")
    return Script(calls=[stream(input="Go.")], answers=[answer.called_odd("the type is written as nobody writes it")])


def _reads(seen: Seen) -> Verdict:
    return all_of(
        seen.reports("text").equals(SAID),
        seen.reports("status").equals("completed"),
        seen.reports("error").equals(None),
    )


@feature.must("client-framing.crlf", crlf, source=f"{WHATWG}#parsing-an-event-stream")
def reads_crlf(seen: Seen) -> Verdict:
    """Lines may end in CR LF."""
    return _reads(seen)


@feature.must("client-framing.crlf-apart", crlf_apart, source=f"{WHATWG}#parsing-an-event-stream")
def reads_crlf_apart(seen: Seen) -> Verdict:
    """A CR and its LF are one end of a line, also when they arrive apart."""
    return _reads(seen)


@feature.must("client-framing.cr", cr, source=f"{WHATWG}#parsing-an-event-stream")
def reads_cr(seen: Seen) -> Verdict:
    """Lines may end in CR alone."""
    return _reads(seen)


@feature.must("client-framing.any-pieces", at_once, apart, source="https://www.rfc-editor.org/rfc/rfc9112#section-7.1")
def reads_any_pieces(seen: Seen) -> Verdict:
    """How the bytes are cut into pieces says nothing: the whole stream at once reads like a byte at a time."""
    return _reads(seen)


@feature.must("client-framing.line-ends", at_once, source=f"{WHATWG}#parsing-an-event-stream")
def knows_line_ends(seen: Seen) -> Verdict:
    """Only CR and LF end a line: other separators, such as U+2028, are letters of the text."""
    return seen.reports("text").contains("\u2028event: x\u2029id\u0085: 7")


@feature.must("client-framing.comments", comments, clauses="st.no-keepalive-doc", source=f"{WHATWG}#authoring-notes")
def passes_over_comments(seen: Seen) -> Verdict:
    """Comments, with which proxies keep connections alive, are passed over wherever they stand."""
    return _reads(seen)


@feature.must("client-framing.comments-behind-ids", comments_behind_ids, clauses="st.no-keepalive-doc")
def passes_over_comments_behind_ids(seen: Seen) -> Verdict:
    """A comment alone makes no event, also when an event before it had an id."""
    return _reads(seen)


@feature.must("client-framing.many-lines", many_lines)
def joins_lines(seen: Seen) -> Verdict:
    """The lines of data of one event are joined before they are read."""
    return _reads(seen)


@feature.must("client-framing.no-blank", no_blank)
def needs_no_blank(seen: Seen) -> Verdict:
    """The blank behind the colon of a field may be missing."""
    return _reads(seen)


@feature.must("client-framing.bom", bom, source=f"{WHATWG}#parsing-an-event-stream")
def passes_over_the_bom(seen: Seen) -> Verdict:
    """A byte order mark at the start of the stream is passed over, and the line behind it read."""
    first = (seen.outcome().events or ("",))[0]
    return all_of(_reads(seen), that(first, "the first event reported").equals(seen.revision.created))


@feature.must("client-framing.other-fields", other_fields)
def passes_over_other_fields(seen: Seen) -> Verdict:
    """Fields that say nothing about the data, known and unknown ones, are passed over."""
    return _reads(seen)


@feature.must("client-framing.dataless", dataless, blank_lines)
def passes_over_nothing(seen: Seen) -> Verdict:
    """An event without data, or empty lines, make no event."""
    return _reads(seen)


@feature.should("client-framing.no-names", no_names, clauses="st.event-type-in-data")
def needs_no_names(seen: Seen) -> Verdict:
    """The type of an event stands in its data: the stream can be read without the event lines."""
    return _reads(seen)


@feature.should("client-framing.no-sentinel", no_sentinel, clauses="st.done-sentinel")
def needs_no_sentinel(seen: Seen) -> Verdict:
    """Behind the terminal event the stream has said all: a missing [DONE] takes nothing away."""
    return _reads(seen)


@feature.must("client-framing.sentinel", at_once, clauses="st.done-sentinel")
def knows_the_sentinel(seen: Seen) -> Verdict:
    """[DONE] is no JSON and no text: it ends the stream, and the same letters inside a text do not."""
    return _reads(seen)


@feature.should("client-framing.behind-the-sentinel", behind_the_sentinel, clauses="st.nothing-after-done")
def stops_at_the_sentinel(seen: Seen) -> Verdict:
    """[DONE] is the end: what comes behind it is not delivered."""
    return _reads(seen)


@feature.must(
    "client-framing.content-type", other_content_type, source="https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1"
)
def knows_the_content_type(seen: Seen) -> Verdict:
    """The type of a stream may be written in any case and with parameters."""
    return _reads(seen)


@feature.should("client-framing.no-json", almost_the_sentinel, no_json, clauses="st.sse-framing st.done-sentinel")
def is_honest_about_rubbish(seen: Seen) -> Verdict:
    """Data that is no JSON is passed over or an error; it does not end the stream as if all had been told."""
    if seen.outcome().error is not None:
        return seen.raises()
    return _reads(seen)
