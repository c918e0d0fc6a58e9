"""What is known of twelve releases is found in their published results, by requirement id.

``tox -e sdks`` makes the results anew and then comes here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from conformance.report.results import read as read_run
from tests.sdks import facts, table
from tests.sdks.clients import CLIENTS, REPORTS
from tests.sdks.publishing import FILE, is_broken, read

Json = dict[str, Any]

MOST_BYTES = 1_500_000
LOCAL = re.compile(rb"/(home|root|tmp|Users|work|opt|usr|var)/|AIza[\w-]{20}|\.tox")

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="no published reports: they are in the repository alone")


@cache
def results(folder: str) -> dict[str, Json]:
    """The results of a client by requirement id."""
    return {line["id"]: line for line in read(REPORTS / folder / FILE) if line["kind"] == "result"}


def both(folder: str) -> list[str]:
    """The reports of a release: in Python it has a second client."""
    is_python = folder in facts.PY
    return [folder, folder.replace("google-genai-", "google-genai-async-")] if is_python else [folder]


@pytest.mark.parametrize("fact", facts.FACTS, ids=lambda fact: fact.id)
def test_a_fact_is_found(fact: facts.Fact) -> None:
    found = {name for folder in facts.ALL for name in both(folder) if is_broken(results(name)[fact.id])}
    assert found == {name for folder in fact.clients for name in both(folder)}, fact.says


@pytest.mark.parametrize("folder", sorted(facts.ALL))
def test_so_many_requests_does_a_refusal_cost(folder: str) -> None:
    for name in both(folder):
        (observation,) = results(name)["client-retries.bounded"]["observations"]
        assert len(observation["exchanges"]) == facts.ATTEMPTS[folder], name


@pytest.mark.parametrize("folder", sorted(facts.ALL))
def test_only_those_name_a_revision(folder: str) -> None:
    for name in both(folder):
        result = results(name)["client-requests.revision"]
        assert result["status"] == ("pass" if folder in facts.NAMED_REVISION else "warn"), result["message"]


@pytest.mark.parametrize("folder", sorted(facts.ALL))
def test_only_those_send_again_what_was_not_answered(folder: str) -> None:
    for name in both(folder):
        (observation,) = results(name)["client-retries.lost-answer"]["observations"]
        assert (len(observation["exchanges"]) > 1) is (folder in facts.SENDS_AGAIN), name


def test_every_client_has_a_whole_report() -> None:
    for client in CLIENTS:
        run = read_run(REPORTS / client.folder / FILE)
        assert not run.interrupted
        assert run.header["target"]["version"] == client.version
        assert run.header["target"]["argument"] == client.told
        assert len(run.results) >= 80
        assert not [result["id"] for result in run.results if result["status"] == "error"]


def test_the_page_is_made_of_these_reports() -> None:
    assert table.PAGE.read_text("utf-8") == table.page(), "python -m tests.sdks.table writes it anew"


def test_reports_are_small_and_say_nothing_of_the_machine_that_made_them() -> None:
    files = [REPORTS / client.folder / FILE for client in CLIENTS]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file in files:
        lines = b"\n".join(repr(line).encode() for line in read(file))
        found = LOCAL.search(lines)
        assert found is None, (file, lines[found.start() - 80 : found.end() + 40])
