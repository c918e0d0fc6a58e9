"""What others say the wire is: the field lists of google-genai and Google's own OpenAPI documents, in one form.

A surface is a flat list of paths. A path starts at a node (``step.thought``, ``usage``), goes into objects with ``.``,
into lists with ``[]`` and into the values of maps with ``{}``; where it meets another node it stops.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.schema import Profile

SDKS = {"2025-12-11": "1.55.0", "2026-05-07": "1.75.0", "2026-05-20": "2.7.0", "2026-11-16": "3.4.0"}
DOCUMENTS = {"2026-05-07": "2026-04-outputs", "2026-05-20": "2026-05-28-steps", "2026-11-16": "2026-08-steps"}


@dataclass(frozen=True)
class Field:
    """One field: whether it is required, and what it may be, as the alternatives of the SDK's notation."""

    required: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Surface:
    """What one oracle says of one direction of the traffic of one revision."""

    oracle: str
    revision: str
    profile: Profile
    fields: dict[str, Field]
    others: tuple[str, ...] = ()

    @property
    def side(self) -> str:
        return "request" if self.profile == "request" else "response"


def surfaces(corpus: Path) -> Iterator[Surface]:
    """Both directions of the four SDKs and of the three documents."""
    for revision, version in SDKS.items():
        yield from _of_sdk(corpus / "facts" / "surface" / f"sdk-{version}.json", revision)
    for revision, name in DOCUMENTS.items():
        yield from Document(json.loads((corpus / "facts" / "openapi" / f"{name}.json").read_text())).surfaces(
            f"openapi-{name}", revision
        )


def _of_sdk(file: Path, revision: str) -> Iterator[Surface]:
    sdk = json.loads(file.read_text())
    endpoints = tuple(sorted({f"endpoint {e['method']} {_plain(e['path'])}" for e in sdk["endpoints"]}))
    for side, profile in (("request", "request"), ("response", "strict")):
        fields = {
            one: Field(field["required"], alternatives(kind or field["type"]))
            for path, field in sdk["surface"][side].items()
            for one, kind in _apart(path)
            if not (path.startswith("request.") and side == "response")
        }
        yield Surface(file.stem, revision, profile, fields, endpoints if side == "request" else ())  # type: ignore[arg-type]


def _apart(path: str) -> list[tuple[str, str | None]]:
    """``event.a+b.c`` is ``event.a.c`` and ``event.b.c``: the first SDK had one class for two events.

    With each path comes what its field is, where that is not the same for both.
    """
    start, both, rest = path.partition("interaction.start+interaction.complete")
    events = both.split("+") if both else []
    own = rest == ".event_type"
    return [(f"{start}{event}{rest}", f"enum({event})" if own else None) for event in events] or [(path, None)]


