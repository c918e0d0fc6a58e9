"""Streams: every delta reaches the application, once and in order, however the bytes are cut into pieces."""

from __future__ import annotations

from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict

WHATWG = "https://html.spec.whatwg.org/multipage/server-sent-events.html"
feature = ClientFeature(
    "client-stream", title="Streams", source="https://ai.google.dev/gemini-api/docs/interactions/streaming"
)


@feature.scenario()
def split_utf8(wire: Wire) -> Script:
    """Characters of two to four bytes arrive in two pieces."""
    answer = wire.stream(wire.thought(), wire.text("Grüße – こんにちは 👋🏽"))
    return Script(calls=[stream(input="Say hello.")], answers=[answer.bytewise()])


@feature.must("client-stream.split-utf8", split_utf8, source=f"{WHATWG}#parsing-an-event-stream")
def joins_split_characters(seen: Seen) -> Verdict:
    """A character whose bytes arrive in several pieces is delivered as that character."""
    return seen.reports("text").equals(seen.given_text)
