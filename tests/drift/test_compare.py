"""What is told of two sets, and what is only perhaps."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drift.change import Change
from conformance.drift.compare import between
from tests.drift.made import HEADERS, several

PLAIN = {"status": "completed", "usage": {"total": 1}}


def short(change: Change) -> tuple[str, str, str, str, str, bool]:
    return change.aspect, change.kind, change.path, change.before, change.after, change.sure


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PLAIN, PLAIN | {"tier": "a b"}, ("field", "appeared", "$.tier", "", "", True)),
        (PLAIN | {"tier": "a b"}, PLAIN, ("field", "vanished", "$.tier", "", "", True)),
        (PLAIN, PLAIN | {"status": "done"}, ("value", "changed", "$.status", "completed", "done", True)),
        (PLAIN, PLAIN | {"usage": {"total": "a b"}}, ("type", "changed", "$.usage.total", "number", "string", True)),
        (
            PLAIN,
            {"usage": {"total": 1}, "status": "completed"},
            ("order", "changed", "$", "status, usage", "usage, status", True),
        ),
        (
            {"steps": [{"type": "thought"}, {"type": "text"}]},
            {"steps": [{"type": "text"}, {"type": "thought"}]},
            ("order", "changed", "$.steps[]", "type=thought, type=text", "type=text, type=thought", True),
        ),
        (
            {"steps": [{"type": "thought"}, {"type": "text"}]},
            {"steps": [{"type": "thought", "signature": "s"}, {"type": "text"}]},
            ("field", "appeared", "$.steps[type=thought].signature", "", "", True),
        ),
        (
            {"created": "2026-06-01T10:00:05Z", "updated": "2026-06-01T10:00:05Z"},
            {"created": "2026-06-01T10:00:00Z", "updated": "2026-06-01T10:00:05Z"},
            ("relation", "changed", "$", "created the same second as updated", "created earlier than updated", True),
        ),
    ],
)  # fmt: skip
def test_a_change_that_enough_show_is_sure(before: object, after: object, expected: tuple[object, ...]) -> None:
    found = between(several(5, before), several(5, after)).changes
    assert [short(change) for change in found] == [expected]
    assert [(found[0].old.could, found[0].new.could)] == [(5, 5)]


def test_what_few_show_is_perhaps_and_says_how_few() -> None:
    (change,) = between(several(2, PLAIN), several(2, PLAIN | {"tier": "a b"})).changes
    assert (change.sure, change.old.did, change.old.could, change.new.did, change.new.could) == (False, 0, 2, 2, 2)
    assert change.chance == pytest.approx(1 / 6)


def test_a_rare_field_has_not_vanished() -> None:
    rare = [*several(18, PLAIN), *several(2, PLAIN | {"note": "a b"}, day="2026-05-02")]
    assert between(rare, several(20, PLAIN)).changes == ()


def test_like_is_compared_with_like() -> None:
    searching = {"model": "gemini-9-flash", "input": "Hi", "tools": [{"type": "search"}]}
    old = [*several(30, PLAIN), *several(1, PLAIN, sent=searching, day="2026-05-02")]
    new = [*several(30, PLAIN), *several(6, PLAIN | {"found": 1}, sent=searching, day="2026-06-02")]
    (change,) = between(old, new).changes
    assert (change.path, change.sure, change.old.could, change.new.could) == ("$.found", False, 1, 6)
    assert between(several(30, PLAIN), new).changes == ()


def test_fields_that_the_client_names_are_its_own() -> None:
    declared = {
        "model": "gemini-9-flash",
        "input": "Hi",
        "tools": [{"type": "function", "parameters": {"properties": {"city": {}}}}],
    }
    calls = [{"arguments": {}}, {"arguments": {"city": "Rome"}}]
    assert between(*(several(9, answer, sent=declared) for answer in calls)).changes == ()


def test_the_status_of_the_same_request() -> None:
    refusal = {"error": {"code": "invalid_request", "message": "no more"}}
    found = between(several(5, PLAIN), several(5, refusal, status=400)).changes
    assert [short(change) for change in found] == [("status", "changed", "status", "200", "400", True)]


def test_headers_are_compared_where_a_recording_kept_them() -> None:
    with_headers = several(5, PLAIN, headers=HEADERS)
    more = several(5, PLAIN, headers=HEADERS | {"x-new": "12:00:00", "vary": "Accept"})
    told = {short(change) for change in between(with_headers, more).changes}
    assert told == {
        ("header", "appeared", "headers.x-new", "", "", True),
        ("value", "changed", "headers.vary", "Origin", "Accept", True),
    }
    assert between(several(5, PLAIN, headers={"server": "s"}), with_headers).changes == ()


def test_events_and_deltas_of_streams() -> None:
    def stream(*types: str) -> list[dict[str, Any]]:
        return [{"event_type": "delta", "delta": {"type": each}} for each in types] + [{"event_type": "end"}]

    found = between(several(5, stream("a", "b")), several(5, stream("b", "a", "c"))).changes
    assert {short(change) for change in found} == {
        ("order", "changed", "$.events[]", "delta(a), delta(b)", "delta(b), delta(a)", True),
        ("value", "appeared", "$.events[event_type=delta].delta.type", "", "c", True),
    }
    assert {change.place for change in found} == {"create, streamed"}


def test_what_nearly_all_showed_and_nearly_none_does_has_gone() -> None:
    old = several(40, PLAIN | {"tier": "a b"})
    new = [*several(40, PLAIN), *several(1, PLAIN | {"tier": "a b"}, day="2026-06-02")]
    (change,) = between(old, new).changes
    assert (short(change), change.old.did, change.new.did) == (("field", "vanished", "$.tier", "", "", True), 40, 1)
    half = [*several(20, PLAIN), *several(20, PLAIN | {"tier": "a b"}, day="2026-06-02")]
    assert between(old, half).changes == ()
