"""Structured output: the text of the answer is JSON that is valid by a schema that the request gives.

In the first beta the response format is the bare JSON schema, with the MIME type beside it; since then it is a typed
format that holds the schema. The documentation lists the keywords of JSON Schema that are heeded.
"""

from __future__ import annotations

import json

from conformance.api import Api
from conformance.contract import accepted, fits, goes_on, is_cut_off
from conformance.conversation import STREAM, Conversation, acceptance, creating
from conformance.exchange import Exchange
from conformance.interaction import Json, calls, objects, text
from conformance.jsontext import parsed
from conformance.path import MISSING
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature("structured-output", "Structured output", "https://ai.google.dev/gemini-api/docs/structured-output")

REVIEW = "Judge this comment: 'Win 1000 dollars now, click here!'"
VERDICT: Json = {
    "type": "object",
    "properties": {
        "decision": {"type": "string", "enum": ["spam", "fine"]},
        "reasons": {"type": "array", "items": {"type": "string"}},
        "author": {"type": "object", "properties": {"known": {"type": "boolean"}}, "required": ["known"]},
    },
    "required": ["decision", "reasons", "author"],
}
EITHER: Json = {
    "type": "object",
    "properties": {
        "decision": {
            "anyOf": [
                {"type": "object", "properties": {"spam_type": {"type": "string"}}, "required": ["spam_type"]},
                {"type": "object", "properties": {"summary": {"type": "string"}}, "required": ["summary"]},
            ]
        }
    },
    "required": ["decision"],
}
LIMITS: Json = {
    "type": "object",
    "properties": {
        "score": {"type": "integer", "minimum": 1, "maximum": 5},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
        "source": {"type": ["string", "null"]},
    },
    "required": ["score", "tags", "source"],
    "additionalProperties": False,
}
TREE: Json = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}},
    "required": ["name"],
}


def schema(x: Exchange) -> object:
    """The JSON schema that a request gives for the text of the answer, in any form; ``MISSING`` where it gives none."""
    given = x.sent.get("response_format", MISSING)
    for one in objects(given if isinstance(given, list) else [given]):
        if "schema" in one:
            return one["schema"]
        if one.get("type") not in ("text", "image", "audio", "video"):
            return one
    return MISSING


def with_keyword(keyword: str) -> Conversation:
    """A create that gives a schema with ``keyword`` in it."""
    return Conversation(
        creating(f"with {keyword} in the schema", lambda x: f'"{keyword}"' in json.dumps(schema(x), default=str))
    )


taken = acceptance("create with a schema", lambda x: schema(x) is not MISSING)
typed = acceptance(
    "create with a typed format",
    lambda x: (
        isinstance(given := x.sent.get("response_format"), dict) and given.get("type") == "text" and "schema" in given
    ),
)
formatted = Conversation(creating("with a schema", lambda x: schema(x) is not MISSING))
with_enum, with_union = with_keyword("enum"), with_keyword("anyOf")
with_limits, with_null, with_recursion = with_keyword("minItems"), with_keyword("null"), with_keyword("$ref")
streamed = Conversation(STREAM.where(lambda x: schema(x) is not MISSING, "streamed create with a schema"))
listed = Conversation(
    creating(
        "with a list of formats", lambda x: isinstance(x.sent.get("response_format"), list) and schema(x) is not MISSING
    )
)
plain = acceptance("create with a format for plain text", lambda x: "text/plain" in str(x.sent.get("response_format")))
capped = Conversation(
    creating(
        "with a schema and a cap",
        lambda x: schema(x) is not MISSING and "max_output_tokens" in str(x.sent.get("generation_config")),
    )
)


