"""What the schemas of a revision have at a path of the kind that observations use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.described import values_of
from conformance.schema import Schemas

_PART = re.compile(r"\.(?P<name>[A-Za-z_][\w-]*)|\[(?:(?P<key>\w+)=(?P<tag>[^\]]*))?\]")
_MOST_FORMS = 500


@dataclass(frozen=True, slots=True)
class Node:
    """One schema, and the document that its references start from."""

    document: str
    schema: Any


@dataclass(frozen=True, slots=True)
class Library:
    """The answers of one revision as it documents them."""

    schemas: Schemas

    def at(self, root: str, path: str) -> list[Node]:
        """Every form that the type ``root`` allows at ``path``; none where the path is not documented."""
        nodes = self.forms([Node(root, self.schemas.document(root, "strict"))])
        for part in _PART.finditer(path):
            if part["name"]:
                nodes = self.forms(self._field(nodes, part["name"]))
                continue
            items = [Node(node.document, node.schema["items"]) for node in nodes if "items" in node.schema]
            nodes = self.forms(items) if items else nodes
            if part["key"]:
                nodes = [node for node in nodes if self._is(node, part["key"], part["tag"])]
        return nodes

    def forms(self, nodes: Iterable[Node]) -> list[Node]:
        """``nodes`` with references followed and unions taken apart; a schema that is only ``true`` becomes ``{}``."""
        found: list[Node] = []
        waiting = list(nodes)[::-1]
        for _ in range(_MOST_FORMS):
            if not waiting:
                break
            node = waiting.pop()
            schema = node.schema if isinstance(node.schema, dict) else {}
            branches = [each for union in ("anyOf", "oneOf", "allOf") for each in schema.get(union, ())]
            inner = [
                Node(node.document, branch) for branch in branches if "properties" not in schema or "$ref" in branch
            ]
            if "$ref" in schema:
                inner.append(self._referred(node, schema["$ref"]))
            if not inner or "properties" in schema:
                found.append(Node(node.document, schema))
            waiting += reversed(inner)
        return found

    def fields(self, nodes: Sequence[Node]) -> frozenset[str] | None:
        """The fields of an object of any of the forms; ``None`` where one of them takes any other."""
        objects = [node.schema for node in nodes if "properties" in node.schema or node.schema.get("type") == "object"]
        if any(schema.get("additionalProperties", "properties" not in schema) is not False for schema in objects):
            return None
        others = [node.schema for node in nodes if node.schema not in objects]
        if any("type" not in schema and values_of(schema) is None for schema in others):
            return None
        return frozenset(name for schema in objects for name in schema.get("properties", ()))

    def required(self, nodes: Sequence[Node]) -> frozenset[str]:
        """The fields that every form that is an object must have."""
        each = [frozenset(node.schema.get("required", ())) for node in nodes if "properties" in node.schema]
        return frozenset.intersection(*each) if each else frozenset()

    def values(self, nodes: Sequence[Node]) -> frozenset[str] | None:
        """The texts that are listed; ``None`` where any other may stand."""
        lists = [values_of(node.schema) for node in nodes if node.schema.get("type", "string") == "string"]
        if not lists or any(listed is None for listed in lists):
            return None
        return frozenset(str(value) for listed in lists for value in listed or ())

    def _field(self, nodes: Sequence[Node], name: str) -> Iterator[Node]:
        for node in nodes:
            if name in node.schema.get("properties", {}):
                yield Node(node.document, node.schema["properties"][name])
            elif isinstance(node.schema.get("additionalProperties"), dict):
                yield Node(node.document, node.schema["additionalProperties"])

    def _is(self, node: Node, key: str, tag: str) -> bool:
        listed = self.values(self.forms(list(self._field([node], key))))
        return listed is not None and tag in listed

    def _referred(self, node: Node, reference: str) -> Node:
        name, _, inside = reference.partition("#")
        document = name.removesuffix(".json") or node.document
        schema: Any = self.schemas.document(document, "strict")
        for part in filter(None, inside.split("/")):
            schema = schema[part]
        return Node(document, schema)
