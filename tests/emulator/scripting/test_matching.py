"""What a rule can ask of a request: for each key a request that fits and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Scripted

Json = dict[str, Any]
Served = Callable[..., Scripted]
CITY = {"type": "function", "name": "get_weather", "parameters": {"type": "object"}}
ADD = {"type": "function", "name": "add"}
SEARCH = {"type": "google_search"}
LITE = "gemini-2.5-flash-lite"
RESEARCH = {"agent": "deep-research-pro-preview-12-2025", "background": True}
TWO_TURNS = [
    {"type": "user_input", "content": [{"type": "text", "text": "one"}]},
    {"type": "model_output", "content": [{"type": "text", "text": "two"}]},
    {"type": "user_input", "content": [{"type": "text", "text": "three"}]},
]
STEPS = {"headers": {"api-revision": "2026-05-20"}}
OUTPUTS = {"headers": {"api-revision": "2025-12-11"}}
KEYS: list[tuple[str, Json, Json]] = [
    ("model: gemini-2.5-flash", {}, {"model": LITE}),
    ("model: [gemini-2.5-pro, '*-lite']", {"model": LITE}, {}),
    ("agent: deep-research-*", RESEARCH, {}),
    ("text: b.c", {"input": "ab.cd"}, {"input": "abxcd"}),
    ("text: {equals: a}", {"input": "a"}, {"input": "a\n"}),
    ("text: {equals: a, ignore_case: true}", {"input": "A"}, {"input": "aa"}),
    ("text: {regex: '^b.c$'}", {"input": "bxc"}, {"input": "bxcd"}),
    ("text: one", {"input": TWO_TURNS[:1]}, {"input": TWO_TURNS}),
    ("system_instruction: pirate", {"system_instruction": "Be a pirate."}, {}),
    ("tools: get_weather", {"tools": [CITY]}, {"tools": [SEARCH]}),
    ("tools: [get_weather, add]", {"tools": [ADD, CITY]}, {"tools": [CITY]}),
    ("background: true", RESEARCH, {}),
    ("store: false", {"store": False}, {}),
    ("turn: 2", {"input": TWO_TURNS}, {"input": TWO_TURNS[:1]}),
    ("previous_interaction: false", {}, {"previous_interaction_id": "PREVIOUS"}),
    ("previous_interaction: true", {"previous_interaction_id": "PREVIOUS"}, {}),
    ("previous_interaction: PREVIOUS", {"previous_interaction_id": "PREVIOUS"}, {}),
    ("headers: {X-Case: seven}", {"headers": {"x-case": "seven"}}, {"headers": {"x-case": "eight"}}),
    ("headers: {x-case: {regex: ''}}", {"headers": {"X-CASE": ""}}, {}),
    ("labels: {team: {equals: red}}", {"labels": {"team": "red"}}, {"labels": {"team": "reddish"}}),
    ("revision: 2026-11-16", {}, STEPS),
    (
        "revision: [2026-05-20, 2026-11-16]",
        {"headers": {"api-revision": "2026-05-20"}},
        {"headers": {"api-revision": "2025-12-11"}},
    ),
]


def answered(api: Scripted, **asked: Any) -> bool:
    """Whether the rule, whose answer is a refusal that nothing else gives, was for the request."""
    answer = api.post(**{"input": "hello", **asked})
    assert answer.status_code in (200, 418), answer.text
    return answer.status_code == 418


@pytest.mark.parametrize(("match", "fits", "fails"), KEYS, ids=[key[0] for key in KEYS])
def test_a_rule_is_for_what_it_says(match: str, fits: Json, fails: Json, with_rules: Served, tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite") if "previous" in match else ":memory:"
    first = with_rules("rules: []", store).create(input="hello")["id"] if "previous" in match else ""
    wanted = match.replace("PREVIOUS", first)
    api = with_rules(f"rules:\n- match: {{{wanted}}}\n  error: {{status: 418, code: teapot}}\n", store)
    given = [{key: first if value == "PREVIOUS" else value for key, value in asked.items()} for asked in (fits, fails)]
    assert [answered(api, **asked) for asked in given] == [True, False]
