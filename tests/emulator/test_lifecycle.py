"""Stored interactions: getting, deleting, background work, cancelling, resuming, and the store itself."""

from __future__ import annotations

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from conformance.emulator import create_app, serving
from conformance.emulator.store import StoreError
from conformance.revisions import NEWEST

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.emulator.conftest import Api

Json = dict[str, Any]

PATH = "/v1beta/interactions"
KEY = {"x-goog-api-key": "k"}
DEEP = "deep-research-pro-preview-12-2025"
HELLO: Json = {"model": "gemini-2.5-flash", "input": "Hi, my name is Phil."}


def _finished(api: Api, interaction_id: str) -> Json:
    for _ in range(100):
        found = api.get(interaction_id)
        if found["status"] != "in_progress":
            return found
        time.sleep(0.01)
    raise AssertionError("still in progress")


def test_get_shows_the_timeline_where_there_are_steps(steps_api: Api) -> None:
    made = steps_api.create("Hi")
    question = {"type": "user_input", "content": [{"text": "Hi", "type": "text"}]}
    assert steps_api.get(made["id"]) == {**made, "steps": [question, *made["steps"]]}
    assert steps_api.get(made["id"], include_input="true")["input"] == [question]


def test_get_shows_outputs_and_the_input_on_request(legacy_api: Api) -> None:
    made = legacy_api.create("Hi")
    assert legacy_api.get(made["id"]) == made
    turns = [{"role": "user", "content": [{"text": "Hi", "type": "text"}]}]
    assert legacy_api.get(made["id"], include_input="true") == {**made, "input": turns}


def test_get_twice_is_the_same_bytes(api: Api) -> None:
    made = api.create("Hi")
    one, other = (api.http.get(f"{PATH}/{made['id']}?include_input=true&stream=false") for _ in range(2))
    assert one.content == other.content


@pytest.mark.parametrize("query", ["last_event_id=event_1", "stream=false&last_event_id=event_1", "stream=maybe"])
def test_queries_that_mean_nothing_are_refused(api: Api, query: str) -> None:
    made = api.create("Hi")
    assert api.checked(api.http.get(f"{PATH}/{made['id']}?{query}")).status_code == 400


def test_what_is_deleted_is_gone(api: Api) -> None:
    made = api.create("My name is Phil.")
    child = api.create("Hi", previous_interaction_id=made["id"])
    gone = api.http.delete(f"{PATH}/{made['id']}")
    assert (gone.status_code, gone.content, gone.headers["content-type"]) == (200, b"{}", "application/json")
    assert api.http.get(f"{PATH}/{made['id']}").status_code == 404
    assert api.http.delete(f"{PATH}/{made['id']}").status_code == 404
    assert api.refused(input="x", previous_interaction_id=made["id"])[0] == 404
    later = api.create("What is my name?", previous_interaction_id=child["id"])
    assert api.text(later) == "I don't know your name yet."


@pytest.mark.parametrize("maker", [{"agent": DEEP}, {"model": "gemini-2.5-flash"}], ids=["agent", "model"])
def test_background_work_finishes_by_itself(api: Api, maker: Json) -> None:
    made = api.create("Research the history of streams.", background=True, **maker)
    assert made["status"] == ("queued" if api.revision is NEWEST else "in_progress")
    assert not made.keys() & {"usage", "service_tier", "steps", "outputs"}
    found = _finished(api, made["id"])
    assert (found["status"], found["id"], found["created"]) == ("completed", made["id"], made["created"])
    assert found["updated"] >= found["created"]
    assert found["usage"]["total_tokens"] > 0
    assert "streams" in api.text(found)


def test_running_work_shows_its_state_and_cannot_be_continued(idle_api: Api) -> None:
    made = idle_api.create("Hi", background=True)
    found = idle_api.get(made["id"])
    assert found["status"] == "in_progress"
    assert found.keys() - made.keys() <= {"steps"}
    assert idle_api.refused(input="x", previous_interaction_id=made["id"])[0] == 400


