"""What is tried again, how often, and after how long."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from tests.sdk.dialect import MODEL, Dialect

pytestmark = [pytest.mark.sdk, pytest.mark.behaviour("retries")]

ASKED: dict[str, Any] = {"model": MODEL, "input": "Say hi"}
BACKOFF = (0.5, 1, 2, 4)
"""The pauses in seconds of all versions, of which each may leave out a quarter by chance."""
PASSING = {
    "rate-limit": "RateLimitError",
    "unavailable": "InternalServerError",
    "internal-error": "InternalServerError",
}


def failing(*faults: str) -> dict[str, dict[str, str]]:
    """The argument of a call that lets it meet ``faults``."""
    return {"extra_headers": {"x-emulator-fault": ", ".join(faults)}}


@pytest.mark.parametrize("fault", PASSING)
def test_what_may_pass_is_tried_again(
    interactions: Any, dialect: Dialect, requests: list[Any], waits: list[float], fault: str
) -> None:
    from google.genai import _interactions

    with pytest.raises(getattr(_interactions, PASSING[fault])):
        interactions.create(**ASKED, **failing(fault))
    assert len(requests) == len(waits) + 1 == (5 if dialect.odd("five-attempts") else 4)
    assert all(0.74 * full <= wait <= full for wait, full in zip(waits, BACKOFF, strict=False))


@pytest.mark.parametrize("fault", ["rate-limit:retry=7,told=header,nth=1", "unavailable:retry=7,nth=1"])
def test_the_header_says_how_long_to_wait(
    interactions: Any, requests: list[Any], waits: list[float], fault: str
) -> None:
    made = interactions.create(**ASKED, **failing(fault))
    assert made.status == "completed"
    assert (len(requests), waits) == (2, [7.0])


def test_a_stream_that_never_began_is_tried_again(
    interactions: Any, dialect: Dialect, requests: list[Any], waits: list[float]
) -> None:
    events = list(interactions.create(**ASKED, stream=True, **failing("unavailable:retry=8,nth=1")))
    assert events[-1].event_type == dialect.revision.completed
    assert (len(requests), waits) == (2, [8.0])


def test_what_the_message_says_of_it_goes_unread(interactions: Any, requests: list[Any], waits: list[float]) -> None:
    made = interactions.create(**ASKED, **failing("rate-limit:retry=40,nth=1"))
    assert made.status == "completed"
    assert len(requests) == 2
    assert max(waits) < 1


def test_a_lost_connection_is_tried_again(
    interactions: Any, dialect: Dialect, requests: list[Any], waits: list[float]
) -> None:
    from google.genai._interactions import APIConnectionError

    with pytest.raises(APIConnectionError) if dialect.odd("statuses-only") else nullcontext():
        assert interactions.create(**ASKED, **failing("drop:nth=1")).status == "completed"
    assert len(requests) == len(waits) + 1 == (1 if dialect.odd("statuses-only") else 2)


def test_what_takes_too_long_is_tried_again(interactions: Any, dialect: Dialect, waits: list[float]) -> None:
    from google.genai._interactions import APITimeoutError

    with pytest.raises(APITimeoutError):
        interactions.create(**ASKED, timeout=0.05, **failing("hang"))
    assert len(waits) == (0 if dialect.odd("statuses-only") else 3)


def test_a_connection_that_cannot_be_made_is_tried_again(
    connect: Callable[..., Any], dialect: Dialect, waits: list[float]
) -> None:
    from google.genai._interactions import APIConnectionError

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = connect(base_url=f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(APIConnectionError):
            nobody.interactions.create(**ASKED)
    assert len(waits) == (0 if dialect.odd("statuses-only") else 3)


def test_what_the_client_did_wrong_is_not_tried_again(
    interactions: Any, requests: list[Any], waits: list[float]
) -> None:
    from google.genai._interactions import BadRequestError

    with pytest.raises(BadRequestError):
        interactions.create(model=MODEL, input="")
    assert (len(requests), waits) == (1, [])


@pytest.mark.parametrize("attempts", [0, 1, 2])
def test_the_number_of_attempts_can_be_set(
    connect: Callable[..., Any], dialect: Dialect, requests: list[Any], waits: list[float], attempts: int
) -> None:
    from google.genai import types
    from google.genai._interactions import RateLimitError

    limited = connect(retry_options=types.HttpRetryOptions(attempts=attempts)).interactions
    with pytest.raises(RateLimitError):
        limited.create(**ASKED, **failing("rate-limit"))
    if dialect.odd("five-attempts") or dialect.odd("always-again"):
        attempts = max(attempts, 1)
    assert len(requests) == attempts + (0 if dialect.odd("five-attempts") else 1)


def test_the_asynchronous_client_does_the_same(
    connect: Callable[..., Any], requests: list[Any], waits: list[float]
) -> None:
    async def ask() -> Any:
        client = connect()
        made = await client.aio.interactions.create(**ASKED, **failing("rate-limit:retry=9,told=header,nth=1"))
        await client.aio.aclose()
        return made

    assert asyncio.run(ask()).status == "completed"
    assert (len(requests), waits) == (2, [9.0])
