"""Target files: what they say, what is refused and how; their published schema."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from conformance.target import ConfigurationError, find_target, json_schema, presets

PUBLISHED = Path(__file__).parents[1] / "schemas" / "report" / "target.schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    """Regenerate with: python -m conformance.target > schemas/report/target.schema.json"""
    assert PUBLISHED.read_text("utf-8") == json_schema()


@pytest.mark.parametrize("name", presets())
def test_presets_are_targets(name: str) -> None:
    jsonschema.validate(tomllib.loads(presets()[name]), json.loads(PUBLISHED.read_text("utf-8")))
    assert find_target(name).name == name


def test_a_url_is_a_target() -> None:
    target = find_target("http://127.0.0.1:8080/v1beta/")
    assert (target.base_url, target.slug) == ("http://127.0.0.1:8080", "127.0.0.1-8080")


def test_a_file_is_a_target(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'base_url = "http://localhost:1/"\nkey_env = "K"\n[features]\nbackground = "absent"\n[models]\ntext = "m"\n'
    )
    target = find_target(str(file))
    assert (target.name, target.base_url, target.models.text) == ("mine", "http://localhost:1", "m")
    assert target.lacks("background")
    assert not target.lacks("create")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("base_url = ", "not TOML"),
        ("api_key = 'secret'", "api_key: extra inputs are not permitted"),
        ("timeout = 'long'", "timeout: input should be a valid number"),
        ("[features]\nstore = 'maybe'", "features.store: input should be 'present' or 'absent'"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(text: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=complaint) as refused:
        find_target(str(file))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["nowhere", "missing.toml", ""])
def test_an_unknown_target_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError):
        find_target(name)
