"""JSON paths: what they read, replace and remove, and what they refuse."""

from __future__ import annotations

import pytest

from conformance.path import MISSING, get, parse, put

VALUE = {"steps": [{"type": "thought"}, {"type": "model_output", "content": [{"text": "hi"}]}], "id": None}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", VALUE),
        ("$.id", None),
        ("$.steps[1].content[0].text", "hi"),
        ("$.steps[-1].type", "model_output"),
        ("$.steps[2]", MISSING),
        ("$.steps.type", MISSING),
        ("$.nothing[0]", MISSING),
    ],
)
def test_get(path: str, expected: object) -> None:
    assert get(VALUE, path) == expected


def test_put_copies() -> None:
    assert get(put(VALUE, "$.steps[0].type", "text"), "$.steps[0].type") == "text"
    assert get(VALUE, "$.steps[0].type") == "thought"


def test_put_removes() -> None:
    assert put({"a": [1, 2, 3]}, "$.a[-1]", MISSING) == {"a": [1, 2]}
    assert put({"a": 1, "b": 2}, "$.a", MISSING) == {"b": 2}


def test_put_needs_a_parent() -> None:
    with pytest.raises(LookupError):
        put({"a": {}}, "$.a.b.c", 1)


@pytest.mark.parametrize("path", ["steps", "$steps", "$.", "$.a[", "$.a[x]", "$..a"])
def test_refuses(path: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        parse(path)
