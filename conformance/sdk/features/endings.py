"""Endings: a stream that does not end as it should is not passed off as one that did."""

from __future__ import annotations

from conformance.sdk.answer import Answer, End
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Json, Wire, compact
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature(
    "client-endings", title="How streams end", source="https://ai.google.dev/gemini-api/docs/interactions/streaming"
)

SAID = "The first half. "
MESSAGE = "The model is overloaded, word 8391."
RFC_INCOMPLETE = "https://www.rfc-editor.org/rfc/rfc9112#section-8"


def half(wire: Wire) -> list[Json]:
    """The events of a stream up to the middle of its text."""
    return wire.events(wire.text(SAID), cut=100)[:-2]


def ended(wire: Wire, *last: Json | bytes, done: bool, odd: str, end: End = End.WHOLE) -> Script:
    """One stream that breaks off in the middle of its text, with ``last`` behind that."""
    answer = wire.sse([*half(wire), *last], done=done).ending(end, odd)
    return Script(calls=[stream(input="Go on.").but(retries=False)], answers=[answer])


def answered(answer: Answer) -> Script:
    """One create that asks for a stream and is answered so."""
    return Script(calls=[stream(input="Go on.").but(retries=False)], answers=[answer])


@feature.scenario()
def error_event(wire: Wire) -> Script:
    """In the middle of the text comes an error event, then [DONE]."""
    answer = wire.sse([*half(wire), wire.failure("service_unavailable", MESSAGE)])
    return answered(answer)


@feature.scenario()
def error_without_words(wire: Wire) -> Script:
    """The message of the error event is empty, as those of agents were."""
    answer = wire.sse([*half(wire), wire.failure("deadline_exceeded", "")], done=False)
    return answered(answer.called_odd("no sentinel, as seen of agents"))


@feature.scenario()
def error_at_once(wire: Wire) -> Script:
    """The error event is all that comes."""
    answer = wire.sse([wire.failure("service_unavailable", MESSAGE)])
    return answered(answer)


@feature.scenario()
def bare_json(wire: Wire) -> Script:
    """In the middle of the text comes an error as JSON on a line of its own, in no frame, and nothing more."""
    line = compact({"error": {"message": MESSAGE, "code": "prohibited_content"}}).encode() + b"\n"
    return ended(wire, line, done=False, odd="the error is in no frame, as seen on 22 September 2026")


@feature.scenario()
def bare_json_list(wire: Wire) -> Script:
    """The same with the error in a list over several lines, as the front end cuts streams off."""
    told = b'[{\n  "error": {\n    "code": 504,\n    "message": "%s",\n    "status": "DEADLINE_EXCEEDED"\n  }\n}\n]\n'
    return ended(wire, told % MESSAGE.encode(), done=False, odd="the error is in no frame, as seen at 600 seconds")


@feature.scenario()
def no_end(wire: Wire) -> Script:
    """The stream ends in good order in the middle of the text."""
    return ended(wire, done=False, odd="there is no terminal event")


@feature.scenario()
def sentinel_alone(wire: Wire) -> Script:
    """In the middle of the text comes [DONE], without the event that ends the interaction."""
    return ended(wire, done=True, odd="there is no terminal event")


@feature.scenario()
def cut(wire: Wire) -> Script:
    """The connection is closed in the middle of the body."""
    return ended(wire, done=False, end=End.CUT, odd="the connection is closed in mid-body")


@feature.scenario()
def cut_in_an_event(wire: Wire) -> Script:
    """The connection is closed in the middle of an event."""
    torn = b'event: x\ndata: {"index":0,"delta":{"text":"Never wh'
    return ended(wire, torn, done=False, end=End.CUT, odd="the connection is closed in mid-event")


@feature.scenario()
def reset(wire: Wire) -> Script:
    """The connection is reset in the middle of the text."""
    return ended(wire, done=False, end=End.RESET, odd="the connection is reset")


@feature.scenario()
def failed(wire: Wire) -> Script:
    """The stream ends as it should, the interaction failed."""
    return answered(wire.stream(wire.text(SAID), status="failed", cut=100))


@feature.scenario()
def incomplete(wire: Wire) -> Script:
    """The stream ends as it should, the text was cut at the limit of tokens."""
    return answered(wire.stream(wire.text(SAID), status="incomplete", cut=100))


@feature.scenario()
def refused(wire: Wire) -> Script:
    """The request is refused before there is a stream."""
    return answered(wire.error(400, "invalid_request", MESSAGE))


@feature.scenario()
def refused_in_frames(wire: Wire) -> Script:
    """The request is refused with status 400, and the body is a stream with an error event."""
    refusing = wire.sse([wire.failure("invalid_request", MESSAGE)], done=False)
    return answered(Answer(400, refusing.headers, refusing.pieces, odd="a refusal in the frames of a stream"))


@feature.scenario()
def no_stream(wire: Wire) -> Script:
    """The server did not hear that a stream is wanted: it answers with the whole interaction."""
    return answered(wire.unary(wire.text(SAID)))


@feature.scenario()
def left_early(wire: Wire) -> Script:
    """The application has enough after three events, and asks something else; the server has many more to say."""
    answer = wire.stream(wire.text("blah " * 60), cut=5).paced(0.05)
    calls = [stream(input="Go on.").but(stop_after=3), create(input="Something else.")]
    return Script(calls=calls, answers=[answer, wire.unary(wire.text(SAID), id=wire.id(1)).delayed(0.5)])


