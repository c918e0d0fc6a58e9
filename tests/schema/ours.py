"""The generated schemas as others would list them: what is at a path, and of which kinds it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.descent import Descent
from conformance.schema import Profile, load

Schema = dict[str, Any]

# Nodes that are unions with us: their tag names the branch.
UNION_OF = {
    "content": "Content",
    "step": "Step",
    "delta": "Delta",
    "event": "Event",
    "tool": "Tool",
    "annotation": "Annotation",
    "agent_config": "AgentConfig",
    "response_format": "ResponseFormat",
    "transcription_mode": "TranscriptionModeConfig",
}
TYPE_OF = {
    "request.create_model": "CreateRequest",
    "request.create_agent": "CreateRequest",
    "request.get": "GetQuery",
    "interaction": "Interaction",
    "event_interaction": "PartialInteraction",
    "usage": "Usage",
    "error": "Error",
    "status": "StepError",
    "turn": "Turn",
    "allowed_tools": "AllowedTools",
    "generation_config": "GenerationConfig",
    "webhook_config": "WebhookConfig",
    "environment.remote": "RemoteEnvironment",
    "processing.audio_static": "AudioProcessing",
    "processing.document_static": "DocumentProcessing",
    "processing.video_static": "VideoProcessing",
}


@dataclass(frozen=True)
class Ours:
    """The types of one revision in one profile."""

    revision: str
    profile: Profile

    def at(self, path: str) -> list[Schema]:
        """The schemas at ``path``, behind their references and with unions as their branches."""
        node, rest = self._split(path)
        found = self._roots(node)
        for name, into in re.findall(r"\.?([^.\[\]{}]+)((?:\[\]|\{\})*)", rest):
            found = [part["properties"][name] for part in self.parts(found) if name in part.get("properties", {})]
            for kind in re.findall(r"\[\]|\{\}", into):
                key = "items" if kind == "[]" else "additionalProperties"
                found = [part[key] for part in self.parts(found) if isinstance(part.get(key), dict)]
        return list(self.parts(found))

    def parts(self, schemas: list[Schema]) -> Iterator[Schema]:
        """``schemas`` behind their references, with unions as their branches."""
        for schema in schemas:
            if "$ref" in schema:
                name = schema["$ref"].removeprefix("#/$defs/").removesuffix(".json")
                yield from self.parts([self.document(name)])
            elif "anyOf" in schema and "properties" not in schema:
                yield from self.parts(schema["anyOf"])
            else:
                yield schema

    def document(self, name: str) -> Schema:
        return load(self.revision).document(name, self.profile)

    def accepts(self, path: str, value: object) -> bool:
        return any(not Descent(self.document).explain(schema, value) for schema in self.at(path))

    def _split(self, path: str) -> tuple[str, str]:
        """``path`` as a node and the rest."""
        if path.startswith(("event.", "event_interaction")):
            node = re.match(r"event\.(interaction\.\w+|(content|step)\.\w+|error)|event_interaction", path)
            assert node, path
            return node[0], path[len(node[0]) :]
        family, _, rest = path.partition(".")
        tag = re.match(r"[^.\[{]+", rest)
        if f"{family}.{tag[0] if tag else ''}" in TYPE_OF or family in UNION_OF:
            assert tag, path
            return f"{family}.{tag[0]}", rest[len(tag[0]) :]
        return family, path[len(family) :]

    def _roots(self, node: str) -> list[Schema]:
        known = load(self.revision).names(self.profile)
        if node in TYPE_OF:
            return [{"$ref": f"{TYPE_OF[node]}.json"}] if TYPE_OF[node] in known else []
        family, _, tag = node.partition(".")
        if UNION_OF.get(family) not in known:
            return []
        mapping = self.document(UNION_OF[family]).get("discriminator", {}).get("mapping", {})
        return [{"$ref": mapping[tag]}] if tag in mapping else []

    def kinds(self, path: str) -> set[str]:
        """The JSON types at ``path``; of a list also what its items are."""
        return {kind for schema in self.at(path) for kind in self._kinds(schema)}

    def _kinds(self, schema: Schema) -> set[str]:
        if "const" in schema or "enum" in schema:
            values = [schema["const"]] if "const" in schema else schema["enum"]
            return {"string" if isinstance(value, str) else "boolean" for value in values}
        named = schema.get("type", "any")
        names = [named] if isinstance(named, str) else list(named)
        if names == ["array"]:
            items = {kind for part in self.parts([schema.get("items", {})]) for kind in self._kinds(part)}
            return {f"[{kind}]" for kind in items}
        return set(names)

    def values(self, path: str) -> set[str]:
        """The values that are listed at ``path`` and in the lists there, whether others are taken too or not."""
        found: set[str] = set()
        for schema in self.at(path):
            for part in (schema, *self.parts([schema["items"]] if isinstance(schema.get("items"), dict) else [])):
                if "enum" in part:
                    found |= set(part["enum"])
                elif part.get("type") == "string":
                    found |= set(part.get("examples", ()))
        return found

    def tags(self, path: str) -> set[str]:
        """The tags of the tagged objects at ``path`` and in the lists there."""
        found = set()
        for schema in self.at(path):
            items = schema.get("items")
            for part in (schema, *self.parts([items] if isinstance(items, dict) else [])):
                tag = part.get("properties", {}).get("type", {})
                if isinstance(tag, dict) and "const" in tag:
                    found.add(tag["const"])
        return found
