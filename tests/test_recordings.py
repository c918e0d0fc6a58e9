"""The control of the suite: what the live service really sent breaks no must, except where a waiver explains it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.judge import Judge, Result
from conformance.judging import by_revision, possible, read_all, shared_ids
from conformance.requirement import requirements
from conformance.verdict import Status
from conformance.waiver import waivers


@pytest.fixture(scope="module")
def judged(corpus: Path) -> list[Result]:
    exchanges = read_all([corpus / "recordings"])
    judge = Judge("recordings", "auto", "replay", shared=shared_ids(exchanges))
    traffic = by_revision(exchanges)
    return [judge.of_recordings(requirement, traffic) for requirement in requirements().values()]


@pytest.fixture(scope="module")
def index(corpus: Path) -> dict[str, dict[str, str]]:
    return {row["file"]: row for row in json.loads((corpus / "recordings" / "INDEX.json").read_text("utf-8"))}


@pytest.fixture(scope="module")
def names(corpus: Path) -> dict[str, str]:
    return {exchange.key: exchange.recording or "" for exchange in read_all([corpus / "recordings"])}


def test_no_real_recording_fails_a_must(
    judged: list[Result], index: dict[str, dict[str, str]], names: dict[str, str]
) -> None:
    failures = [
        f"{result.requirement.id} on {names[seen.exchange or '']}: {seen.verdict.message}"
        for result in judged
        for seen in result.observations
        if seen.status in {Status.FAIL, Status.ERROR}
        and index[names[seen.exchange or ""]]["verdict"].startswith("real")
    ]
    assert failures == []


def test_recordings_exercise_as_many_requirements_as_they_did(judged: list[Result]) -> None:
    """Raise the number when it grows: a requirement that no longer finds its traffic is noticed here."""
    shown = {result.requirement.id for result in judged if result.status is not Status.NOT_APPLICABLE}
    assert len(shown) >= 160


def test_no_check_trips_over_a_recording(judged: list[Result]) -> None:
    assert [result.requirement.id for result in judged if result.status is Status.ERROR] == []


def test_an_edited_id_is_noticed(judged: list[Result], index: dict[str, dict[str, str]], names: dict[str, str]) -> None:
    """Hand-written fixtures keep ids whose embedded time is not the time of the exchange; no real recording does."""
    noticed = {
        names[seen.exchange or ""]
        for result in judged
        if result.requirement.id == "data-model.id-time"
        for seen in result.observations
        if seen.status is Status.WARN
    }
    assert noticed, "the hand-written recordings of the corpus have such ids"
    assert {index[name]["verdict"] for name in noticed} == {"hand-written/edited"}


def test_every_waiver_covers_something(judged: list[Result]) -> None:
    said = " ".join(seen.verdict.message for result in judged for seen in result.observations)
    assert [waiver for waiver in waivers() if f"waived: {waiver.reason}" not in said] == []


def test_every_waiver_names_its_discrepancy(corpus: Path) -> None:
    known = {row["id"] for row in json.loads((corpus / "facts" / "discrepancies.json").read_text("utf-8"))}
    named = {waiver.discrepancy for waiver in waivers() if not waiver.discrepancy.startswith("corpus.")}
    assert named <= known
    assert {waiver.requirement for waiver in waivers()} <= requirements().keys()


def test_much_is_seen(judged: list[Result]) -> None:
    """Guards against predicates so narrow that no real traffic is ever judged."""
    seen = [result for result in judged if result.observations]
    assert len(seen) > 50
    assert sum(len(result.observations) for result in seen) > 2000


def test_the_revision_is_told_by_the_answer(corpus: Path, index: dict[str, dict[str, str]]) -> None:
    for exchange in read_all([corpus / "recordings"]):
        labelled = index[exchange.recording or ""]["revision"]
        blocks = {revision.blocks for revision in possible(exchange)}
        if labelled.startswith(("outputs", "steps")):
            assert ("outputs" if labelled.startswith("outputs") else "steps") in blocks, exchange.recording
        if "legacy" in labelled and exchange.status == 200:
            assert blocks == {"outputs"}, exchange.recording
