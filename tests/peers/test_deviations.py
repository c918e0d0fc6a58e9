"""What others' servers are known to do wrong is found, by requirement: in what is committed, and in fresh runs."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from conformance.report.results import located, read
from conformance.requirement import requirements
from tests.peers.deviations import DEVIATIONS, Deviation
from tests.peers.runs import PEERS, REPORTS

FRESH = os.environ.get("CONFORMANCE_PEERS")
"""Where ``python -m tests.peers`` left its runs; ``tox -e peers`` says it."""
SOURCES = [pytest.param(REPORTS, id="committed")]
if FRESH:
    SOURCES.append(pytest.param(Path(FRESH), id="fresh"))


@cache
def statuses(folder: Path) -> dict[str, str]:
    return {result["id"]: result["status"] for result in read(located(folder)).results}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda deviation: deviation.id)
def test_a_known_deviation_is_found(source: Path, deviation: Deviation) -> None:
    folder = source / deviation.server
    if source != REPORTS and not folder.exists():
        pytest.skip(f"{deviation.server} was not run this time")
    found = statuses(folder)
    shown = {requirement: found[requirement] for requirement in deviation.requirements}
    assert set(shown.values()) <= deviation.statuses, shown


def test_the_table_names_requirements_and_servers_that_there_are() -> None:
    assert {name for deviation in DEVIATIONS for name in deviation.requirements} <= requirements().keys()
    assert {deviation.server for deviation in DEVIATIONS} == {peer.folder for peer in PEERS}


def test_what_conforms_would_not_be_in_the_table() -> None:
    """The control: none of it is found in the emulator."""
    runs = [statuses(folder.parent) for folder in (REPORTS / "emulator").glob("*/results.jsonl.gz")]
    for name in {name for deviation in DEVIATIONS for name in deviation.requirements}:
        assert {run[name] for run in runs} <= {"pass", "not-applicable"}, name
        assert any(run[name] == "pass" for run in runs), name
