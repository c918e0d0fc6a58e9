"""The status words, and the small vocabulary that checks are written in.

A check returns a ``Verdict``: right, wrong, or unseen – the traffic does not show what the requirement speaks of. An
absent thing is never right: an empty answer must pass nothing. ``judge.py`` turns verdicts into statuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from conformance import path
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.path import MISSING

_encoded = json.JSONEncoder(ensure_ascii=False, default=str).encode


class Status(StrEnum):
    """What is said of a requirement on a target; ARCHITECTURE calls these the status words."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    WARN = "warn"
    UNSUPPORTED = "unsupported"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"
    EXPECTED_FAIL = "expected-fail"
    UNEXPECTED_PASS = "unexpected-pass"  # noqa: S105 - not a password


class Outcome(StrEnum):
    """What a check found."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found, in words a reader can act on: observed against expected, and where.

    ``where`` is a JSON path, for a stream with the number of the event; ``exchange`` the key of the exchange it was
    found in, where that is not the last one the check looked at.
    """

    outcome: Outcome
    message: str
    observed: object = MISSING
    expected: str | None = None
    where: str | None = None
    exchange: str | None = None

    @property
    def is_right(self) -> bool:
        """Whether the requirement was seen to hold."""
        return self.outcome is Outcome.RIGHT

    def but(self, message: str) -> Verdict:
        """This verdict with another message where it is wrong."""
        return replace(self, message=message) if self.outcome is Outcome.WRONG else self

    def at(self, exchange: str) -> Verdict:
        """This verdict, found in the exchange with this key unless it names another."""
        return replace(self, exchange=self.exchange or exchange)


@lru_cache(maxsize=256)  # most of what is judged is right, in the same few words
def right(message: str = "as required") -> Verdict:
    """The requirement holds."""
    return Verdict(Outcome.RIGHT, message)


def wrong(
    message: str, *, observed: object = MISSING, expected: str | None = None, where: str | None = None
) -> Verdict:
    """The requirement is broken."""
    return Verdict(Outcome.WRONG, message, observed, expected, where)


def unseen(message: str) -> Verdict:
    """The traffic does not show what the requirement speaks of."""
    return Verdict(Outcome.UNSEEN, message)


def all_of(*verdicts: Verdict) -> Verdict:
    """Right if all are right; else the first that is wrong, else the first unseen."""
    for outcome in (Outcome.WRONG, Outcome.UNSEEN):
        for verdict in verdicts:
            if verdict.outcome is outcome:
                return verdict
    return verdicts[-1] if verdicts else unseen("nothing to look at")


def every(verdicts: Iterable[Verdict], of: str) -> Verdict:
    """Right if there is at least one and all are right; unseen where there is no ``of`` at all."""
    found = list(verdicts)
    return (
        replace(all_of(*found), message=f"{len(found)} {of}")
        if found and all(v.is_right for v in found)
        else (all_of(*found) if found else unseen(f"no {of} in the traffic"))
    )


def short(value: object, limit: int = 120) -> str:
    """``value`` as JSON in at most ``limit`` characters."""
    if value is MISSING:
        return "nothing"
    try:
        text = _encoded(value)
    except (ValueError, RecursionError):
        text = f"a {type(value).__name__} nested too deep to print"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


@dataclass(frozen=True, slots=True)
class Subject:
    """A value of the traffic that something is expected of; every method gives a verdict."""

    value: object
    where: str
    exchange: str | None = None

    def meets(self, predicate: Callable[[object], bool], expected: str) -> Verdict:
        """The value is there and ``predicate`` holds of it; ``expected`` says so in words."""
        if self.value is not MISSING and predicate(self.value):
            return Verdict(
                Outcome.RIGHT, f"{self.where} is {expected}", self.value, expected, self.where, self.exchange
            )
        message = f"{self.where}: expected {expected}, found {short(self.value)}"
        return Verdict(Outcome.WRONG, message, self.value, expected, self.where, self.exchange)

    def equals(self, other: object) -> Verdict:
        """The value is ``other``, of the same JSON type."""
        return self.meets(lambda value: _same(value, other), short(other))

    def differs_from(self, other: object) -> Verdict:
        """The value is there and is not ``other``."""
        return self.meets(lambda value: not _same(value, other), f"something other than {short(other)}")

    def is_one_of(self, *values: object) -> Verdict:
        """The value is one of ``values``."""
        return self.meets(lambda value: any(_same(value, other) for other in values), f"one of {short(list(values))}")

    def is_text(self) -> Verdict:
        """The value is a string that is not empty."""
        return self.meets(lambda value: isinstance(value, str) and bool(value), "a string that is not empty")

    def is_object(self) -> Verdict:
        """The value is a JSON object."""
        return self.meets(lambda value: isinstance(value, dict), "an object")

    def is_list(self) -> Verdict:
        """The value is a list with something in it."""
        return self.meets(lambda value: isinstance(value, list) and bool(value), "a list that is not empty")

    def is_count(self, at_least: int = 0) -> Verdict:
        """The value is an integer of at least ``at_least``."""
        return self.meets(
            lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= at_least,
            f"an integer of at least {at_least}",
        )

    def matches(self, pattern: str, expected: str) -> Verdict:
        """The value is a string that matches ``pattern`` as a whole."""
        return self.meets(lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None, expected)

    def contains(self, part: str) -> Verdict:
        """The value is a string with ``part`` in it, whatever the case."""
        return self.meets(lambda value: isinstance(value, str) and part.lower() in value.lower(), f"text with {part!r}")

    def is_absent(self) -> Verdict:
        """There is no such value."""
        if self.value is MISSING:
            return Verdict(Outcome.RIGHT, f"{self.where} is absent", where=self.where, exchange=self.exchange)
        message = f"{self.where}: expected nothing there, found {short(self.value)}"
        return Verdict(Outcome.WRONG, message, self.value, "nothing there", self.where, self.exchange)


def expect(source: Exchange | Event, where: str) -> Subject:
    """The value at the JSON path ``where`` of what an exchange answered (for a stream: of what its events amount to),
    or of one event's data.
    """
    if isinstance(source, Event):
        return Subject(path.get(source.json, where), f"event {source.number}, {where}")
    value = path.get(source.interaction if source.is_stream else source.json, where)
    return Subject(value, where, source.key)


def that(value: object, where: str, exchange: Exchange | None = None) -> Subject:
    """A value that was computed from the traffic; ``where`` says what it is."""
    return Subject(value, where, exchange.key if exchange else None)


def _same(left: object, right: object) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)
