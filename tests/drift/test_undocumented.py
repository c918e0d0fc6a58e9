"""Which fields of an answer nobody documents, wherever they are."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drift.undocumented import undocumented

TIMES = {"created": "2026-11-16T10:00:00Z", "updated": "2026-11-16T10:00:00Z"}


def answering(**fields: Any) -> dict[str, Any]:
    return {"id": "v1_x", "model": "m", "status": "completed"} | TIMES | fields


@pytest.mark.parametrize("revision", ["2026-05-20", "2026-11-16"])
@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        ({"labels": {"a": "b"}, "service_tier": "flex"}, []),
        ({"mood": "good"}, ["$.mood"]),
        ({"usage": {"raw_prompt_token": 1, "total_tokens": 2}}, ["$.usage.raw_prompt_token"]),
        ({"steps": [{"type": "model_output", "content": [{"type": "text", "text": "", "font": 1}]}]},
         ["$.steps[0].content[0].font"]),
        ({"steps": [{"type": "processing_call", "id": "a"}]}, []),
        ({"steps": [{"type": "processing_call", "id": "a", "speed": 1}]}, ["$.steps[0].speed"]),
        ({"steps": [{"type": "telepathy", "id": "a", "speed": 1}]}, []),
        ({"steps": [{"type": "function_call", "id": "a", "name": "f", "arguments": {"any": 1}, "signature": ""}]}, []),
    ],
)  # fmt: skip
def test_a_field_is_undocumented_where_no_revision_of_the_shape_has_it(
    revision: str, fields: dict[str, Any], paths: list[str]
) -> None:
    assert undocumented("Interaction", answering(**fields), revision) == paths


def test_a_field_of_the_other_shape_is_undocumented() -> None:
    assert undocumented("Interaction", answering(steps=[]), "2025-12-11") == ["$.steps"]
    assert undocumented("Interaction", answering(service_tier="flex"), "2025-12-11") == []
