"""Structured output: the schema reaches the server, and the JSON that comes back reaches the application."""

from __future__ import annotations

from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Json, Wire, compact
from conformance.verdict import Verdict, that

feature = ClientFeature(
    "client-structured", title="Structured output", source="https://ai.google.dev/gemini-api/docs/structured-output"
)

SCHEMA: Json = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "description": "Der Titel"},
        "rating": {"type": ["number", "null"], "minimum": 0, "maximum": 5},
        "kind": {"anyOf": [{"enum": ["film", "book"]}, {"$ref": "#/$defs/other"}]},
    },
    "required": ["title", "kind"],
    "additionalProperties": False,
    "$defs": {"other": {"type": "object"}},
}
DATA = {"title": 'Der "Schwarm" 🌊', "rating": None, "kind": "book"}


def asked(wire: Wire) -> Json:
    """How a revision asks for JSON of the schema."""
    if wire.legacy:
        return {"response_format": SCHEMA, "response_mime_type": "application/json"}
    return {"response_format": {"type": "text", "mime_type": "application/json", "schema": SCHEMA}}


@feature.scenario()
def one_object(wire: Wire) -> Script:
    """An object by a schema with a union, a null and a reference."""
    call = create(input="A book, please.", **asked(wire))
    return Script(calls=[call], answers=[wire.unary(wire.thought(), wire.text(compact(DATA)))])


@feature.scenario()
def streamed(wire: Wire) -> Script:
    """The same in a stream, cut wherever a delta ends."""
    call = stream(input="A book, please.", **asked(wire))
    return Script(calls=[call], answers=[wire.stream(wire.thought(), wire.text(compact(DATA)), cut=7)])


@feature.must("client-structured.schema", one_object, streamed, clauses="so.steps.typed-format so.legacy.raw-schema")
def sends_the_schema(seen: Seen) -> Verdict:
    """The schema reaches the server keyword by keyword, in the form of the revision."""
    given = getattr(seen.calls[0], "params", {}).get("response_format")
    return that(seen.sent().get("response_format"), "response_format as sent").equals(given)


@feature.must("client-structured.mime-type", one_object, clauses="so.response-mime-type", until="2026-05-20")
def sends_the_mime_type(seen: Seen) -> Verdict:
    """The type that goes with the schema reaches the server."""
    return that(seen.sent().get("response_mime_type"), "response_mime_type as sent").equals("application/json")


@feature.must("client-structured.json", one_object, clauses="so.output-is-json")
def delivers_the_json(seen: Seen) -> Verdict:
    """The JSON that was answered is delivered as it is: as text, if not as a value."""
    return seen.reports("text").equals(compact(DATA))


@feature.must("client-structured.streamed-json", streamed, clauses="so.streaming-concat")
def delivers_the_streamed_json(seen: Seen) -> Verdict:
    """The pieces of a JSON that is streamed add up to that JSON."""
    return seen.reports("text").equals(compact(DATA))


@feature.may("client-structured.data", one_object, clauses="so.output-is-json")
def delivers_the_value(seen: Seen) -> Verdict:
    """A client may hand over the value that the JSON stands for; it is the one that was answered."""
    return seen.reports("data").equals(DATA)
