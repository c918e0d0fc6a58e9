"""Small annotated sources for hypothesis: types whose fields, values and branches come and go at the real dates."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.revisions import NAMES

Source = dict[str, dict[str, Any]]
DATES = st.sampled_from(NAMES[1:])
SIMPLE = st.sampled_from([{"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "boolean"}])


@st.composite
def spans(draw: st.DrawFn) -> dict[str, str]:
    """When something exists: always, from a date on, until one, or between two."""
    since, until = draw(st.none() | DATES), draw(st.none() | DATES)
    span = {} if since is None else {"x-since": since}
    return {**span, "x-until": until} if until and until > (since or "") else span


@st.composite
def enums(draw: st.DrawFn) -> dict[str, Any]:
    """A list of values of which some come and some go."""
    come, gone = (draw(st.dictionaries(st.sampled_from(names), DATES)) for names in ("bc", "de"))
    return {"enum": ["a"], "x-enum-since": come, "x-enum-until": gone}


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of a type; ``past`` may be renamed to ``present``."""
    kinds = st.one_of(SIMPLE, enums(), st.just({"type": "array", "items": {"$ref": "Union"}}))
    found = {name: {**draw(kinds), **draw(spans())} for name in draw(st.sets(st.sampled_from("xyz")))}
    if draw(st.booleans()):
        date, kind = draw(DATES), draw(kinds)
        found["past"] = {**kind, "x-until": date}
        found["present"] = {**kind, "x-since": date, "x-renamed-from": "past"}
    return found


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """A source of up to six types: a union, its two branches, one that refers to it, one that is renamed."""

    def record(**declared: Any) -> dict[str, Any]:
        properties = {**declared, **draw(fields())}
        required = draw(st.sets(st.sampled_from(sorted(properties)))) if properties else set()
        return {"description": "A record.", "type": "object", "properties": properties, "required": sorted(required)}

    one = {"description": "A branch.", "type": "object", "properties": {"type": {"const": "one"}}, "required": ["type"]}
    two = {**one, "properties": {"type": {"const": "two"}, "more": draw(enums())}, **draw(spans())}
    union = {"description": "A union.", "x-tag": "type", "anyOf": [{"$ref": "One"}, {"$ref": "Two"}]}
    source: Source = {"One": one, "Two": two, "Union": union, "Record": record()}
    if draw(st.booleans()):
        date, renamed = draw(DATES), record()
        source["Past"] = {**renamed, "x-until": date}
        source["Present"] = {**renamed, "x-since": date, "x-renamed-from": "Past"}
    return source
