"""An exchange in a few lines: enough to see what was wrong without the full report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from conformance.report import text

if TYPE_CHECKING:
    from conformance.report.lines import ExchangeRecord

BODY = 480  # characters of a body
EVENT = 160  # of the data of one event
AROUND = 2  # events before and after the one that is pointed at

_EVENT = re.compile(r"\bevent (\d{1,9})\b")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What was asked and what was answered, each shortened; `asked` is empty where a recording kept no request."""

    asked: str
    sent: str
    answered: str
    received: tuple[str, ...]


def excerpt(record: ExchangeRecord, where: str | None) -> Excerpt:
    """The exchange shortened; of a stream the events about the one that `where` points at ("event 7, $.index")."""
    request, response = record["request"], record["response"]
    asked = f"{request['method']} {_path(request['url'])}" if request["known"] else ""
    sent = text.compact(request["body"], BODY) if request["known"] and request["body"] is not None else ""
    if response is None:
        return Excerpt(text.one_line(asked), sent, text.one_line(record["failure"] or "no answer"), ())
    answered = f"{response['status']}" + (f" · {record['failure']}" if record["failure"] else "")
    return Excerpt(text.one_line(asked), sent, text.one_line(answered), _received(response, where))


def _received(response: dict[str, Any], where: str | None) -> tuple[str, ...]:
    if response["events"] is not None:
        return _events(response["events"], where)
    return () if response["body"] is None else (text.compact(response["body"], BODY),)


def _events(events: list[dict[str, Any]], where: str | None) -> tuple[str, ...]:
    pointed = _EVENT.search(where or "")
    last = len(events) - 1
    if pointed and int(pointed[1]) <= len(events):
        at = int(pointed[1]) - 1
        wanted = range(max(0, at - AROUND), min(last, at + AROUND) + 1)
    else:
        # Mostly the end of a stream is what is not as expected.
        wanted = range(max(0, last - 2 * AROUND), last + 1)
    lines = [_event(number + 1, events[number]) for number in wanted]
    before, after = (wanted.start, last + 1 - wanted.stop) if lines else (0, 0)
    return (*_left_out(before), *lines, *_left_out(after))


def _event(number: int, event: dict[str, Any]) -> str:
    name = f" {text.one_line(event['event'], 60)}" if event["event"] is not None else ""
    return f"event {number}{name}: {text.compact(event['data'], EVENT)}"


def _left_out(number: int) -> tuple[str, ...]:
    return (f"… {number} {'event' if number == 1 else 'events'}",) if number else ()


def _path(url: str) -> str:
    # Without its host the same request to two servers reads the same.
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
