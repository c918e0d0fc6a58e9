"""What a version says of the revision that it reads, and what it gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.emulator import serving
from tests.sdk.dialect import MODEL, Dialect
from tests.sdk.matrix import DAY_WITHOUT_OUTPUTS

pytestmark = [pytest.mark.sdk, pytest.mark.behaviour("revision")]


def headers(request: Any) -> dict[str, str]:
    """The headers of a request that arrived."""
    return {name.decode(): value.decode() for name, value in request["headers"]}


def test_it_gets_what_it_reads(interactions: Any, dialect: Dialect, requests: list[Any]) -> None:
    made = interactions.create(model=MODEL, input="Say hi")
    (request,) = requests
    assert request["path"] == ("/v1" if dialect.odd("path-v1") else "/v1beta") + "/interactions"
    assert headers(request).get("api-revision") == ("2026-05-20" if dialect.odd("names-revision") else None)
    assert headers(request)["x-goog-api-client"].startswith(f"google-genai-sdk/{dialect.client.version} ")
    assert dialect.text(made) == "Hi!"


def test_the_path_can_be_chosen(connect: Callable[..., Any], dialect: Dialect, requests: list[Any]) -> None:
    from google.genai._interactions import NotFoundError

    other = "v1beta" if dialect.odd("path-v1") else "v1"
    chosen = connect(api_version=other).interactions
    try:
        chosen.create(model=MODEL, input="Say hi")
    except NotFoundError:
        assert (other, dialect.client.day < "2026-06") == ("v1", True), "only before June 2026 there is no /v1"
    path = "v1beta" if dialect.odd("fixed-path") else other
    assert {request["path"] for request in requests} == {f"/{path}/interactions"}


def test_once_outputs_are_gone_an_old_version_is_told_to_go(connect: Callable[..., Any], dialect: Dialect) -> None:
    from google.genai._interactions import BadRequestError

    with serving(as_of=DAY_WITHOUT_OUTPUTS) as url:
        asked = {"model": MODEL, "input": "Say hi"}
        if dialect.odd("switched-off"):
            with pytest.raises(BadRequestError, match=r"google-genai Python SDK to version >= 2\.0\.0"):
                connect(base_url=url).interactions.create(**asked)
        else:
            assert dialect.text(connect(base_url=url).interactions.create(**asked)) == "Hi!"
