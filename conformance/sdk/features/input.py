"""Input: whatever form the application gives it in, the server is told the same."""

from __future__ import annotations

import base64
from typing import Any

from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create
from conformance.sdk.seen import Seen
from conformance.sdk.turns import contents_of, meant
from conformance.sdk.wire import Wire
from conformance.verdict import Subject, Verdict, that

feature = ClientFeature(
    "client-input", title="Forms of input", source="https://ai.google.dev/gemini-api/docs/interactions#input"
)

LETTERS = 'Grüße, こんにちは, 👩‍👩‍👧 "quoted" \\ back\u2028line\u0085next\ttab <b>&amp;</b> e\u0301 \U0001f44b'
PICTURE = base64.b64encode(bytes(range(256)) * 3 + b"\xfb\xff\xfe").decode()
ANSWERED = "I have read it."


def asking(wire: Wire, input: Any, **params: Any) -> Script:  # noqa: A002
    """One create with this input, and a plain answer."""
    return Script(calls=[create(input=input, **params)], answers=[wire.unary(wire.text(ANSWERED))])


def the_input(seen: Seen) -> Subject:
    """What the input that was sent means, as something to expect a value of."""
    return that(meant(seen.sent().get("input")), "what the input sent means", next(iter(seen.creates), None))


def as_given(seen: Seen) -> Verdict:
    """The verdict whether the input sent means what the application gave."""
    return the_input(seen).equals(meant(getattr(seen.calls[0], "params", {}).get("input")))


@feature.scenario()
def any_letters(wire: Wire) -> Script:
    """A text with letters of one to four bytes, quotes, a backslash and separators of lines that JSON leaves alone."""
    return asking(wire, LETTERS)


@feature.scenario()
def contents(wire: Wire) -> Script:
    """Texts around a picture."""
    return asking(
        wire,
        [
            {"type": "text", "text": "Before."},
            {"type": "image", "data": PICTURE, "mime_type": "image/png"},
            {"type": "text", "text": "Behind."},
        ],
    )


@feature.scenario()
def one_content(wire: Wire) -> Script:
    """A single content, not in a list."""
    return asking(wire, {"type": "text", "text": "All alone."})


@feature.scenario()
def by_uri(wire: Wire) -> Script:
    """A document by its address, with a query in it."""
    uri = "https://example.com/a%20b.pdf?x=1&y=%2F"
    document = {"type": "document", "uri": uri, "mime_type": "application/pdf"}
    return asking(wire, [{"type": "text", "text": "Sum it up."}, document])


@feature.scenario()
def every_kind(wire: Wire) -> Script:
    """A content of every kind that there is."""
    media = [("image", "image/jpeg"), ("audio", "audio/wav"), ("video", "video/mp4"), ("document", "application/pdf")]
    given = [{"type": kind, "data": PICTURE, "mime_type": mime} for kind, mime in media]
    return asking(wire, [*given, {"type": "text", "text": "What are these?"}])


@feature.scenario(since="2026-05-20")
def steps(wire: Wire) -> Script:
    """A conversation in steps, the model's among them."""
    said = {"type": "user_input", "content": [{"type": "text", "text": "My name is Phil."}]}
    asked = {"type": "user_input", "content": [{"type": "text", "text": "What is my name?"}]}
    return asking(wire, [said, wire.thought("Phil."), wire.text("Hello, Phil!"), asked])


@feature.scenario(until="2026-05-20")
def turns(wire: Wire) -> Script:
    """A conversation in turns, one of the model with its content in a string."""
    return asking(
        wire,
        [
            {"role": "user", "content": [{"type": "text", "text": "My name is Phil."}]},
            {"role": "model", "content": "Hello, Phil!"},
            {"role": "user", "content": [{"type": "text", "text": "What is my name?"}]},
        ],
    )


@feature.scenario()
def function_result(wire: Wire) -> Script:
    """The result of a function that an earlier interaction called for."""
    result = {"type": "function_result", "call_id": "call_00001", "name": "get_weather", "result": {"degrees": 21}}
    return asking(wire, [result], previous_interaction_id=wire.id(7))


@feature.must("client-input.letters", any_letters, clauses="input.string")
def sends_any_letters(seen: Seen) -> Verdict:
    """A text in any letters reaches the server letter by letter."""
    return as_given(seen)


@feature.must("client-input.contents", contents, clauses="input.content-list input.multi-part-order")
def sends_all_contents(seen: Seen) -> Verdict:
    """A list of contents reaches the server whole and in the order in which the application gave it."""
    return as_given(seen)


@feature.must("client-input.one-content", one_content, clauses="input.content-single-object")
def sends_one_content(seen: Seen) -> Verdict:
    """A single content means what a list of it means."""
    return as_given(seen)


@feature.must("client-input.uri", by_uri, clauses="input.content-list")
def sends_uris_untouched(seen: Seen) -> Verdict:
    """The address of a file reaches the server as it was given, its escapes neither added to nor resolved."""
    documents = [content for content in contents_of(seen.sent().get("input")) if content.get("type") == "document"]
    sent = documents[0].get("uri") if documents else None
    return that(sent, "the uri sent", next(iter(seen.creates), None)).equals("https://example.com/a%20b.pdf?x=1&y=%2F")


@feature.must("client-input.every-kind", every_kind, clauses="input.content.type-discriminator")
def sends_every_kind(seen: Seen) -> Verdict:
    """Pictures, sound, video and documents reach the server with their bytes and their type."""
    return as_given(seen)


@feature.must("client-input.steps", steps, clauses="input.step-list", since="2026-05-20")
def sends_steps(seen: Seen) -> Verdict:
    """A list of steps reaches the server step by step, those of the model untouched."""
    return as_given(seen)


@feature.must("client-input.turns", turns, clauses="input.turn-list.legacy", until="2026-05-20")
def sends_turns(seen: Seen) -> Verdict:
    """A list of turns reaches the server turn by turn, each with its role."""
    return as_given(seen)


@feature.must("client-input.function-result", function_result, clauses="input.function-result-list fc.result.shape")
def sends_a_result(seen: Seen) -> Verdict:
    """The result of a function is a valid input of its own; it reaches the server with the id of its call."""
    return as_given(seen)
