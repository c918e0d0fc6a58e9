"""Refusals arrive as the SDK's own exceptions, with the service's body, and without a retry."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.sdk.dialect import MODEL, Dialect

pytestmark = [pytest.mark.sdk, pytest.mark.behaviour("errors")]

BAD: dict[str, dict[str, Any]] = {
    "empty input": {"input": ""},
    "unknown parameter": {"input": "x", "extra_body": {"bogus": 1}},
    "malformed previous id": {"input": "x", "previous_interaction_id": "nonsense"},
    "a stream of nothing": {"input": "", "stream": True},
    "data that is not base64": {"input": [{"type": "image", "data": "%%%", "mime_type": "image/png"}]},
}


CLASSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    418: "APIStatusError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "InternalServerError",
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status", CLASSES)
def test_each_status_has_its_class(interactions: Any, waits: list[float], status: int, stream: bool) -> None:
    from google.genai import _interactions

    failing = {"x-emulator-fault": f"error:status={status},code=some_code,message=Because."}
    with pytest.raises(_interactions.APIStatusError) as caught:
        interactions.create(model=MODEL, input="x", stream=stream, extra_headers=failing)
    assert type(caught.value) is getattr(_interactions, CLASSES[status])
    assert caught.value.status_code == caught.value.response.status_code == status
    assert caught.value.body == {"error": {"message": "Because.", "code": "some_code"}}
    assert "Because." in str(caught.value)


@pytest.mark.parametrize(("fault", "name"), [("drop", "APIConnectionError"), ("hang", "APITimeoutError")])
def test_what_never_answers_has_a_class_too(interactions: Any, waits: list[float], fault: str, name: str) -> None:
    from google.genai import _interactions

    with pytest.raises(_interactions.APIConnectionError) as caught:
        interactions.create(model=MODEL, input="x", timeout=0.05, extra_headers={"x-emulator-fault": fault})
    assert type(caught.value) is getattr(_interactions, name)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_says_so(interactions: Any, name: str) -> None:
    from google.genai._interactions import BadRequestError

    with pytest.raises(BadRequestError) as caught:
        interactions.create(model=MODEL, **BAD[name])
    assert caught.value.status_code == 400
    assert caught.value.body["error"]["code"] == "invalid_request"
    assert caught.value.body["error"]["message"]


WRONG: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "checks-arguments": ({"model": MODEL, "generation_config": {"temperature": "warm"}}, ValidationError),
    "checks-tools": ({"model": MODEL, "tools": [{"type": "bogus"}]}, ValidationError),
    "checks-maker": ({"model": MODEL, "agent": "deep-research-pro-preview-12-2025"}, ValueError),
}


@pytest.mark.parametrize("slug", WRONG)
def test_what_the_sdk_checks_is_refused_before_it_is_sent(interactions: Any, dialect: Dialect, slug: str) -> None:
    from google.genai._interactions import BadRequestError

    asked, by_the_sdk = WRONG[slug]
    with pytest.raises(by_the_sdk if dialect.odd(slug) else BadRequestError):
        interactions.create(input="x", **asked)


@pytest.mark.parametrize("wrong", [{"model": "no-such-model"}, {"agent": "no-such-agent"}])
def test_an_unknown_model_or_agent_is_not_found(interactions: Any, wrong: dict[str, str]) -> None:
    from google.genai._interactions import NotFoundError

    with pytest.raises(NotFoundError) as caught:
        interactions.create(input="x", **wrong)
    assert caught.value.body["error"]["code"] == "not_found"
    assert next(iter(wrong.values())) in caught.value.body["error"]["message"]


def test_deep_research_has_to_run_in_the_background(interactions: Any) -> None:
    from google.genai._interactions import BadRequestError

    with pytest.raises(BadRequestError, match="background"):
        interactions.create(agent="deep-research-pro-preview-12-2025", input="Research rain.")


@pytest.mark.parametrize("call", ["get", "delete", "cancel"])
def test_an_unknown_id_is_not_found(interactions: Any, call: str) -> None:
    from google.genai._interactions import NotFoundError

    with pytest.raises(NotFoundError):
        getattr(interactions, call)("v1_unknown")


def test_a_refused_key_is_a_bad_request_of_the_front_end(interactions: Any) -> None:
    from google.genai._interactions import BadRequestError

    with pytest.raises(BadRequestError, match="API key not valid") as caught:
        interactions.create(model=MODEL, input="x", extra_headers={"x-goog-api-key": "invalid"})
    (entry,) = caught.value.body
    assert entry["error"]["details"][0]["reason"] == "API_KEY_INVALID"


def test_what_another_key_stored_is_not_found(interactions: Any) -> None:
    from google.genai._interactions import NotFoundError

    made = interactions.create(model=MODEL, input="Say hi")
    with pytest.raises(NotFoundError):
        interactions.get(made.id, extra_headers={"x-goog-api-key": "somebody-else"})
    assert interactions.get(made.id).id == made.id
