"""The generated files: up to date, valid JSON Schema, and only with keywords that the descent explains."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml
from jsonschema import Draft202012Validator

from conformance.descent import KEYWORDS
from conformance.projection import PROFILES, SCHEMAS, Projection, main, out_of_date, project
from conformance.revisions import NAMES
from conformance.schema_source import read_source

if TYPE_CHECKING:
    from pathlib import Path

# What a generated file may say beside its rules.
ANNOTATIONS = {"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "format", "contentEncoding"}
ANNOTATIONS |= {"discriminator", "x-evidence", "x-since", "x-until", "x-undocumented", "x-renamed-from", "x-enum-since"}


@pytest.fixture(scope="module")
def source() -> dict[str, Any]:
    return read_source(SCHEMAS / "source")


@pytest.fixture(scope="module")
def generated() -> list[tuple[str, dict[str, Any]]]:
    files = [path for revision in NAMES for path in sorted((SCHEMAS / revision).glob("*/*.json"))]
    return [(path.relative_to(SCHEMAS).as_posix(), json.loads(path.read_text())) for path in files]


def test_the_generated_files_are_up_to_date() -> None:
    assert out_of_date() == []


def test_every_generated_file_is_a_valid_schema(generated: list[tuple[str, dict[str, Any]]]) -> None:
    assert len(generated) > 300
    for name, schema in generated:
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].endswith(f"/schemas/{name}")
        jsonschema_rs.meta.validate(schema)
        if name.startswith(NAMES[-1]):  # the second opinion takes its time
            Draft202012Validator.check_schema(schema)


def test_every_keyword_has_its_explanation(generated: list[tuple[str, dict[str, Any]]]) -> None:
    used = {keyword for _, schema in generated for keyword in keywords(schema)}
    assert used - ANNOTATIONS == KEYWORDS


def test_requests_are_closed_and_answers_are_open(generated: list[tuple[str, dict[str, Any]]]) -> None:
    closed = [name for name, schema in generated if schema.get("additionalProperties") is False]
    open_for_others = {"BareSchema", "DynamicAgentConfig", "FileSearchResult", "FileUploadHeaders"}
    open_for_others |= {"RequestHeaders", "ResponseHeaders"}
    with_fields = {
        name for name, schema in generated if "properties" in schema and schema["title"] not in open_for_others
    }
    assert set(closed) == {name for name in with_fields if "/response/" not in name}


def test_check_names_each_file_that_is_out_of_date(tmp_path: Path) -> None:
    assert all(line.endswith(": missing") for line in out_of_date(target=tmp_path, write=True))
    folder = tmp_path / NAMES[-1] / "request"
    (folder / "Input.json").write_text("{}")
    (folder / "Turn.json").write_text("{}")
    (folder / "Tool.json").unlink()
    expected = ["Turn.json: no longer in the source", "Input.json: differs from the source", "Tool.json: missing"]
    assert sorted(out_of_date(target=tmp_path)) == sorted(f"{NAMES[-1]}/request/{line}" for line in expected)
    out_of_date(target=tmp_path, write=True)
    assert out_of_date(target=tmp_path) == []


def test_check_says_nothing_and_exits_0_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_an_unknown_argument_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--chekc"]) == 3
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("profile", "expected"),
    [("request", {"a", "always"}), ("response", {"always", "later", "b"}), ("strict", {"always", "b"})],
)
def test_a_request_knows_its_revision_and_an_answer_its_whole_shape(profile: Any, expected: set[str]) -> None:
    fields = {
        "always": {"type": "string"},
        "later": {"type": "string", "x-since": "2026-11-16"},
        "gone": {"type": "string", "x-until": "2026-05-20"},
        "a": {"type": "string", "x-profile": "request"},
        "b": {"type": "string", "x-profile": "response"},
    }
    thing = {"description": "A thing.", "type": "object", "properties": fields}
    assert set(Projection({"Thing": thing}, "2026-05-20", profile).types()["Thing"]["properties"]) == expected


def test_what_clients_send_back_is_known_in_requests_for_the_whole_shape() -> None:
    fields = {"later": {"enum": ["a"], "x-enum-since": {"b": "2026-11-16"}, "x-since": "2026-11-16"}}
    thing = {"description": "A thing.", "x-echo": True, "type": "object", "properties": fields}
    (projected,) = Projection({"Thing": thing}, "2026-05-20", "request").types().values()
    later = {"enum": ["a", "b"], "x-enum-since": {"b": "2026-11-16"}, "x-since": "2026-11-16"}
    assert projected["properties"] == {"later": later}


def test_a_field_whose_type_is_not_in_the_revision_is_an_error() -> None:
    thing = {"description": "A thing.", "type": "object", "properties": {"part": {"$ref": "Part"}}}
    part = {"description": "A part.", "x-since": "2026-11-16", "type": "object"}
    with pytest.raises(ValueError, match=r"Thing\.part: the request profile of 2026-05-20 has no Part"):
        Projection({"Thing": thing, "Part": part}, "2026-05-20", "request").types()


def test_a_type_that_is_defined_twice_is_an_error(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(yaml.safe_dump({"Thing": {"type": "object"}}))
    with pytest.raises(ValueError, match=r"b\.yaml: type Thing is defined twice"):
        read_source(tmp_path)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_reference_leads_to_a_file_beside_it(source: dict[str, Any], profile: str) -> None:
    files = project(source, NAMES[-1])
    names = {path.split("/")[1] for path in files if path.startswith(profile)}
    refs = {ref for path, text in files.items() if path.startswith(profile) for ref in references(json.loads(text))}
    assert {ref for ref in refs if not ref.startswith("#/$defs/")} <= names


def keywords(schema: Any) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for keyword in ("properties", "$defs"):
        found |= {name for part in schema.get(keyword, {}).values() for name in keywords(part)}
    parts = [
        schema.get("items"),
        schema.get("additionalProperties"),
        *schema.get("anyOf", []),
        *schema.get("oneOf", []),
    ]
    return found | {name for part in parts for name in keywords(part)}


def references(value: Any) -> set[str]:
    if isinstance(value, list):
        return {ref for item in value for ref in references(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own | {ref for item in value.values() for ref in references(item)}
