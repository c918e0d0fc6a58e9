"""Whatever a recording holds, reading it ends, and what is told of it is only text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conformance.drift.change import Change, Seen
from conformance.drift.compare import Drift, between
from conformance.drift.moments import held
from conformance.drift.question import Observation
from conformance.drift.render import as_markdown, as_text
from conformance.drift.report import Report, Side, as_json
from conformance.drift.walk import MOST_ANSWERS, MOST_QUESTIONS
from tests.drift.made import seen, several


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = {"a": [value]}
    return value


@pytest.mark.parametrize(
    "answer",
    [
        {f"field_{number}": {"type": f"t{number}"} for number in range(9_000)},
        [{"type": f"t{number}", "a": number} for number in range(9_000)],
        [{f"f{number}_{inner}": inner for inner in range(30)} for number in range(900)],
        [{"created": "2026-06-01T10:00:00Z", "id": "v1_" + "Q" * 500}] * 900,
        deep(400),
    ],
    ids=["wide", "many forms", "many fields", "many times", "deep"],
)
def test_what_one_exchange_may_show_is_bounded(answer: object) -> None:
    shown = seen(answer)
    assert 0 < len(shown.answers) <= MOST_QUESTIONS
    assert max(map(len, shown.answers.values())) <= MOST_ANSWERS * 2


@pytest.mark.parametrize("answer", [[], "text", None, {"": 1, "a b": 2, "\u202e": 3}, {"type": {"type": []}}])
def test_an_odd_answer_does_no_harm(answer: object) -> None:
    assert between(several(3, answer), several(3, {"a": 1})).compared > 0


@pytest.mark.parametrize("token", ["", "_", "v1_", "====", "é" * 40, "A" * 100_000, "v1_" + "A" * 61])
def test_what_is_no_name_with_a_time_holds_none_or_nonsense(token: str) -> None:
    assert all(0 <= second < 2**32 for second in held(token))


EVIL = "x|<img src=x>`\u202e\x1b[31m[a](javascript:b) @all https://evil.example"


def evil() -> Report:
    seen_there = Seen(5, 5, "2026-06-01", "2026-06-02", EVIL)
    change = Change(EVIL, "value", "changed", EVIL, EVIL, EVIL, True, 0.0, seen_there, seen_there)
    return Report(Side(EVIL, 5), Side(EVIL, 5), Drift((change,), 1, 0))


@pytest.mark.parametrize("text", [as_text(evil(), 100), as_markdown(evil()), as_json(evil())])
def test_nothing_told_controls_a_terminal_or_reorders_text(text: str) -> None:
    assert not {"\x1b", "\u202e"} & set(text)


def test_markdown_stays_text() -> None:
    row = as_markdown(evil()).splitlines()[-1]
    outside = "".join(re.sub(r"\\[^u]", "", row).split("`")[0::2])
    assert not [mark for mark in ("<", "[a](", "://e", "@all") if mark in outside]


def test_a_file_of_hostile_json_is_named_and_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from conformance.drift.sides import read

    good: dict[str, Any] = {
        "request": {"method": "POST", "url": "https://e.test/v1beta/interactions", "body": {"model": "m"}},
        "response": {"status": 200, "body": {"id": "v1_x", "status": "completed"}},
    }
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "good.json").write_text(json.dumps(good))
    shown: list[Observation] = read(str(tmp_path))
    assert [each.recording for each in shown] == ["good.json"]
    assert "deep.json" in capsys.readouterr().err
