"""The contract for those who want nothing else: one validator per type, and what it says of drift."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from conformance.revisions import NAMES
from conformance.schema import load, validator

if TYPE_CHECKING:
    from pathlib import Path

TIMES = {"created": "2026-11-16T10:00:00Z", "updated": "2026-11-16T10:00:00Z"}
ANSWER = {"id": "v1_x", "object": "interaction", "model": "m", "status": "completed"} | TIMES


def test_a_validator_says_whether_and_why() -> None:
    interaction = validator("Interaction", "2026-11-16")
    assert interaction.is_valid(ANSWER)
    assert interaction.check(ANSWER) == []
    assert not interaction.is_valid(ANSWER | {"status": "done"})
    assert [violation.path for violation in interaction.check(ANSWER | {"status": "done"})] == ["$.status"]


@pytest.mark.parametrize(
    ("name", "revision", "profile", "message"),
    [
        ("Interaction", "2027-01-01", "response", "unknown revision '2027-01-01'"),
        ("Interactoin", "2026-11-16", "response", "has no type 'Interactoin'"),
        ("Interaction", "2026-11-16", "closed", "no 'closed' profile of 2026-11-16"),
    ],
)
def test_a_validator_of_nothing_is_refused(name: str, revision: str, profile: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        validator(name, revision, profile)


def test_an_undocumented_field_is_drift_and_no_violation() -> None:
    answer = ANSWER | {"usage": {"total_tokens": 3, "raw_prompt_token": 7}}
    schemas = load("2026-11-16")
    assert schemas.check("Interaction", answer, "response") == []
    assert [str(found) for found in schemas.drift("Interaction", answer)] == [
        "$.usage.raw_prompt_token: undocumented field [additionalProperties]"
    ]


def test_a_status_of_a_later_revision_is_drift_and_no_violation() -> None:
    answer = ANSWER | {"status": "requires_continuation"}
    assert load("2026-05-20").check("Interaction", answer, "response") == []
    assert [found.rule for found in load("2026-05-20").drift("Interaction", answer)] == ["enum"]
    assert load("2026-11-16").drift("Interaction", answer) == []


@pytest.mark.parametrize("revision", NAMES)
@pytest.mark.parametrize("profile", ["response", "strict"])
def test_every_error_that_was_seen_is_one(corpus: Path, revision: str, profile: Any) -> None:
    seen = json.loads((corpus / "facts" / "errors.json").read_text())
    whole = [entry["body"] for entry in seen if '"message"' in json.dumps(entry["body"])]
    assert len(whole) >= 26
    assert [body for body in whole if not validator("ErrorResponse", revision, profile).is_valid(body)] == []
    none: list[Any] = [{"error": "no"}, {"error": {"code": 400, "message": "no"}}, [], [{}], "no", {"message": "no"}]
    for body in none:
        assert not validator("ErrorResponse", revision, profile).is_valid(body)
