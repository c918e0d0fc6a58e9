"""Keys, routes, headers, revisions, and bodies that mean harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.emulator.conftest import Api

PATH = "/v1beta/interactions"
UNKNOWN = f"{PATH}/v1_nothing"


def _post(api: Api, content: bytes, kind: str = "application/json") -> httpx.Response:
    return api.checked(api.http.post(PATH, content=content, headers={"content-type": kind}))


def test_a_missing_key_is_refused_by_the_front_end(api: Api) -> None:
    answer = api.checked(api.http.post(PATH, json={}, headers={"x-goog-api-key": ""}))
    assert answer.status_code == 403
    assert answer.json()[0]["error"]["status"] == "PERMISSION_DENIED"


def test_an_invalid_key_is_refused_as_recorded_and_not_echoed(api: Api) -> None:
    answer = api.checked(api.http.get(UNKNOWN, headers={"x-goog-api-key": "an-INVALID-key"}))
    assert answer.status_code == 400
    assert answer.json() == [
        {
            "error": {
                "code": 400,
                "message": "API key not valid. Please pass a valid API key.",
                "status": "INVALID_ARGUMENT",
                "details": [
                    {
                        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                        "reason": "API_KEY_INVALID",
                        "domain": "googleapis.com",
                    }
                ],
            }
        }
    ]
    assert "an-INVALID-key" not in answer.text


def test_another_key_sees_nothing(api: Api) -> None:
    mine = api.create("Hi")
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel")):
        answer = api.http.request(method, f"{PATH}/{mine['id']}{path}", headers={"x-goog-api-key": "other"})
        assert answer.status_code == 404
    assert api.get(mine["id"])["id"] == mine["id"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("GET", "?stream=true")]
)
def test_an_unknown_id_is_404(api: Api, method: str, path: str) -> None:
    for name in ("v1_nothing", "%00", "ä", "x" * 4000, "..%2f..%2fetc"):
        answer = api.checked(api.http.request(method, f"{PATH}/{name}{path}"))
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", PATH), ("PUT", PATH), ("PATCH", UNKNOWN), ("GET", UNKNOWN + "/cancel")]
)
def test_a_wrong_verb_is_405(api: Api, method: str, path: str) -> None:
    answer = api.checked(api.http.request(method, path))
    assert answer.status_code == 405
    assert answer.json()["error"]["message"]
    assert "allow" in answer.headers


@pytest.mark.parametrize("path", ["/", "/v1beta", "/v1beta/interactions/", "/v2/interactions", "/v1beta/models"])
def test_an_unknown_path_is_404_in_json(api: Api, path: str) -> None:
    answer = api.checked(api.http.get(path))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert f"GET {path}" in answer.json()["error"]["message"]


def test_headers_are_those_of_the_service(api: Api) -> None:
    answer = api.post(input="Hi")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers.get_list("vary") == ["Origin", "X-Origin", "Referer"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["server-timing"].startswith("emulator; dur=")
    assert answer.headers.get_list("server") == ["conformance-emulator"]
    assert len(answer.headers.get_list("date")) == 1


def test_alt_sse_makes_an_attachment_of_a_stream(api: Api) -> None:
    body = {"model": "gemini-2.5-flash", "input": "Hi", "stream": True}
    answer = api.http.post(PATH, params={"alt": "sse"}, json=body)
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-type"] == "text/event-stream"
    assert "content-disposition" not in api.http.post(PATH, json=body).headers


HOSTILE = {
    "no json": b"hello",
    "empty": b"",
    "no object": b"[]",
    "binary": bytes(range(256)),
    "bad utf-8": b'{"input":"\xff"}',
    "surrogate": b'{"model":"gemini-2.5-flash","input":"\\ud800"}',
    "infinity": b'{"model":"gemini-2.5-flash","input":"x","generation_config":{"temperature":1e999}}',
    "nan": b'{"model":"gemini-2.5-flash","input":"x","generation_config":{"temperature":NaN}}',
    "digits": b'{"input":' + b"9" * 10_000 + b"}",
    "depth": b'{"input":' + b"[" * 100_000,
    "closed depth": b'{"input":' + b"[" * 500 + b"]" * 500 + b"}",
    "deep object": b'{"a":' * 900 + b"1" + b"}" * 900,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_bodies_are_400(api: Api, case: str) -> None:
    answer = _post(api, HOSTILE[case])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


def test_other_content_types_are_refused(api: Api) -> None:
    assert _post(api, b"model=x", "application/x-www-form-urlencoded").status_code == 400
    assert (
        _post(api, b'{"model":"gemini-2.5-flash","input":"Hi"}', "application/json; charset=utf-8").status_code == 200
    )


def test_a_body_beyond_the_limit_is_413(api: Api) -> None:
    answer = _post(api, b'{"input":"' + b"x" * (20 << 20) + b'"}')
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "request_too_large")
