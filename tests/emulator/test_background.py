"""Work in the background: its states and steps over time, its streams, and what ends it early."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from conformance.emulator import serving
from conformance.revisions import NEWEST, REVISIONS, STEPS
from tests.emulator.asgi import START, Time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = dict[str, Any]

PATH = "/v1beta/interactions"
DEEP = "deep-research-preview-04-2026"
WORK: Json = {"agent": DEEP, "input": "Research the history of streams.", "background": True}
SECONDS = 1000.0
RUN = 2.0
"""Shorter, for streams: how often those look at the clock depends on how long the work takes."""


def _kinds(interaction: Json) -> list[str]:
    return [step["type"] for step in interaction.get("steps", [])]


def _events(answer: httpx.Response) -> Iterator[Json]:
    """The data of the frames of ``answer``, as they come in, without the sentinel."""
    for line in answer.iter_lines():
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_work_is_queued_then_in_progress_then_done(local: Any, revision: Any) -> None:
    emulator = local(background_seconds=SECONDS, queue_seconds=10, revision=revision.name)
    made = emulator.create(**WORK)
    queued = "queued" if revision is NEWEST else "in_progress"
    seen = [made["status"]]
    for seconds in (9, 1, SECONDS - 1, 1, 1e6):
        emulator.time.now += seconds
        seen.append(emulator("GET", f"/{made['id']}").json()["status"])
    assert seen == [queued, queued, "in_progress", "in_progress", "completed", "completed"]


def test_an_empty_queue_shows_in_the_answer_only(local: Any) -> None:
    emulator = local(background_seconds=SECONDS)
    made = emulator.create(**WORK)
    assert (made["status"], emulator("GET", f"/{made['id']}").json()["status"]) == ("queued", "in_progress")


def test_steps_appear_one_after_the_other(local: Any) -> None:
    emulator = local(background_seconds=SECONDS)
    made = emulator.create(**WORK)
    emulator.time.now = START + SECONDS
    whole = emulator("GET", f"/{made['id']}").json()
    for tenth in range(10):
        emulator.time.now = START + SECONDS * tenth / 10
        part = emulator("GET", f"/{made['id']}").json()
        done = len(part["steps"]) - 1
        assert part["steps"] == whole["steps"][: done + 1]
        assert done == int((len(whole["steps"]) - 1) * tenth / 10)
        assert "usage" not in part
    assert whole["steps"][-1]["type"] == "model_output"


def test_what_was_done_before_a_cancel_stays(local: Any) -> None:
    emulator = local(background_seconds=SECONDS)
    made = emulator.create(**WORK)
    emulator.time.now += SECONDS * 0.9
    before = emulator("GET", f"/{made['id']}").json()
    cancelled = emulator("POST", f"/{made['id']}/cancel").json()
    assert cancelled == {**before, "status": "cancelled", "updated": cancelled["updated"]}
    emulator.time.now += SECONDS
    assert emulator("GET", f"/{made['id']}").json() == cancelled
    again = emulator("POST", f"/{made['id']}/cancel")
    assert (again.status, again.json()["error"]["code"]) == (400, "invalid_request")


def test_a_cancelled_interaction_can_be_continued(local: Any) -> None:
    emulator = local(background_seconds=SECONDS)
    made = emulator.create("My name is Phil.", background=True)
    emulator("POST", f"/{made['id']}/cancel")
    asked = emulator.create("What is my name?", previous_interaction_id=made["id"])
    assert "Phil" in str(asked["steps"])


@pytest.mark.parametrize("state", [0, 20])
def test_neither_queued_nor_running_work_can_be_continued(local: Any, state: float) -> None:
    emulator = local(background_seconds=SECONDS, queue_seconds=10)
    made = emulator.create(**WORK)
    emulator.time.now += state
    body = {"model": "gemini-2.5-flash", "input": "x", "previous_interaction_id": made["id"]}
    refused = emulator("POST", "", body)
    assert (refused.status, refused.json()["error"]["code"]) == (400, "invalid_request")


def test_research_fails_after_an_hour(local: Any) -> None:
    emulator = local(background_seconds=4000)
    made = emulator.create(**WORK)
    emulator.time.now += 3599
    assert emulator("GET", f"/{made['id']}").json()["status"] == "in_progress"
    emulator.time.now += 1
    failed = emulator("GET", f"/{made['id']}").json()
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", "deadline_exceeded")
    assert "model_output" not in _kinds(failed)
    assert emulator("GET", f"/{made['id']}", query="stream=true").events()[-1]["interaction"]["status"] == "failed"


def test_a_model_that_speaks_cannot_go_on_from_a_picture(local: Any) -> None:
    emulator = local()
    drawn = {"previous_interaction_id": emulator.create("A cat", model="gemini-3-pro-image")["id"], "input": "Read it."}
    refused = emulator("POST", "", {"model": "gemini-3.8-flash-tts", **drawn})
    assert (refused.status, "image input" in refused.json()["error"]["message"]) == (400, True)
    assert emulator("POST", "", {"model": "gemini-3-flash-preview", **drawn}).status == 200


def test_there_are_no_partial_answers(local: Any) -> None:
    emulator = local()
    assert emulator("GET", f"/{emulator.create()['id']}", query="fields=status").status == 400


def test_a_restart_finds_the_work_where_it_would_have_been(local: Any, tmp_path: Path) -> None:
    store = str(tmp_path / "kept.db")
    before = local(store=store, background_seconds=SECONDS)
    made = before.create(**WORK)
    before.time.now += SECONDS / 2
    half = before("GET", f"/{made['id']}").json()
    after = local(store=store, clock=before.time)
    assert after("GET", f"/{made['id']}").json() == half
    before.time.now += SECONDS / 2
    assert after("GET", f"/{made['id']}").json()["status"] == "completed"


# --- streams ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(http: httpx.Client) -> Iterator[tuple[str, Time]]:
    """The address of an emulator whose time only the test moves, and that time."""
    time = Time()
    with serving(clock=time, background_seconds=RUN, pace=0) as url:
        yield url + PATH, time


def test_a_stream_brings_each_step_when_it_is_done(served: tuple[str, Time], http: httpx.Client) -> None:
    url, time = served
    with http.stream("POST", url, json={**WORK, "stream": True}) as answer:
        events = _events(answer)
        created = next(events)["interaction"]
        assert (created["status"], next(events)["event_type"]) == ("in_progress", "interaction.status_update")
        told = 0
        told = 0
        for share in (0.5, 0.9):
            time.now = START + RUN * share
            part = http.get(f"{url}/{created['id']}").json()
            assert (part["status"], part["steps"][0]["type"]) == ("in_progress", "user_input")
            assert len(part["steps"]) > 1
            while told < len(part["steps"]) - 1:
                told += next(events)["event_type"] == "step.stop"
        time.now = START + RUN
        assert list(events)[-1]["interaction"]["status"] == "completed"


@pytest.mark.parametrize("after", [0, 1, 2, 4])
def test_a_stream_is_taken_up_again_while_the_work_runs(
    served: tuple[str, Time], http: httpx.Client, after: int
) -> None:
    url, time = served
    seen: list[Json] = []
    with http.stream("POST", url, json={**WORK, "stream": True}) as answer:
        events = _events(answer)
        seen.append(next(events))
        time.now += RUN * 0.6
        while len(seen) <= after:
            seen.append(next(events))
    made = seen[0]["interaction"]["id"]
    query = {"stream": "true", "last_event_id": seen[after]["event_id"]}
    with http.stream("GET", f"{url}/{made}", params=query) as answer:
        time.now = START + RUN
        seen += list(_events(answer))
    with http.stream("GET", f"{url}/{made}", params={"stream": "true"}) as answer:
        assert list(_events(answer)) == seen
    assert seen[-1]["event_type"] == "interaction.completed"


def test_a_cancel_leaves_the_events_that_were_told(served: tuple[str, Time], http: httpx.Client) -> None:
    url, time = served
    with http.stream("POST", url, json={**WORK, "stream": True}) as answer:
        events = _events(answer)
        seen = [next(events)]
        time.now += RUN * 0.6
        seen += [next(events) for _ in range(4)]
        made = seen[0]["interaction"]["id"]
        assert http.post(f"{url}/{made}/cancel").status_code == 200
        seen += list(events)
    with http.stream("GET", f"{url}/{made}", params={"stream": "true"}) as answer:
        assert list(_events(answer)) == seen
    assert seen[-1]["interaction"]["status"] == "cancelled"


def test_a_queued_run_is_not_told_before_it_starts(http: httpx.Client) -> None:
    time = Time()
    with serving(clock=time, background_seconds=RUN, queue_seconds=1) as url:
        made = http.post(url + PATH, json=WORK).json()["id"]
        with http.stream("GET", f"{url}{PATH}/{made}", params={"stream": "true"}) as answer:
            time.now += 1 + RUN
            assert next(_events(answer))["interaction"]["status"] == "in_progress"


def test_an_event_id_is_of_one_interaction_only(local: Any) -> None:
    emulator = local()
    made, other = (emulator.create(**WORK)["id"] for _ in range(2))
    plain = emulator.create()["id"]
    emulator.time.now += 1
    foreign = emulator("GET", f"/{other}", query="stream=true").events()[1]["event_id"]
    ours = emulator("GET", f"/{made}", query="stream=true").events()[1]["event_id"]
    wrong = [foreign, ours[:-1] + "0", ours + "999", "evt_1", "1", "event_2", ours[:-1] + "%C2%B2"]
    for asked, event_id in [(made, event_id) for event_id in wrong] + [(plain, ours), (plain, "1")]:
        refused = emulator("GET", f"/{asked}", query=f"stream=true&last_event_id={event_id}")
        assert (refused.status, refused.json()["error"]["code"]) == (400, "invalid_request"), event_id
        assert "last_event_id" in refused.json()["error"]["message"]
    assert emulator("GET", f"/{made}", query=f"last_event_id={ours}").status == 400


def test_the_end_can_be_resumed_after(local: Any) -> None:
    emulator = local()
    made = emulator.create(**WORK)["id"]
    emulator.time.now += 1
    last = emulator("GET", f"/{made}", query="stream=true").events()[-1]["event_id"]
    assert emulator("GET", f"/{made}", query=f"stream=true&last_event_id={last}").events() == []


def test_another_instance_over_the_same_store_goes_on(local: Any, tmp_path: Path) -> None:
    store, time = str(tmp_path / "kept.db"), Time()
    one, other = (local(store=store, clock=time, background_seconds=SECONDS) for _ in range(2))
    made = one.create(**WORK)["id"]
    time.now += SECONDS
    events = one("GET", f"/{made}", query="stream=true").events()
    last = events[3]["event_id"]
    assert other("GET", f"/{made}", query=f"stream=true&last_event_id={last}").events() == events[4:]
    assert other("DELETE", f"/{made}").status == 200
    assert one("GET", f"/{made}").status == 404


# --- foreground ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("revision", [STEPS.name, "2025-12-11"])
def test_a_foreground_run_stops_when_its_client_hangs_up(http: httpx.Client, revision: str) -> None:
    body = {"model": "gemini-2.5-flash", "input": "Explain streams.", "stream": True}
    with serving(pace=0.05, revision=revision) as url:
        with http.stream("POST", url + PATH, json=body) as answer:
            events = _events(answer)
            made = next(events)["interaction"]["id"]
            assert http.get(f"{url}{PATH}/{made}").json()["status"] == "in_progress"
        found = http.get(f"{url}{PATH}/{made}").json()
        while found["status"] == "in_progress":  # the server learns of it when it writes next
            found = http.get(f"{url}{PATH}/{made}").json()
        assert found["status"] == "cancelled"
        assert not found.keys() & {"outputs", "usage"}
        asked = {**body, "stream": False, "previous_interaction_id": made}
        assert http.post(url + PATH, json=asked).status_code == 200


def test_who_has_read_the_last_event_may_go_on_at_once(http: httpx.Client) -> None:
    body = {"model": "gemini-2.5-flash", "input": "My name is Phil.", "stream": True}
    with serving(clock=Time()) as url, http.stream("POST", url + PATH, json=body) as answer:
        for event in _events(answer):
            if event["event_type"] == "interaction.completed":
                break
        asked = {"model": "gemini-2.5-flash", "input": "x", "previous_interaction_id": event["interaction"]["id"]}
        assert http.post(url + PATH, json=asked).status_code == 200


def test_a_deleted_run_is_not_kept_when_it_ends(http: httpx.Client) -> None:
    body = {"model": "gemini-2.5-flash", "input": "Explain streams.", "stream": True}
    with serving(pace=0.005) as url:
        with http.stream("POST", url + PATH, json=body) as answer:
            events = _events(answer)
            made = next(events)["interaction"]["id"]
            assert http.delete(f"{url}{PATH}/{made}").status_code == 200
            assert list(events)[-1]["interaction"]["status"] == "completed"
        assert http.get(f"{url}{PATH}/{made}").status_code == 404