both = Conversation(
    creating(
        "with a schema and a mime type beside it", lambda x: "response_mime_type" in x.sent and schema(x) is not MISSING
    ),
    creating("without the mime type", lambda x: "response_mime_type" not in x.sent).after(
        lambda before, x: x.sent.get("response_format") == before[0].sent.get("response_format")
    ),
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(REVIEW, **api.json_format(VERDICT))


@feature.scenario(elicits=(taken, typed, formatted, with_enum, with_union))
def ask_for_json(api: Api) -> None:
    """Ask for JSON of a schema with an enum, then of one with a union."""
    api.control()
    api.create(REVIEW, **api.json_format(VERDICT))
    api.create(REVIEW, **api.json_format(EITHER))


@feature.scenario(elicits=(with_limits, with_null, with_recursion, capped), since="2026-05-07")
def use_the_keywords(api: Api) -> None:
    """Ask for JSON with limits, null and recursion, and for JSON that a cap cuts off."""
    api.create(REVIEW, **api.json_format(LIMITS))
    api.create("Describe the first two levels of a company as a tree.", **api.json_format(TREE))
    api.create(REVIEW, generation_config={"max_output_tokens": 20}, **api.json_format(VERDICT))


@feature.scenario(elicits=(listed, plain), since="2026-05-20")
def use_typed_formats(api: Api) -> None:
    """Ask for JSON in a list of formats, and for plain text."""
    api.control()
    api.create(REVIEW, response_format=[{"type": "text", "mime_type": "application/json", "schema": VERDICT}])
    api.create(response_format={"type": "text", "mime_type": "text/plain"})


@feature.scenario(elicits=both, since="2026-05-07")
def with_and_without_a_mime_type(api: Api) -> None:
    """Ask for JSON with the mime type beside the format, and without."""
    form = {"response_format": api.json_format(VERDICT)["response_format"]}
    api.create(REVIEW, response_mime_type="application/json", **form)
    api.create(REVIEW, **form)


@feature.scenario(elicits=streamed)
def stream_json(api: Api) -> None:
    """Stream JSON of a schema."""
    api.stream(REVIEW, **api.json_format(VERDICT))


@feature.must("structured-output.accepted", taken, clauses="so.legacy.raw-schema so.steps.typed-format")
def takes_a_schema(control: Exchange, created: Exchange) -> Verdict:
    """A response format with a JSON schema is taken, and answered."""
    return all_of(accepted(control, created), goes_on(created))


@feature.must("structured-output.is-json", formatted, clauses="so.output-is-json")
def answers_in_json(created: Exchange) -> Verdict:
    """The text of the answer is one JSON document, without anything around it."""
    return answered_in(created, True)


@feature.must("structured-output.conforms", formatted, clauses="so.output-conforms")
def answers_by_the_schema(created: Exchange) -> Verdict:
    """The JSON in the answer is valid by the schema."""
    return answered_in(created, schema(created))


@feature.must("structured-output.typed", typed, since="2026-05-20", clauses="rev.response-format")
def takes_a_typed_format(control: Exchange, created: Exchange) -> Verdict:
    """Since there are steps a response format has a type and holds the schema; the answer is valid by it."""
    return all_of(accepted(control, created), goes_on(created), answers_by_the_schema(created))


@feature.may(
    "structured-output.mime-type",
    both,
    since="2026-05-07",
    clauses="so.response-mime-type",
    note="Required by the reference, removed by the guide to migration (disc.docs.response-mime).",
)
def does_with_and_without(beside: Exchange, bare: Exchange) -> Verdict:
    """The mime type beside a response format may be given, and may be left out."""
    return all_of(answers_by_the_schema(beside), answers_by_the_schema(bare))


@feature.may("structured-output.key-order", formatted, since="2026-05-07", clauses="so.all-keys-order")
def keeps_the_order(created: Exchange) -> Verdict:
    """The keys of an object come in the order in which the schema names them."""
    wanted, answer = schema(created), parsed(text(created.interaction).encode())
    named = wanted.get("properties") if isinstance(wanted, dict) else None
    if is_cut_off(created) or not isinstance(named, dict) or not isinstance(answer, dict):
        return unseen("no object whose keys the schema names")
    return that([key for key in answer if key in named], "the keys", created).equals([k for k in named if k in answer])


@feature.should("structured-output.enum", with_enum, clauses="so.enum")
def heeds_an_enum(created: Exchange) -> Verdict:
    """An enum in the schema is heeded."""
    return answers_by_the_schema(created)


@feature.should("structured-output.union", with_union, clauses="so.union sample.structured.py")
def heeds_a_union(created: Exchange) -> Verdict:
    """A schema may leave the choice between several, with anyOf."""
    return answers_by_the_schema(created)


@feature.should(
    "structured-output.limits",
    with_limits,
    since="2026-05-07",
    clauses="so.keywords",
    note="The live service has refused such keywords (disc.so.keywords).",
)
def heeds_limits(created: Exchange) -> Verdict:
    """Limits on numbers and on the length of lists are taken, and heeded."""
    return answers_by_the_schema(created)


@feature.should("structured-output.nullable", with_null, since="2026-05-07", clauses="so.nullable")
def heeds_null(created: Exchange) -> Verdict:
    """A type may be a list of types with null among them."""
    return answers_by_the_schema(created)


@feature.may("structured-output.recursive", with_recursion, since="2026-05-07", clauses="so.recursive")
def heeds_recursion(created: Exchange) -> Verdict:
    """A schema may refer to itself."""
    return answers_by_the_schema(created)


@feature.may("structured-output.list-of-formats", listed, since="2026-05-20", clauses="so.steps.array-format")
def takes_a_list(created: Exchange) -> Verdict:
    """The response format may be a list of formats."""
    return answers_by_the_schema(created)


@feature.may("structured-output.plain-text", plain, since="2026-05-20", clauses="so.text-plain")
def takes_plain_text(control: Exchange, created: Exchange) -> Verdict:
    """A format for plain text is taken, and answered in text."""
    return all_of(
        accepted(control, created), that(text(created.interaction), "the text of the answer", created).is_text()
    )


@feature.must(
    "structured-output.streamed",
    streamed,
    since="2026-05-07",
    clauses="so.streaming-concat",
)
def streams_json(created: Exchange) -> Verdict:
    """The text deltas of a stream put together are one JSON document, valid by the schema."""
    return answers_by_the_schema(created)


@feature.should("structured-output.cut-off", capped, since="2026-05-07", clauses="so.truncated", evidence="inferred")
def says_that_it_is_cut_off(created: Exchange) -> Verdict:
    """JSON that a cap on the output cuts off comes with status incomplete, and JSON that is whole with completed."""
    whole = parsed(text(created.interaction).encode()) is not MISSING
    return expect(created, "$.status").equals("completed" if whole else "incomplete")


@feature.refusal(
    "structured-output.no-schema",
    level=Level.SHOULD,
    clauses="so.invalid-schema-400",
    evidence="inferred",
    shows=lambda x: "no-such-type" in str(schema(x)),
)
def not_a_schema(api: Api) -> object:
    """A response format whose schema is no JSON schema is refused."""
    return api.json_format({"type": "no-such-type"})


def answered_in(created: Exchange, wanted: object) -> Verdict:
    """The text of the answer is JSON, valid by the JSON schema ``wanted``."""
    if is_cut_off(created):
        return unseen("the answer was cut off by max_output_tokens")
    if calls(created.interaction):
        return unseen("the model calls a function before it answers")
    return fits(that(parsed(text(created.interaction).encode()), "the text of the answer, as JSON", created), wanted)
