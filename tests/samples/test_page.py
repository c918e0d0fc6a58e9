"""The table against the page: every code block has its sample, which makes the same calls with the same fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.projection import SCHEMAS
from tests.samples.page import Block, blocks, calls, makers, words
from tests.samples.table import DAY, ENDINGS, HERE, Sample, samples

ALL = samples()


@pytest.fixture(scope="module")
def pages(corpus: Path) -> list[list[Block]]:
    """The code blocks of each copy of the page."""
    return [blocks(path) for path in sorted((corpus / "seeds").glob("*.txt"))]


@pytest.fixture(scope="module")
def vocabulary() -> frozenset[str]:
    """The names of all fields of the page's revision."""
    files = (SCHEMAS / DAY).rglob("*.json")
    return frozenset(name for file in files for name in properties(json.loads(file.read_text("utf-8"))))


def properties(schema: Any) -> Iterator[str]:
    """The names of properties anywhere in ``schema``."""
    if isinstance(schema, dict):
        named = schema.get("properties")
        yield from named if isinstance(named, dict) else ()
        schema = list(schema.values())
    for part in schema if isinstance(schema, list) else ():
        yield from properties(part)


def test_the_table_covers_the_page_block_by_block(pages: list[list[Block]]) -> None:
    assert len(pages) == 2
    assert pages[0] == pages[1], "the copies differ in more than their prose"
    assert [block.language for block in pages[0]] == [sample.language for sample in ALL]
    assert len(ALL) == 68


def test_every_sample_has_its_clause(corpus: Path) -> None:
    clauses = json.loads((corpus / "facts" / "clauses.json").read_text("utf-8"))
    named = [clause["id"] for clause in clauses if clause["id"].startswith("sample.")]
    assert sorted(sample.clause for sample in ALL) == sorted(named)


def test_every_sample_is_there_and_nothing_else() -> None:
    there = {path for language, ending in ENDINGS.items() for path in (HERE / language).glob(f"*{ending}")}
    assert there == {sample.driver for sample in ALL}


@pytest.mark.parametrize("sample", ALL, ids=str)
def test_a_sample_asks_for_what_the_page_asks_for(
    sample: Sample, pages: list[list[Block]], vocabulary: frozenset[str]
) -> None:
    theirs, ours = pages[0][ALL.index(sample)].code, sample.driver.read_text("utf-8")
    assert makers(ours) == makers(theirs)
    assert words(theirs, vocabulary) <= words(ours, vocabulary)
    # The page assumes that curl has uploaded the file; ours does it.
    assert [call for call in calls(ours) if call != "POST files"] == calls(theirs)
    assert calls(ours), "this asks for nothing at all"
