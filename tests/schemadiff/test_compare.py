"""Each kind of change, on the smallest schema that shows it, and whom it breaks on either side of the wire."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.schemadiff import Change, Side, compared

BASE = "https://example.invalid"
TEXT = {"type": "string"}
OLD: dict[str, Any] = {"x-renamed-from": "old"}


def thing(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "additionalProperties": False}


def documents(types: dict[str, Any]) -> dict[str, Any]:
    return {name: {"$id": f"{BASE}/{name}.json", **schema} for name, schema in types.items()}


def changes(before: dict[str, Any], after: dict[str, Any], side: Side = "request") -> list[Change]:
    return sorted(compared(side, documents(before), documents(after)))


def one(before: Any, after: Any) -> tuple[Change, Change]:
    """The only change from one schema of ``T`` to another, as a change of requests and as one of answers."""
    (sent,), (answered,) = (changes({"T": before}, {"T": after}, side) for side in ("request", "response"))
    return sent, answered


# What changed; the type before and after; what is told; whom it breaks in a request and in an answer.
CASES: dict[str, tuple[Any, Any, str, str, str]] = {
    "a new field": (thing(), thing(a=TEXT), "added field T.a", "server", ""),
    "a new required field": (
        thing(),
        {**thing(a=TEXT), "required": ["a"]},
        "added field T.a",
        "client server",
        "server",
    ),
    "a field that is gone": (thing(a=TEXT), thing(), "removed field T.a", "client", "client"),
    "a renamed field": (
        thing(old=TEXT),
        thing(new={**TEXT, **OLD}),
        "renamed field T.old",
        "client server",
        "client server",
    ),
    "a renamed field, the other way round": (
        thing(new={**TEXT, **OLD}),
        thing(old=TEXT),
        "renamed field T.new",
        "client server",
        "client server",
    ),
    "a field whose other name was there before": (
        thing(old=TEXT, new={**TEXT, **OLD}),
        thing(new={**TEXT, **OLD}),
        "removed field T.old",
        "client",
        "client",
    ),
    "a field that has to be there": (
        thing(a=TEXT),
        {**thing(a=TEXT), "required": ["a"]},
        "narrowed requirement T.a",
        "client",
        "server",
    ),
    "a field that may be left out": (
        {**thing(a=TEXT), "required": ["a"]},
        thing(a=TEXT),
        "widened requirement T.a",
        "server",
        "client",
    ),
    "a new value": ({"enum": ["a"]}, {"enum": ["a", "b"]}, "added value T", "server", "client"),
    "a value that is gone": ({"enum": ["a", "b"]}, {"enum": ["a"]}, "removed value T", "client", "server"),
    "a new value beside a constant": ({"const": "a"}, {"enum": ["a", "b"]}, "added value T", "server", "client"),
    "a new known value": (
        {**TEXT, "examples": ["a"]},
        {**TEXT, "examples": ["a", "b"]},
        "added known value T",
        "",
        "",
    ),
    "a list of values that is opened": ({"enum": ["a"]}, TEXT, "widened rule T", "server", "client"),
    "a list of values that is closed": (TEXT, {"enum": ["a"]}, "narrowed rule T", "client", "server"),
    "a new form": (TEXT, {"anyOf": [TEXT, {"type": "integer"}]}, "added form T", "server", "client"),
    "a form that is gone": ({"anyOf": [TEXT, {"type": "integer"}]}, TEXT, "removed form T", "client", "server"),
    "another form": (TEXT, {"type": "integer"}, "replaced form T", "client server", "client server"),
    "a wider form": ({"type": "integer"}, {"type": "number"}, "widened form T", "server", "client"),
    "a narrower form": ({"type": "number"}, {"type": "integer"}, "narrowed form T", "client", "server"),
    "a limit that is raised": (
        {"type": "integer", "minimum": 0},
        {"type": "integer", "minimum": 1},
        "narrowed rule T",
        "client",
        "server",
    ),
    "a pattern that is another": (
        {**TEXT, "pattern": "^a"},
        {**TEXT, "pattern": "^b"},
        "replaced rule T",
        "client server",
        "client server",
    ),
    "an item that is another": (
        {"type": "array", "items": {"enum": ["a"]}},
        {"type": "array", "items": {"enum": ["a", "b"]}},
        "added value T[]",
        "server",
        "client",
    ),
    "a field within a field": (thing(a=thing()), thing(a=thing(b=TEXT)), "added field T.a.b", "server", ""),
    "alternatives that become one": (
        {**thing(a=TEXT, b=TEXT), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {**thing(a=TEXT, b=TEXT), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        "narrowed rule T",
        "client",
        "server",
    ),
    "a field that needs another": (
        thing(a=TEXT, b=TEXT),
        {**thing(a=TEXT, b=TEXT), "dependentRequired": {"a": ["b"]}},
        "narrowed rule T",
        "client",
        "server",
    ),
    "other fields": ({"type": "object"}, thing(), "narrowed openness T.*", "client", ""),
    "a new field where there may be others": (
        {"type": "object"},
        {"type": "object", "properties": {"a": TEXT}},
        "added field T.a",
        "",
        "",
    ),
    "a field that is gone where there may be others": (
        {"type": "object", "properties": {"a": TEXT}},
        {"type": "object"},
        "removed field T.a",
        "",
        "client",
    ),
    "the form of other fields": (
        {"type": "object", "additionalProperties": {"enum": ["a"]}},
        {"type": "object", "additionalProperties": {"enum": ["a", "b"]}},
        "added value T.*",
        "server",
        "client",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_told_once_and_says_whom_it_breaks(name: str) -> None:
    before, after, told, in_requests, in_answers = CASES[name]
    sent, answered = one(before, after)
    assert f"{sent.kind} {sent.subject} {sent.path}" == told
    assert (" ".join(sent.breaking), " ".join(answered.breaking)) == (in_requests, in_answers)


def test_words_order_and_remarks_are_no_change() -> None:
    before = {**thing(a={"enum": ["x", "y"], "description": "A."}, b=TEXT), "required": ["a", "b"]}
    after = {**thing(b=TEXT, a={"enum": ["y", "x"], "x-evidence": "sdk"}), "required": ["b", "a"], "title": "T"}
    assert changes({"T": before}, {"T": after}) == []


def test_a_type_that_takes_the_place_of_the_same_in_words_is_no_change() -> None:
    assert changes({"T": thing(a={"$ref": "A.json"}), "A": TEXT}, {"T": thing(a=TEXT), "A": TEXT}) == []


def test_a_change_of_a_type_is_told_in_that_type_alone() -> None:
    uses = thing(a={"$ref": "A.json"}, b={"type": "array", "items": {"$ref": "A.json"}})
    (change,) = changes({"T": uses, "A": {"enum": ["x"]}}, {"T": uses, "A": {"enum": ["x", "y"]}})
    assert change == Change("request", "A", "value", "added", after='"y"')
    assert change.type_name == "A"


def test_a_renamed_type_breaks_nobody_and_is_compared_with_its_older_self() -> None:
    before = {"T": thing(a={"$ref": "Old.json"}), "Old": thing(x=TEXT)}
    after = {"T": thing(a={"$ref": "New.json"}), "New": {**thing(x=TEXT, y=TEXT), "x-renamed-from": "Old"}}
    found = changes(before, after)
    assert found == [
        Change("request", "New.y", "field", "added", after="string"),
        Change("request", "Old", "type", "renamed", "Old", "New"),
    ]
    assert [change.breaking for change in found] == [("server",), ()]


def test_a_renamed_type_may_have_renamed_its_tag() -> None:
    before = {"Old": thing(type={"const": "old"}), "T": {"$ref": "Old.json"}}
    after = {"New": {**thing(type={"const": "new"}), "x-renamed-from": "Old"}, "T": {"$ref": "New.json"}}
    (_, tag) = changes(before, after)
    assert tag == Change("request", "Old.type", "value", "renamed", '"old"', '"new"')
    assert tag.breaking == ("client", "server")


def test_a_rename_is_never_guessed() -> None:
    kinds = [change.kind for change in changes({"T": thing(old=TEXT)}, {"T": thing(new=TEXT)})]
    assert kinds == ["added", "removed"]


def test_a_body_that_is_gone_breaks_who_needs_it_and_a_part_of_one_nobody() -> None:
    whole = {"T": thing(a={"$ref": "A.json"}), "A": TEXT}
    without_part = {"T": thing(), "A": TEXT}
    assert [change.breaking for change in changes(whole, {"A": TEXT})] == [("client",)]
    assert [change.breaking for change in changes(whole, {"A": TEXT}, "response")] == [("client",)]
    told = [(change.path, change.breaking) for change in changes(whole, {"T": thing()})]
    assert told == [("A", ()), ("T.a", ("client",))]
    assert [change.path for change in changes(whole, without_part)] == ["T.a"]


def test_a_field_inside_the_part_of_a_partial_type_says_where_it_is() -> None:
    def partial(**fields: Any) -> dict[str, Any]:
        mapping = {"a": "#/$defs/A"}
        return {
            "discriminator": {"propertyName": "type", "mapping": mapping},
            "anyOf": [{"$ref": "#/$defs/A"}],
            "$defs": {"A": thing(**fields)},
        }

    (change,) = changes({"P": partial()}, {"P": partial(b=TEXT)})
    assert (change.path, change.type_name, change.inside) == ("P(A).b", "P", ".b")
