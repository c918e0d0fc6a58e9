"""Whatever is in a rules file, it is usable or said to be wrong, line by line; what it answers is an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.emulator import create_app
from conformance.emulator.scripting import RulesError, Script
from conformance.emulator.scripting.form import PARTS
from conformance.schema import load

from .conftest import Scripted

KEYS = sorted({name for part in PARTS for name in part.model_fields} | {"file", "content", "nonsense"})
WORDS = st.sampled_from(("", "x", "${text}", "${nobody}", "quota", "failed", "whole", "thought", "[1", "a.png"))
PLAIN = st.one_of(WORDS, st.integers(-1, 10), st.floats(allow_nan=False), st.booleans(), st.none())
ANY = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner), max_leaves=9
)
TEXT = st.one_of(WORDS, st.lists(WORDS, max_size=3), ANY)
TYPES = st.sampled_from(("thought", "function_call", "google_search_call", "google_search_result", "function_result"))
CONTENT = (
    st.fixed_dictionaries({"type": st.just("text"), "text": TEXT}, optional={"annotations": ANY, "file": ANY}) | ANY
)
STEPS = (
    st.fixed_dictionaries({"text": TEXT}, optional={"annotations": ANY, "chunks": ANY}),
    st.fixed_dictionaries({"thought": TEXT | st.just(True)}, optional={"signature": TEXT}),
    st.fixed_dictionaries({"call": TEXT}, optional={"arguments": ANY, "id": TEXT, "chunks": ANY}),
    st.fixed_dictionaries({"type": TYPES}, optional={"id": TEXT, "call_id": TEXT, "arguments": ANY, "result": ANY}),
    st.fixed_dictionaries({"type": st.just("model_output")}, optional={"content": st.lists(CONTENT, max_size=3) | ANY}),
    ANY,
)
COUNTS = ("total_input_tokens", "total_output_tokens", "input_tokens_by_modality")
RULE = st.fixed_dictionaries(
    {"steps": st.lists(st.one_of(STEPS), max_size=3)},
    optional={
        "match": st.dictionaries(st.sampled_from(KEYS), ANY, max_size=2),
        "usage": st.dictionaries(st.sampled_from(COUNTS), ANY, max_size=2),
        "status": WORDS,
        "chunks": ANY,
    },
)
RULES = st.lists(RULE | ANY, max_size=3)
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(raw=st.binary(max_size=200) | st.text(alphabet="rules:[]{}&*!|>-?#'\"\n \t0a,", max_size=80).map(str.encode))
def test_bytes(raw: bytes, tmp_path: Path) -> None:
    usable(raw, tmp_path)


@QUIET
@given(rules=RULES)
def test_values(rules: Any, tmp_path: Path) -> None:
    script = usable(json.dumps({"rules": rules}).encode(), tmp_path)
    if script is None or any(entry.rule.unchecked or entry.rule.delay.before for entry in script.entries):
        return
    api = Scripted(create_app(rules=script, pace=0))
    answer = api.post(input="x")
    assert answer.status_code == 200 or "The answer of the rule" in answer.text
    if answer.status_code == 200:
        assert load("2026-11-16").check("Interaction", answer.json(), "response") == []
        assert "interaction.completed" in api.post(input="x", stream=True).text


def usable(raw: bytes, folder: Path) -> Script | None:
    """The rules in a file of ``raw``; None, if what is wrong is told in lines."""
    file = folder / "rules.yaml"
    file.write_bytes(raw)
    try:
        return Script.load(file)
    except RulesError as error:
        wrong = error.lines
    assert wrong
    assert all(line.startswith(f"{file}:") and "\n" not in line for line in wrong)
    return None


@pytest.mark.parametrize("kind", [part.__name__ for part in PARTS])
def test_the_parts_are_closed(kind: str) -> None:
    """A misspelt key is never taken for something else; only steps as on the wire are open."""
    part = next(part for part in PARTS if part.__name__ == kind)
    assert part.model_config["extra"] == ("allow" if kind == "WireStep" else "forbid")
