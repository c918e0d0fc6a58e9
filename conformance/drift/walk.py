"""What a JSON value shows: fields, values, types and order, by path. Bounded, since anybody may have made the value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from itertools import combinations, islice

from conformance.drift.moments import relations, times_in
from conformance.drift.question import FREE, TAGS, Aspect, Question

MOST_DEPTH, MOST_NODES, MOST_QUESTIONS, MOST_ANSWERS = 24, 20_000, 3_000, 200
MOST_ORDERED, MOST_TIMED = 20, 200
_NAME = re.compile(r"[A-Za-z_][\w-]{0,63}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_][\w./+-]{0,63}", re.ASCII)
_OPAQUE = re.compile(r"(?=[0-9a-f]*[0-9])[0-9a-f]{8,}")  # a part of a name that nobody chose
_JSON_TYPES = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}


class Walk:
    """Gathers the answers of one exchange.

    ``declared`` are the names that the client itself gave to fields, ``sent`` the texts that it sent: neither says
    anything about the service.
    """

    def __init__(self, declared: Set[str] = frozenset(), sent: Set[str] = frozenset()) -> None:
        self.answers: dict[Question, set[str]] = {}
        self.sequences: dict[tuple[str, str], tuple[str, ...]] = {}
        self._declared, self._sent = declared, sent
        self._ordered: set[tuple[str, ...]] = set()
        self._nodes = self._timed = 0

    def add(self, place: str, aspect: Aspect, path: str, answers: Iterable[str], detail: str = "") -> None:
        """Answer one question; answers of several values at one path come together."""
        question = Question(place, aspect, path, detail)
        if question in self.answers or len(self.answers) < MOST_QUESTIONS:
            given = self.answers.setdefault(question, set())
            given.update(islice(answers, MOST_ANSWERS if len(given) < MOST_ANSWERS else 0))

    def value(self, place: str, path: str, value: object, depth: int = 0) -> None:
        """Answer the questions about ``value`` and all that is in it."""
        self._nodes += 1
        if depth > MOST_DEPTH or self._nodes > MOST_NODES:
            return
        self.add(place, "type", path, (_JSON_TYPES.get(type(value), "null"),))
        if isinstance(value, dict):
            key, tag = tag_of(value)
            if tag:
                self.add(place, "value", f"{path}.{key}", (tag,), "tag")
            self._record(place, f"{path}[{key}={tag}]" if tag else path, value, depth)
        elif isinstance(value, list):
            self._list(place, path, value, depth)
        elif isinstance(value, str) and value not in self._sent:
            self.add(place, "value", path, (value if is_token(value) else FREE,))

    def order(self, place: str, path: str, names: Iterable[str]) -> None:
        """Answer which of each two of ``names`` comes first; of a name that comes again, the first time counts."""
        sequence = list(dict.fromkeys(names))[:MOST_ORDERED]
        if len(sequence) == 1 or (place, path, *sequence) in self._ordered:
            return
        self._ordered.add((place, path, *sequence))
        if len(self.sequences.get((place, path), ())) < len(sequence):
            self.sequences[place, path] = tuple(sequence)
        for first, second in combinations(sequence, 2):
            sign = "<" if first < second else ">"
            self.add(place, "order", path, (sign,), " ".join(sorted((first, second))))

    def _record(self, place: str, path: str, value: dict[str, object], depth: int) -> None:
        names = [name for name in value if _NAME.fullmatch(name) and name not in self._declared]
        names = names[:MOST_ANSWERS]
        self.add(place, "field", path, names)
        self.order(place, path, names)
        self._times(place, path, value)
        for name in names:
            if name != tag_of(value)[0]:  # the path says it already
                self.value(place, f"{path}.{name}", value[name], depth + 1)

    def _times(self, place: str, path: str, value: dict[str, object]) -> None:
        times = times_in(value)
        self._timed += bool(times)
        for first, second, answer in relations(value, times) if times and self._timed <= MOST_TIMED else ():
            self.add(place, "relation", path, (answer,), f"{first} {second}")

    def _list(self, place: str, path: str, items: list[object], depth: int) -> None:
        tags = [tag_of(item) for item in items if isinstance(item, dict)]
        self.order(place, f"{path}[]", [f"{key}={tag}" for key, tag in tags if tag])
        for item in items:
            key, tag = tag_of(item) if isinstance(item, dict) else ("", "")
            if tag:
                self.add(place, "value", f"{path}[].{key}", (tag,), "tag")
                self._nodes += 1
                if self._nodes <= MOST_NODES:
                    self._record(place, f"{path}[{key}={tag}]", item, depth + 1)  # type: ignore[arg-type]  # has a tag
            else:
                self.value(place, f"{path}[]", item, depth + 1)


def is_token(value: str) -> bool:
    """Whether ``value`` may be one of a list of names, rather than words or the name of one thing."""
    return _TOKEN.fullmatch(value) is not None and not _OPAQUE.search(value)


def tag_of(value: dict[str, object]) -> tuple[str, str]:
    """The field that says which form ``value`` has, and what it says; twice ``""`` where none does."""
    for key in TAGS:
        tag = value.get(key)
        if isinstance(tag, str) and is_token(tag):
            return key, tag
    return "", ""
