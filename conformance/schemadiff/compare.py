"""Compares the types of two revisions, field by field, and tells every difference once, where it is.

A type that another refers to is compared under its own name. Renames come from ``x-renamed-from``, never from a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from conformance.described import described, values_of
from conformance.schema import Profile, load
from conformance.schemadiff.change import Change, Diff, Kind, Side, Subject
from conformance.schemadiff.forms import Library, Relation, Schema, forms, references, relation, relation_of_rules

# Answers are compared as each revision documents them; the open profile takes what any revision of its shape has.
PROFILE: dict[Side, Profile] = {"request": "request", "response": "strict"}


@cache
def between(before: str, after: str) -> Diff:
    """What changed from one revision to another, either way round; raises ``ValueError`` for an unknown revision."""
    changes: list[Change] = []
    for side, profile in PROFILE.items():
        old, new = (
            {name: load(revision).document(name, profile) for name in load(revision).names(profile)}
            for revision in (before, after)
        )
        changes += compared(side, old, new)
    return Diff(before, after, tuple(sorted(changes)))


def compared(side: Side, before: Mapping[str, Schema], after: Mapping[str, Schema]) -> list[Change]:
    """What changed between two sets of types on one side of the wire.

    ``before`` and ``after`` are JSON Schemas by type name, which refer to each other as ``Name.json``.
    """
    return list(_Comparison(side, before, after).changes())


def renames(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """What is in ``before`` alone and goes by another name, that is in ``after`` alone, by both names."""
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    forth = {_former(after[name]): name for name in sorted(come)}
    back = {name: _former(before[name]) for name in gone}
    return {old: new for pairs in (forth, back) for old, new in pairs.items() if old in gone and new in come}


def successor(name: str, after: Mapping[str, Any]) -> str:
    """What of ``after`` was once called ``name``; ``""`` when nothing was."""
    return next((new for new, schema in after.items() if _former(schema) == name), "")


def _former(schema: Any) -> str:
    return str(schema.get("x-renamed-from", "")) if isinstance(schema, dict) else ""


@dataclass(frozen=True)
class _Place:
    """Where something is, by the names of both revisions."""

    old: str
    new: str

    def __truediv__(self, part: str) -> _Place:
        return _Place(self.old + part, self.new + part)


@dataclass(frozen=True)
class _Comparison:
    side: Side
    before: Mapping[str, Schema]
    after: Mapping[str, Schema]

    def changes(self) -> Iterator[Change]:
        yield from self._types()
        for name, schema in self.before.items():
            if (new := self._new_name(name)) in self.after:
                yield from self._type(_Place(name, new), schema, self.after[new])

    @cached_property
    def _renamed(self) -> dict[str, str]:
        return renames(self.before, self.after)

    def _new_name(self, name: str) -> str:
        return self._renamed.get(name, name)

    def _types(self) -> Iterator[Change]:
        roots = {name for types in (self.before, self.after) for name in _roots(types)}
        kept = {self._new_name(name) for name in self.before}
        for name in self.before:
            subject: Subject = "root" if name in roots else "type"
            if name in self._renamed:
                yield Change(self.side, name, "type", "renamed", name, self._renamed[name])
            elif name not in self.after:
                yield Change(self.side, name, subject, "removed", before=name)
        for name in self.after.keys() - kept:
            yield Change(self.side, name, "root" if name in roots else "type", "added", after=name)

    def _type(self, place: _Place, before: Schema, after: Schema) -> Iterator[Change]:
        yield from self._node(place, before, after)
        parts = after.get("$defs", {})
        for name, schema in before.get("$defs", {}).items():
            if (new := self._new_name(name)) in parts:
                part = _Place(f"{place.old}({name})", f"{place.new}({new})")
                yield from self._node(part, schema, parts[new])

    def _node(self, place: _Place, before: Any, after: Any) -> Iterator[Change]:
        """What changed of the values at ``place``."""
        if before == after:
            return
        old, new = forms(before, self._new_name), forms(after)
        if len(old) == len(new) == 1 and old.keys() != new.keys():
            kind = self._relation(before, after)
            if kind != "same":
                yield self._change(place, "form", kind, described(before), described(after))
            return
        for name in old.keys() - new.keys():
            yield self._change(place, "form", "removed", before=_branch(old[name], before))
        for name in new.keys() - old.keys():
            yield self._change(place, "form", "added", after=_branch(new[name], after))
        for name in old.keys() & new.keys():
            yield from self._form(place, old[name], new[name])

    def _form(self, place: _Place, before: Any, after: Any) -> Iterator[Change]:
        """What changed of one form; a type that both refer to is compared on its own."""
        if isinstance(before, bool) or isinstance(after, bool) or "$ref" in before:
            return
        yield from self._values(place, before, after)
        kind, old, new = relation_of_rules(before, after)
        if kind != "same":
            yield self._change(place, "rule", kind, described(old), described(new))
        if "items" in before or "items" in after:
            yield from self._node(place / "[]", before.get("items", True), after.get("items", True))
        if "properties" in before or "properties" in after:
            yield from self._fields(place, before, after)
        yield from self._others(place / ".*", before, after)

    def _fields(self, place: _Place, before: Schema, after: Schema) -> Iterator[Change]:
        old, new = before.get("properties", {}), after.get("properties", {})
        needed_before, needed_after = before.get("required", []), after.get("required", [])
        renamed = renames(old, new)
        for name, schema in old.items():
            then = renamed.get(name, name)
            field = _Place(f"{place.old}.{name}", f"{place.new}.{then}")
            if then not in new:
                gone = self._change(field, "field", "removed", described(schema), successor(name, new))
                yield replace(gone, required=name in needed_before, open=_is_open(after))
                continue
            if name in renamed:
                yield self._change(field, "field", "renamed", name, then)
            if (name in needed_before) != (then in needed_after):
                yield self._requirement(field, then in needed_after)
            yield from self._node(field, schema, new[then])
        for name in new.keys() - old.keys() - set(renamed.values()):
            come = self._change(place / f".{name}", "field", "added", after=described(new[name]))
            yield replace(come, required=name in needed_after, open=_is_open(before))

    def _requirement(self, place: _Place, needed: bool) -> Change:
        words = ("optional", "required")
        return self._change(place, "requirement", "narrowed" if needed else "widened", words[not needed], words[needed])

    def _others(self, place: _Place, before: Schema, after: Schema) -> Iterator[Change]:
        """What changed of the fields that a type does not name."""
        old, new = before.get("additionalProperties", True), after.get("additionalProperties", True)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self._node(place, old, new)
        elif old != new:
            kind = self._relation(old, new)
            if kind != "same":
                yield self._change(place, "openness", kind, described(old), described(new))

    def _values(self, place: _Place, before: Schema, after: Schema) -> Iterator[Change]:
        old, new = values_of(before), values_of(after)
        if old is None and new is None:
            yield from self._listed(place, "known value", before.get("examples", []), after.get("examples", []))
        elif old is None or new is None:
            return
        elif "const" in before and "const" in after and old != new and place.old.split(".")[0] in self._renamed:
            yield self._change(place, "value", "renamed", described(before), described(after))
        else:
            yield from self._listed(place, "value", old, new)

    def _listed(self, place: _Place, subject: Subject, before: list[Any], after: list[Any]) -> Iterator[Change]:
        for value in before:
            if value not in after:
                yield self._change(place, subject, "removed", described({"const": value}))
        for value in after:
            if value not in before:
                yield self._change(place, subject, "added", after=described({"const": value}))

    def _relation(self, before: Any, after: Any) -> Relation:
        old, new = self._libraries
        return relation(old.self_contained(before), new.self_contained(after))

    @cached_property
    def _libraries(self) -> tuple[Library, Library]:
        return Library(self.before), Library(self.after)

    def _change(self, place: _Place, subject: Subject, kind: Kind, before: str = "", after: str = "") -> Change:
        return Change(self.side, place.new if kind == "added" else place.old, subject, kind, before, after)


def _branch(form: Any, union: Any) -> str:
    """A branch of ``union`` in words, with the value of the discriminator that stands for it."""
    mapping = union.get("discriminator", {}).get("mapping", {})
    tags = [tag for tag, ref in mapping.items() if isinstance(form, dict) and ref == form.get("$ref")]
    return f"{described(form)} ({tags[0]})" if tags else described(form)


def _is_open(schema: Schema) -> bool:
    return schema.get("additionalProperties", True) is not False


def _roots(types: Mapping[str, Schema]) -> set[str]:
    """The types that no other type refers to."""
    return types.keys() - {target for schema in types.values() for target in references(schema)}
