"""Explains why a value does not fit a schema, with one error where it hurts instead of one per branch of a union.

A union with a discriminator is judged by the branch that the value names; one without by the branches of the value's JSON
type, and of these the one with the fewest errors. Knows the keywords that our generated schemas use, no others; a test
holds the two together. The verdict itself is jsonschema-rs's business.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

Schema = dict[str, Any]
KEYWORDS = frozenset({
    "$ref", "type", "const", "enum", "anyOf", "oneOf", "properties", "required", "dependentRequired", "additionalProperties",
    "items", "minItems", "minLength", "minimum", "maximum", "pattern",
})  # fmt: skip
_TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer())),
}  # fmt: skip


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong: where (a JSON path), which rule (a JSON Schema keyword, or ``discriminator`` or ``depth``), what."""

    path: str
    rule: str
    message: str
    value: object

    def __str__(self) -> str:
        return f"{self.path}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Descent:
    """A walk over the schemas that ``document`` gives by type name; ``root`` is the one that local references are in."""

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
                yield Violation(path, "false schema", f"{shown(value)} may not be here", value)
            return
        descent, schema = self._resolved(schema)
        wanted = schema.get("type")
        if wanted and not any(_TYPES[name](value) for name in ([wanted] if isinstance(wanted, str) else wanted)):
            names = wanted if isinstance(wanted, str) else " or ".join(wanted)
            yield Violation(path, "type", f"{shown(value)} is not of type {names}", value)
            return
        yield from _scalar_violations(schema, value, path)
        if "discriminator" in schema:
            yield from descent._tagged(schema, value, path)
        elif "anyOf" in schema or "oneOf" in schema:
            yield from descent._untagged(schema, value, path)
        if isinstance(value, dict):
            yield from descent._members(schema, value, path)
        elif isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                yield from descent._violations(schema["items"], item, f"{path}[{index}]")

    def _members(self, schema: Schema, value: dict[str, Any], path: str) -> Iterator[Violation]:
        for name in schema.get("required", ()):
            if name not in value:
                yield Violation(path, "required", f"has no {name!r}: {shown(value)}", value)
        for name, others in schema.get("dependentRequired", {}).items():
            if name in value and (missing := [other for other in others if other not in value]):
                message = f"{name!r} needs {' and '.join(map(repr, missing))} beside it"
                yield Violation(_member(path, name), "dependentRequired", message, value[name])
        declared, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for name, member in value.items():
            if name in declared:
                yield from self._violations(declared[name], member, _member(path, name))
            elif others is False:
                message = f"unknown field {name!r}{_hint(name, declared)}: {shown(member)}"
                yield Violation(_member(path, name), "additionalProperties", message, member)
            else:
                yield from self._violations(others, member, _member(path, name))

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
            yield from min(
                found, key=len, default=[Violation(path, "required", f"has no {tag!r}: {shown(value)}", value)]
            )
        else:
            message = f"unknown {tag} {shown(name)}{_hint(name, mapping) or _choice(mapping)}"
            yield Violation(_member(path, tag), "discriminator", message, name)

    def _untagged(self, schema: Schema, value: object, path: str) -> Iterator[Violation]:
        rule = "oneOf" if "oneOf" in schema else "anyOf"
        branches: list[Schema] = schema[rule]
        if all(branch.keys() == {"required"} for branch in branches):
            yield from _alternatives(rule, branches, value, path)
            return
        found = [list(self._violations(branch, value, path)) for branch in branches]
        if any(not violations for violations in found):
            return
        # A branch of another JSON type has nothing to say, unless all are of another type.
        telling = [violations for violations in found if not _misses_type(violations, path)]
        if not telling:
            yield Violation(path, rule, f"{shown(value)} is none of: {'; '.join(self._names(branches))}", value)
            return
        yield from min(telling, key=_strangeness)

    def _names(self, branches: list[Schema]) -> Iterator[str]:
        for branch in branches:
            _, schema = self._resolved(branch)
            kind = schema.get("type", "one of " + ", ".join(map(str, schema["enum"])) if "enum" in schema else "object")
            if kind == "array":
                kind = f"list of {schema['items'].get('$ref', 'values').removesuffix('.json')}"
            yield str(schema["title"] if "title" in schema else schema.get("const", kind))

    def _without_nulls(self, schema: Schema | bool, value: object) -> Any:
        if isinstance(schema, bool) or not isinstance(value, (dict, list)):
            return value
        descent, schema = self._resolved(schema)
        if "anyOf" in schema and (branches := descent._branches(schema, value)):
            # Nulls are what makes the branches of a union fail, so each is tried without them.
            candidates = [descent._without_nulls(branch, value) for branch in branches]
            errors = [
                len(list(descent._violations(branch, kept, "$")))
                for branch, kept in zip(branches, candidates, strict=True)
            ]
            return candidates[errors.index(min(errors))]
        if isinstance(value, list):
            return [descent._without_nulls(schema.get("items", True), item) for item in value]
        declared = schema.get("properties", {})
        return {
            name: descent._without_nulls(declared.get(name, True), member)
            for name, member in value.items()
            if member is not None or name not in declared or not any(descent._violations(declared[name], None, "$"))
        }

    def _branches(self, schema: Schema, value: object) -> list[Schema]:
        """The branches of a union that ``value`` may be meant for."""
        tagged = schema.get("discriminator")
        name = value.get(tagged["propertyName"]) if tagged and isinstance(value, dict) else None
        if tagged and isinstance(name, str) and name in tagged["mapping"]:
            return [{"$ref": tagged["mapping"][name]}]
        return [branch for branch in schema["anyOf"] if branch.keys() != {"required"}]


