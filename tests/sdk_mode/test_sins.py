"""Each requirement on clients can fail, and for its own reason: sinful clients, null clients, and one that is right."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from conformance.revisions import LATE_OUTPUTS, NEWEST, REVISIONS, Revision
from conformance.sdk.judge import ClientJudge
from conformance.sdk.playing import End, Played, Player
from conformance.sdk.protocol import Hello
from conformance.sdk.requirement import ClientRequirement, client_requirements, client_scenarios
from conformance.sdk.scenario import ClientScenario
from conformance.sdk.sins.inside import Play, launching
from conformance.sdk.sins.sin import HANDSHAKE, Application, Json, sins
from conformance.sdk.sins.table import Kill, table, unkilled
from conformance.verdict import Status

pytestmark = pytest.mark.sins
AGREED = 25  # sinful drivers, as issue 9 has it


@pytest.fixture(scope="module")
def kills() -> list[Kill]:
    return table()


def test_each_sin_is_noticed_by_what_it_is_against(kills: list[Kill]):
    assert [kill for kill in kills if not kill.is_kill] == []


def test_each_requirement_notices_a_sin(kills: list[Kill]):
    assert unkilled(kills) == []


def test_sins_are_told_apart_and_say_what_they_are():
    names = [sin.name for sin in sins()]
    assert len(set(names)) == len(names) >= AGREED
    assert [sin.name for sin in sins() if not sin.about.endswith(".")] == []


def played(play: Play, revision: Revision) -> dict[ClientScenario, Played]:
    async def all_of_them() -> dict[ClientScenario, Played]:
        found: dict[ClientScenario, Played] = {}
        player = Player(launching(HANDSHAKE, play), Hello(revision=revision.name, scenarios=()))
        await player.start()
        chosen = [scenario for scenario in client_scenarios() if revision in scenario.span]
        await player.play(chosen, revision, lambda one: found.update({one.scenario: one}))
        await player.close()
        return found

    return asyncio.run(all_of_them())


def judged(
    found: Mapping[ClientScenario, Played], revision: Revision
) -> Iterator[tuple[ClientRequirement, Status, str]]:
    judge = ClientJudge("a client", revision, {})
    for requirement in client_requirements().values():
        result = judge.result(requirement, found)
        yield requirement, result.status, result.message


REFUSED_AT_HOME = "client-lifecycle.stays-inside"
"""A client may refuse an id that would lead elsewhere by itself, with an error and without a request."""


def says_nothing(scenario: Json) -> list[Json]:
    return []


def sees_nothing(scenario: Json) -> list[Json]:
    return [{} for _ in scenario["calls"]]


def sees_success_everywhere(scenario: Json) -> list[Json]:
    return [{"id": "v1_x", "status": "completed", "text": "OK", "events": ["x"]} for _ in scenario["calls"]]


def sees_errors_everywhere(scenario: Json) -> list[Json]:
    return [{"error": {"class": "Error", "message": "no"}} for _ in scenario["calls"]]


@pytest.mark.parametrize("revision", [LATE_OUTPUTS, NEWEST], ids=str)
@pytest.mark.parametrize("play", [says_nothing, sees_nothing, sees_success_everywhere, sees_errors_everywhere])
def test_who_asks_nothing_passes_nothing(play: Play, revision: Revision):
    found = judged(played(play, revision), revision)
    passed = {requirement.id for requirement, status, _ in found if status is Status.PASS}
    assert passed <= ({REFUSED_AT_HOME} if play is sees_errors_everywhere else set())


def asks_and_reports(outcome: Json) -> Play:
    """A client that sends what it is to send, once for each call, and reports the same each time."""

    def play(scenario: Json) -> list[Json]:
        headers = {"x-goog-api-key": scenario["api_key"]}
        with httpx.Client(base_url=scenario["base_url"], headers=headers, trust_env=False, verify=False) as http:
            for call in scenario["calls"]:
                _ask(http, call)
        return [outcome for _ in scenario["calls"]]

    return play


def _ask(http: httpx.Client, call: Json) -> None:
    if "params" not in call or isinstance(call.get("interaction"), dict):
        return
    try:
        http.post("/v1beta/interactions", json=call["params"], timeout=1)
    except httpx.HTTPError:
        return


ABOUT_REQUESTS = ("client-create.input", "client-input.", "client-settings.", "client-structured.schema",
                  "client-structured.mime-type", "client-limits.large-input", "client-requests.", "client-privacy.",
                  "client-endings.leaves")  # fmt: skip


@pytest.mark.parametrize("outcome", [{}, {"status": "completed", "text": ""}], ids=["nothing", "an empty success"])
def test_who_asks_and_hands_nothing_over_passes_nothing_about_answers(outcome: dict[str, Any]):
    found = judged(played(asks_and_reports(outcome), NEWEST), NEWEST)
    passed = [r.id for r, status, _ in found if status is Status.PASS and not r.id.startswith(ABOUT_REQUESTS)]
    assert passed == []


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_a_client_that_is_right_passes_everything(revision: Revision):
    found = played(lambda scenario: Application(scenario).play(), revision)
    assert [one.scenario.name for one in found.values() if one.end is not End.REPORTED] == []
    wrong = [
        (r.id, message)
        for r, status, message in judged(found, revision)
        if status in {Status.FAIL, Status.WARN, Status.ERROR}
    ]
    assert wrong == []