def test_background_calls_wait_for_results(api: Api, weather: Json) -> None:
    made = api.create("What is the weather in Rome?", background=True, tools=[weather])
    assert _finished(api, made["id"])["status"] == "requires_action"


def test_cancelled_is_final(idle_api: Api) -> None:
    made = idle_api.create("Research streams.", agent=DEEP, background=True)
    cancelled = idle_api.checked(idle_api.http.post(f"{PATH}/{made['id']}/cancel"))
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert idle_api.get(made["id"]) == cancelled.json()
    assert idle_api.http.post(f"{PATH}/{made['id']}/cancel").status_code == 400
    names = [name for name, _ in idle_api.replay(made["id"])]
    assert names == [idle_api.revision.created, idle_api.revision.status_update, idle_api.revision.completed]


def test_only_running_background_work_can_be_cancelled(api: Api) -> None:
    foreground = api.create("Hi")
    background = api.create("Hi", background=True)
    _finished(api, background["id"])
    for made in (foreground, background):
        answer = api.checked(api.http.post(f"{PATH}/{made['id']}/cancel"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


def test_running_work_can_be_deleted(idle_api: Api) -> None:
    made = idle_api.create("Hi", background=True)
    assert idle_api.http.delete(f"{PATH}/{made['id']}").status_code == 200
    assert idle_api.http.get(f"{PATH}/{made['id']}").status_code == 404


def test_a_background_stream_can_be_resumed_after_any_event(api: Api) -> None:
    events = api.stream("Say hi shortly.", agent=DEEP, background=True)
    ids = [data["event_id"] for _, data in events]
    assert len(set(ids)) == len(ids)
    made = events[0][1]["interaction"]["id"]
    assert api.replay(made) == events
    for position, event_id in enumerate(ids):
        assert api.replay(made, last_event_id=event_id) == events[position + 1 :]
    answer = api.checked(api.http.get(f"{PATH}/{made}", params={"stream": "true", "last_event_id": "nonsense"}))
    assert answer.status_code == 400


def test_a_stream_of_running_work_waits_for_its_end(api: Api) -> None:
    made = api.create("Explain streams.", agent=DEEP, background=True)
    events = api.replay(made["id"])
    assert events[-1][1]["interaction"]["status"] == "completed"


def test_leaving_a_background_stream_does_not_stop_the_work(api: Api) -> None:
    body = {"agent": DEEP, "input": "Explain streams.", "background": True, "stream": True}
    with api.http.stream("POST", PATH, json=body) as answer:
        first = next(line for line in answer.iter_lines() if line.startswith("data:"))
    made = json.loads(first.removeprefix("data:"))["interaction"]["id"]
    assert _finished(api, made)["status"] == "completed"


@pytest.mark.parametrize("ending", ["cancel", "delete"])
def test_a_stream_of_running_work_ends_with_it(idle_api: Api, ending: str) -> None:
    body = {"agent": DEEP, "input": "Explain streams.", "background": True, "stream": True}
    with idle_api.http.stream("POST", PATH, json=body) as answer:
        frames = answer.iter_text()
        raw = next(frames)
        made = raw.split('"id":"')[1].split('"')[0]
        method, path = ("POST", f"{PATH}/{made}/cancel") if ending == "cancel" else ("DELETE", f"{PATH}/{made}")
        assert idle_api.http.request(method, path).status_code == 200
        events = idle_api.events((raw + "".join(frames)).encode())
    if ending == "cancel":
        assert events[-1][1]["interaction"]["status"] == "cancelled"
    else:
        assert events[-1][1]["error"] == {"message": "Interaction not found.", "code": "not_found"}


def test_a_server_stops_though_a_stream_is_open(http: httpx.Client) -> None:
    body = {"agent": DEEP, "input": "Hi", "background": True, "stream": True}
    with serving(background_seconds=3600) as url:
        answer = http.send(http.build_request("POST", url + PATH, json=body), stream=True)
        assert next(answer.iter_raw())
    answer.close()
    with pytest.raises(httpx.ConnectError):
        http.get(url)


def test_many_creates_at_once_lose_nothing(http: httpx.Client, tmp_path: Path) -> None:
    with serving(store=str(tmp_path / "interactions.db")) as url, ThreadPoolExecutor(20) as pool:
        bodies = [{**HELLO, "input": f"Say {number}."} for number in range(20)]
        made = list(pool.map(lambda body: http.post(url + PATH, json=body).json()["id"], bodies))
        assert len(set(made)) == 20
        assert {http.get(f"{url}{PATH}/{interaction_id}").status_code for interaction_id in made} == {200}


def test_a_file_survives_a_restart_with_its_background_work(http: httpx.Client, tmp_path: Path) -> None:
    store = str(tmp_path / "interactions.db")
    with serving(store=store, background_seconds=0.05) as url:
        first = http.post(url + PATH, json=HELLO).json()
        work = http.post(url + PATH, json={**HELLO, "background": True}).json()
    with serving(store=store, clock=lambda: time.time() + 60) as url:
        asked = {"model": "gemini-2.5-flash", "input": "What is my name?", "previous_interaction_id": first["id"]}
        answer = http.post(url + PATH, json=asked).json()
        assert answer["steps"][-1]["content"][0]["text"] == "Your name is Phil."
        assert http.get(f"{url}{PATH}/{work['id']}").json()["status"] == "completed"


@asynccontextmanager
async def _in_process(**settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(**settings)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://emulator") as client,
    ):
        client.headers.update(KEY)
        yield client


def test_a_clock_and_a_seed_determine_everything() -> None:
    async def answers() -> list[bytes]:
        async with _in_process(clock=lambda: 1_800_000_000.5, seed=7) as client:
            return [(await client.post(PATH, json={**HELLO, "stream": stream})).content for stream in (False, True)]

    first, second = asyncio.run(answers()), asyncio.run(answers())
    assert first == second
    assert b'"created":"2027-01-15T08:00:00Z"' in first[0]


def test_background_work_goes_by_the_clock() -> None:
    now = [1_800_000_000.0]

    async def states() -> list[tuple[str, str]]:
        async with _in_process(clock=lambda: now[0], background_seconds=3600) as client:
            made = (await client.post(PATH, json={**HELLO, "background": True})).json()
            found = []
            for seconds in (3599, 1):
                now[0] += seconds
                found.append((await client.get(f"{PATH}/{made['id']}")).json())
            return [(one["status"], one["updated"]) for one in found]

    assert asyncio.run(states()) == [
        ("in_progress", "2027-01-15T08:00:00Z"),
        ("completed", "2027-01-15T09:00:00Z"),
    ]


def test_a_failure_inside_is_told_in_the_shape_of_the_service() -> None:
    app = create_app()
    app.state.service.store.close()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator", headers=KEY) as client:
            return await client.post(PATH, json=HELLO)

    response = asyncio.run(answer())
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "service_unavailable"
    assert "sqlite" not in response.text


def test_an_agent_that_needs_no_background_answers_at_once(steps_api: Api) -> None:
    events = steps_api.stream("Hi", agent="antigravity-preview-05-2026")
    assert events[-1][1]["interaction"]["agent"] == "antigravity-preview-05-2026"
    assert all("event_id" in data for _, data in events)


def test_an_unknown_revision_and_an_unusable_store_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1999-01-01"):
        create_app(revision="1999-01-01")
    with pytest.raises(StoreError, match="unable to open"):
        create_app(store=str(tmp_path))


def test_a_port_in_use_is_an_error() -> None:
    with serving() as url, pytest.raises(OSError, match="in use"), serving(port=int(url.rsplit(":", 1)[1])):
        pass
