"""What makes requests, as functions of how many: the tiers of ``conformance.generate``, and schemathesis beside them.

schemathesis reads the OpenAPI document that is generated of the same schemas, and is asked for what its fuzzing phase
draws: valid bodies of a create.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import Any

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from conformance.generate import corpus
from conformance.generate.shape import Shape, compiled
from conformance.generate.shrink import smallest
from conformance.generate.strategies import requests
from conformance.generate.walk import Walk
from conformance.schema import load
from tests.bench.servers import ROOT

Json = Any
REVISION = "2026-11-16"
TYPE = "CreateRequest"
SEED = 6
QUIET = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))


def shape() -> Shape:
    """The shape of what a create takes."""
    return compiled(REVISION, TYPE)


@cache
def schemathesis() -> SearchStrategy[Json]:
    """The bodies that schemathesis draws for a create."""
    from schemathesis import GenerationMode, openapi

    document = json.loads((ROOT / "schemas" / REVISION / "openapi.json").read_text("utf-8"))
    operation = openapi.from_dict(document)["/interactions"]["POST"]
    return operation.as_strategy(generation_mode=GenerationMode.POSITIVE).map(lambda case: case.body)


def drawn(strategy: SearchStrategy[Json], number: int) -> list[Json]:
    """``number`` values of ``strategy``, without shrinking."""
    found: list[Json] = []

    @seed(SEED)
    @settings(QUIET, max_examples=number, phases=[Phase.generate])
    @given(strategy)
    def keep(body: Json) -> None:
        found.append(body)

    keep()
    return found


GENERATORS: dict[str, Callable[[int], list[Json]]] = {
    "tier 1, strategies": lambda number: drawn(requests(shape()), number),
    "tier 2, corpus": lambda number: [case.body for case in islice(corpus.cases(REVISION, "all"), number)],
    "tier 3, walk": lambda number: list(islice(Walk(shape(), SEED), number)),
    "schemathesis, fuzzing": lambda number: drawn(schemathesis(), number),
}


# --- a defect of two fields, to be found and made small ---------------------------------------------------------------

Fails = Callable[[Json], bool]
MOST = 100_000


def planted(body: Json) -> bool:
    """Whether a request has headers for an MCP server and wants a stream."""
    tools = body.get("tools", ()) if isinstance(body, dict) else ()
    return bool(tools) and body.get("stream") is True and any("headers" in tool for tool in tools)


def found_by(strategy: SearchStrategy[Json], fails: Fails) -> Json | None:
    """The smallest body that hypothesis finds; None where it gives up."""
    try:
        return find(strategy, fails, settings=settings(QUIET, max_examples=MOST))
    except NoSuchExample:
        return None


def found_by_walking(fails: Fails) -> Json | None:
    """The smallest body that the random walk and delta debugging find."""
    body = next((body for body in islice(Walk(shape(), SEED), MOST) if fails(body)), None)
    return None if body is None else smallest(body, fails, is_valid, shape=shape())


def found_in_the_corpus(fails: Fails) -> Json | None:
    """The smallest body that delta debugging makes of a case of the corpus."""
    body = next((case.body for case in corpus.cases(REVISION, "all") if case.valid and fails(case.body)), None)
    return None if body is None else smallest(body, fails, is_valid, shape=shape())


def is_valid(body: Json) -> bool:
    """Whether the schemas take ``body``."""
    return load(REVISION).is_valid(TYPE, body, "request")


FINDERS: dict[str, Callable[[Fails], Json | None]] = {
    "tier 1, strategies": lambda fails: found_by(requests(shape()), fails),
    "tier 2, corpus": found_in_the_corpus,
    "tier 3, walk": found_by_walking,
    "schemathesis, fuzzing": lambda fails: found_by(schemathesis(), fails),
}
