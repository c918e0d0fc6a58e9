"""Every example on the page about rules is a file that can be used, and does what is said of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from conformance.emulator.scripting.document import parse
from conformance.emulator.scripting.form import json_schema
from conformance.emulator.scripting.recorded_errors import NAMES

from .conftest import Scripted

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "emulator" / "rules.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```\n(?:(?!```).)*?```python\n(.*?)```", PAGE, re.DOTALL)
CITY = {"type": "function", "name": "get_weather", "parameters": {"type": "object"}}


def test_every_block_belongs_to_an_example() -> None:
    assert len(EXAMPLES) == PAGE.count("```yaml") == PAGE.count("```python") >= 7


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_does_what_the_page_says(number: int, with_rules: Callable[[str], Scripted]) -> None:
    rules, code = EXAMPLES[number]
    api = with_rules(rules)
    exec(code, {"create": api.create, "get": api.get, "events": api.events, "CITY": CITY})


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_is_valid_by_the_published_schema(number: int) -> None:
    schema = json.loads((ROOT / "schemas" / "report" / "rules.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(parse(EXAMPLES[number][0].encode()).value)


def test_the_published_schema_is_up_to_date() -> None:
    """Regenerate with: python -m conformance.emulator.scripting > schemas/report/rules.schema.json"""
    assert (ROOT / "schemas" / "report" / "rules.schema.json").read_text("utf-8") == json_schema()


def test_every_recorded_refusal_is_named() -> None:
    assert [name for name in NAMES if f"`{name}`" not in PAGE] == []
