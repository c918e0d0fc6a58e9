"""Projects the annotated source of the schemas to one JSON Schema 2020-12 file per revision, profile and type.

``python -m conformance.projection`` writes ``schemas/<revision>/<profile>/<Type>.json``, and beside the profiles an
``openapi.json`` made of them; with ``--check`` it writes nothing and names, one line each, the files that are out of
date. ``schemas/source/README.md`` explains the annotations. Works in a checkout and needs PyYAML; the suite itself
does neither: the generated files travel with it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.openapi import describe
from conformance.revisions import NAMES
from conformance.schema_source import EDITIONS, Schema, read_source, shape_of

if TYPE_CHECKING:
    from conformance.schema import Profile

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
PROFILES: tuple[Profile, ...] = ("request", "response", "strict")
# The address only names the schemas; nothing is ever fetched from it.
BASE = "https://interactions-conformance.invalid/schemas"
_READ_HERE = frozenset(
    {"x-profile", "x-echo", "x-required", "x-required-since", "x-required-until", "x-tag", "x-partial-of"}
    | {"x-enum-until"}
)


@dataclass(frozen=True)
class Projection:
    """The types of one revision in one profile."""

    source: dict[str, Schema]
    revision: str
    profile: Profile

    def types(self) -> dict[str, Schema]:
        """The projected schemas by type name; raises ``ValueError`` when a field refers to a type that is not there."""
        return {name: self._file(name) for name in self.source if self._has(self.source[name])}

    def _has(self, annotated: Schema, echo: bool = False) -> bool:
        """Whether this type, field or branch exists here; ``echo`` when it is inside a type that clients send back."""
        if annotated.get("x-profile", self.side) != self.side:
            return False
        if self.profile == "strict" and annotated.get("x-undocumented", False):
            return False
        since, until = annotated.get("x-since") or "", annotated.get("x-until") or "9999"
        return any(since <= revision < until for revision in self._revisions(annotated, echo))

    @property
    def side(self) -> str:
        """The direction of the traffic: what the source calls a profile."""
        return "request" if self.profile == "request" else "response"

    @property
    def closed(self) -> bool:
        """Whether unknown fields are refused."""
        return self.profile != "response"

    def _revisions(self, annotated: Schema, echo: bool) -> list[str]:
        """The revisions that a value of this type, field or branch may come from."""
        sent_back = self.side == "request" and annotated.get("x-echo", echo)
        return shape_of(self.revision) if self.profile == "response" or sent_back else [self.revision]

    def _file(self, name: str) -> Schema:
        source = self.source[name]
        of = source.get("x-partial-of")
        body = self._partial(of, source) if of else self._schema(source, source.get("x-echo", False), name)
        for key in ("title", "description"):
            body.pop(key, None)
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{BASE}/{self.revision}/{self.profile}/{name}.json",
            "title": name,
            "description": source["description"],
            **body,
        }

    def _partial(self, name: str, wanted: Schema) -> Schema:
        """A type without what it requires: one object, or a union of such objects under ``$defs``."""
        whole = self._file(name)
        kept = ("x-evidence", "x-since", "x-until", "x-renamed-from")
        notes: Schema = {key: wanted[key] for key in kept if key in wanted}
        closing = {"additionalProperties": False} if self.closed else {}
        if "x-note" in wanted:
            notes["$comment"] = wanted["x-note"]
        if "discriminator" not in whole:
            return {
                **notes,
                "type": "object",
                "properties": whole["properties"],
                "required": wanted["required"],
                **closing,
            }
        tag = whole["discriminator"]["propertyName"]
        names = {value: file.removesuffix(".json") for value, file in whole["discriminator"]["mapping"].items()}
        mapping = {value: f"#/$defs/{branch}" for value, branch in names.items()}
        branches = {
            branch: {"type": "object", "properties": self._file(branch)["properties"], "required": [tag], **closing}
            for branch in names.values()
        }
        return {
            **notes,
            "discriminator": {"propertyName": tag, "mapping": mapping},
            "anyOf": [{"$ref": ref} for ref in mapping.values()],
            "$defs": branches,
        }

    def _schema(self, source: Schema, echo: bool, where: str) -> Schema:
        """``source`` with every annotation resolved; ``where`` names it in errors."""
        result: Schema = {}
        for key, value in source.items():
            match key:
                case "$ref":
                    if value not in self.source or not self._has(self.source[value]):
                        raise ValueError(f"{where}: the {self.profile} profile of {self.revision} has no {value}")
                    result["$ref"] = f"{value}.json"
                case "properties":
                    result[key] = self._fields(value, echo, where)
                case "anyOf":
                    result.update(self._union(source, echo, where))
                case "items" | "additionalProperties" if isinstance(value, dict):
                    result[key] = self._schema(value, echo, where)
                case "enum":
                    result[key] = [*value, *self._extra_values(source, echo)]
                case "x-open-enum":
                    known = [*value, *self._extra_values(source, echo)]
                    result |= {"type": "string", "examples": known} if known else {"type": "string"}
                case "x-enum-since":
                    came = {name: first for name, first in value.items() if self._has({"x-since": first}, echo)}
                    result |= {key: came} if came else {}
                case "x-note":
                    result["$comment"] = value
                case _ if key not in _READ_HERE and value is not None:
                    result[key] = value
        self._close(source, result, echo)
        return result

    def _fields(self, fields: dict[str, Any], echo: bool, where: str) -> dict[str, Any]:
        return {
            name: self._schema(field, echo, f"{where}.{name}") if isinstance(field, dict) else field
            for name, field in fields.items()
            if not isinstance(field, dict) or self._has(field, echo)
        }

    def _union(self, source: Schema, echo: bool, where: str) -> Schema:
        branches = [branch for branch in source["anyOf"] if self._has(branch, echo) and self._has_target(branch)]
        if not branches:
            return {}
        projected = [self._schema(branch, echo, where) for branch in branches]
        tag = source.get("x-tag")
        mapping: dict[str, str] = {}
        for branch in branches:
            value = self.source[branch["$ref"]]["properties"].get(tag) if tag else None
            if isinstance(value, dict) and "const" in value:
                mapping[value["const"]] = f"{branch['$ref']}.json"
        if len(projected) == 1 and "required" not in projected[0]:
            return projected[0]
        if not mapping:
            return {"anyOf": projected}
        return {"discriminator": {"propertyName": tag, "mapping": mapping}, "anyOf": projected}

    def _has_target(self, branch: Schema) -> bool:
        return "$ref" not in branch or self._has(self.source[branch["$ref"]])

    def _extra_values(self, source: Schema, echo: bool) -> list[str]:
        since, until = source.get("x-enum-since", {}), source.get("x-enum-until", {})
        spans = {value: {"x-since": since.get(value), "x-until": until.get(value)} for value in {**until, **since}}
        return [value for value, span in spans.items() if self._has(span, echo)]

    def _close(self, source: Schema, result: Schema, echo: bool) -> None:
        """What an object requires, and whether it takes other fields."""
        fields = result.get("properties")
        if fields is None:
            return
        result.pop("required", None)
        if wanted := [name for name in self._wanted(source, echo) if name in fields]:
            result["required"] = wanted
        if needs := {name: needed for name, needed in source.get("dependentRequired", {}).items() if name in fields}:
            result["dependentRequired"] = needs
        if self.closed:
            result.setdefault("additionalProperties", False)

    def _wanted(self, source: Schema, echo: bool) -> list[str]:
        """The required fields: those of all revisions, and those that every revision of the value's origin requires."""
        always = [*source.get("required", []), *source.get("x-required", {}).get(self.side, [])]
        since, until = source.get("x-required-since", {}), source.get("x-required-until", {})
        revisions = self._revisions(source, echo)
        sometimes = [name for name, first in since.items() if all(first <= revision for revision in revisions)]
        sometimes += [name for name, gone in until.items() if all(revision < gone for revision in revisions)]
        return list(dict.fromkeys([*always, *sometimes]))


