"""Structured output and limits: valid by the schema, cut where it has to be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from conformance.emulator.errors import ApiError
from conformance.emulator.model.instances import instance_of
from tests.emulator.satisfiable import fits, schemas

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

PERSON: Json = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 18, "maximum": 18}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
SPAM: Json = {"type": "object", "properties": {"reason": {"type": "string"}}, "required": ["reason"]}
NODE: Json = {
    "$defs": {
        "node": {
            "type": "object",
            "properties": {
                "value": {"type": "integer"},
                "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
            },
            "required": ["value", "next"],
        }
    },
    "$ref": "#/$defs/node",
}
SCHEMAS: dict[str, Any] = {
    "object": PERSON,
    "union": {"anyOf": [PERSON, SPAM]},
    "tagged union": {
        "oneOf": [
            {"type": "object", "properties": {"kind": {"const": kind}}, "required": ["kind"]} for kind in ("a", "b")
        ]
    },
    "recursive list": NODE,
    "tree": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#"}}},
        "required": ["name", "children"],
    },
    "enum": {"enum": ["red", "green"]},
    "const null": {"const": None},
    "nullable": {"type": ["string", "null"]},
    "unique": {"type": "array", "items": {"type": "integer"}, "minItems": 4, "uniqueItems": True},
    "tuple": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}], "items": False, "minItems": 2},
    "contains": {"type": "array", "items": {"type": "integer"}, "contains": {"const": 7}, "minItems": 2},
    "format": {
        "type": "object",
        "properties": {"when": {"type": "string", "format": "date-time"}},
        "required": ["when"],
    },
    "pattern": {"type": "string", "pattern": "^[A-Z]{2}-\\d{3}$"},
    "alternatives": {"type": "string", "pattern": "^(?:north|south)$"},
    "length": {"type": "string", "minLength": 40, "maxLength": 45},
    "open interval": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "below zero": {"type": "integer", "exclusiveMaximum": 0},
    "grid": {"type": "integer", "multipleOf": 7, "exclusiveMinimum": 7},
    "fractions": {"type": "number", "multipleOf": 0.5, "minimum": 3.25},
    "all of": {"allOf": [PERSON | {"additionalProperties": True}, SPAM]},
    "not a string": {"not": {"type": "string"}},
    "not with a field": {"type": "object", "properties": {"a": {"type": "string"}}, "not": {"required": ["a"]}},
    "conditional": {
        "properties": {"a": {"const": 1}, "b": {"type": "string"}},
        "if": {"required": ["a"]},
        "then": {"required": ["b"]},
    },
    "dictionary": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    "required only": {"type": "object", "required": ["anything"]},
    "draft 7": {"$schema": "http://json-schema.org/draft-07/schema#", "type": "array", "items": [{"type": "null"}]},
    "anything": {},
    "anchor": {"$defs": {"a": {"$anchor": "it", "type": "integer"}}, "type": "array", "items": {"$ref": "#it"}},
    "needs": {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"]}, "minProperties": 2},
    "draft 7 needs": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["a"],
        "dependencies": {"a": ["b"]},
    },
    "named by pattern": {
        "type": "object",
        "patternProperties": {"^x-[a-z]+$": {"type": "integer"}},
        "additionalProperties": False,
        "minProperties": 3,
    },
    "named shortly": {"type": "object", "propertyNames": {"pattern": "^[a-c]{2}$"}, "minProperties": 4},
    "three of a kind": {"type": "array", "contains": {"type": "null"}, "minContains": 3, "items": {"type": "null"}},
    "many": {
        "type": "array",
        "items": {"type": "string", "maxLength": 2},
        "minItems": 60,
        "uniqueItems": True,
    },
    "address": {"type": "string", "pattern": "^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}\\d+$"},
    "long by pattern": {"type": "string", "pattern": "^[A-Z][a-z]*$", "minLength": 30},
    "below zero on a grid": {"type": "integer", "exclusiveMaximum": -112, "multipleOf": 116},
    "bounds together": {"allOf": [{"type": "integer", "minimum": 3}, {"minimum": 1, "maximum": 3}]},
    "exactly one": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]},
}


@pytest.mark.parametrize("case", SCHEMAS)
def test_instances_satisfy_their_schema(case: str) -> None:
    checker = jsonschema.validators.validator_for(SCHEMAS[case], default=jsonschema.Draft202012Validator)
    checker(SCHEMAS[case]).validate(instance_of(SCHEMAS[case], "schema"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schemas())
def test_whatever_something_satisfies_is_satisfied(schema: Any) -> None:
    assert fits(schema, instance_of(schema, "schema"))


@pytest.mark.parametrize("schema", [False, {"not": {}}, {"allOf": [{"type": "string"}, {"type": "integer"}]}])
def test_what_nothing_satisfies_is_refused(schema: Any) -> None:
    with pytest.raises(ApiError, match="too complex"):
        instance_of(schema, "schema")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"type": "object", "required": ["self"], "properties": {"self": {"$ref": "#"}}},
        {"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        {
            "$defs": {
                f"d{i}": {"type": "array", "minItems": 9, "items": {"$ref": f"#/$defs/d{i + 1}"}} for i in range(9)
            }
            | {"d9": {}},
            "$ref": "#/$defs/d0",
        },
    ],
)
def test_schemas_without_bound_are_refused(schema: Json) -> None:
    with pytest.raises(ApiError, match="too complex"):
        instance_of(schema, "schema")


def test_the_raw_schema_of_the_older_shape(legacy_api: Api) -> None:
    answer = legacy_api.create("Who?", response_format={"anyOf": [PERSON, SPAM]}, response_mime_type="application/json")
    jsonschema.validate(json.loads(legacy_api.text(answer)), {"anyOf": [PERSON, SPAM]})


def test_the_typed_format_alone_and_in_a_list(steps_api: Api) -> None:
    typed = {"type": "text", "mime_type": "application/json", "schema": PERSON}
    for form in (typed, [typed], PERSON):
        value = json.loads(steps_api.text(steps_api.create("Who?", response_format=form)))
        assert list(value.items()) == [("name", "example"), ("age", 18)]


def test_plain_text_stays_plain(steps_api: Api) -> None:
    answer = steps_api.create("Say hi shortly.", response_format={"type": "text", "mime_type": "text/plain"})
    assert steps_api.text(answer) == "Hi!"


def test_a_stream_adds_up_to_one_document(api: Api) -> None:
    schema = {"type": "object", "properties": {f"field_{number}": {"type": "string"} for number in range(12)}}
    events = api.stream("Who?", response_format=schema)
    deltas = [data["delta"] for name, data in events if name == api.revision.delta]
    texts = [delta["text"] for delta in deltas if delta["type"] == "text"]
    assert list(json.loads("".join(texts))) == list(schema["properties"])


def test_the_limit_counts_thoughts_and_cuts(api: Api) -> None:
    whole = api.create("Count from 1 to 100")
    for limit in (1, 5, 16, 17, 20, 40):
        cut = api.create("Count from 1 to 100", generation_config={"max_output_tokens": limit})
        usage = cut["usage"]
        assert cut["status"] == "incomplete"
        assert usage["total_output_tokens"] + usage["total_thought_tokens"] <= limit
        assert api.text(whole).startswith(api.text(cut))
        assert (api.revision.blocks in cut) == (limit > 16)


def test_the_limit_cuts_calls_and_streams_to_nothing(api: Api, weather: Json) -> None:
    config = {"max_output_tokens": 18, "tool_choice": "any"}
    answer = api.create("What is the weather in Paris?", tools=[weather], generation_config=config)
    assert (answer["status"], api.blocks(answer)) == ("incomplete", [])
    events = api.stream("What is the weather in Paris?", tools=[weather], generation_config=config)
    assert [name for name, _ in events] == [api.revision.created, api.revision.status_update, api.revision.completed]


def test_an_answer_within_the_limit_is_complete(api: Api) -> None:
    config = {"temperature": 0.7, "max_output_tokens": 500, "thinking_level": "low"}
    assert api.create("Count from 1 to 20", generation_config=config)["status"] == "completed"


def test_stop_sequences_end_the_answer(api: Api) -> None:
    answer = api.create("Count from 1 to 10", generation_config={"stop_sequences": ["5"]})
    assert (answer["status"], api.text(answer)) == ("completed", "1, 2, 3, 4, ")


def test_usage_adds_up(api: Api, weather: Json) -> None:
    plain = api.create("Hi")["usage"]
    more = api.create("Hi", tools=[weather], system_instruction="Be kind.", generation_config={"tool_choice": "none"})
    for usage in (plain, more["usage"]):
        parts = ("input", "output", "thought", "tool_use")
        assert usage["total_tokens"] == sum(usage[f"total_{part}_tokens"] for part in parts)
        assert sum(item["tokens"] for item in usage["input_tokens_by_modality"]) == usage["total_input_tokens"]
    assert more["usage"]["total_input_tokens"] > plain["total_input_tokens"]
