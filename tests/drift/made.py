"""Exchanges and observations made for tests."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from conformance.drift.observe import observed
from conformance.drift.question import Observation
from conformance.exchange import Exchange
from conformance.recordings.exchange_file import exchange_of

URL = "https://example.test/v1beta/interactions"
HEADERS = {"content-type": "application/json", "server": "s", "vary": "Origin", "x-frame-options": "DENY"}


def exchange(
    answer: object,
    *,
    sent: object = None,
    day: str = "2026-06-01",
    status: int = 200,
    name: str = "a.json",
    **response: Any,
) -> Exchange:
    """A recorded create that was answered with ``answer``; a list of events is a stream."""
    body: dict[str, Any] = {"body": answer}
    if (
        isinstance(answer, list)
        and answer
        and all(isinstance(event, dict) and "event_type" in event for event in answer)
    ):
        body = {"sse": "".join(f"event: {each['event_type']}\ndata: {json.dumps(each)}\n\n" for each in answer)}
    asked = {"model": "gemini-9-flash", "input": "Hello"} if sent is None else sent
    request = {"method": "POST", "url": URL, "headers": {}, "body": asked}
    value = {"meta": {"recorded": day}, "request": request, "response": {"status": status, **body, **response}}
    return exchange_of(value, name, name)


def seen(answer: object, **more: Any) -> Observation:
    """What such an exchange shows."""
    return observed(exchange(answer, **more))


def several(number: int, answer: object, **more: Any) -> list[Observation]:
    """The same from that many recordings, each with a name of its own."""
    label = f"{more.get('day', '')} {json.dumps([answer, more.get('sent'), more.get('status')])}"
    one = seen(answer, **more)
    return [replace(one, recording=f"{label} {count}") for count in range(number)]
