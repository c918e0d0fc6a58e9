"""How the generated schemas differ from a surface, one line per difference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.revisions import NAMES
from conformance.schema import Profile
from tests.schema.oracles import Field, Surface, alternatives
from tests.schema.ours import TYPE_OF, UNION_OF, Ours

PLAIN = {"string": "string", "base64": "string", "datetime": "string", "integer": "integer", "number": "number"}
PLAIN |= {"boolean": "boolean", "object": "object", "any": "any"}

OPERATIONS = {
    "endpoint POST /interactions",
    "endpoint GET /interactions/{}",
    "endpoint DELETE /interactions/{}",
    "endpoint POST /interactions/{}/cancel",
}


def differences(theirs: Surface) -> list[str]:
    """What ``theirs`` says and our schemas do not, or the other way round.

    ``missing PATH``, ``extra PATH``: a field of theirs or of ours alone; ``value PATH=V``, ``extra-value PATH=V``: a
    value of theirs that we refuse, or of ours that they do not list; ``kind``, ``tag``: the same for JSON types and
    for members of unions; ``required PATH``, ``optional PATH``: they require it and we do not, or we do.
    """
    ours = Ours(theirs.revision, theirs.profile)
    found = [f"missing {other}" for other in theirs.others if other not in OPERATIONS]
    for path, field in theirs.fields.items():
        if not ours.at(path):
            found.append(f"missing {path}")
        else:
            found += _of_field(ours, path, field)
    return sorted({*found, *_extra(ours, theirs)})


def _of_field(ours: Ours, path: str, field: Field) -> Iterator[str]:
    if _required(ours, path) != field.required:
        yield f"{'required' if field.required else 'optional'} {path}"
    kinds, values, tags = kinds_of(field.kinds), values_of(field.kinds), tags_of(field.kinds)
    if not any("any" in kind for kind in kinds | ours.kinds(path)):
        our_kinds = ours.kinds(path)
        yield from (f"kind {path}={kind}" for kind in kinds - our_kinds)
        yield from (f"extra-kind {path}={kind}" for kind in our_kinds - kinds)
    our_values = ours.values(path)
    unknown = {value for value in values if not _takes(ours, path, value, field)}
    yield from (
        f"value {path}={value}" for value in unknown | (values - our_values - {"False"} if our_values else set())
    )
    if values:
        yield from (f"extra-value {path}={value}" for value in our_values - values)
    if tags:
        our_tags = ours.tags(path)
        yield from (f"tag {path}={tag}" for tag in tags - our_tags)
        yield from (f"extra-tag {path}={tag}" for tag in our_tags - tags)


def _required(ours: Ours, path: str) -> bool:
    owner, _, name = path.rpartition(".")
    if path in {"request.create_model.model", "request.create_agent.agent"}:
        return {"required": [name]} in ours.document("CreateRequest")["oneOf"]
    return any(name in schema.get("required", ()) for schema in ours.at(owner))


def _takes(ours: Ours, path: str, value: str, field: Field) -> bool:
    in_list = not any(kind.startswith("enum") for kind in field.kinds)
    given: object = {"False": False}.get(value, value)
    return ours.accepts(path, [given] if in_list else given)


def _extra(ours: Ours, theirs: Surface) -> Iterator[str]:
    """Fields of ours in the objects that they know."""
    twins = {path.replace("create_agent", "create_model") for path in theirs.fields}
    owners = {path.rpartition(".")[0] for path in theirs.fields} - {"request.create_agent"}
    for owner in owners:
        for schema in ours.at(owner):
            for name, field in schema.get("properties", {}).items():
                if field is not False and f"{owner}.{name}" not in theirs.fields.keys() | twins:
                    yield f"extra {owner}.{name}"


def kinds_of(kinds: tuple[str, ...]) -> set[str]:
    """JSON types, as :meth:`Ours.kinds` has them."""
    found = set()
    for kind in kinds:
        if kind.startswith("["):
            found |= {f"[{inner}]" for inner in kinds_of(alternatives(kind[1:-1]))}
        elif kind.startswith("enum"):
            found.add("boolean" if kind == "enum(False)" else "string")
        elif kind.startswith("map<"):
            found.add("object")
        else:
            found.add(PLAIN.get(kind, "object"))
    return found


def values_of(kinds: tuple[str, ...]) -> set[str]:
    found = set()
    for kind in kinds:
        if kind.startswith("["):
            found |= values_of(alternatives(kind[1:-1]))
        elif enum := re.fullmatch(r"enum~?\((.*)\)", kind):
            found |= set(enum[1].split("|"))
    return found


def tags_of(kinds: tuple[str, ...]) -> set[str]:
    found = set()
    for kind in kinds:
        if kind.startswith("["):
            found |= tags_of(alternatives(kind[1:-1]))
        elif kind.partition(".")[0] in UNION_OF or (kind in TYPE_OF and "." in kind):
            tag = kind.partition(".")[2]
            found.add("static" if tag.endswith("_static") else tag)
    return found


def never(history: dict[Profile, dict[str, Field]]) -> set[str]:
    """What some SDK had and none of our revisions has: ``missing PATH`` or ``value PATH=V``."""
    found = set()
    for profile, fields in history.items():
        for path, field in fields.items():
            places = [ours for ours in (Ours(revision, profile) for revision in NAMES) if ours.at(path)]
            if not places:
                found.add(f"missing {path}")
            for value in values_of(field.kinds) if places else ():
                if not any(_takes(ours, path, value, field) for ours in places):
                    found.add(f"value {path}={value}")
    return found
