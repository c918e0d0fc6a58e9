"""The JSON Schemas that requests carry, of functions and of answers: what is in them, and how they are made whole.

The schemas of a revision say "an object" there, and an object is no JSON Schema yet. The documents below are of the
same kind as those of a revision and compiled in the same way; they have the keywords that the documentation speaks of
(clauses so.keywords, so.nullable, so.union, so.recursive, fc.tool.schema-keywords) and no others, but for ``oneOf`` and
``allOf``: of branches made by chance hardly any value satisfies exactly one, or all. What no schema can say, that
``required`` names properties and that a reference leads somewhere, is done by :func:`finished`.
"""

from __future__ import annotations

from typing import Any

Json = Any
Schema = dict[str, Any]

# The fields that hold a JSON Schema, by type and name, and which documents say how it looks.
FIELDS = {
    "FunctionTool.parameters": "ParametersSchema",
    "ToolSearchTool.parameters": "ParametersSchema",
    "TextResponseFormat.schema": "AnswerSchema",
    "BareSchema": "AnswerSchema",
}

NODE = "#/$defs/Node"
# Not needed by a JSON Schema, but by one that says something.
NEEDED = {"object": ["properties"], "array": ["items"]}
_BOUNDS = (("minimum", "maximum"), ("minItems", "maxItems"), ("minLength", "maxLength"))


def documents() -> dict[str, Schema]:
    """The documents by name: those of ``ParametersSchema`` for functions, of ``AnswerSchema`` for response formats."""
    return _documents("Parameters") | _documents("Answer")


def finished(schema: Json) -> Json:
    """``schema`` made whole: bounds in order, ``required`` names what is there, references lead somewhere."""
    if not isinstance(schema, dict):
        return schema
    refs: set[str] = set()
    whole = _finished(schema, refs)
    return whole | {"$defs": {"Node": _tree()}} if NODE in refs else whole


def within(schema: Json) -> Schema:
    """An object that has ``schema`` as a property; some keywords are taken there that are not at the top."""
    return {"type": "object", "properties": {"a": schema}}


def _tree() -> Schema:
    children = {"type": "array", "items": {"$ref": NODE}}
    return {"type": "object", "properties": {"name": {"type": "string"}, "children": children}, "required": ["name"]}


def _documents(kind: str) -> dict[str, Schema]:
    itself = {"$ref": f"{kind}Schema.json"}
    several = {"type": "array", "items": itself, "minItems": 1}
    text, size = {"type": "string"}, {"type": "integer", "minimum": 0, "maximum": 64}
    whole = _closed({"$ref": {"const": "#"}}, required=["$ref"])
    words = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    tagged: dict[str, Schema] = {
        "object": {
            "properties": {"type": "object", "additionalProperties": itself},
            "required": {"type": "array", "items": text},
            "additionalProperties": {"anyOf": [{"type": "boolean"}, itself]},
        },
        # A reference to the whole comes to an end only where the value gets smaller, as it does here.
        "array": {"items": {"anyOf": [itself, whole]}, "prefixItems": several, "minItems": size, "maxItems": size},
        "string": {"enum": words, "format": {"enum": ["date-time", "date", "time"]}},
        "number": {"minimum": {"type": "number"}, "maximum": {"type": "number"}},
        "integer": {"minimum": {"type": "integer"}, "maximum": {"type": "integer"}},
        "boolean": {},
        "null": {},
    }
    untagged: dict[str, Schema] = {
        "anyOf": {"anyOf": several},
        "$ref": {"$ref": {"const": NODE}},
        "nullable": {"type": {"type": "array", "items": {"enum": [*tagged]}, "minItems": 1}},
    }
    if kind == "Parameters":  # documented for functions alone
        tagged["string"] |= {"minLength": size, "maxLength": size, "pattern": {"enum": ["^[a-z]+$", "\\d"]}}
        tagged["string"]["default"] = text
        tagged["boolean"]["default"] = {"type": "boolean"}
        untagged["const"] = {"const": text}
    said = {"title": text, "description": text}
    refs = {name: f"{kind}Schema.{name}.json" for name in (*tagged, *untagged)}
    union = {
        "discriminator": {"propertyName": "type", "mapping": {name: refs[name] for name in tagged}},
        "anyOf": [{"$ref": ref} for ref in refs.values()],
    }
    records = {
        refs[name]: _closed({"type": {"const": name}} | said | fields, ["type", *NEEDED.get(name, ())])
        for name, fields in tagged.items()
    } | {refs[name]: _closed(fields | said, required=[*fields]) for name, fields in untagged.items()}
    named = {ref.removesuffix(".json"): record for ref, record in records.items()}
    return {f"{kind}Schema": union} | named


def _closed(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _finished(schema: Json, refs: set[str]) -> Json:
    """``schema`` in order; what it refers to is added to ``refs``."""
    if not isinstance(schema, dict):
        return schema
    made = {name: _finished_keyword(name, value, refs) for name, value in schema.items()}
    for low, high in _BOUNDS:
        if low in made and high in made and made[low] > made[high]:
            made[low], made[high] = made[high], made[low]
    if "required" in made:
        # As many of the properties as were asked for: a name that is no property, or an empty list, is refused by some.
        made["required"] = [*made["properties"]][: len(made["required"])]
        if not made["required"]:
            del made["required"]
    return made


def _finished_keyword(name: str, value: Json, refs: set[str]) -> Json:
    match name:
        case "properties":
            return {key: _finished(item, refs) for key, item in value.items()}
        case "anyOf" | "prefixItems":
            return [_finished(item, refs) for item in value]
        case "items" | "additionalProperties":
            return _finished(value, refs)
        case "enum" | "type" if isinstance(value, list):
            return list(dict.fromkeys(value))
        case "$ref":
            refs.add(value)
    return value
