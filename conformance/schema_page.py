"""One type of the contract as a page for a terminal: what it is, its fields or branches, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from conformance.described import described, is_union, values_of
from conformance.schema import Profile, load
from conformance.violation import hint

OTHERS: dict[Profile, str] = {
    "request": "Other fields are refused.",
    "response": "Other fields are accepted.",
    "strict": "Other fields are drift.",
}


def profile_of(name: str, revision: str) -> Profile:
    """The profile that shows the type ``name`` best; raises ``ValueError`` with the nearest names if there is none."""
    schemas = load(revision)
    for profile in ("response", "request"):
        if name in schemas.names(profile):
            return profile
    known = sorted({*schemas.names("request"), *schemas.names("response")})
    raise ValueError(f"{revision} has no type {name!r}{hint(name, known)}")


def document(name: str, revision: str, profile: Profile) -> str:
    """The JSON Schema of the type ``name`` as text, with everything that it refers to inside it."""
    schemas = load(revision)
    registry = [schemas.document(other, profile) for other in schemas.names(profile)]
    whole = jsonschema_rs.bundle(
        schemas.document(name, profile), registry=jsonschema_rs.Registry([(each["$id"], each) for each in registry])
    )
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def page(name: str, revision: str, profile: Profile) -> str:
    """The type ``name`` of ``revision`` in words; raises ``ValueError`` where there is no such type or revision."""
    schema = load(revision).document(name, profile)
    rests_on = f"Evidence: {schema['x-evidence']}. {_span(schema)}".rstrip()
    lines = [f"{name} · {revision} · {profile}", "", schema["description"], rests_on]
    if "$comment" in schema:
        lines.append(f"Note: {schema['$comment']}")
    return "\n".join([*lines, "", *_body(schema, profile)]) + "\n"


def _body(schema: dict[str, Any], profile: Profile) -> Iterator[str]:
    if "discriminator" in schema:
        tag, mapping = schema["discriminator"]["propertyName"], schema["discriminator"]["mapping"]
        yield f"One of, by {tag}:"
        yield from _aligned([(value, described({"$ref": target})) for value, target in mapping.items()])
        untagged = [branch for branch in schema["anyOf"] if branch.get("$ref") not in mapping.values()]
        yield from _aligned([("(none)", described(branch)) for branch in untagged])
    elif is_union(schema):
        yield "One of:"
        yield from _aligned([(described(branch), "") for branch in schema["anyOf"]])
    elif "properties" in schema:
        needed = schema.get("required", [])
        yield from _aligned([_field(name, field, name in needed) for name, field in schema["properties"].items()])
        if schema.keys() & {"oneOf", "anyOf", "dependentRequired"}:
            yield from ("", f"Rule: {described({key: value for key, value in schema.items() if key != 'properties'})}.")
        others = schema.get("additionalProperties", profile == "response")
        yield ""
        yield OTHERS[profile] if others is (profile == "response") else f"Other fields: {described(others)}."
    elif (values := values_of(schema)) is not None:
        yield "One of:"
        yield from _listed(values, schema.get("x-enum-since", {}))
    else:
        yield f"A value: {described(schema)}{', such as' if 'examples' in schema else ''}"
        yield from _listed(schema.get("examples", []), schema.get("x-enum-since", {}))


def _field(name: str, schema: Any, needed: bool) -> tuple[str, str, str]:
    """The name of a field, what it is, and what is to be known about it."""
    if isinstance(schema, bool):
        return name, described(schema), ""
    remarks = [
        "required" if needed else "",
        schema.get("description", ""),
        _span(schema),
        f"Renamed from {schema['x-renamed-from']}." if "x-renamed-from" in schema else "",
        f"[{schema['x-evidence']}]" if "x-evidence" in schema else "",
    ]
    return name, described(schema), " ".join(filter(None, remarks))


def _span(schema: dict[str, Any]) -> str:
    """From when to when something exists; ``""`` for always."""
    words = {"x-since": "Since {}.", "x-until": "Not from {} on."}
    return " ".join(text.format(schema[key]) for key, text in words.items() if key in schema)


def _listed(values: list[Any], since: dict[str, str]) -> Iterator[str]:
    yield from _aligned([(str(value), f"Since {since[value]}." if value in since else "") for value in values])


def _aligned(cells: list[tuple[str, ...]]) -> Iterator[str]:
    """One line per tuple, in columns; a column that is very wide does not push the rest away."""
    widths = [min(42, max(map(len, column))) for column in zip(*cells, strict=True)]
    for line in cells:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
