"""The annotated source of the schemas, read from ``schemas/source``, and what each revision of them rests on.

``schemas/source/README.md`` explains the annotations. Reading needs PyYAML, which the suite itself does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """What the schemas of one revision rest on.

    ``shape`` is the run of revisions with the same blocks, within which answers drift; ``sdk`` the version of
    google-genai and ``openapi`` Google's own document whose fields they are held against.
    """

    title: str
    shape: Literal["outputs", "steps"]
    sdk: str
    openapi: str | None
    traffic: str


# Every date that the source may name, oldest first.
EDITIONS = {
    "2025-12-11": Edition(
        title="The first beta: `outputs` and `content.*` events",
        shape="outputs",
        sdk="1.55.0",
        openapi=None,
        traffic="February 2026",
    ),
    "2026-05-07": Edition(
        title="The last revision with `outputs`: typed citations, maps, retrieval, webhooks, service tiers",
        shape="outputs",
        sdk="1.75.0",
        openapi="the copy of April 2026",
        traffic="April and May 2026",
    ),
    "2026-05-20": Edition(
        title="The first revision with `steps` and `step.*` events; typed response formats, environments",
        shape="steps",
        sdk="2.7.0",
        openapi="the copy of 28 May 2026",
        traffic="May to August 2026",
    ),
    "2026-11-16": Edition(
        title="The newest fields on `steps`: labels, safety settings, continuation, tool search; also at `/v1`",
        shape="steps",
        sdk="3.4.0",
        openapi="the copy of August 2026",
        traffic="September and October 2026",
    ),
}


def shape_of(revision: str) -> list[str]:
    """The revisions with the same blocks as ``revision``: answers drift from one to the next."""
    return [name for name, edition in EDITIONS.items() if edition.shape == EDITIONS[revision].shape]


def read_source(folder: Path) -> dict[str, Schema]:
    """The types of all ``*.yaml`` files of ``folder`` by name, with ``x-like`` and the glossary resolved.

    ``folder/glossary/fields.yaml``, where there is one, says what fields mean that have no description of their own.
    Raises ``ValueError`` when a name comes twice.
    """
    types: dict[str, Schema] = {}
    for file in sorted(folder.glob("*.yaml")):
        for name, schema in _parsed(file).items():
            if name in types:
                raise ValueError(f"{file.name}: type {name} is defined twice")
            types[name] = schema
    glossary = folder / "glossary" / "fields.yaml"
    words = _parsed(glossary) if glossary.is_file() else {}
    return {name: _described(name, _unlike(name, types), words) for name in types}


def _parsed(file: Path) -> dict[str, Any]:
    import yaml

    class Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]  # chosen at run time
        """Reads ``2026-05-20`` as the name it is, not as a date."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(file.read_text("utf-8"), Loader) or {}  # noqa: S506 - a safe loader


def _unlike(name: str, types: dict[str, Schema]) -> Schema:
    """The type ``name`` with the fields that it has from another; a field that is null here is left out."""
    schema = types[name]
    if "x-like" not in schema:
        return schema
    like = _unlike(schema["x-like"], types)
    fields = dict(like["properties"])
    for field, changes in schema.get("properties", {}).items():
        if changes is None:
            del fields[field]
        elif "$ref" in changes or "type" in changes or "const" in changes:
            fields[field] = changes
        else:
            fields[field] = {**fields.get(field, {}), **changes}
    inherited = {key: value for key, value in like.items() if key != "x-renamed-from"}
    return {**inherited, **{key: value for key, value in schema.items() if key != "x-like"}, "properties": fields}


def _described(name: str, schema: Schema, words: dict[str, str]) -> Schema:
    """``schema`` with every field saying what it means and what it rests on."""
    if "properties" not in schema:
        return schema
    fields = {}
    for field, value in schema["properties"].items():
        if not isinstance(value, dict):
            fields[field] = value
            continue
        said = value.get("description") or words.get(f"{name}.{field}") or words.get(field)
        own = {"description": said} if said else {}
        fields[field] = {**own, "x-evidence": schema.get("x-evidence"), **value}
    return {**schema, "properties": fields}
