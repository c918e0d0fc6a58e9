"""Checking a create request: the schema of its revision, in the service's own phrases, and the rules beyond it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from conformance.emulator import rules
from conformance.emulator.create_request import CreateRequest, read
from conformance.emulator.errors import ApiError, invalid, shown, unknown_parameter
from conformance.revisions import Revision
from conformance.schema import Violation, load

Json = dict[str, Any]

KNOWN = re.compile(r"\(known: (.*)\)$", re.DOTALL)
MISSING = re.compile(r"has no '([^']+)'")
EXPECTED = re.compile(r"is not of type (\w+)$")
CONTAINERS = frozenset((dict, list))
JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def checked(body: Json, revision: Revision) -> CreateRequest:
    """The request that ``body`` makes at ``revision``; raises ``ApiError`` for the first thing that is wrong."""
    if not _accepting(revision.name)(body) or _has_null(body):
        body = _refused_or_without_nulls(body, revision)
    for rule in rules.concerning(body).all:
        rule(body, revision)
    return read(body, revision)


@cache
def _accepting(revision: str) -> Callable[[object], bool]:
    return load(revision).accepting("CreateRequest", "request")


def _has_null(value: Json | list[Any]) -> bool:
    items = value.values() if isinstance(value, dict) else value
    if CONTAINERS.isdisjoint(map(type, items)):
        return None in items
    return None in items or any(_has_null(item) for item in items if type(item) in CONTAINERS)


def _refused_or_without_nulls(body: Json, revision: Revision) -> Json:
    """``body`` without the nulls that mean nothing; raises ``ApiError`` if it is not valid then.

    A field that nobody knows comes first, then the rules that have a phrase of their own, then the schema.
    """
    schemas = load(revision.name)
    body = schemas.without_nulls("CreateRequest", body)
    violations = schemas.check("CreateRequest", body, profile="request")
    for violation in violations:
        if violation.rule == "additionalProperties" and "." not in violation.path.removeprefix("$."):
            raise phrase(violation)
    for rule in rules.concerning(body).before if violations else ():
        rule(body, revision)
    if violations:
        unknown = [violation for violation in violations if violation.rule == "additionalProperties"]
        raise phrase((unknown or violations)[0])
    return body


def phrase(violation: Violation) -> ApiError:
    """The refusal of a violation in the words that the service is recorded to use for its kind."""
    path = violation.path.removeprefix("$").removeprefix(".") or "request"
    value = shown(violation.value)
    if violation.rule == "additionalProperties":
        parent, _, name = path.rpartition(".")
        return unknown_parameter(name, parent)
    if violation.rule in ("enum", "const") and path.endswith(".processing"):
        return invalid(f"Invalid enum value '{value}' at '{path}'.")  # recorded for this field alone
    if violation.rule in ("enum", "const", "discriminator") and (known := KNOWN.search(violation.message)):
        return invalid(f"The value '{value}' is not supported for '{path}'. Supported values: {known[1]}.")
    if violation.rule == "required" and (missing := MISSING.search(violation.message)):
        where = path.rpartition("[")[0] if missing[1] == "type" and path.endswith("]") else path  # recorded: no index
        return invalid(f"Missing key '{missing[1]}' in input '{where}'.")
    if violation.rule == "type" and (expected := EXPECTED.search(violation.message)):
        wanted, got = expected[1], JSON_TYPES.get(type(violation.value), "null")
        return invalid(f"The value is invalid for '{path}'. Expected {_article(wanted)}, got {got}.")
    return invalid(f"Invalid input at '{path}': {shown(violation.message)}.")


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
