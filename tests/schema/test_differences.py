"""Field by field against four SDKs and three of Google's documents: every difference is fixed or has its reason."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pytest

from conformance.projection import SCHEMAS
from tests.schema.comparison import differences, never
from tests.schema.oracles import DOCUMENTS, SDKS, Field, Surface, alternatives, history, surfaces

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = tomllib.loads((SCHEMAS / "differences.toml").read_text("utf-8"))["difference"]
HISTORY = "field-history"


@pytest.fixture(scope="module")
def found(corpus: Path) -> dict[str, set[str]]:
    """The differences from each oracle."""
    lines: dict[str, set[str]] = {}
    for surface in surfaces(corpus):
        lines.setdefault(surface.oracle, set()).update(differences(surface))
    # What is gone again was never in an oracle of ours, unless it is one of the differences from them.
    listed = [what for entry in ENTRIES if entry["at"] != [HISTORY] for what in entry["what"]]
    gone = never(history(corpus))
    lines[HISTORY] = {line for line in gone if not any(fnmatchcase(line, what) for what in listed)}
    return lines


def test_all_oracles_are_asked(found: dict[str, set[str]]) -> None:
    named = {f"sdk-{version}" for version in SDKS.values()} | {f"openapi-{name}" for name in DOCUMENTS.values()}
    assert found.keys() == named | {HISTORY}


def test_the_oracles_have_much_to_say(corpus: Path) -> None:
    sizes = {(surface.oracle, surface.side): len(surface.fields) for surface in surfaces(corpus)}
    assert min(sizes.values()) > 150
    assert sum(sizes.values()) > 4_500
    assert sum(map(len, history(corpus).values())) > 1_280


def test_every_difference_has_its_reason(found: dict[str, set[str]]) -> None:
    unlisted = [
        f"{at}: {line}"
        for at, lines in found.items()
        for line in lines
        if not any(covers(e, at, line) for e in ENTRIES)
    ]
    assert sorted(unlisted) == []


def test_no_entry_is_stale(found: dict[str, set[str]]) -> None:
    stale = [
        f"{at}: {what}"
        for entry in ENTRIES
        for at in entry["at"]
        for what in entry["what"]
        if not any(fnmatchcase(line, what) for oracle in found if fnmatchcase(oracle, at) for line in found[oracle])
    ]
    assert stale == []


def test_every_entry_says_why_and_nothing_twice() -> None:
    assert [entry for entry in ENTRIES if entry.keys() != {"at", "what", "reason"} or len(entry["reason"]) < 20] == []
    pairs = [(at, what) for entry in ENTRIES for at in entry["at"] for what in entry["what"]]
    assert len(pairs) == len(set(pairs))


def covers(entry: dict[str, list[str]], oracle: str, line: str) -> bool:
    return any(fnmatchcase(oracle, at) for at in entry["at"]) and any(fnmatchcase(line, w) for w in entry["what"])


@pytest.mark.parametrize(
    ("path", "kind", "required", "line"),
    [
        ("usage.total_tokenz", "integer", False, "missing usage.total_tokenz"),
        ("generation_config.seed", "string", False, "kind generation_config.seed=string"),
        ("generation_config.seed", "string", False, "extra-kind generation_config.seed=integer"),
        ("generation_config.seed", "integer", True, "required generation_config.seed"),
        ("content.text.text", "string", False, "optional content.text.text"),
        ("generation_config.thinking_level", "enum(low|huge)", False, "value generation_config.thinking_level=huge"),
        ("generation_config.thinking_level", "enum(low)", False, "extra-value generation_config.thinking_level=high"),
        ("request.create_model.tools", "[tool.telepathy]", False, "tag request.create_model.tools=telepathy"),
        ("request.create_model.tools", "[tool.function]", False, "extra-tag request.create_model.tools=google_maps"),
        ("generation_config.seed", "integer", False, "extra generation_config.top_p"),
    ],
)
def test_each_kind_of_difference_is_found(path: str, kind: str, required: bool, line: str) -> None:
    theirs = Surface("them", "2026-11-16", "request", {path: Field(required, alternatives(kind))})
    assert line in differences(theirs)