FAILURES = (error_event, error_without_words, error_at_once)
BARE = (bare_json, bare_json_list)
UNFINISHED = (no_end, sentinel_alone)
BROKEN = (cut, cut_in_an_event, reset)


def surfaced(seen: Seen) -> Verdict:
    """The verdict whether the application can see that something went wrong: an error raised, or an error event."""
    seen_it = seen.outcome().error is not None or "error" in (seen.outcome().events or ())
    return all_of(_asked(seen), that(seen_it, "an error that the application sees").equals(True))


def not_completed(seen: Seen) -> Verdict:
    """The verdict whether what was reported is not called completed; a report with nothing in it says nothing."""
    told = seen.outcome()
    return all_of(
        _asked(seen),
        that(bool(told.text or told.error or told.events), "something that the application sees").equals(True),
        that(told.status, "reported status of call 0").differs_from("completed"),
    )


@feature.must("client-endings.error-surfaces", *FAILURES, clauses="err.sse st.error-event")
def shows_the_error(seen: Seen) -> Verdict:
    """An error event reaches the application, as an error or as that event."""
    return surfaced(seen)


@feature.should("client-endings.error-raised", *FAILURES, clauses="err.sse st.error-event")
def raises_the_error(seen: Seen) -> Verdict:
    """An error event is raised as an error, so that an application that looks for none notices too."""
    return seen.raises()


@feature.should("client-endings.error-told", error_event, error_at_once, clauses="err.sse")
def tells_the_error(seen: Seen) -> Verdict:
    """What an error event says, its message, is in the error that the application gets."""
    error = seen.outcome().error
    return that(error and error.message, "the message of the error").contains("word 8391")


@feature.must("client-endings.error-is-no-end", *FAILURES, clauses="st.error-terminates")
def is_not_completed_by_an_error(seen: Seen) -> Verdict:
    """A stream that an error event ended is not called completed."""
    return not_completed(seen)


@feature.must("client-endings.text-so-far", error_event, *UNFINISHED, clauses="st.incremental")
def delivers_the_text_so_far(seen: Seen) -> Verdict:
    """The text that came before a stream broke off was delivered."""
    return seen.reports("text").equals(SAID)


@feature.must(
    "client-endings.bare-json", *BARE, source="https://github.com/googleapis/js-genai/issues/1973", evidence="recorded"
)
def notices_bare_json(seen: Seen) -> Verdict:
    """An error that stands in the stream as bare JSON, in no frame, becomes an error that the application sees."""
    return surfaced(seen)


@feature.must("client-endings.unfinished", *UNFINISHED, clauses="st.completed st.legacy.complete")
def does_not_invent_an_end(seen: Seen) -> Verdict:
    """A stream that ends without its terminal event is not called completed."""
    return not_completed(seen)


@feature.should("client-endings.unfinished-raised", *UNFINISHED, clauses="st.completed st.legacy.complete")
def notices_the_missing_end(seen: Seen) -> Verdict:
    """That the terminal event is missing is raised as an error: else half a text looks like a whole one."""
    return seen.raises()


@feature.must("client-endings.broken", *BROKEN, source=RFC_INCOMPLETE)
def notices_a_break(seen: Seen) -> Verdict:
    """A body that breaks off, because the connection was closed or reset, is incomplete: an error is raised."""
    return seen.raises()


@feature.must(
    "client-endings.torn-event",
    cut_in_an_event,
    source="https://html.spec.whatwg.org/multipage/server-sent-events.html",
)
def drops_the_torn_event(seen: Seen) -> Verdict:
    """An event that was not received whole is none: no piece of it becomes text."""
    return all_of(seen.reports("text").equals(SAID), seen.raises())


@feature.must("client-endings.failed", failed, clauses="st.completed.status-terminal")
def tells_failed(seen: Seen) -> Verdict:
    """An interaction that failed, in a stream that did not, is delivered as failed or as an error."""
    if seen.outcome().error is not None:
        return seen.raises()
    return seen.reports("status").equals("failed")


@feature.must("client-endings.incomplete", incomplete, clauses="st.completed.status-terminal")
def tells_incomplete(seen: Seen) -> Verdict:
    """A text that was cut at the limit of tokens is delivered, and as incomplete."""
    return all_of(seen.reports("text").equals(SAID), seen.reports("status").equals("incomplete"))


@feature.must(
    "client-endings.refused", refused, refused_in_frames, clauses="st.error-before-stream err.sse-400-framing"
)
def tells_a_refusal(seen: Seen) -> Verdict:
    """A refusal before the stream is raised with its status, whatever its body is framed as."""
    error = seen.outcome().error
    return that(error and error.status, "the status of the error").equals(400)


@feature.must("client-endings.no-stream", no_stream, source="what is delivered is what was sent")
def reads_what_is_no_stream(seen: Seen) -> Verdict:
    """Where a whole answer comes in place of a stream, its text is delivered or an error raised."""
    if seen.outcome().error is not None:
        return seen.raises()
    return seen.reports("text").equals(SAID)


@feature.should("client-endings.leaves", left_early, source="https://www.rfc-editor.org/rfc/rfc9112#section-9.6")
def leaves_when_told(seen: Seen) -> Verdict:
    """When the application leaves a stream, the connection is closed: the server is not kept talking to nobody."""
    left, later = seen.creates[:1], seen.answered[1:2]
    before = bool(left and later) and left[0].hung_up and seen.answered[0] < later[0]
    return all_of(
        seen.reports("text", 1).equals(SAID), that(before, "the client hung up before the next answer").equals(True)
    )


def _asked(seen: Seen) -> Verdict:
    return that(len(seen.creates), "the creates sent").is_count(1)
