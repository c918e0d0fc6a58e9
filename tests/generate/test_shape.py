"""The documents of the schemas, read into shapes."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.generate import nested
from conformance.generate.reading import Reader
from conformance.generate.shape import Enum, Nested, Number, Record, Text, Union, compiled, every
from conformance.revisions import NAMES
from conformance.schema import load


@pytest.mark.parametrize("revision", NAMES)
def test_every_request_type_can_be_read(revision):
    for name in load(revision).names("request"):
        assert [*every(compiled(revision, name))], name


def test_a_tagged_union_knows_its_branches():
    shape = compiled("2026-11-16", "Content")

    assert isinstance(shape, Union)
    assert shape.tag == "type"
    assert [branch.tag for branch in shape.branches] == ["text", "image", "audio", "document", "video"]


def test_rules_on_what_is_present_become_branches():
    shape = compiled("2026-11-16", "CreateRequest")

    assert isinstance(shape, Union)
    records: list[Any] = [branch.shape for branch in shape.branches]
    fields = [{field.name: field.required for field in record.fields} for record in records]
    assert [("model" in one, "agent" in one) for one in fields] == [(True, False), (False, True)] * 2
    assert [("input" in one, one["continuation_token"]) for one in fields] == [(True, False)] * 2 + [(False, True)] * 2
    assert ["generation_config" in one for one in fields] == [True, False, True, False]


def test_bounds_and_known_values_are_kept():
    config = compiled("2026-11-16", "GenerationConfig")
    assert isinstance(config, Record)
    bounds: dict[str, Any] = {field.name: field.shape for field in config.fields}
    model = compiled("2026-11-16", "Model")

    assert isinstance(bounds["top_p"], Number)
    assert (bounds["top_p"].minimum, bounds["top_p"].maximum, bounds["top_p"].integer) == (0, 1, False)
    assert isinstance(model, Text)
    assert model.min_length == 1
    assert "gemini-2.5-flash" in model.known


@pytest.mark.parametrize("revision", NAMES)
def test_every_field_described_as_a_json_schema_is_one(revision):
    described = set()
    for name in load(revision).names("request"):
        document = load(revision).document(name, "request")
        for member, schema in document.get("properties", {}).items() if name != "BareSchema" else ():
            if isinstance(schema, dict) and "JSON Schema" in schema["description"] and "$ref" not in schema:
                described.add(f"{name}.{member}")

    found = {shape.name for shape in every(compiled(revision)) if isinstance(shape, Nested)}
    assert found - {"BareSchema"} == described
    assert "BareSchema" in found
    assert found <= nested.FIELDS.keys()


def test_a_keyword_without_a_meaning_is_refused():
    with pytest.raises(ValueError, match="Thing: no shape is known for uniqueItems"):
        Reader({"Thing": {"type": "array", "uniqueItems": True}}.__getitem__).named("Thing")


def test_a_type_within_itself_is_a_reference():
    documents = {"Tree": {"type": "object", "properties": {"left": {"$ref": "Tree.json"}, "leaf": {"const": 1}}}}

    tree: Any = Reader(documents.__getitem__).named("Tree")

    assert tree.fields[0].shape.shape is tree
    assert isinstance(tree.fields[1].shape, Enum)
