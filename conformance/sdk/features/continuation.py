"""Continuation: an answer that stops halfway, and says so, is continued or told as one; it is not called whole."""

from __future__ import annotations

from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, right, that

feature = ClientFeature(
    "client-continuation",
    title="Continuation",
    source="https://ai.google.dev/api/interactions-api#Resource:Interaction",
)

HALF, REST = "Half of it, ", "and the rest."
HALFWAY = "requires_continuation"
TOKEN = "tok/1+2=="  # noqa: S105 - a token of the API, no secret


@feature.scenario(since="2026-11-16")
def one_answer(wire: Wire) -> Script:
    """A create is answered half, with a token; who goes on with it gets the rest."""
    half = wire.unary(wire.text(HALF), status=HALFWAY, continuation_token=TOKEN)
    return Script(calls=[create(input="At length.")], answers=[half, wire.unary(wire.text(REST), id=wire.id(1))])


@feature.scenario(since="2026-11-16")
def one_stream(wire: Wire) -> Script:
    """The same, streamed."""
    half = wire.stream(wire.text(HALF), status=HALFWAY, continuation_token=TOKEN)
    return Script(calls=[stream(input="At length.")], answers=[half, wire.stream(wire.text(REST), id=wire.id(1))])


@feature.must("client-continuation.honest", one_answer, one_stream, clauses="dm.status.enum", evidence="spec")
def is_honest_about_halves(seen: Seen) -> Verdict:
    """An answer that is half is told with its status, or continued to the end: half a text is not called completed."""
    if seen.outcome().status == HALFWAY:
        return all_of(that(len(seen.creates), "the creates sent").is_count(1), seen.reports("text").equals(HALF))
    return all_of(
        that(len(seen.creates), "the creates sent").equals(2),
        seen.reports("text").contains(REST),
        seen.reports("status").equals("completed"),
    )


@feature.must("client-continuation.token", one_answer, one_stream, clauses="dm.status.enum", evidence="spec")
def goes_on_with_the_token(seen: Seen) -> Verdict:
    """Who goes on names the token as it was answered, and the interaction that it goes on with."""
    if len(seen.creates) == 1:
        return all_of(seen.reports("status").equals(HALFWAY), right("it is left to the application to go on"))
    before = seen.creates[0].answered_id if seen.creates else None
    return all_of(
        that(seen.sent(1).get("continuation_token"), "the token sent").equals(TOKEN),
        that(seen.sent(1).get("previous_interaction_id"), "the id named").equals(before),
    )
