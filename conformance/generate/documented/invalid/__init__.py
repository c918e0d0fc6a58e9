"""Requests that the documentation forbids, or of whose kind a refusal was recorded: each wrong for one known reason.

``mutations`` makes them out of a granted body; ``still_wrong`` says whether one is wrong for the reason that it was
made for, whatever became of it since: nothing else may be held against a server that accepts it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, TypeVar
from zlib import crc32

from conformance.generate.case import Case, Level
from conformance.generate.documented.invalid import asked, contents, histories, whole
from conformance.generate.documented.invalid.forbidden import PLACES, grounds, violations
from conformance.generate.documented.invalid.forms import Form, candidates
from conformance.generate.documented.invalid.sin import Sin
from conformance.generate.documented.nulls import REQUEST, without_nulls
from conformance.generate.documented.world import World
from conformance.schema import Violation, load

__all__ = ["SINS", "Wrong", "mutations", "still_wrong", "wrongs"]

Json = dict[str, Any]
Item = TypeVar("Item")

SINS: tuple[Sin, ...] = (*whole.SINS, *histories.SINS, *contents.SINS, *asked.SINS)
BY_REASON = {sin.reason: sin for sin in SINS}
RULE = re.compile(r"\[(\w+)\]$")
"""How the reason of a case ends that the schemas mind: with the rule that is broken."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wrong:
    """One reason why a body is wrong: in words, where, by which clauses, how strongly they speak."""

    reason: str
    pointer: str
    clauses: tuple[str, ...]
    level: Level


def mutations(body: Json, world: World, tampered: Counter[Hashable] | None = None) -> Iterator[Case]:
    """Wrong bodies made out of ``body``, which is granted: each for one reason, in an order that depends on ``body``.

    They are made as they are asked for. Taking the first few of many bodies shows every reason in the end. Of the ways
    to tamper with places those that ``tampered`` counts least come first, and are counted there as they are tried.
    """
    tampered = Counter() if tampered is None else tampered
    start = crc32(_lasting(body, world).encode("utf-8", "surrogatepass"))
    sins = _turned([sin for sin in SINS if sin.is_of(world)], start)
    places = sorted(_turned(list(candidates(body, world)), start // len(SINS)), key=lambda form: tampered[form[:2]])
    committed = (case for sin in sins for case in _committed(sin, body, world))
    broken = _tampered(places, tampered, world)
    cases = (case for pair in zip_longest(broken, committed) for case in pair if case is not None)
    for number, case in enumerate(cases):
        yield replace(case, repeat=f"{start:08x}:{number}")


def _lasting(body: Json, world: World) -> str:
    """``body`` as text without what a target made up, which is another in the next run: a seed repeats the order."""
    text = repr(body)
    made_up = [stored.id for stored in world.stored] + [call.id for stored in world.stored for call in stored.calls]
    for one in (*made_up, *(place.uri for place in world.places), world.webhook):
        text = text.replace(one, "") if one else text
    return text


def _turned(items: list[Item], start: int) -> list[Item]:
    """``items``, begun elsewhere."""
    turn = start % len(items)
    return [*items[turn:], *items[:turn]]


def _committed(sin: Sin, body: Json, world: World) -> Iterator[Case]:
    for wrong, pointer in sin.commits(body, world):
        case = Case(wrong, False, sin.reason, "invalid", "", tuple(sin.clauses.split()), pointer, sin.level)
        if still_wrong(case, world):
            yield case


def _tampered(forms: Iterable[Form], tampered: Counter[Hashable], world: World) -> Iterator[Case]:
    seen = set()
    for form in forms:
        wrong = form.body
        tampered[form[:2]] += 1
        for violation in violations(wrong, world)[:1]:
            key = (violation.path, violation.rule, str(violation.value)[:80])
            if key not in seen:
                seen.add(key)
                found = _wrong(violation, world)
                yield Case(wrong, False, found.reason, "invalid", "", found.clauses, found.pointer, found.level)


def _wrong(violation: Violation, world: World) -> Wrong:
    clauses, level = grounds(violation, world)
    return Wrong(f"{violation.message[:LONGEST]} [{violation.rule}]", violation.path, clauses, level)


def wrongs(body: object, world: World) -> Iterator[Wrong]:
    """Every known reason why ``body``, any JSON value, is wrong."""
    found = [_wrong(violation, world) for violation in violations(body, world)]
    yield from found
    bare = without_nulls(body, world)
    for sin in SINS if not found else ():
        if _shows(sin, bare, world):
            yield Wrong(sin.reason, "", tuple(sin.clauses.split()), sin.level)


def still_wrong(case: Case, world: World) -> bool:
    """Whether the body of ``case``, any JSON value, is wrong for the reason that the case gives.

    That is a sin of its name, or a violation of the schemas at its place, by the rule at the end of its reason where
    it names one. Of a place the numbers in lists do not count: they change as a body gets smaller.
    """
    sin = BY_REASON.get(case.about)
    if sin is not None:
        bare = without_nulls(case.body, world)
        return load(world.revision.name).is_valid(REQUEST, bare, "request") and _shows(sin, bare, world)
    rule, place = RULE.search(case.about), PLACES.sub("[]", case.pointer)
    return any(
        PLACES.sub("[]", violation.path) == place and (rule is None or violation.rule == rule[1])
        for violation in violations(case.body, world)
    )


def _shows(sin: Sin, body: Any, world: World) -> bool:
    """Whether ``body``, valid by the schemas, does it; one that goes on by a token has no input."""
    return sin.is_of(world) and "input" in body and sin.shows(body, world)
