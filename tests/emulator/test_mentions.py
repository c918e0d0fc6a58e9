"""Arguments that are in the question are taken from it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.emulator.model.mentions import day, hour, mentioned, people, topic

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
ASKED = "Set up a call on 2026-03-09 at 2:30 pm with Ana, Bo Li and Cy about the budget for June. Thanks!"


@pytest.mark.parametrize(
    ("name", "schema", "value"),
    [
        ("attendees", TEXTS, ["Ana", "Bo Li", "Cy"]),
        ("date", TEXT, "2026-03-09"),
        ("start_day", TEXT, "2026-03-09"),
        ("time", TEXT, "14:30"),
        ("startTime", TEXT, "14:30"),
        ("start", {"type": "string", "format": "date-time"}, "2026-03-09T14:30:00Z"),
        ("topic", TEXT, "budget for June"),
        ("title", TEXT, "budget for June"),
        ("comment", TEXT, None),
        ("numbers", {"type": "array", "items": {"type": "integer"}}, None),
        ("date", {"type": "integer"}, None),
    ],
)
def test_an_argument_is_found_by_its_name(name: str, schema: dict[str, Any], value: Any) -> None:
    assert mentioned(name, schema, ASKED) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("at 10 am", "10:00"),
        ("at 12 am", "00:00"),
        ("at 12 p.m.", "12:00"),
        ("at 9:05 PM", "21:05"),
        ("at 23:59", "23:59"),
        ("at 24:10", None),
        ("at 9:75 am", None),
        ("in 5 minutes", None),
    ],
)
def test_hours_are_of_24(said: str, value: str | None) -> None:
    assert hour(said) == value


def test_what_is_not_said_is_not_found() -> None:
    assert (people("with friends"), day("on 9 March"), topic("Hello.")) == ([], None, None)
    assert mentioned("attendees", TEXTS, "Hello.") is None
