"""From exchanges to observations: the only step that knows what an exchange is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime

from conformance.drift.likeness import declared, features, operation, signature, texts
from conformance.drift.question import FREE, Observation, Question
from conformance.drift.walk import Walk, is_token, tag_of
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.path import MISSING
from conformance.sse import Frame

MOST_VALUES, MOST_HEADERS, MOST_TEXT = 16, 64, 80
_CLOCK = re.compile(r"\d\d:\d\d:\d\d")
_WHOLE = 4  # a recording that has fewer headers kept a choice of them
_REFUSED = 400


def observed(exchange: Exchange) -> Observation:
    """What ``exchange`` shows; of one without an answer, nothing."""
    sent = exchange.sent
    walk = Walk(declared(sent), texts(sent))
    if exchange.response is not None:
        name = operation(exchange)
        refused = exchange.response.status >= _REFUSED
        place = f"{name}, refused" if refused else f"{name}, streamed" if exchange.is_stream else name
        if exchange.request.known:
            walk.add(name, "status", "status", (str(exchange.response.status),), signature(exchange))
        _headers(walk, place, exchange)
        _body(walk, place, exchange)
    return Observation(
        recording=exchange.recording or exchange.key,
        day=day_of(exchange),
        likeness=features(exchange),
        answers={question: frozenset(answers) for question, answers in walk.answers.items()},
        sequences=walk.sequences,
    )


def day_of(exchange: Exchange) -> str:
    """The day of an exchange, by the recording or its header ``date``: ``YYYY-MM-DD`` or shorter, ``""`` if unknown."""
    if exchange.recorded or exchange.started:
        return str(exchange.recorded or exchange.started)[:10]
    try:
        return parsedate_to_datetime(exchange.header("date") or "").date().isoformat()
    except (ValueError, OverflowError):
        return ""


def without_texts(observations: Sequence[Observation]) -> list[Observation]:
    """The observations without the questions for values where the values are texts or names without end.

    Values are compared only where all are tokens, and few for how often they were seen.
    """
    times: Counter[Question] = Counter()
    values: dict[Question, set[str]] = {}
    for observation in observations:
        for question, answers in observation.answers.items():
            if question.aspect == "value" and not question.detail:
                times[question] += 1
                values.setdefault(question, set()).update(answers)
    dropped = {q for q, seen in values.items() if FREE in seen or len(seen) > min(MOST_VALUES, max(1, times[q] // 2))}
    return [_without(observation, dropped) for observation in observations]


def _without(observation: Observation, dropped: Iterable[Question]) -> Observation:
    answers: Mapping[Question, frozenset[str]] = {q: a for q, a in observation.answers.items() if q not in dropped}
    return Observation(observation.recording, observation.day, observation.likeness, answers, observation.sequences)


def _headers(walk: Walk, place: str, exchange: Exchange) -> None:
    headers = exchange.response.headers if exchange.response else None
    kept = {name: value for name, value in list((headers or {}).items())[:MOST_HEADERS] if is_token(name)}
    for name, value in kept.items():
        chosen = len(value) <= MOST_TEXT and value.isprintable() and not _CLOCK.search(value)
        walk.add(place, "value", f"headers.{name}", (value if chosen else FREE,))
    if len(kept) >= _WHOLE:
        walk.add(place, "header", "headers", kept)


def _body(walk: Walk, place: str, exchange: Exchange) -> None:
    if not exchange.is_stream:
        if exchange.json is not MISSING:
            walk.value(place, "$", exchange.json)
        return
    walk.add(place, "field", "$.frames", {name for frame in exchange.frames for name in _lines(frame)})
    walk.order(place, "$.events[]", (_label(event) for event in exchange.events))
    walk.value(place, "$.events", [event.json for event in exchange.events if event.json])


def _lines(frame: Frame) -> Iterator[str]:
    found = (("event", frame.event), ("data", frame.data), ("id", frame.id), ("stray", frame.stray or None))
    return (name for name, value in found if value is not None)


def _label(event: Event) -> str:
    """The type of an event with the types of what it carries: ``step.delta(text)``."""
    inner = [tag for value in event.json.values() if isinstance(value, dict) and (tag := tag_of(value)[1])]
    return f"{(event.type or 'other')[:64]}{f'({inner[0]})' if inner else ''}"
