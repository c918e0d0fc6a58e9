"""What is committed of a run: every verdict, and of the evidence only what something broken rests on."""

from __future__ import annotations

from typing import Any

from tests.sdks.publishing import ALIKE, LONGEST, published

Json = dict[str, Any]

HEADER: Json = {"kind": "run", "revision": "2026-11-16", "target": {"argument": "/home/me/.venv/bin/python d.py"}}
DRIVER = "python driver.py --async"


def observation(scenario: str, status: str) -> Json:
    """What was seen of one scenario."""
    return {"status": status, "scenario": scenario, "exchanges": [f"{scenario}#1"]}


def result(status: str, *scenarios: str, level: str = "must") -> Json:
    """A result with the same status everywhere."""
    seen = [observation(scenario, status) for scenario in scenarios]
    return {"kind": "result", "id": status, "level": level, "status": status, "observations": seen, "duration": 0.1}


def evidence(scenario: str) -> list[Json]:
    """The lines of a scenario."""
    url = "http://127.0.0.1:4711/v1/interactions"
    exchange = {"kind": "exchange", "id": f"{scenario}#1", "duration": 0.2, "request": {"url": url}}
    report = {
        "kind": "report",
        "scenario": scenario,
        "duration": 1.5,
        "reported": [{"text": "x" * 5000, "log": "line"}],
    }
    return [exchange, report]


def kept(*lines: Json) -> list[Json]:
    """What is published of ``lines``, but for the header."""
    first, *rest = published([HEADER, *lines], DRIVER)
    assert first["target"]["argument"] == DRIVER
    assert first["command"] == "conformance sdk run --driver 'python driver.py --async' --revision 2026-11-16"
    return rest


def test_evidence_of_what_is_right_goes() -> None:
    lines = kept(*evidence("a/fine"), result("pass", "a/fine"), result("warn", "a/fine"))
    assert [line["kind"] for line in lines] == ["result", "result"]


def test_evidence_of_what_is_broken_stays_without_what_differs_each_time() -> None:
    exchange, report, broken = kept(*evidence("a/bad"), result("fail", "a/bad"))
    assert exchange["request"]["url"] == "http://127.0.0.1:0/v1/interactions"
    assert (exchange["duration"], report["duration"], broken["duration"]) == (None, 0, None)
    assert report["reported"][0]["log"] is None
    assert report["reported"][0]["text"] == "x" * LONGEST + "… (5000 characters)"


def test_a_should_that_warns_is_broken_too() -> None:
    assert len(kept(*evidence("a/bad"), result("warn", "a/bad", level="should"))) == 3


def test_of_many_alike_the_first_are_kept() -> None:
    scenarios = [f"a/{number}" for number in range(9)]
    lines = kept(*(line for scenario in scenarios for line in evidence(scenario)), result("fail", *scenarios))
    assert len(lines[-1]["observations"]) == ALIKE
    assert [line["scenario"] for line in lines if line["kind"] == "report"] == scenarios[:ALIKE]
