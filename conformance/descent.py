"""Explains why a value does not fit a schema, with one error where it hurts instead of one per branch of a union.

A union with a discriminator is judged by the branch that the value names; one without by the branches of the value's
JSON type, and of these the one with the fewest errors. Knows the keywords that the generated schemas use, no others; a
test holds the two together. It goes as deep as the schemas do, which refer to no type within itself, however deep the
value is. The verdict itself is the business of jsonschema-rs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from conformance.violation import Violation, choice, hint, member, shown

Schema = dict[str, Any]

KEYWORDS = frozenset(
    {"$ref", "type", "const", "enum", "anyOf", "oneOf", "properties", "required", "dependentRequired"}
    | {"additionalProperties", "items", "minItems", "minLength", "minimum", "maximum", "pattern"}
)


@dataclass(frozen=True)
class Descent:
    """A walk over the schemas that ``document`` gives by type name.

    ``root`` is the schema that the local references are in.
    """

    document: Callable[[str], Schema]
    root: Schema | None = None

    def explain(self, schema: Schema, value: object) -> list[Violation]:
        """What is wrong with ``value`` as ``schema``; ``[]`` when nothing is."""
        return list(replace(self, root=schema)._violations(schema, value, "$"))

    def without_nulls(self, schema: Schema, value: object) -> Any:
        """``value`` without the null members that ``schema`` declares and does not allow."""
        return replace(self, root=schema)._without_nulls(schema, value)

    def _resolved(self, schema: Schema) -> tuple[Descent, Schema]:
        """``schema`` behind its references, and the descent whose root it is in."""
        descent = self
        while ref := schema.get("$ref"):
            if ref.startswith("#/$defs/"):
                assert descent.root is not None
                schema = descent.root["$defs"][ref.removeprefix("#/$defs/")]
            else:
                schema = self.document(ref.removesuffix(".json"))
                descent = replace(descent, root=schema)
        return descent, schema

    def _violations(self, schema: Schema | bool, value: object, path: str) -> Iterator[Violation]:
        if isinstance(schema, bool):
            if not schema:
                yield Violation(path, "false", f"{shown(value)} may not be here", value)
            return
        descent, schema = self._resolved(schema)
        wanted = schema.get("type", [])
        names = [wanted] if isinstance(wanted, str) else wanted
        if names and not any(_is_of_type(name, value) for name in names):
            yield Violation(path, "type", f"{shown(value)} is not of type {' or '.join(names)}", value)
            return
        yield from _plain_violations(schema, value, path)
        if "discriminator" in schema:
            yield from descent._tagged(schema, value, path)
        else:
            for rule in ("oneOf", "anyOf"):
                if rule in schema:
                    yield from descent._untagged(rule, schema[rule], value, path)
        if isinstance(value, dict):
            yield from descent._members(schema, value, path)
        elif isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                yield from descent._violations(schema["items"], item, f"{path}[{index}]")

    def _members(self, schema: Schema, value: dict[str, Any], path: str) -> Iterator[Violation]:
        """Unknown fields come before missing ones, as the service says it: its parser refuses them first."""
        declared, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for name in [name for name in value if name not in declared] if others is False else ():
            message = f"unknown field {name!r}{hint(name, declared)}: {shown(value[name])}"
            yield Violation(member(path, name), "additionalProperties", message, value[name])
        for name in schema.get("required", ()):
            if name not in value:
                yield Violation(path, "required", f"has no {name!r}: {shown(value)}", value)
        for name, needed in schema.get("dependentRequired", {}).items():
            if name in value and (missing := [other for other in needed if other not in value]):
                message = f"{name!r} needs {' and '.join(map(repr, missing))} beside it"
                yield Violation(member(path, name), "dependentRequired", message, value[name])
        for name, item in value.items():
            if name in declared or others is not False:
                yield from self._violations(declared.get(name, others), item, member(path, name))

    def _tagged(self, schema: Schema, value: object, path: str) -> Iterator[Violation]:
        tag, mapping = schema["discriminator"]["propertyName"], schema["discriminator"]["mapping"]
        if not isinstance(value, dict):
            yield Violation(path, "type", f"{shown(value)} is not of type object", value)
            return
        name = value.get(tag)
        if isinstance(name, str) and name in mapping:
            yield from self._violations({"$ref": mapping[name]}, value, path)
            return
        untagged = [branch for branch in schema["anyOf"] if branch.get("$ref") not in mapping.values()]
        found = [list(self._violations(branch, value, path)) for branch in untagged]
        if any(not violations for violations in found):
            return
        if tag not in value:
            missing = Violation(path, "required", f"has no {tag!r}: {shown(value)}", value)
            yield from min(found, key=len, default=[missing])
        else:
            message = f"unknown {tag} {shown(name)}{hint(name, mapping) or choice(mapping)}"
            yield Violation(member(path, tag), "discriminator", message, name)

    def _untagged(self, rule: str, branches: list[Schema], value: object, path: str) -> Iterator[Violation]:
        if all(_only_names(branch) for branch in branches):
            yield from _alternatives(rule, branches, value, path)
            return
        found = [list(self._violations(branch, value, path)) for branch in branches]
        if any(not violations for violations in found):
            return
        # What has a tag is meant for a tagged union. A branch of another JSON type has nothing to say, unless all are.
        tagged = [
            violations for branch, violations in zip(branches, found, strict=True) if self._is_tagged(branch, value)
        ]
        telling = [violations for violations in tagged or found if not _misses_type(violations, path)]
        if telling:
            yield from min(telling, key=_strangeness)
        else:
            yield Violation(path, rule, f"{shown(value)} is none of: {', '.join(self._names(branches))}", value)

    def _is_tagged(self, branch: Schema, value: object) -> bool:
        """Whether ``branch`` is a tagged union, or a list of one, and ``value`` or its first item has the tag."""
        _, schema = self._resolved(branch)
        if isinstance(value, list) and "items" in schema:
            return bool(value) and self._is_tagged(schema["items"], value[0])
        tag = schema.get("discriminator", {}).get("propertyName")
        return tag is not None and isinstance(value, dict) and tag in value

    def _names(self, branches: list[Schema]) -> Iterator[str]:
        """What each branch of a union is called: its title, its constant or its JSON type."""
        for branch in branches:
            _, schema = self._resolved(branch)
            if schema.get("type") == "array":
                yield f"list of {schema['items'].get('$ref', 'values').removesuffix('.json')}"
            else:
                yield str(schema.get("title") or schema.get("const") or schema.get("type") or "one of a list")

    def _without_nulls(self, schema: Schema | bool, value: object) -> Any:
        if isinstance(schema, bool) or not isinstance(value, (dict, list)):
            return value
        descent, schema = self._resolved(schema)
        if branches := _candidates(schema, value):
            # The nulls may be what makes a branch fail, so each is tried without them.
            without = [descent._without_nulls(branch, value) for branch in branches]
            errors = [
                len(list(descent._violations(branch, kept, "$")))
                for branch, kept in zip(branches, without, strict=True)
            ]
            return without[errors.index(min(errors))]
        if isinstance(value, list):
            return [descent._without_nulls(schema.get("items", True), item) for item in value]
        declared = schema.get("properties", {})
        return {
            name: descent._without_nulls(declared.get(name, True), item)
            for name, item in value.items()
            if item is not None or name not in declared or not any(descent._violations(declared[name], None, "$"))
        }


def _only_names(branch: Schema) -> bool:
    """Whether a branch says nothing but which fields there are."""
    return "required" in branch and not branch.keys() & KEYWORDS - {"required"}


def _candidates(schema: Schema, value: object) -> list[Schema]:
    """The branches of a union that ``value`` may be meant for; ``[]`` where ``schema`` is no union of types."""
    if tagged := schema.get("discriminator"):
        name = value.get(tagged["propertyName"]) if isinstance(value, dict) else None
        if isinstance(name, str) and name in tagged["mapping"]:
            return [{"$ref": tagged["mapping"][name]}]
    return [branch for branch in schema.get("anyOf", ()) if not _only_names(branch)]


def _plain_violations(schema: Schema, value: object, path: str) -> Iterator[Violation]:
    """The rules that look at one value without going into it."""
    found = shown(value)
    if "const" in schema and value != schema["const"]:
        yield Violation(path, "const", f"{found} is not {shown(schema['const'])}", value)
    if "enum" in schema and value not in schema["enum"]:
        known = schema["enum"]
        yield Violation(path, "enum", f"unknown value {found}{hint(value, known) or choice(known)}", value)
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        yield Violation(path, "minItems", f"{found} has fewer than {schema['minItems']} items", value)
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        yield Violation(path, "minLength", f"{found} is shorter than {schema['minLength']}", value)
    if isinstance(value, str) and "pattern" in schema and not _search(schema["pattern"], value):
        yield Violation(path, "pattern", f"{found} does not fit the pattern {schema['pattern']}", value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < schema.get("minimum", value):
            yield Violation(path, "minimum", f"{found} is less than {schema['minimum']}", value)
        if value > schema.get("maximum", value):
            yield Violation(path, "maximum", f"{found} is more than {schema['maximum']}", value)


def _is_of_type(name: str, value: object) -> bool:
    match value:
        case bool():
            return name == "boolean"
        case None:
            return name == "null"
        case int():
            return name in {"integer", "number"}
        case float():
            return name == "number" or (name == "integer" and value.is_integer())
        case _:
            kinds: dict[str, type] = {"object": dict, "array": list, "string": str}
            return name in kinds and isinstance(value, kinds[name])


def _alternatives(rule: str, branches: list[Schema], value: object, path: str) -> Iterator[Violation]:
    """Branches that only name fields: those of at least one (``anyOf``) or of exactly one (``oneOf``) must be there."""
    if not isinstance(value, dict):
        return
    names = [" and ".join(map(repr, branch["required"])) for branch in branches]
    given = [all(name in value for name in branch["required"]) for branch in branches]
    if not any(given):
        yield Violation(path, rule, f"has neither {' nor '.join(names)}: {shown(value)}", value)
    elif rule == "oneOf" and sum(given) > 1:
        yield Violation(path, rule, f"has {' and '.join(names)}, which exclude each other: {shown(value)}", value)


def _misses_type(violations: list[Violation], path: str) -> bool:
    """Whether a branch wanted another JSON type at ``path``; our constants and enums are strings."""
    return any(
        violation.path == path
        and (violation.rule == "type" or (violation.rule in {"const", "enum"} and not isinstance(violation.value, str)))
        for violation in violations
    )


def _strangeness(violations: list[Violation]) -> int:
    """How little a value is like a branch: a block of a kind that it does not know weighs more than any other error."""
    return sum(
        3 if error.rule == "discriminator" and "did you mean" not in error.message else 1 for error in violations
    )


def _search(pattern: str, value: str) -> bool:
    # In Python a final $ also matches before a line feed; in JSON Schema it does not.
    return re.search(re.sub(r"\$$", r"\\Z", pattern), value, re.ASCII) is not None
