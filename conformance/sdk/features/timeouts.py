"""Time-outs: what does not come in the time that the application allows becomes an error, not a wait without end."""

from __future__ import annotations

from conformance.sdk.answer import End
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create, get, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire, no_answer
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature("client-timeouts", title="Time-outs", source="an application that allows a time is heard")

ALLOWED = 0.7
SLACK = 6.0  # seconds more than allowed: time-outs are not precise, and the machine may be busy


@feature.scenario(slow=True)
def no_word(wire: Wire) -> Script:  # noqa: ARG001
    """A create is never answered; the application allows 0.7 seconds."""
    call = create(input="Hello?").but(timeout=ALLOWED, retries=False)
    return Script(calls=[call], answers=[no_answer(End.SILENCE)])


@feature.scenario(slow=True)
def no_more(wire: Wire) -> Script:
    """A stream falls silent in the middle of its text."""
    events = wire.events(wire.text("Half."), cut=100)[:-2]
    silent = wire.sse(events, done=False).ending(End.SILENCE, "the stream falls silent")
    return Script(calls=[stream(input="Hello?").but(timeout=ALLOWED, retries=False)], answers=[silent])


@feature.scenario(slow=True)
def then_an_answer(wire: Wire) -> Script:
    """A create is never answered; the get after it is."""
    calls = [create(input="Hello?").but(timeout=ALLOWED, retries=False), get(wire.id())]
    return Script(calls=calls, answers=[no_answer(End.SILENCE), wire.unary(wire.text("Here."), to="get")])


@feature.must("client-timeouts.raised", no_word, then_an_answer, source="a call that has no answer has no result")
def raises_a_timeout(seen: Seen) -> Verdict:
    """When the time that the application allows is over, an error is raised, and it is no answer of the server."""
    error = seen.outcome().error
    return all_of(seen.raises(), that(error and error.status, "the status of the error").equals(None))


@feature.should("client-timeouts.in-time", no_word)
def keeps_to_the_time(seen: Seen) -> Verdict:
    """The time-out comes when the time is over: not before, and not many seconds later."""
    waited = seen.answered[0] - seen.arrived[0] if seen.answered and seen.outcome().error else None
    return that(waited, "seconds waited").meets(
        lambda found: isinstance(found, float) and ALLOWED / 2 < found < ALLOWED + SLACK, "about the time allowed"
    )


@feature.should("client-timeouts.stalled-stream", no_more)
def notices_a_silent_stream(seen: Seen) -> Verdict:
    """A stream that falls silent for longer than the application allows is ended with an error."""
    return seen.raises()


@feature.must("client-timeouts.goes-on", then_an_answer, source="one call that failed is no reason to fail the next")
def goes_on_after_a_timeout(seen: Seen) -> Verdict:
    """After a time-out the client works on: the next call gets its own answer."""
    return seen.reports("text", 1).equals("Here.")
