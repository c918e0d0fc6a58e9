"""Our OpenAPI document as each phase of schemathesis gets on with it best.

None of it is judged by: what a phase takes for wrong is read again and held against the schemas as they are.
"""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from conformance.generate.arms import by_arms
from conformance.generate.export import COMPONENT, walkable
from conformance.schema import openapi

Json = dict[str, Any]

WHOLE = 3_000
"""Requests from which on the coverage phase gets the whole create request: it has 14,000 cases, all made beforehand."""
FIELDS = 4
"""Optional fields in a slice of the create request."""


def described(revision: str, phase: str, examples: int, seed: int) -> Json:
    """The document of ``revision`` for a ``phase`` that may send ``examples`` requests, a copy.

    Coverage and fuzzing walk the create request arm by arm; where few requests are allowed, coverage gets a slice of
    it that the seed chooses. The examples phase gets the examples of whole requests alone: from names of models in the
    types it builds a thousand bodies by drawing them, in seconds, to send none.
    """
    document = openapi(revision)
    if phase == "coverage":
        document = walkable(document)
        return document if examples >= WHOLE else sliced(document, Random(seed))  # noqa: S311 - no secret
    document = copy.deepcopy(document)
    types = document["components"]["schemas"]
    if phase == "fuzzing":
        types[COMPONENT] = by_arms(types[COMPONENT])
    elif phase == "examples":
        for schema in types.values():
            schema.pop("examples", None)
    return document


def sliced(document: Json, random: Random) -> Json:
    """``document``, changed: a create with some of its fields, and of each union of kinds one kind."""
    types = document["components"]["schemas"]
    arm = random.choice(types[COMPONENT]["anyOf"])
    optional = sorted(arm["properties"].keys() - set(arm["required"]))
    kept = {*arm["required"], *random.sample(optional, min(FIELDS, len(optional)))}
    fields = {name: schema for name, schema in arm["properties"].items() if name in kept}
    types[COMPONENT] = {**arm, "properties": fields}
    for name, schema in types.items():
        if name.startswith("request.") and "discriminator" in schema:
            word = "anyOf" if "anyOf" in schema else "oneOf"
            types[name] = {word: [random.choice(schema[word])]}
    return document
