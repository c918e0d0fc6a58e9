"""How fast values are validated, beside plain ``jsonschema`` on unions that nothing dispatches, in one run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator

from conformance.projection import SCHEMAS
from conformance.schema import validator
from tests.bench.traffic import interaction, stream

REVISION = "2026-05-20"
# The least that ours has to be as fast as jsonschema is. Ten times less than is usual: a lost dispatch or a schema that
# is compiled for every value shows, a busy machine does not.
WANTED = 200
REPEATS = 9
EVENTS, STEPS = 2_000, 1_000

Json = dict[str, Any]


def measure() -> bool:
    """Print a row for a stream and one for a large interaction; whether both are fast enough."""
    events, large = stream(EVENTS), interaction(STEPS)
    wrong_event = {**events[3], "index": "3"}
    wrong_step = {**large, "steps": [*large["steps"], {"type": "thougt"}]}
    return all(
        [
            row("events of a stream", "Event", events, EVENTS, wrong_event),
            row("steps of an interaction", "Interaction", [large], STEPS, wrong_step),
        ]
    )


def row(what: str, name: str, values: list[Json], count: int, wrong: Json) -> bool:
    """Validate ``values`` of the type ``name``, ``count`` parts in all, both ways; whether ours is fast enough.

    A way that takes ``wrong`` for valid would be fast for nothing.
    """
    ours, plain = validator(name, REVISION), Draft202012Validator(undispatched(name))
    if ours.is_valid(wrong) or plain.is_valid(wrong):
        raise SystemExit(f"what is no {name} was taken for one")
    fast = min(seconds(lambda: all(not ours.check(value) for value in values)) for _ in range(REPEATS))
    slow = seconds(lambda: all(plain.is_valid(value) for value in values))
    ratio = slow / fast
    verdict = "as wanted" if ratio >= WANTED else "TOO SLOW"
    print(
        f"{count / fast:10,.0f}/s, jsonschema {count / slow:6,.0f}/s: {ratio:7,.0f} times as fast,"
        f" {verdict} (at least {WANTED}): {count:,} {what}",
        flush=True,
    )
    return ratio >= WANTED


def seconds(validate: Callable[[], bool]) -> float:
    """The processor time that ``validate`` takes, which has to find everything valid."""
    start = time.process_time()
    if not validate():
        raise SystemExit("something that is valid was refused")
    return time.process_time() - start


def undispatched(name: str) -> Json:
    """The response type ``name`` in one document, with a plain ``oneOf`` for every tagged union."""
    types = json.loads((SCHEMAS / REVISION / "openapi.json").read_text("utf-8"))["components"]["schemas"]
    for schema in tagged(types):
        schema["oneOf"] = schema.pop("anyOf")
    return {"$ref": f"#/components/schemas/response.{name}", "components": {"schemas": types}}


def tagged(value: Any) -> Iterator[Json]:
    """Every union with a discriminator inside ``value``."""
    if isinstance(value, list):
        for item in value:
            yield from tagged(item)
    elif isinstance(value, dict):
        if "discriminator" in value and "anyOf" in value:
            yield value
        for item in value.values():
            yield from tagged(item)
