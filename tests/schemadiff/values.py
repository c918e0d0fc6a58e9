"""Values of our types for hypothesis, made from the schemas with the keywords that those use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.described import is_union, values_of

DEEP = 4  # From this depth on only what is required, so that values stay small.
JSON = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.sampled_from(["", "a"]), st.just({}), st.just([]))
WORDS = st.sampled_from(["", "a", "text", "https://example.com/", "AAAA"])


def values(documents: Mapping[str, dict[str, Any]], name: str) -> st.SearchStrategy[Any]:
    """Values meant as the type ``name``. Nearly all of them are valid; whoever needs it of each has to ask."""

    @st.composite
    def whole(draw: st.DrawFn) -> Any:
        return _Maker(documents, draw).value(documents[name], documents[name], 0)

    return whole()


class _Maker:
    def __init__(self, documents: Mapping[str, dict[str, Any]], draw: st.DrawFn) -> None:
        self.documents, self.draw = documents, draw

    def value(self, schema: Any, root: dict[str, Any], depth: int) -> Any:
        """A value of ``schema``, which is somewhere in ``root``."""
        if not isinstance(schema, dict):
            return self.draw(JSON)
        if ref := schema.get("$ref"):
            if ref.startswith("#/$defs/"):
                return self.value(root["$defs"][ref.removeprefix("#/$defs/")], root, depth)
            target = self.documents[ref.removesuffix(".json")]
            return self.value(target, target, depth)
        if is_union(schema):
            return self.value(self.draw(st.sampled_from(schema["anyOf"])), root, depth + 1)
        if (listed := values_of(schema)) is not None:
            return self.draw(st.sampled_from(listed))
        kind = schema.get("type", "object" if "properties" in schema else None)
        match self.draw(st.sampled_from(kind)) if isinstance(kind, list) else kind:
            case "object":
                return self.fields(schema, root, depth)
            case "array":
                least = schema.get("minItems", 0)
                size = self.draw(st.integers(least, least if depth > DEEP else least + 2))
                return [self.value(schema.get("items", True), root, depth + 1) for _ in range(size)]
            case "string":
                return self.text(schema)
            case "integer":
                return self.draw(st.integers(schema.get("minimum", -3), schema.get("maximum", 9)))
            case "number":
                return self.draw(st.floats(schema.get("minimum", -3), schema.get("maximum", 9), width=16))
            case "boolean":
                return self.draw(st.booleans())
            case _:
                return self.draw(JSON)

    def text(self, schema: dict[str, Any]) -> str:
        if "pattern" in schema:
            # In JSON Schema, unlike in Python, $ is the end and not the line break before it.
            return str(self.draw(st.from_regex(re.compile(schema["pattern"], re.ASCII)))).removesuffix("\n")
        if "examples" in schema:
            return str(self.draw(st.sampled_from(schema["examples"])))
        return str(self.draw(WORDS.filter(lambda word: len(word) >= schema.get("minLength", 0))))

    def fields(self, schema: dict[str, Any], root: dict[str, Any], depth: int) -> dict[str, Any]:
        declared, chosen = schema.get("properties", {}), set(schema.get("required", []))
        optional = sorted(name for name in declared.keys() - chosen if declared[name] is not False)
        if optional and depth <= DEEP:
            chosen |= self.draw(st.sets(st.sampled_from(optional), max_size=4))
        for alternatives in filter(None, (schema.get("oneOf"), schema.get("anyOf"))):
            one = self.draw(st.sampled_from(alternatives))["required"]
            chosen -= {name for branch in alternatives for name in branch["required"]}
            chosen |= set(one)
        for name, needed in schema.get("dependentRequired", {}).items():
            if not chosen >= set(needed):
                chosen.discard(name)
        made = {name: self.value(declared.get(name, True), root, depth + 1) for name in sorted(chosen)}
        others = schema.get("additionalProperties", False)
        if others is not False and self.draw(st.booleans()):
            made["another"] = self.value(others, root, depth + 1)
        return made
