"""What is too much is refused with one clear error, and nothing is left of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from conformance.emulator import Settings, serving

PATH = "/v1beta/interactions"
HELLO: dict[str, Any] = {"model": "gemini-2.5-flash", "input": "Hi."}


def _error(answer: httpx.Response) -> tuple[int, str, str]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["message"]


def test_a_body_too_large_is_refused(http: httpx.Client) -> None:
    with serving(body_limit=1000) as url:
        assert http.post(url + PATH, json={**HELLO, "input": "x" * 900}).status_code == 200
        told = "The request body is larger than 1000 bytes."
        assert _error(http.post(url + PATH, json={**HELLO, "input": "x" * 1000})) == (413, "request_too_large", told)


def _nested(levels: int) -> Any:
    """A create whose JSON has that many levels: four of them hold the schema that holds the rest."""
    schema: Any = {}
    for _ in range(levels - 2):
        schema = {"items": schema}
    return {**HELLO, "response_format": schema}


@pytest.mark.parametrize("limit", [10, 100, 200])
def test_json_nested_too_deep_is_refused(http: httpx.Client, limit: int) -> None:
    with serving(depth_limit=limit, revision="2025-12-11") as url:
        told = f"Invalid JSON payload: nested more than {limit} levels deep."
        assert "nested" not in http.post(url + PATH, json=_nested(limit)).text
        assert _error(http.post(url + PATH, json=_nested(limit + 1))) == (400, "invalid_request", told)


def test_streams_beyond_the_limit_are_refused_until_one_ends(http: httpx.Client) -> None:
    with serving(stream_limit=2, background_seconds=3600) as url:
        stored = http.post(url + PATH, json=HELLO).json()["id"]
        waiting = {**HELLO, "background": True, "stream": True}
        told = "More than 2 streams are open: close some, or wait."
        with http.stream("POST", url + PATH, json=waiting) as first, http.stream("POST", url + PATH, json=waiting):
            refused = http.post(url + PATH, json={**HELLO, "stream": True})
            assert _error(refused) == (429, "rate_limit_exceeded", told)
            assert _error(http.get(f"{url}{PATH}/{stored}?stream=true")) == _error(refused)
            assert http.post(url + PATH, json=HELLO).status_code == 200
            first.close()
            for _ in range(500):
                answer = http.post(url + PATH, json={**HELLO, "stream": True})
                if answer.status_code == 200:
                    break
            assert answer.text.endswith("data: [DONE]\n\n")


def test_a_key_that_has_stored_too_much_is_refused_until_it_deletes(http: httpx.Client) -> None:
    with serving(stored_limit=10_000) as url:
        large = {**HELLO, "input": "x" * 3000}
        answers = [http.post(url + PATH, json=large) for _ in range(4)]
        made = [answer.json()["id"] for answer in answers if answer.status_code == 200]
        refused = answers[-1]
        told = "This key would store more than 10000 bytes: delete interactions or files, or let them expire."
        assert made
        assert _error(refused) == (429, "quota_exceeded", told)
        assert refused.headers["x-should-retry"] == "false"
        assert http.post(url + PATH, json={**large, "store": False}).status_code == 200
        assert http.post(url + PATH, json=large, headers={"x-goog-api-key": "another"}).status_code == 200
        http.delete(f"{url}{PATH}/{made[0]}")
        assert http.post(url + PATH, json=large).status_code == 200


@pytest.mark.parametrize("name", ["body_limit", "depth_limit", "stream_limit", "stored_limit"])
def test_a_limit_out_of_range_is_told(name: str) -> None:
    limits: dict[str, Any] = {name: 0}
    with pytest.raises(ValueError, match=f"{name} has to be at least 1"):
        Settings(**limits)


def test_a_depth_that_python_cannot_walk_is_told() -> None:
    with pytest.raises(ValueError, match="depth_limit can't be more than 200"):
        Settings(depth_limit=201)


def test_an_interaction_belongs_to_the_key_that_made_it(http: httpx.Client) -> None:
    with serving(background_seconds=3600) as url:
        made = http.post(url + PATH, json={**HELLO, "background": True}).json()["id"]
        one = f"{url}{PATH}/{made}"
        other = {"x-goog-api-key": "another"}
        answers = [
            http.get(one, headers=other),
            http.get(one + "?stream=true", headers=other),
            http.post(one + "/cancel", headers=other),
            http.delete(one, headers=other),
            http.post(url + PATH, json={**HELLO, "previous_interaction_id": made}, headers=other),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5
        assert http.get(one).json()["status"] == "in_progress"
