"""Which of the changes lie on the paths of a value, and whether they explain that it is no longer valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.described import is_union
from conformance.schema import Profile, Schemas
from conformance.schemadiff import Change

KINDS: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


@dataclass(frozen=True)
class Paths:
    """The places of a type's schema that a value of it passes through, by the names of its own revision."""

    schemas: Schemas
    profile: Profile

    def of(self, name: str, value: object) -> set[str]:
        """``{"Interaction", "Interaction.status", "InteractionStatus", …}``."""
        document = self.schemas.document(name, self.profile)
        return set(self._within(name, document, document, value))

    def _within(self, path: str, schema: Any, root: dict[str, Any], value: Any) -> Iterator[str]:
        yield path
        if not isinstance(schema, dict):
            return
        if ref := schema.get("$ref"):
            if ref.startswith("#/$defs/"):
                name = ref.removeprefix("#/$defs/")
                yield from self._within(f"{root['title']}({name})", root["$defs"][name], root, value)
            else:
                yield from self.of(ref.removesuffix(".json"), value)
            return
        for branch in self._branches(schema, value):
            yield from self._within(path, branch, root, value)
        if isinstance(value, dict):
            for name, item in value.items():
                known = name in schema.get("properties", {})
                inner = schema["properties"][name] if known else schema.get("additionalProperties")
                yield from self._within(f"{path}.{name if known else '*'}", inner, root, item)
        elif isinstance(value, list):
            for item in value:
                yield from self._within(f"{path}[]", schema.get("items"), root, item)

    def _branches(self, schema: dict[str, Any], value: Any) -> list[Any]:
        if not is_union(schema):
            return []
        if "discriminator" in schema and isinstance(value, dict):
            tag = value.get(schema["discriminator"]["propertyName"])
            if isinstance(tag, str) and (named := schema["discriminator"]["mapping"].get(tag)):
                return [{"$ref": named}]
        return [branch for branch in schema["anyOf"] if self._fits(branch, value)]

    def _fits(self, branch: Any, value: Any) -> bool:
        if "$ref" in branch:
            return self.schemas.is_valid(branch["$ref"].removesuffix(".json"), value, self.profile)
        if branch.get("type") == "array":
            return isinstance(value, list) and all(self._fits(branch.get("items", {}), item) for item in value)
        return isinstance(value, KINDS.get(branch.get("type"), object))


def on_paths(changes: Iterable[Change], touched: set[str], renamed: dict[str, str]) -> list[Change]:
    """The changes at a place that was touched, or about a field that is missing there.

    ``renamed`` gives the newer names of types; what is added goes by those.
    """
    places = touched | {
        path.replace(old, new, 1) for path in touched for old, new in renamed.items() if path.startswith(old)
    }
    return [change for change in changes if change.path in places or _owner(change) in places]


def _owner(change: Change) -> str:
    missing = change.subject == "requirement" or (change.subject == "field" and change.kind == "added")
    return change.path.rpartition(".")[0] if missing else change.path
