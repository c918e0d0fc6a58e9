"""Makes a failing body small: delta debugging of JSON that tries nothing but bodies that are still allowed.

What is removed first is large: half of the members, a quarter, single ones; then texts and numbers get simpler, and a
part gives way to the least of its shape or to something inside it. What may be tried is decided by the caller's
``is_valid``, so that it works for a wrong body as well, where it says "still wrong for the same reason".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from conformance.generate import values
from conformance.generate.fit import Path, is_whole, places
from conformance.generate.nested import finished
from conformance.generate.shape import (
    Enum,
    Json,
    List,
    Map,
    Nested,
    Number,
    Record,
    Reference,
    Shape,
    Text,
    Union,
    needs_depth,
)

__all__ = ["least", "smallest"]

CHECKS_PER_CALL = 40  # of validity, which costs next to nothing beside a request
LETTERS = 16  # that a longer text is taken apart into; to try each letter of it would spend all calls
BRANCHES = 4  # the smallest ones of a union
NUMBERS = (0, 1, -1)
TEXTS = ("a", "")
_GONE = object()


def smallest(
    body: Json,
    fails: Callable[[Json], bool],
    is_valid: Callable[[Json], bool],
    most_calls: int = 500,
    shape: Shape | None = None,
) -> Json:
    """The smallest body found that is valid and fails like ``body``, which does.

    ``fails`` is called at most ``most_calls`` times, always with a body for which ``is_valid``, never twice with the
    same. With ``shape`` parts are also replaced by the least of their kind, and JSON Schemas stay JSON Schemas. Unless
    the calls are spent, nothing more can be taken away from the result: without any one of its members and items it is
    not valid or does not fail.
    """
    allowed = is_valid
    if shape is not None and is_whole(shape, body):
        allowed = lambda candidate: is_valid(candidate) and is_whole(shape, candidate)  # noqa: E731
    search = _Search(body, fails, allowed, most_calls)
    before = None
    while before != search.text:
        before = search.text
        _without_parts(search)
        _simpler_parts(search, shape)
    return search.body


@dataclass
class _Search:
    body: Json
    fails: Callable[[Json], bool]
    is_valid: Callable[[Json], bool]
    calls: int
    text: str = ""
    seen: set[str] = field(default_factory=set)
    checks: int = 0

    def __post_init__(self) -> None:
        self.text = _text(self.body)
        self.seen.add(self.text)
        self.checks = self.calls * CHECKS_PER_CALL

    def takes(self, candidate: Json) -> bool:
        """Whether ``candidate`` is no larger and fails too; then it is the body from now on."""
        text = _text(candidate)
        if len(text) > len(self.text) or text in self.seen or self.calls <= 0 or self.checks <= 0:
            return False
        self.seen.add(text)
        self.checks -= 1
        if not self.is_valid(candidate):
            return False
        self.calls -= 1
        if not self.fails(candidate):
            return False
        self.body, self.text = candidate, text
        return True


def _without_parts(search: _Search) -> None:
    """Takes members, items and letters away, from the outside in."""
    for path in _paths(search.body):
        value = _at(search.body, path)
        if not isinstance(value, (dict, list, str)):
            continue
        size = len(value)
        finest = max(1, size // LETTERS) if isinstance(value, str) else 1
        while size >= finest:
            start = 0
            while start < len(value):
                shorter = _cut(value, start, start + size)
                if search.takes(_with(search.body, path, shorter)):
                    value = shorter
                else:
                    start += size
            size //= 2


def _simpler_parts(search: _Search, shape: Shape | None) -> None:
    for path in _paths(search.body):
        value = _at(search.body, path)
        for simpler in [*_of_shape(search.body, path, shape), *_simpler(value)] if value is not _GONE else ():
            if search.takes(_with(search.body, path, simpler)):
                break


def _of_shape(body: Json, path: Path, shape: Shape | None) -> Iterator[Json]:
    """The least values of the shapes at ``path``."""
    if shape is None:
        return
    for place, found, _ in places(shape, body):
        if place == path:
            yield least(found)
            if isinstance(found, Union):
                yield from sorted((least(branch.shape) for branch in found.branches), key=_size)[:BRANCHES]


def _simpler(value: Json) -> Iterator[Json]:
    match value:
        case bool():
            return
        case str():
            yield from TEXTS
        case int() | float():
            yield from NUMBERS
            yield from (int(value), int(value) // 2) if abs(value) < 2**53 else ()
        case dict():
            yield from value.values()
        case list():
            yield from value


def least(shape: Shape) -> Json:
    """The simplest value of ``shape``."""
    match shape:
        case Text():
            return values.plain(shape)[0]
        case Number():
            return values.numbers(shape)[0]
        case Enum():
            return shape.values[0]
        case List():
            return [least(shape.item) for _ in range(shape.min_items)]
        case Map():
            return {}
        case Record():
            return {field.name: least(field.shape) for field in shape.fields if field.required}
        case Union():
            return least(next(branch.shape for branch in shape.branches if not needs_depth(branch.shape)))
        case Nested():
            return finished(least(shape.shape))
        case Reference():
            return least(shape.shape)
        case _:
            return None


def _paths(body: Json) -> list[Path]:
    """Where there is something in ``body``, from the outside in, larger parts first."""
    found: list[tuple[int, int, Path]] = []
    waiting: list[tuple[Path, Json]] = [((), body)]
    while waiting:
        path, value = waiting.pop()
        found.append((len(path), -_size(value), path))
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting += [((*path, key), item) for key, item in members]
    return [path for _, _, path in sorted(found, key=lambda one: one[:2])]


def _at(body: Json, path: Path) -> Json:
    """The value at ``path``; ``_GONE`` where an earlier step has taken it away."""
    for key in path:
        there = key in body if isinstance(body, dict) else isinstance(body, list) and key in range(len(body))
        if not there:
            return _GONE
        body = body[key]
    return body


def _with(body: Json, path: Path, value: Json) -> Json:
    """A copy of ``body`` with ``value`` at ``path``."""
    if not path:
        return value
    key, *rest = path
    copy: Json = dict(body) if isinstance(body, dict) else list(body)
    copy[key] = _with(copy[key], tuple(rest), value)
    return copy


def _cut(value: Json, start: int, end: int) -> Json:
    if isinstance(value, dict):
        kept = [*value.items()]
        return dict(kept[:start] + kept[end:])
    return value[:start] + value[end:]


def _size(value: Json) -> int:
    return len(_text(value))


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
