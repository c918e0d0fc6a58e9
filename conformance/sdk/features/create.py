"""Create: what an application asks for reaches the server as it said it, and the answer reaches the application."""

from __future__ import annotations

from conformance.interaction import said
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature("client-create", title="Create", source="https://ai.google.dev/gemini-api/docs/interactions")


@feature.scenario()
def plain_text(wire: Wire) -> Script:
    """A question in a string, an answer in a sentence."""
    return Script(
        calls=[create(input="Why is the sky blue?")],
        answers=[wire.unary(wire.thought(), wire.text("Because air scatters blue light more than red."))],
    )


@feature.must("client-create.input-unchanged", plain_text)
def sends_the_input(seen: Seen) -> Verdict:
    """The text that the application asks reaches the server unchanged."""
    asked = [piece for create in seen.creates for piece in said(create.sent.get("input"))]
    return that(asked, "the input sent", seen.creates[0] if seen.creates else None).equals(["Why is the sky blue?"])


@feature.must("client-create.text-whole", plain_text)
def delivers_the_text(seen: Seen) -> Verdict:
    """The text that the application gets is the text that was answered."""
    return all_of(that(seen.given_text, "the text answered").is_text(), seen.reports("text").equals(seen.given_text))
