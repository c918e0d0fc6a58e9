"""Where cases come from: the tiers of ``conformance.generate``, each a plain iterator that a seed makes again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from conformance.fuzzing.drawn import drawn
from conformance.generate import corpus, documented
from conformance.generate.case import Case, Tier
from conformance.generate.coverage import Coverage
from conformance.generate.crossing import crossings, forced, schemas
from conformance.generate.documented import World, invalid
from conformance.generate.interleaved import interleaved
from conformance.generate.neighbours import neighbours
from conformance.generate.pairs import pairs
from conformance.generate.shape import Json, Shape
from conformance.generate.visit import visits
from conformance.generate.walk import Walk
from conformance.schema import load

REQUEST = "CreateRequest"
WRONG_WAYS = 3
"""In which each granted request is made wrong: together many requests show every way."""
CLOSELY = ("pair", "row")
"""What is followed up more closely than in turns: each of them comes once."""
MANY_WAYS, CHOSEN_FROM = 60, 60
"""Ways to choose from, and how many granted requests are made wrong in chosen ways."""


@dataclass(frozen=True, slots=True)
class Source:
    """Makes cases for a target in the state ``world``, from ``seed``; ``coverage`` is told every valid one."""

    world: World
    seed: int
    coverage: Coverage

    @property
    def revision(self) -> str:
        """The name of the revision that the cases are of."""
        return self.world.revision.name

    @property
    def shape(self) -> Shape:
        """What a create of that revision looks like."""
        return self.coverage.shape

    def is_valid(self, body: object) -> bool:
        """Whether the schemas have such a request."""
        return load(self.revision).is_valid(REQUEST, body, "request")

    def is_granted(self, body: Json) -> bool:
        """Whether ``body`` is valid and the documentation grants it as it is."""
        return self.is_valid(body) and documented.granted(body, self.world) == body

    def valid(self, tier: Tier) -> Iterator[Case]:
        """The granted requests of a tier, without end but for the corpus."""
        match tier:
            case "strategies":
                return self._granted(self._strategies())
            case "corpus":
                return self._granted(case for case in corpus.cases(self.revision) if case.valid)
            case "walk":
                return self._granted(self._walk())
            case "invalid" | "schemathesis":
                return iter(())

    def forbidden(self) -> Iterator[Case]:
        """Requests that the documentation forbids: a few wrong ones made of each granted one, without end.

        At first those of many that break what was broken least often, so that every clause has its turn soon; then
        those that tamper with a place in a way that no other did.
        """
        seen: Counter[tuple[str, ...]] = Counter()
        tampered: Counter[Hashable] = Counter()
        granted = self.valid("walk")
        first = list(islice(granted, CHOSEN_FROM))
        for case in first:
            yield from _made_of(case, self._least_broken(case.body, seen))
        for case in chain(first, granted):
            yield from _made_of(case, self._least_tampered(case.body, tampered))

    def _least_broken(self, body: Json, seen: Counter[tuple[str, ...]]) -> Iterator[Case]:
        """A few of many ways: those that break clauses which the fewest broke before."""
        ways = list(islice(invalid.mutations(body, self.world), MANY_WAYS))
        for _ in range(min(WRONG_WAYS, len(ways))):
            wrong = min(ways, key=lambda way: seen[way.clauses])
            ways.remove(wrong)
            seen[wrong.clauses] += 1
            yield wrong

    def _least_tampered(self, body: Json, tampered: Counter[Hashable]) -> Iterator[Case]:
        """A few ways, and further ones as long as they are new."""
        ways, known, left = invalid.mutations(body, self.world, tampered), -1, MANY_WAYS
        while len(tampered) > known and left > 0:
            known, left = len(tampered), left - WRONG_WAYS
            yield from islice(ways, WRONG_WAYS)

    def _granted(self, cases: Iterable[Case]) -> Iterator[Case]:
        for case in cases:
            body = self._as_granted(case.body)
            if not self.is_valid(body):
                continue
            self.coverage.add(body)
            yield self.with_body(case, body)

    def _as_granted(self, body: Any) -> Json:
        return documented.granted(body, self.world)

    def with_body(self, case: Case, body: Json) -> Case:
        """A valid case with ``body``; ``clauses`` is the one that lets a server refuse it, if there is one."""
        refusable = documented.refusable(body, self.world)
        return replace(case, body=body, clauses=(refusable,) if refusable else ())

    def _walk(self) -> Iterator[Case]:
        """First calls, then in turns what no case has reached yet, each two things together, and a random walk."""
        named = f"walk {self.revision} {self.seed}"
        for number, body in enumerate(forced(self.shape, self.seed)):
            yield Case(
                body, True, "a function that has to be called", "walk", f"{named} call {number}", closely=number > 1
            )
        for about, word, number, body in interleaved(
            _numbered("a visit to what was not reached", "visit", visits(self.coverage, self.seed)),
            _numbered("two values together", "pair", pairs(self.shape, self.seed, self._as_granted)),
            _numbered("two fields together", "cross", crossings(self.shape, self.seed)),
            _numbered("two kinds of item side by side", "row", neighbours(self.shape, self.seed)),
            _numbered("a JSON Schema within another", "schema", schemas(self.shape, self.seed)),
            _numbered("a walk over the schema", "", Walk(self.shape, self.seed)),
        ):
            label = f"{named} {word} {number}".replace("  ", " ")
            yield Case(body, True, about, "walk", label, closely=word in CLOSELY)

    def _strategies(self) -> Iterator[Case]:
        for number, body in enumerate(drawn(self.revision, self.seed)):
            label = f"strategies {self.revision} {self.seed} {number}"
            yield Case(body, True, "a draw of the strategies", "strategies", label)


def _numbered(about: str, word: str, bodies: Iterator[Json]) -> Iterator[tuple[str, str, int, Json]]:
    """The bodies of a kind with what they are called."""
    return ((about, word, number, body) for number, body in enumerate(bodies))


def _made_of(case: Case, ways: Iterable[Case]) -> Iterator[Case]:
    for wrong in ways:
        yield replace(wrong, repeat=f"{case.repeat} wrong {wrong.repeat}")
