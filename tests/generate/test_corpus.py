"""The committed corpora: what they hold is what it says it is."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.generate import corpus, corpus_command, export
from conformance.revisions import NAMES
from conformance.schema import load

MOST_BYTES = 150_000


@pytest.fixture(params=NAMES)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_label_is_one_of_validity(revision: str) -> None:
    schemas = load(revision)
    for case in corpus.cases(revision, "all"):
        assert schemas.is_valid("CreateRequest", case.body, "request") is case.valid, case


def test_no_body_is_there_twice_and_each_has_a_label_of_its_own(revision: str) -> None:
    labels = [case.repeat for case in corpus.cases(revision, "all")]
    assert len(labels) == len(set(labels)) > 4_500


def test_the_sample_has_one_case_for_each_place_of_the_schemas_and_all_that_are_valid(revision: str) -> None:
    rows = corpus.stored(revision)["cases"]
    pointers = {row[2] for row in rows if len(row) > 3}
    sample = list(corpus.cases(revision))
    assert sum(not case.valid for case in sample) == len(pointers) > 1_000
    assert sum(case.valid for case in sample) == sum(len(row) == 3 for row in rows) > 300
    assert all(case.pointer.startswith("$") for case in sample if not case.valid)


def test_every_kind_of_step_content_and_tool_is_in_a_valid_body(revision: str) -> None:
    schemas = load(revision)
    wanted: set[str] = set()
    for union in ("Step", "Content", "Tool"):
        if union in schemas.names("request"):
            wanted |= schemas.document(union, "request")["discriminator"]["mapping"].keys()
    seen = {tag for case in corpus.cases(revision) if case.valid for tag in tags(case.body)}
    assert wanted
    assert wanted - seen == set()


def tags(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from tags(item)


def test_a_wrong_body_is_no_larger_than_what_is_wrong_with_it(revision: str) -> None:
    """So that a server which refuses it has only one reason to."""
    sizes = [len(case.body) for case in corpus.cases(revision) if not case.valid and isinstance(case.body, dict)]
    assert sum(size <= 4 for size in sizes) / len(sizes) > 0.95


def test_it_was_made_of_the_committed_schemas(revision: str) -> None:
    assert corpus.stored(revision)["openapi"] == export.digest(revision), corpus_command.AGAIN


def test_it_is_small(revision: str) -> None:
    file = corpus_command.FOLDER / f"{revision}.json.gz"
    assert file.stat().st_size < MOST_BYTES
    assert gzip.compress(gzip.decompress(file.read_bytes()), 9, mtime=0)[4:8] == file.read_bytes()[4:8] == bytes(4)


def test_a_case_is_found_by_its_label() -> None:
    some = list(corpus.cases("2025-12-11"))[7]
    assert corpus.labelled(some.repeat) == some
    with pytest.raises(ValueError, match="another release"):
        corpus.labelled("corpus 2025-12-11 0000000000")
    with pytest.raises(ValueError, match="no corpus has"):
        corpus.labelled("nonsense")


def test_reading_needs_no_schemathesis() -> None:
    program = (
        "import sys; from conformance.generate.corpus import cases; next(cases('2026-05-20'));"
        "sys.exit(int('schemathesis' in sys.modules or 'hypothesis' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2]).returncode == 0


# --- making them anew -------------------------------------------------------------------------------------------------


def a_corpus(**changed: object) -> dict[str, object]:
    made_by = {"schemathesis": "4.32.5", "hypothesis": "6.170.15"}
    return {"openapi": "a", "made_by": made_by, "cases": [[{"model": "m"}, "words", ""]], **changed}


def test_what_would_change_is_told_with_its_cause() -> None:
    cases = [[{"model": "m"}, "words", ""], [{"model": 7}, "words", "/properties/model", "$.model", "type"]]
    assert list(corpus_command.differences(a_corpus(), a_corpus())) == []
    newer = a_corpus(cases=cases, made_by={"schemathesis": "4.40.0", "hypothesis": "6.170.15"})
    told = list(corpus_command.differences(a_corpus(), newer))
    assert told == [f"1 new cases, 0 gone (schemathesis is 4.40.0 here and was 4.32.5): {corpus_command.AGAIN}"]
    assert "openapi.json has changed" in next(corpus_command.differences(a_corpus(), a_corpus(openapi="b")))
    assert "export.py has changed" in next(corpus_command.differences(a_corpus(), a_corpus(cases=cases)))


def test_another_version_that_makes_the_same_is_no_difference() -> None:
    assert list(corpus_command.differences(a_corpus(), a_corpus(made_by={"schemathesis": "4.40.0"}))) == []


def test_what_is_packed_is_read_again(tmp_path: Path) -> None:
    stored = corpus.stored("2025-12-11")
    assert json.loads(gzip.decompress(corpus_command.packed(stored))) == stored


def test_the_command_checks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stored = corpus.stored("2025-12-11")
    monkeypatch.setattr(corpus_command, "made", lambda _: {**stored, "cases": stored["cases"][1:]})
    assert corpus_command.main(["--check", "2025-12-11"]) == 1
    assert "0 new cases, 1 gone" in capsys.readouterr().out
    monkeypatch.setattr(corpus_command, "made", lambda _: stored)
    assert corpus_command.main(["--check", "2025-12-11"]) == 0
    with pytest.raises(SystemExit):
        corpus_command.main(["--check", "2024-01-01"])
    assert "known are" in capsys.readouterr().err
