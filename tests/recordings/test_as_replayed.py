"""What ``conformance judge`` says of cassettes is what ``run --replay`` says of them, and more."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cassettes import replay
from conformance.cassettes.shelf import FOLDER
from conformance.judging import grouped, results_of
from conformance.recordings.reading import read_all
from conformance.revisions import LEGACY, NEWEST, REVISIONS, Revision
from conformance.run import Run
from conformance.selection import select
from conformance.target import find_target
from conformance.verdict import Status

SHELF = Path(__file__).resolve().parents[2] / FOLDER
SOME = ("retrieval", "deletion", "errors", "stream-resumption", "revision", "webhooks")


def compare(revision: Revision, globs: tuple[str, ...]) -> None:
    with replay.opened(find_target("emulator"), SHELF, revision.name) as stage:
        run = Run(stage, tuple(r for r in select(globs) if {"socket", "replay"} <= set(r.lanes) and revision in r.span))
        run.open(run.selected)
        replayed = {requirement.id: run.result_of(requirement).status for requirement in run.selected}
    groups = grouped(read_all([SHELF / revision.name]))
    judged = {result.requirement.id: result.status for result in results_of(run.selected, groups)}
    assert judged == replayed
    assert set(judged.values()) == {Status.PASS}


@pytest.mark.parametrize("revision", [LEGACY, NEWEST], ids=str)
def test_some_are_judged_as_they_are_replayed(revision: Revision) -> None:
    compare(revision, SOME)


@pytest.mark.replay
@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_all_are_judged_as_they_are_replayed(revision: Revision) -> None:
    compare(revision, ())
