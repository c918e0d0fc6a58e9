"""The schemas of a revision: is a value valid, and if not, where and why.

The verdict comes from jsonschema-rs, which is fast; only a value that fails is walked again by
:mod:`conformance.descent`, which explains. Files are read and compiled when a type is first asked for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jsonschema_rs

from conformance.descent import Descent
from conformance.revisions import NAMES
from conformance.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

__all__ = ["Profile", "Schemas", "Validator", "Violation", "load", "openapi", "validator"]

Profile = Literal["request", "response", "strict"]


@cache
def load(revision: str) -> Schemas:
    """The schemas of the revision called ``revision``; raises ``ValueError`` that lists the known ones."""
    if revision not in NAMES:
        raise ValueError(f"unknown revision {revision!r}: known are {', '.join(NAMES)}")
    return Schemas(revision)


def validator(name: str, revision: str, profile: Profile = "response") -> Validator:
    """The validator of one type, for those who only want the contract.

    ``name`` is a type such as ``"Interaction"``, ``revision`` a date such as ``"2026-05-20"``. Raises ``ValueError``
    when there is no such revision, profile or type.
    """
    schemas = load(revision)
    schemas.document(name, profile)
    return Validator(schemas, name, profile)


@dataclass(frozen=True, slots=True)
class Validator:
    """One type of one revision in one profile."""

    schemas: Schemas
    name: str
    profile: Profile

    def is_valid(self, value: object) -> bool:
        """Whether ``value``, parsed JSON, fits."""
        return self.schemas.is_valid(self.name, value, self.profile)

    def check(self, value: object) -> list[Violation]:
        """What is wrong with ``value``, parsed JSON: ``[]`` when it fits."""
        return self.schemas.check(self.name, value, self.profile)


class Schemas:
    """The types of one revision in three profiles.

    ``request`` is closed and says what a client may send. ``response`` is open and says what a client has to be able
    to read. ``strict`` has the types of ``response``, closed and for this revision alone: what it refuses and
    ``response`` does not is drift. Every method raises ``ValueError`` for a profile or a type that does not exist.
    """

    def __init__(self, revision: str) -> None:
        self.revision = revision
        self._profiles: dict[str, _ProfileOfRevision] = {}

    def names(self, profile: Profile) -> tuple[str, ...]:
        """The names of the types in ``profile``, sorted."""
        return tuple(sorted(self._profile(profile).documents))

    def document(self, name: str, profile: Profile) -> dict[str, Any]:
        """The JSON Schema of the type ``name``."""
        return self._profile(profile).document(name)

    def is_valid(self, name: str, value: object, profile: Profile) -> bool:
        """Whether ``value``, parsed JSON, is a ``name``."""
        return self._profile(profile).is_valid(name, value)

    def check(self, name: str, value: object, profile: Profile) -> list[Violation]:
        """What is wrong with ``value``, parsed JSON, as a ``name``: ``[]`` when it is valid."""
        return self._profile(profile).check(name, value)

    def accepting(self, name: str, profile: Profile) -> Callable[[object], bool]:
        """The bare test of ``is_valid``, for who asks it very often; it raises ``ValueError`` for what is no JSON."""
        return self._profile(profile).compiled(name).is_valid

    def drift(self, name: str, value: object) -> list[Violation]:
        """What of ``value``, an answer, is not in the documents of this revision: fields, values and kinds of blocks.

        None of it makes an answer wrong; a field that nobody documents is worth a warning with its path.
        """
        return [
            replace(violation, message="undocumented field") if violation.rule == "additionalProperties" else violation
            for violation in self.check(name, value, "strict")
        ]

    def without_nulls(self, name: str, value: object, profile: Profile = "request") -> Any:
        """A copy of ``value`` without the members that are null where a ``name`` has no null.

        Clause create.null-optional-fields: a null means the same as leaving the field out. What the client defines
        itself (arguments, results, JSON Schemas) keeps its nulls.
        """
        loaded = self._profile(profile)
        return Descent(loaded.document).without_nulls(loaded.document(name), value)

    def _profile(self, profile: str) -> _ProfileOfRevision:
        if profile not in self._profiles:
            self._profiles[profile] = _ProfileOfRevision(self.revision, profile)
        return self._profiles[profile]


class _ProfileOfRevision:
    """The documents of one profile and what has been compiled of them."""

    def __init__(self, revision: str, profile: str) -> None:
        self._name = f"the {profile} profile of {revision}"
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        folder = _root() / revision / profile
        if not folder.is_dir():
            raise ValueError(
                f"there is no {profile!r} profile of {revision}: known are 'request', 'response' and 'strict'"
            )
        self.documents: dict[str, dict[str, Any]] = {
            file.name.removesuffix(".json"): json.loads(file.read_text("utf-8")) for file in folder.iterdir()
        }

    def document(self, name: str) -> dict[str, Any]:
        try:
            return self.documents[name]
        except KeyError:
            raise ValueError(f"{self._name} has no type {name!r}") from None

    def is_valid(self, name: str, value: object) -> bool:
        validator = self.compiled(name)
        try:
            return validator.is_valid(value)
        except ValueError:  # not JSON
            return False

    def check(self, name: str, value: object) -> list[Violation]:
        if self.is_valid(name, value):
            return []
        return Descent(self.document).explain(self.document(name), value) or self._unexplained(name, value)

    def _unexplained(self, name: str, value: object) -> list[Violation]:
        """The validator's own words: what is not valid must never look as if nothing were wrong with it."""
        errors = self.compiled(name).iter_errors(value)
        return [Violation("$", error.kind.name, error.message, error.instance) for error in errors]

    def compiled(self, name: str) -> jsonschema_rs.Draft202012Validator:
        if name not in self._validators:
            self._validators[name] = jsonschema_rs.Draft202012Validator(self.document(name), registry=self._registry)
        return self._validators[name]

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(document["$id"], document) for document in self.documents.values()])


@cache
def openapi(revision: str) -> dict[str, Any]:
    """The OpenAPI document of the revision called ``revision``, to be read, not changed; raises ``ValueError``."""
    load(revision)
    document: dict[str, Any] = json.loads((_root() / revision / "openapi.json").read_text("utf-8"))
    return document


def _root() -> Traversable:
    """Where the generated schemas are: inside the installed package, or at the top of a checkout."""
    packaged = files("conformance") / "_schemas"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "schemas"