def _scalar_violations(schema: Schema, value: object, path: str) -> Iterator[Violation]:
    if "const" in schema and value != schema["const"]:
        yield Violation(path, "const", f"{shown(value)} is not {shown(schema['const'])}", value)
    if "enum" in schema and value not in schema["enum"]:
        yield Violation(
            path,
            "enum",
            f"unknown value {shown(value)}{_hint(value, schema['enum']) or _choice(schema['enum'])}",
            value,
        )
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        yield Violation(path, "minItems", f"{shown(value)} has fewer than {schema['minItems']} items", value)
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield Violation(path, "minLength", f"{shown(value)} is shorter than {schema['minLength']}", value)
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield Violation(path, "pattern", f"{shown(value)} does not look like {schema['pattern']}", value)
    if _TYPES["number"](value):
        assert isinstance(value, (int, float))
        if "minimum" in schema and value < schema["minimum"]:
            yield Violation(path, "minimum", f"{shown(value)} is less than {schema['minimum']}", value)
        if "maximum" in schema and value > schema["maximum"]:
            yield Violation(path, "maximum", f"{shown(value)} is more than {schema['maximum']}", value)


def _alternatives(rule: str, branches: list[Schema], value: object, path: str) -> Iterator[Violation]:
    """Branches that only say which fields must be there: at least one (``anyOf``) or exactly one (``oneOf``) of them."""
    if not isinstance(value, dict):
        return
    names = [" and ".join(map(repr, branch["required"])) for branch in branches]
    given = [all(name in value for name in branch["required"]) for branch in branches]
    if not any(given):
        yield Violation(path, rule, f"has neither {' nor '.join(names)}: {shown(value)}", value)
    elif rule == "oneOf" and sum(given) > 1:
        yield Violation(path, rule, f"has {' and '.join(names)}, which exclude each other: {shown(value)}", value)


def _misses_type(violations: list[Violation], path: str) -> bool:
    return any(violation.path == path and violation.rule in {"type", "const", "enum"} for violation in violations)


def _strangeness(violations: list[Violation]) -> tuple[int, int]:
    """How little a value is like the branch that gave ``violations``: wrong kinds of block weigh before other errors."""
    foreign = sum(
        violation.rule == "discriminator" and "did you mean" not in violation.message for violation in violations
    )
    return foreign, len(violations)


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if re.fullmatch(r"[A-Za-z_]\w*", name) else f"{path}[{json.dumps(name)}]"


def _hint(value: object, known: Any) -> str:
    close = (
        difflib.get_close_matches(value, [name for name in known if isinstance(name, str)], 1)
        if isinstance(value, str)
        else []
    )
    return f" (did you mean {close[0]!r}?)" if close else ""


def _choice(known: Any) -> str:
    return f" (known: {', '.join(map(repr, known))})"


def shown(value: object, limit: int = 80) -> str:
    """``value`` as one short line of JSON, strings in single quotes as the service writes them."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
