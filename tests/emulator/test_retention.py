"""What expires: 55 days after it was made, or one; on a clock that a test may move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.emulator import Settings
from tests.emulator.asgi import START

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400


@pytest.mark.parametrize(("tier", "days"), [("paid", 55), ("free", 1)])
def test_an_interaction_is_kept_for_the_days_of_its_tier(local: Any, tier: str, days: int) -> None:
    emulator = local(tier=tier)
    made = emulator.create()
    emulator.time.now = START + days * DAY - 1
    assert emulator("GET", f"/{made['id']}").status == 200
    emulator.time.now += 1
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel")):
        assert emulator(method, f"/{made['id']}{path}").status == 404
    body = {"model": "gemini-2.5-flash", "input": "x", "previous_interaction_id": made["id"]}
    assert emulator("POST", "", body).status == 404


def test_what_expired_is_removed_from_the_store_while_requests_come_in(local: Any) -> None:
    emulator = local(tier="free")
    gone = emulator.create("a secret")
    emulator.time.now += DAY
    assert emulator.service.store.knows("interaction", gone["id"])
    emulator.create("later")
    assert not emulator.service.store.knows("interaction", gone["id"])


def test_a_conversation_reaches_back_as_far_as_it_is_kept(local: Any) -> None:
    emulator = local(tier="free")
    first = emulator.create("My name is Phil.")
    emulator.time.now += DAY / 2
    second = emulator.create("Hello", previous_interaction_id=first["id"])
    asked = {"input": "What is my name?", "previous_interaction_id": second["id"]}
    assert "Phil" in str(emulator.create(**asked)["steps"])
    emulator.time.now += DAY / 2
    later = emulator.create(**asked)
    assert "Phil" not in str(later["steps"])
    assert emulator("GET", f"/{second['id']}").json()["previous_interaction_id"] == first["id"]


def test_a_restart_sweeps(local: Any, tmp_path: Path) -> None:
    store = str(tmp_path / "kept.db")
    emulator = local(tier="free", store=store)
    made = emulator.create()
    again = local(tier="free", store=store, clock=lambda: START + DAY)
    assert not again.service.store.knows("interaction", made["id"])


def test_the_clock_is_read_and_moved(local: Any) -> None:
    emulator = local(control=True)
    assert emulator("GET", "/control/clock").json() == {"now": START, "time": "2026-09-21T14:13:20Z", "advanced": 0.0}
    moved = emulator("POST", "/control/clock", {"advance": DAY}).json()
    assert moved == {"now": START + DAY, "time": "2026-09-22T14:13:20Z", "advanced": DAY}
    assert emulator.create()["created"] == "2026-09-22T14:13:20Z"


def test_a_moved_clock_expires_and_a_sweep_says_what_it_removed(local: Any) -> None:
    emulator = local(control=True)
    for _ in range(3):
        emulator.create()
    assert emulator("POST", "/control/sweep").json() == {"removed": 0}
    emulator("POST", "/control/clock", {"advance": 55 * DAY})
    assert emulator("POST", "/control/sweep").json() == {"removed": 3}


def test_a_moved_clock_stays_moved_over_a_restart(local: Any, tmp_path: Path) -> None:
    store = str(tmp_path / "kept.db")
    local(control=True, store=store)("POST", "/control/clock", {"advance": 7})
    assert local(control=True, store=store)("GET", "/control/clock").json()["now"] == START + 7


@pytest.mark.parametrize("body", [{}, {"advance": -1}, {"advance": True}, {"advance": "1"}, {"advance": 1, "x": 1}])
def test_a_clock_that_cannot_be_moved_so_stays(local: Any, body: Any) -> None:
    emulator = local(control=True)
    refused = emulator("POST", "/control/clock", body)
    assert (refused.status, refused.json()["error"]["code"]) == (400, "invalid_request")
    assert emulator("GET", "/control/clock").json()["now"] == START


def test_the_clock_ends_where_ids_do(local: Any) -> None:
    assert local(control=True)("POST", "/control/clock", {"advance": 2**33}).status == 400


@pytest.mark.parametrize(("method", "path"), [("GET", "clock"), ("POST", "clock"), ("POST", "sweep")])
def test_there_is_no_control_unless_it_was_asked_for(local: Any, method: str, path: str) -> None:
    refused = local()(method, f"/control/{path}", {"advance": 1})
    assert (refused.status, refused.json()["error"]["code"]) == (404, "not_found")


def test_an_unknown_tier_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown tier 'gold': known are paid, free"):
        Settings(tier="gold")
