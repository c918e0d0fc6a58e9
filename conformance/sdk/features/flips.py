"""Flips: when the server changes to another shape there is an error or the text, but no success without a word."""

from __future__ import annotations

from conformance.revisions import LATE_OUTPUTS, STEPS
from conformance.sdk.answer import Answer
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, converse, create, get, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature(
    "client-flips",
    title="A change of revision",
    source="https://ai.google.dev/gemini-api/docs/interactions-breaking-changes-may-2026",
)

SAID = "Said in another shape."
ODD = "the shape is that of another revision"
REFUSAL = "The legacy schema is not supported any more, word 0608: upgrade the SDK."


def other(wire: Wire) -> Wire:
    """The words of the other shape."""
    return Wire(STEPS if wire.legacy else LATE_OUTPUTS, wire.scenario)


def flipped(answer: Answer) -> Answer:
    """The answer, of which the revision that is spoken knows nothing."""
    return answer.called_odd(ODD)


@feature.scenario()
def one_answer(wire: Wire) -> Script:
    """One create, answered in the other shape."""
    return Script(
        calls=[create(input="Hello.")], answers=[flipped(other(wire).unary(wire.thought(), other(wire).text(SAID)))]
    )


@feature.scenario()
def one_stream(wire: Wire) -> Script:
    """One stream, with the events of the other shape."""
    return Script(calls=[stream(input="Hello.")], answers=[flipped(other(wire).stream(other(wire).text(SAID)))])


@feature.scenario()
def in_a_conversation(wire: Wire) -> Script:
    """Two turns; between them the server changes to the other shape."""
    first = wire.unary(wire.text("Hello, Phil!"))
    second = flipped(other(wire).unary(other(wire).text(SAID), id=wire.id(1)))
    return Script(calls=[converse("I am Phil.", "Who am I?")], answers=[first, second])


@feature.scenario()
def what_was_kept(wire: Wire) -> Script:
    """What was created in the one shape is retrieved in the other."""
    kept = flipped(other(wire).unary(other(wire).text(SAID), to="get"))
    return Script(calls=[get(wire.id())], answers=[kept])


@feature.scenario(until="2026-05-20")
def refused(wire: Wire) -> Script:
    """The server speaks the old shape no more, and says so."""
    return Script(calls=[create(input="Hello.")], answers=[wire.error(400, "invalid_request", REFUSAL)])


def honest(seen: Seen) -> Verdict:
    """The verdict whether the text was delivered, or an error raised."""
    if seen.outcome().error is not None:
        return seen.raises()
    return seen.reports("text").equals(SAID)


@feature.must("client-flips.answer", one_answer, clauses="rev.rename.outputs-steps")
def is_honest_about_an_answer(seen: Seen) -> Verdict:
    """An answer in a shape that the client does not read is an error; one that it reads is delivered."""
    return honest(seen)


@feature.must("client-flips.stream", one_stream, clauses="rev.rename.events")
def is_honest_about_a_stream(seen: Seen) -> Verdict:
    """A stream of events that the client does not read is an error; one that it reads is delivered."""
    return honest(seen)


@feature.must("client-flips.conversation", in_a_conversation, clauses="rev.rename.outputs-steps")
def is_honest_in_a_conversation(seen: Seen) -> Verdict:
    """A server that changes its shape between two turns ends no conversation in silence."""
    return all_of(that(len(seen.creates), "the creates sent").equals(2), honest(seen))


@feature.must("client-flips.kept", what_was_kept, clauses="rev.rename.outputs-steps")
def is_honest_about_what_was_kept(seen: Seen) -> Verdict:
    """An interaction that is retrieved in another shape than it was created in is not an empty one."""
    return honest(seen)


@feature.must("client-flips.refused", refused, clauses="rev.header-ignored-after-0608", until="2026-05-20")
def tells_that_it_is_too_old(seen: Seen) -> Verdict:
    """That a server does not speak the client's revision any more is raised, with the words that say what to do."""
    error = seen.outcome().error
    return all_of(
        that(error and error.status, "the status of the error").equals(400),
        that(error and error.message, "the message of the error").contains("word 0608"),
    )
