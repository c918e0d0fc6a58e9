"""What is asked again is not thought about again, where it can only have the same answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from conformance.emulator import recent, turn, understanding, validation
from conformance.emulator.model import respond
from conformance.emulator.understanding import Understanding
from conformance.revisions import NAMES, NEWEST, REVISIONS
from tests.emulator.asgi import Local

BODY = {"model": "gemini-2.5-flash", "input": "Hi, my name is Phil."}


@pytest.fixture
def thoughts() -> Iterator[list[str]]:
    """The questions that the model was made to think about."""
    asked: list[str] = []

    def noted(prompt: Any, new_id: Any) -> Any:
        asked.append(prompt.question)
        return respond(prompt, new_id)

    with patch.object(turn, "respond", noted):
        yield asked


def test_a_question_is_thought_about_once_for_each_revision(thoughts: list[str]) -> None:
    with closing(Local()) as local:
        for revision in (*NAMES, *NAMES):
            answers = [local("POST", "", BODY, revision=revision, key=key).json() for key in "ab"]
            assert answers[0]["id"] != answers[1]["id"]
            assert [_without_id(answer) for answer in answers] == [_without_id(answers[0])] * 2
    assert thoughts == ["Hi, my name is Phil."] * len(NAMES)


def _without_id(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "id"}


def test_what_was_said_before_counts(thoughts: list[str]) -> None:
    asked = BODY | {"input": "What is my name?"}
    with closing(Local()) as local:
        stranger = local("POST", "", asked).json()
        first = local("POST", "", BODY).json()
        friend = local("POST", "", asked | {"previous_interaction_id": first["id"]}).json()
    assert "Phil" not in str(stranger["steps"])
    assert "Phil" in str(friend["steps"])
    assert len(thoughts) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"generation_config": {"temperature": 0.5}},
        {"system_instruction": "Be brief."},
        {"input": [{"type": "text", "text": "Hi, my name is Phil."}]},
        {"input": "x" * (turn.SHORT + 1)},
        {"model": "gemini-2.5-flash-preview-tts"},
    ],
)
def test_what_is_long_or_not_plain_or_no_text_is_thought_about_each_time(
    thoughts: list[str], other: dict[str, Any]
) -> None:
    with closing(Local()) as local:
        for _ in range(2):
            assert local("POST", "", BODY | other).status == 200
    assert len(thoughts) == 2


def test_a_rule_is_asked_each_time(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("rules:\n- match: {text: Phil}\n  times: 1\n  text: Once.\n")
    with closing(Local(rules=rules)) as local:
        said = [local("POST", "", BODY).json()["steps"][-1]["content"][0]["text"] for _ in range(2)]
    assert said[0] == "Once."
    assert said[1] != "Once."


def test_a_refusal_is_not_remembered_as_anything_else() -> None:
    with closing(Local()) as local:
        statuses = [local("POST", "", BODY | {"model": model}).status for model in ("nope", "gemini-2.5-flash") * 2]
    assert statuses == [404, 200] * 2


def test_the_same_bytes_are_another_request_at_another_revision() -> None:
    understood = Understanding(20)
    raw = json.dumps(BODY).encode()
    for _ in range(2):
        assert [understood(raw, revision).revision for revision in REVISIONS] == list(REVISIONS)


def test_bodies_are_checked_again_once_there_were_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST", 3)
    checks: list[Any] = []

    def noted(*given: Any) -> Any:
        checks.append(given)
        return validation.checked(*given)

    monkeypatch.setattr(understanding, "checked", noted)
    understood = Understanding(20)
    bodies = [json.dumps(BODY | {"input": f"Message {number}."}).encode() for number in (1, 2, 1, 2, 3, 4, 1)]
    texts = [understood(raw, NEWEST).text for raw in bodies]
    assert texts == [f"Message {number}." for number in (1, 2, 1, 2, 3, 4, 1)]
    assert len(checks) == 5
    long = json.dumps(BODY | {"input": "x" * understanding.SHORT}).encode()
    for _ in range(2):
        understood(long, NEWEST)
    assert len(checks) == 7