def alternatives(kind: str) -> tuple[str, ...]:
    """The parts of ``kind`` between the ``|`` that are in no bracket."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(kind):
        depth += (character in "([<") - (character in ")]>")
        if character == "|" and depth == 0:
            parts.append(kind[start:index].strip())
            start = index + 1
    return (*parts, kind[start:].strip())


def _plain(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path.replace("/{api_version}", ""))


# Unions of the documents whose members are nodes, and what the nodes are called.
FAMILIES = {
    "Content": "content",
    "Step": "step",
    "Tool": "tool",
    "Annotation": "annotation",
    "ResponseFormat": "response_format",
    "ContentDeltaData": "delta",
    "StepDeltaData": "delta",
}
EVENTS = ("InteractionSseEvent",)
NODES = {
    "GenerationConfig": "generation_config",
    "WebhookConfig": "webhook_config",
    "EnvironmentConfig": "environment.remote",
    "AllowedTools": "allowed_tools",
    "Usage": "usage",
    "Error": "error",
    "Status": "status",
    "Turn": "turn",
    "Interaction": "interaction",
    "InteractionSseEventInteraction": "event_interaction",
    "DeepResearchAgentConfig": "agent_config.deep-research",
    "DynamicAgentConfig": "agent_config.dynamic",
    "AntigravityAgentConfig": "agent_config.antigravity",
    "CodeMenderAgentConfig": "agent_config.code-mender",
    "VerbatimTranscriptionMode": "transcription_mode.verbatim",
    "SmartTranscriptionMode": "transcription_mode.smart",
    "StaticMediaProcessing": "processing.video_static",
}


class Document:
    """One of Google's OpenAPI documents."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.components: dict[str, Any] = document["components"]["schemas"]
        self.paths: dict[str, Any] = document["paths"]
        self.nodes = {name: node for name, node in NODES.items() if name in self.components}
        for union, family in FAMILIES.items():
            for name in self._members(self.components.get(union, {})):
                if tag := self.components[name]["properties"].get("type", {}).get("const"):
                    self.nodes[name] = f"{family}.{tag}"
        for union in EVENTS:
            for name in self._members(self.components.get(union, {})):
                self.nodes[name] = f"event.{self.components[name]['properties']['event_type']['const']}"

    def surfaces(self, oracle: str, revision: str) -> Iterator[Surface]:
        requests: dict[str, Field] = {}
        roots = {"CreateModelInteractionParams": "create_model", "CreateAgentInteractionParams": "create_agent"}
        self.nodes |= {name: f"request.{node}" for name, node in roots.items()}
        reached = set(roots)
        for name in roots:
            self._component(name, requests, reached)
        requests |= self._query()
        responses: dict[str, Field] = {}
        answered: set[str] = set()
        for name in ("Interaction", "Error", *EVENTS):
            self._component(name, responses, answered)
        left = tuple(f"component {name}" for name in sorted(self.components.keys() - reached - answered))
        operations = [(method, path) for path, all_of in self.paths.items() for method in all_of]
        endpoints = {
            f"endpoint {method.upper()} {_plain(path).partition('?')[0]}"
            for method, path in operations
            if method != "parameters"
        }
        yield Surface(oracle, revision, "request", requests, (*sorted(endpoints), *left))
        yield Surface(oracle, revision, "strict", responses)

    def _query(self) -> dict[str, Field]:
        get = self.paths["/{api_version}/interactions/{id}"]["get"]
        return {
            f"request.get.{parameter['name']}": Field(parameter.get("required", False), (parameter["schema"]["type"],))
            for parameter in get["parameters"]
            if "$ref" not in parameter
        }

    def _component(self, name: str, fields: dict[str, Field], reached: set[str]) -> None:
        """The fields of the component ``name``, and of every component that it leads to."""
        reached.add(name)
        schema = self.components[name]
        if name in self.nodes:
            self._object(self.nodes[name], schema, fields, reached)
        else:
            self._kinds(name, schema, fields, reached)

    def _object(self, path: str, schema: dict[str, Any], fields: dict[str, Field], reached: set[str]) -> None:
        # The documents use one object for both directions and mark the fields that go one way only.
        one_way = "readOnly" if path.startswith("request.") else "writeOnly"
        for name, field in schema.get("properties", {}).items():
            if field.get(one_way):
                continue
            below = f"{path}.{name}"
            if below not in fields:
                fields[below] = Field(name in schema.get("required", ()), ())
                kinds = tuple(dict.fromkeys(self._kinds(below, field, fields, reached)))
                fields[below] = Field(name in schema.get("required", ()), kinds)

    def _kinds(self, path: str, schema: dict[str, Any], fields: dict[str, Field], reached: set[str]) -> list[str]:
        """What is at ``path``, in the notation of the field lists; what it leads to is added to ``fields``."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name in self.nodes:
                if name not in reached:
                    self._component(name, fields, reached)
                return [self.nodes[name]]
            reached.add(name)
            return self._kinds(path, self.components[name], fields, reached)
        if branches := schema.get("oneOf") or schema.get("anyOf"):
            return [kind for branch in branches for kind in self._kinds(path, branch, fields, reached)]
        if "const" in schema:
            return [f"enum({schema['const']})"]
        if "enum" in schema:
            return [f"enum({'|'.join(schema['enum'])})"]
        match schema.get("type"):
            case "array":
                items = self._kinds(f"{path}[]", schema["items"], fields, reached)
                return [f"[{' | '.join(items)}]"]
            case "object" if "properties" in schema:
                self._object(path, schema, fields, reached)
                return ["object"]
            case "object" if isinstance(schema.get("additionalProperties"), dict):
                inner = self._kinds(f"{path}{{}}", schema["additionalProperties"], fields, reached)
                return [f"map<{' | '.join(inner)}>"]
            case "string" if schema.get("format") == "byte":
                return ["base64"]
            case "string" if schema.get("format") == "date-time":
                return ["datetime"]
            case None:
                return ["any"]
            case plain:
                return [str(plain)]

    def _members(self, union: dict[str, Any]) -> list[str]:
        return [branch["$ref"].rpartition("/")[2] for branch in union.get("oneOf", ()) if "$ref" in branch]


def history(corpus: Path) -> dict[Profile, dict[str, Field]]:
    """Every field that any SDK between the first and the newest ever had, with every kind and value it ever had."""
    found: dict[Profile, dict[str, Field]] = {"request": {}, "strict": {}}
    for key, field in json.loads((corpus / "facts" / "surface" / "field-history.json").read_text()).items():
        side, _, path = key.partition(":")
        kinds = [kind for stage in field["evolution"] for kind in alternatives(stage["type"])]
        for one, own in _apart(path):
            known = Field(False, (own,) if own else tuple(dict.fromkeys(kinds)))
            found["request" if side == "request" else "strict"][one] = known
    return found
