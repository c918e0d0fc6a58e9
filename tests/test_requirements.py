"""The house rules of requirements: ids, levels, evidence, sources, sentences; held against the documented clauses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.mutant import killers
from conformance.requirement import Level, Requirement, eliciting, features, requirements
from conformance.revisions import REVISIONS

ALL = list(requirements().values())
# The revision in which what a clause's label documents was current.
LABELS = {
    "2025-12": "2025-12-11",
    "2026-04": "2026-05-07",
    "2026-05-20": "2026-05-20",
    "2026-06": "2026-05-20",
    "2026-09": "2026-11-16",
}
# Requirements whose span is another than that of their clauses, and why.
OTHER_SPANS = {
    "create.labels": "in no schema before that of August 2026",
    "stream-frames.legacy-done": "recorded before it was documented",
    "data-model.id-time": "recorded before the form of ids was described",
    "revision.v1": "general availability came in June 2026, after the first days of 2026-05-20",
    "background.report": "that there is a text is shown by a sample of the first page alone, and holds since",
    "sequences.cancels": "sequences start no agents, and before 2026-05-20 nothing else worked in the background",
    "sequences.resumes": "sequences start no agents, and before 2026-05-20 nothing else worked in the background",
    "revision.default-outputs": "on the days of 2026-05-20 both defaults were in force, one after the other",
}


def ids(requirement: Requirement) -> str:
    return requirement.id


@pytest.fixture(scope="module")
def clauses(corpus: Path) -> dict[str, dict[str, str]]:
    return {clause["id"]: clause for clause in json.loads((corpus / "facts" / "clauses.json").read_text("utf-8"))}


def test_there_are_enough() -> None:
    assert len(ALL) >= 120
    assert all(feature.requirements and feature.about for feature in features())


@pytest.mark.parametrize("requirement", ALL, ids=ids)
def test_it_can_be_judged_and_can_fail(requirement: Requirement) -> None:
    spoken = [revision for revision in REVISIONS if revision in requirement.span]
    assert spoken, "exists at no revision"
    for revision in spoken:
        shown = eliciting(requirement.looks_at, revision) or requirement.specimen
        assert shown, f"no scenario elicits it at {revision}"
    assert list(killers(requirement.id)), "no mutant"


@pytest.mark.parametrize("requirement", ALL, ids=ids)
def test_its_sentence_reads_well(requirement: Requirement) -> None:
    assert requirement.sentence.endswith("."), requirement.sentence
    assert requirement.sentence[0].isupper() or not requirement.sentence[0].isalpha()
    assert len(requirement.sentence) <= 200


@pytest.mark.parametrize("requirement", ALL, ids=ids)
def test_it_exists_where_its_clauses_do(requirement: Requirement, clauses: dict[str, dict[str, str]]) -> None:
    """At every revision at which all its clauses stand, and at none at which none of them does."""
    cited = [{LABELS[label] for label in clauses[clause]["revisions"]} for clause in requirement.clauses]
    span = {revision.name for revision in REVISIONS if revision in requirement.span}
    fits = set.intersection(*cited) <= span <= set.union(*cited)
    assert fits is (requirement.id not in OTHER_SPANS), f"{sorted(span)} for {cited}"


@pytest.mark.parametrize("requirement", ALL, ids=ids)
def test_it_rests_on_documented_clauses(requirement: Requirement, clauses: dict[str, dict[str, str]]) -> None:
    assert 1 <= len(requirement.clauses) <= 3
    for clause in requirement.clauses:
        assert clause in clauses
    evidence = {clauses[clause]["evidence"] for clause in requirement.clauses}
    if requirement.level is Level.MUST:
        assert requirement.evidence in {"documented", "recorded"}
        assert evidence & {"documented", "live-observed"}, "only what is documented or seen live can fail a target"
