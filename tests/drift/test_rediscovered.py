"""The dated changes of the live service, found in its recordings by nothing that knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.drift.change import Change
from conformance.drift.sides import within


@pytest.fixture(scope="module")
def changes(corpus: Path) -> Sequence[Change]:
    return within(str(corpus / "recordings")).drift.changes


# What ../shared/facts/WIRE.md says, with the window in which it says so: last day as before, first day as after.
COUNTS = "$.usage.model_invocation_token_counts"
KNOWN = [
    ("create", "order", "changed", "$", "2026-02", "2026-04-30"),
    ("create", "field", "appeared", "$.service_tier", "2026-02", "2026-04-30"),
    ("create", "field", "appeared", "$.steps", "2026-04-30", "2026-05-26"),
    ("create", "field", "vanished", "$.outputs", "2026-04-30", "2026-06-12"),
    ("create", "field", "vanished", "$.role", "2026-04-30", "2026-06-12"),
    ("create, streamed", "value", "appeared", "$.events[].event_type", "2026-04-30", "2026-05-26"),
    ("create, streamed", "value", "vanished", "$.events[].event_type", "2026-04-30", "2026-06-12"),
    ("create", "relation", "vanished", "$", "2026-06", "2026-07-31"),
    ("create", "field", "appeared", "$.usage.raw_prompt_token", "2026-07", "2026-08-31"),
    ("create", "field", "appeared", COUNTS, "2026-08", "2026-09-30"),
    ("get", "field", "vanished", "$.input", "2026-04-30", "2026-06-30"),
    ("get", "field", "appeared", "$.input", "2026-08", "2026-10-31"),
    ("get", "value", "appeared", "$.steps[].type", "2026-08", "2026-10-31"),
    ("create", "status", "changed", "status", "2026-04-30", "2026-10-31"),
]
SMALL = {"get", "status"}  # of these the corpus has too few recordings to be sure


@pytest.mark.parametrize(("place", "aspect", "kind", "path", "not_before", "not_after"), KNOWN)
def test_a_dated_change_is_found_with_its_date(
    changes: Sequence[Change], place: str, aspect: str, kind: str, path: str, not_before: str, not_after: str
) -> None:
    found = [c for c in changes if (c.place, c.aspect, c.kind, c.path) == (place, aspect, kind, path)]
    dated = [c for c in found if not_before <= c.after_day < c.by_day <= not_after]
    assert dated, [str(each) for each in found]
    assert any(change.sure for change in dated) is (place not in SMALL and aspect not in SMALL)


def test_created_was_the_end_and_became_the_start(changes: Sequence[Change]) -> None:
    told = {
        change.before or change.after for change in changes if change.aspect == "relation" and change.place == "create"
    }
    assert {"created later than time in id", "created the same second as time in id"} <= told


def test_no_code_knows_what_is_found() -> None:
    source = Path(__file__).resolve().parents[2] / "conformance" / "drift"
    code = "".join(path.read_text("utf-8") for path in source.glob("*.py") if path.name != "undocumented.py")
    names = {"service_tier", "raw_prompt_token", "model_invocation", "include_input", "outputs", "created", "role"}
    assert sorted(name for name in names if f'"{name}' in code or f".{name}" in code) == []
