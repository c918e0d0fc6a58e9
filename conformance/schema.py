"""The schemas of a revision: is a value valid, and if not, where and why.

The verdict comes from jsonschema-rs, which is fast; only a value that fails is walked again by :mod:`conformance.descent`, which
explains. Files are read and compiled when a type is first asked for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from conformance.descent import Descent, Violation
from conformance.revisions import revision_named

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from conformance.projection import Profile

__all__ = ["Schemas", "Violation", "load"]


@cache
def load(revision: str) -> Schemas:
    """The schemas of the revision called ``revision``; raises ``ValueError`` that lists the known ones."""
    return Schemas(revision_named(revision).name)


@dataclass(frozen=True)
class Schemas:
    """The types of one revision, in the closed ``request`` and the open ``response`` profile."""

    revision: str
    _profiles: dict[str, _Profile] = field(default_factory=dict, repr=False)

    def names(self, profile: Profile) -> tuple[str, ...]:
        """The names of the types in ``profile``, sorted."""
        return tuple(sorted(self._profile(profile).documents))

    def document(self, name: str, profile: Profile) -> dict[str, Any]:
        """The JSON Schema of the type ``name``; raises ``ValueError`` for an unknown type."""
        return self._profile(profile).document(name)

    def is_valid(self, name: str, value: object, profile: Profile) -> bool:
        """Whether ``value``, parsed JSON, is a ``name``; raises ``ValueError`` for an unknown type."""
        return self._profile(profile).is_valid(name, value)

    def check(self, name: str, value: object, profile: Profile) -> list[Violation]:
        """What is wrong with ``value`` as a ``name``: ``[]`` when it is valid; raises ``ValueError`` for an unknown type."""
        return self._profile(profile).check(name, value)

    def without_nulls(self, name: str, value: object, profile: Profile = "request") -> Any:
        """A copy of ``value`` without the members that are null where a ``name`` has no null.

        Clause create.null-optional-fields: a null means the same as leaving the field out. What the client defines itself
        (arguments, results, JSON Schemas) keeps its nulls. ``value`` itself comes back when it is nested too deeply to walk.
        """
        loaded = self._profile(profile)
        try:
            return Descent(loaded.document).without_nulls(loaded.document(name), value)
        except RecursionError:
            return value

    def _profile(self, profile: str) -> _Profile:
        if profile not in self._profiles:
            self._profiles[profile] = _Profile(profile, self.revision, _read(self.revision, profile))
        return self._profiles[profile]


@dataclass(frozen=True)
class _Profile:
    """The documents of one profile and what has been compiled of them."""

    name: str
    revision: str
    documents: dict[str, dict[str, Any]]
    _validators: dict[str, jsonschema_rs.Draft202012Validator] = field(default_factory=dict)

    def document(self, name: str) -> dict[str, Any]:
        try:
            return self.documents[name]
        except KeyError:
            raise ValueError(f"revision {self.revision} has no type {name!r} in its {self.name} profile") from None

    def is_valid(self, name: str, value: object) -> bool:
        try:
            return self._validator(name).is_valid(value)
        except (ValueError, RecursionError):
            # jsonschema-rs refuses what is nested beyond its limit and what is not JSON.
            self.document(name)
            return False

    def check(self, name: str, value: object) -> list[Violation]:
        if self.is_valid(name, value):
            return []
        try:
            return Descent(self.document).explain(self.document(name), value) or self._unexplained(name, value)
        except (ValueError, RecursionError):
            return [Violation("$", "depth", "is nested too deeply, or is not JSON", None)]

    def _unexplained(self, name: str, value: object) -> list[Violation]:
        """The validator's own words: better than nothing where the descent finds nothing."""
        errors = self._validator(name).iter_errors(value)
        return [Violation("$", error.kind.name, error.message, error.instance) for error in errors]

    def _validator(self, name: str) -> jsonschema_rs.Draft202012Validator:
        if name not in self._validators:
            self._validators[name] = jsonschema_rs.Draft202012Validator(self.document(name), registry=self._registry())
        return self._validators[name]

    def _registry(self) -> jsonschema_rs.Registry:
        return _registry(self.revision, self.name)


@cache
def _registry(revision: str, profile: str) -> jsonschema_rs.Registry:
    documents = load(revision)._profile(profile).documents
    return jsonschema_rs.Registry([(document["$id"], document) for document in documents.values()])


def _read(revision: str, profile: str) -> dict[str, dict[str, Any]]:
    folder = _root() / revision / profile
    if not folder.is_dir():
        raise ValueError(
            f"there is no profile {profile!r} of the schemas of {revision}: known are request and response"
        )
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    }


def _root() -> Traversable:
    """Where the generated schemas are: inside the installed package, or at the top of a checkout."""
    packaged = files("conformance") / "_schemas"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "schemas"