def project(source: dict[str, Schema], revision: str) -> dict[str, str]:
    """The texts of all files of the revision called ``revision``, by their path below ``schemas/<revision>``."""
    files = {}
    for profile in PROFILES:
        for name, schema in Projection(source, revision, profile).types().items():
            files[f"{profile}/{name}.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    counts = {profile: len(list(paths)) for profile, paths in groupby(files, lambda path: path.split("/")[0])}
    files["openapi.json"] = describe(revision, EDITIONS[revision].title, files)
    files["SOURCE.md"] = _about(revision, counts)
    return files


def _about(revision: str, counts: dict[str, int]) -> str:
    """What a reader of the folder has to know: what is in it and what it was built from."""
    edition, drift = EDITIONS[revision], ", ".join(shape_of(revision))
    held = f"the field lists of google-genai {edition.sdk}"
    held += f" and Google's OpenAPI document ({edition.openapi})" if edition.openapi else ""
    return f"""# Schemas of revision {revision}

{edition.title}.

Generated from `schemas/source/*.yaml` by `python -m conformance.projection`; edit the source, not these files.
`tests/schema` holds them against {held}; against recordings
of the live service ({edition.traffic}); and against Google's samples. Where they differ on purpose,
`schemas/differences.toml` says why.

- `request/`: {counts["request"]} types, closed: what a client may send. What it received from any of {drift}
  it may send back as it is.
- `response/`: {counts["response"]} types, open: what a client has to be able to read, from any of {drift}.
- `strict/`: {counts["strict"]} types, closed: the answers of this revision alone. What is valid in `response/` and not
  here is drift, or undocumented.
"""


def out_of_date(source: Path = SCHEMAS / "source", target: Path = SCHEMAS, write: bool = False) -> list[str]:
    """One line per generated file that is missing, different or left over; with ``write`` it is put right as well."""
    complaints = []
    types = read_source(source)
    for revision in NAMES:
        folder = target / revision
        files = project(types, revision)
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        left_over = there - files.keys()
        for name in sorted(left_over):
            complaints.append(f"{revision}/{name}: no longer in the source")
            if write:
                (folder / name).unlink()
        for name, text in files.items():
            path = folder / name
            if path.is_file() and path.read_text("utf-8") == text:
                continue
            complaints.append(f"{revision}/{name}: {'differs from the source' if path.is_file() else 'missing'}")
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    return complaints


def main(arguments: list[str]) -> int:
    """Writes the generated schemas, or with ``--check`` says what is out of date.

    Returns the exit code: 1 when ``--check`` found something, 3 on bad usage or outside a checkout, else 0.
    """
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python -m conformance.projection [--check]\n")
        return 3
    if not (SCHEMAS / "source").is_dir():
        sys.stderr.write(f"there is no source of the schemas at {SCHEMAS / 'source'}: run this in a checkout\n")
        return 3
    check = arguments == ["--check"]
    complaints = out_of_date(write=not check)
    for line in complaints:
        sys.stdout.write(f"{'out of date: ' if check else 'written: '}{line}\n")
    return 1 if check and complaints else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
