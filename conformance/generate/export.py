"""Makes the corpus: what schemathesis' coverage phase thinks of for the create operation, each case once.

The phase is deterministic: one value for every keyword of the schema, right and wrong. Its bodies carry every optional
field at its least value beside the one they are about; here they lose what they are not about, so that a refusal of a
wrong body can have one reason only. Whether a body is valid is jsonschema-rs' word, not the generator's.

Needs schemathesis (the extra ``fuzz``); reading a corpus does not.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from conformance.generate.arms import by_arms
from conformance.schema import Schemas, load, openapi

Json = dict[str, Any]

CREATE = "CreateRequest"
COMPONENT = f"request.{CREATE}"
PLACEHOLDER = "0"
MODEL = "gemini-2.5-flash"
AGENT = "deep-research-pro-preview-12-2025"
ALWAYS = ("model", "agent", "input")
WORDS = frozenset({"title", "description", "$comment", "x-evidence", "x-since", "x-until"})
MAKERS = ("schemathesis", "hypothesis", "jsonschema-rs")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A body as the generator gave it: ``about`` in its words, ``pointer`` to the part of the schema it is against."""

    body: Json
    about: str
    pointer: str


def made(revision: str) -> Json:
    """The whole corpus of ``revision``, as its file holds it.

    ``cases`` are lists of the body, the words that say what it is about, the schema pointer (``""`` for a valid one)
    and, for an invalid one, where it is wrong and which rule says so.
    """
    schemas = load(revision)
    rows = [_row(schemas, drawn) for drawn in _once(_trimmed(list(_drawn(revision)), schemas))]
    return {
        "revision": revision,
        "made_by": {name: version(name) for name in MAKERS},
        "openapi": digest(revision),
        "cases": rows,
    }


def digest(revision: str) -> str:
    """What tells the types of ``revision`` from those of another day, whatever is said about them."""
    return hashlib.sha256(_text(_unworded(openapi(revision)["components"]["schemas"])).encode()).hexdigest()[:16]


def _unworded(value: Any) -> Any:
    """``value`` without what is for people; a field that is called ``description`` is an object, and stays."""
    if isinstance(value, list):
        return [_unworded(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _unworded(item) for name, item in value.items() if name not in WORDS or not isinstance(item, str)}


def _drawn(revision: str) -> Iterator[Drawn]:
    """What the coverage phase gives for the body of a create, models and agents under names that there are."""
    import schemathesis
    from schemathesis.config import SchemathesisConfig

    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_dict(walkable(openapi(revision)), config=config)
    operation = schema["/interactions"]["POST"]
    generation = schema.config.generation_for(operation=operation, phase="coverage")
    for case in schema.iter_coverage_cases(operation, generation_modes=generation.modes, generation_config=generation):
        told = case.meta.phase.data if case.meta else None
        if told is None or told.parameter_location is None or told.parameter_location.value != "body":
            continue
        if isinstance(case.body, dict):
            named = {
                name: value
                for name, value in (("model", MODEL), ("agent", AGENT))
                if case.body.get(name) == PLACEHOLDER
            }
            yield Drawn({**copy.deepcopy(case.body), **named}, told.description or "", _folded(told.location or ""))


def walkable(document: Json) -> Json:
    """``document`` with a create request that can be walked, and without examples, which take the place of others."""
    document = copy.deepcopy(document)
    types = document["components"]["schemas"]
    types[COMPONENT] = by_arms(types[COMPONENT])
    for media in document["paths"]["/interactions"]["post"]["requestBody"]["content"].values():
        media.pop("examples", None)
    return document


def _folded(pointer: str) -> str:
    """A pointer below one of the arms, as one below the create request itself."""
    root, _, rest = pointer.partition("/anyOf/")
    return "/" + rest.partition("/")[2] if rest and not root else pointer


def _trimmed(drawn: list[Drawn], schemas: Schemas) -> Iterator[Drawn]:
    """Each without the optional fields that it has in common with most others, where it stays what it is."""
    template = _template(drawn)
    for one in drawn:
        own = {name: value for name, value in one.body.items() if name in ALWAYS or template.get(name) != _text(value)}
        about = one.pointer.removeprefix("/properties/").partition("/")[0]
        if about in one.body:
            own[about] = one.body[about]
        same = schemas.is_valid(CREATE, own, "request") == schemas.is_valid(CREATE, one.body, "request")
        yield Drawn(own if same else one.body, one.about, one.pointer)


def _template(drawn: Iterable[Drawn]) -> dict[str, str]:
    """The commonest value of every field, as text."""
    counted: dict[str, Counter[str]] = {}
    for one in drawn:
        for name, value in one.body.items():
            counted.setdefault(name, Counter())[_text(value)] += 1
    return {name: values.most_common(1)[0][0] for name, values in counted.items()}


def _once(drawn: Iterable[Drawn]) -> Iterator[Drawn]:
    """Each body once, and what is the same for a model and for an agent for the model alone."""
    seen: set[str] = set()
    for one in drawn:
        as_model = {**one.body, "model": MODEL}
        if one.body.get("agent") == AGENT and one.pointer.partition("/")[2] != "properties/agent":
            as_model.pop("agent")
        key = _text(as_model) if "model" not in one.body else _text(one.body)
        if key not in seen:
            seen.add(key)
            yield one


def _row(schemas: Schemas, drawn: Drawn) -> list[Any]:
    violations = schemas.check(CREATE, drawn.body, "request")
    if not violations:
        return [drawn.body, drawn.about, ""]
    first = violations[0]
    return [drawn.body, drawn.about, drawn.pointer, first.path, first.rule]


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)
