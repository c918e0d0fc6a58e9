"""Rules are asked only where they may have something to say; those that are left out would have said nothing."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from conformance.emulator import rules
from conformance.revisions import REVISIONS, Revision

Json = dict[str, Any]

FIELDS: Json = {
    "model": "gemini-2.5-flash",
    "agent": "deep-research-pro-preview-12-2025",
    "background": True,
    "tools": [{"type": "computer_use"}, {"type": "mcp_server", "name": "a-b"}],
    "generation_config": {"thinking_level": "no such level"},
    "response_format": {"type": "audio", "sample_rate": 1},
    "response_modalities": ["audio"],
}
ALL = (*rules.BEFORE, *rules.AFTER)


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
@pytest.mark.parametrize("given", [*combinations(FIELDS, 1), *combinations(FIELDS, 2), *combinations(FIELDS, 3)])
def test_a_rule_that_is_left_out_has_nothing_to_say(given: tuple[str, ...], revision: Revision) -> None:
    body = {"input": "Hello.", **{name: FIELDS[name] for name in given}}
    asked = set(rules.concerning(body).all)
    for rule, _ in ALL:
        if rule not in asked:
            rule(body, revision)


def test_input_of_blocks_is_looked_into() -> None:
    before, after, _ = rules.concerning({"model": "gemini-2.5-flash", "input": [{"type": "text", "text": " "}]})
    assert rules.results_name_their_call in before
    assert rules.something_said in after


def test_order_is_that_of_the_tables() -> None:
    everything: Json = {**dict.fromkeys(rules.FIELDS), "input": []}
    before, after = (tuple(rule for rule, _ in part) for part in (rules.BEFORE, rules.AFTER))
    assert rules.concerning(everything) == (before, after, before + after)
