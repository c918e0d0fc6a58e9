"""Known disagreements: every one that matters stands beside the requirement that it concerns, or is waived there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conformance.requirement import requirements
from conformance.waiver import waivers

NAMED = re.compile(r"disc(?:\.[a-z0-9-]+)+")
SEVERE = "AB"
"""The classes of what a client or a server has to know; C is what one may."""


@pytest.fixture(scope="module")
def rows(corpus: Path) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in json.loads((corpus / "facts" / "discrepancies.json").read_text("utf-8"))}


def noted() -> dict[str, set[str]]:
    """The discrepancies that notes of requirements name: requirement to ids."""
    return {id: set(NAMED.findall(r.note)) for id, r in requirements().items() if NAMED.search(r.note)}  # noqa: A001


def test_every_one_that_matters_is_noted_or_waived(rows: dict[str, dict[str, str]]) -> None:
    told = set().union(*noted().values()) | {waiver.discrepancy for waiver in waivers()}
    assert [id for id, row in rows.items() if row["severity"] in SEVERE and id not in told] == []  # noqa: A001


def test_no_note_names_one_that_is_not_there(rows: dict[str, dict[str, str]]) -> None:
    assert {where: sorted(ids - rows.keys()) for where, ids in noted().items() if ids - rows.keys()} == {}
