"""The same stream in other frames and chunks, with things in it that are yet to come, and cut off on the way."""

from __future__ import annotations

import importlib
from contextlib import nullcontext
from typing import Any

import pytest

from tests.sdk.dialect import MODEL, Dialect
from tests.sdk.test_streaming import written

pytestmark = pytest.mark.sdk

ASKED: dict[str, Any] = {"model": MODEL, "input": "Rain in pieces.", "stream": True}
FRAMINGS = (
    "split:1",
    "merge:0",
    "comments",
    "line-ends:crlf",
    "line-ends:cr",
    "terse",
    "data-lines",
    "fields",
    "fields, comments",
    "bom",
    "unnamed",
    "no-done",
)
YET_TO_COME = ("unknown-event", "unknown-step", "unknown-delta", "unknown-field", "empty-delta")


def meeting(fault: str) -> dict[str, Any]:
    """A create whose stream meets ``fault``."""
    return {**ASKED, "extra_headers": {"x-emulator-fault": fault}}


@pytest.fixture(scope="module")
def plain(client: Any) -> str:
    """The text without any fault."""
    text = written(list(client.interactions.create(**ASKED)))
    assert text == "Rain – „größer“ 🌧️ than 水: it falls."
    return text


@pytest.mark.behaviour("framing")
@pytest.mark.parametrize("fault", FRAMINGS)
def test_the_frame_makes_no_difference(interactions: Any, dialect: Dialect, plain: str, fault: str) -> None:
    stream = interactions.create(**meeting(fault))
    if fault == "fields, comments" and dialect.odd("comments-after-ids"):
        with pytest.raises(ValueError, match="Expecting value"):
            list(stream)
        return
    events = list(stream)
    assert events[-1].event_type == dialect.revision.completed
    assert written(events) == plain


@pytest.mark.behaviour("unknown")
@pytest.mark.parametrize("fault", YET_TO_COME)
def test_what_is_unknown_is_passed_over(interactions: Any, dialect: Dialect, plain: str, fault: str) -> None:
    events = list(interactions.create(**meeting(fault)))
    assert events[-1].event_type == dialect.revision.completed
    assert written(events) == plain
    names = {type(event).__name__ for event in events}
    bare = [event for event in events if isinstance(getattr(event, "delta", None), dict)]
    assert bool(bare) is (fault == "unknown-delta" and dialect.odd("bare-delta"))
    assert ("UnknownInteractionSSEEvent" in names) is (fault == "unknown-event" and dialect.odd("class-of-unknown"))


@pytest.mark.behaviour("resume")
@pytest.mark.parametrize("event", [2, 5, 8])
@pytest.mark.parametrize("how", ["drop", "end"])
def test_the_rest_of_a_stream_that_broke_off(
    interactions: Any, dialect: Dialect, plain: str, event: int, how: str
) -> None:
    stream = interactions.create(**meeting(f"cut:{event},how={how}"), background=True)
    before: list[Any] = []
    # Nothing tells a response that ends too early from one that is whole, but the event that is missing.
    with pytest.raises(cut_class(dialect)) if how == "drop" else nullcontext():
        before.extend(stream)  # which keeps what came before the exception
    assert len(before) == event
    rest = list(interactions.get(before[0].interaction.id, stream=True, last_event_id=before[-1].event_id))
    assert rest[-1].event_type == dialect.revision.completed
    assert written(before) + written(rest) == plain


def cut_class(dialect: Dialect) -> type[Exception]:
    """What a connection that is lost in a stream is told by."""
    module, name = (
        ("httpx", "RemoteProtocolError")
        if dialect.odd("raw-cut")
        else ("google.genai._interactions", "APIConnectionError")
    )
    found: type[Exception] = getattr(importlib.import_module(module), name)
    return found


@pytest.mark.behaviour("resume")
def test_the_rest_after_the_program_hung_up(interactions: Any, dialect: Dialect, plain: str) -> None:
    with interactions.create(**ASKED, background=True) as stream:
        before = [next(stream), next(stream)]
    rest = list(interactions.get(before[0].interaction.id, stream=True, last_event_id=before[-1].event_id))
    assert [event.event_type for event in rest][-1] == dialect.revision.completed
    assert written(before) + written(rest) == plain


@pytest.mark.behaviour("stream")
def test_an_error_in_a_stream_is_an_event_like_any_other(interactions: Any, dialect: Dialect) -> None:
    events = list(interactions.create(**meeting("error-event")))
    assert events[-1].event_type == "error"
    assert events[-1].error.message
