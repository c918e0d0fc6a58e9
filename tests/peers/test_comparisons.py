"""What changed between two releases of a server is what ``conformance report diff`` tells of their results."""

from __future__ import annotations

import pytest

from conformance.report.diff.change import Category
from conformance.report.diff.comparison import Comparison
from conformance.report.diff.pairing import compared
from conformance.report.results import located, read
from tests.peers.runs import REPORTS


def between(server: str, old: str, new: str) -> Comparison:
    return compared(read(located(REPORTS / server / old)), read(located(REPORTS / server / new)))


def moved(comparison: Comparison, category: Category) -> set[str]:
    return {change.newest.result["id"] for change in comparison.by_category.get(category, [])}


@pytest.fixture(scope="module")
def aimock() -> Comparison:
    return between("aimock", "1.29.0", "1.43.0")


@pytest.fixture(scope="module")
def bridge() -> Comparison:
    return between("litellm-bridge", "1.82.6", "1.106.10")


@pytest.fixture(scope="module")
def pass_through() -> Comparison:
    return between("litellm-pass-through", "1.82.6", "1.106.10")


def test_aimock_refuses_what_is_no_object_and_keeps_its_other_ways(aimock: Comparison) -> None:
    assert moved(aimock, Category.FIXED) | moved(aimock, Category.NO_LONGER_WARNING) >= {"create.body-not-an-object"}
    assert not moved(aimock, Category.NEWLY_FAILING)
    assert moved(aimock, Category.STILL_FAILING) >= {"defaults.stream", "stream-frames.frames", "retrieval.by-id"}


def test_aimock_went_from_outputs_to_steps(aimock: Comparison) -> None:
    """So the revisions differ, which is said; the shape brought a field of the SDKs along."""
    assert any("revision" in difference.what for difference in aimock.differences)
    assert moved(aimock, Category.NEWLY_WARNING) >= {"data-model.known-fields"}


def test_the_bridge_completes_its_streams_and_knows_what_is_not_there(bridge: Comparison) -> None:
    assert moved(bridge, Category.FIXED) >= {
        "stream-order.completed-once",
        "streaming.delta",
        "retrieval.unknown-id",
        "input-forms.content-list",
        "create.without-input",
    }
    assert moved(bridge, Category.STILL_FAILING) >= {"function-calling.declared", "retrieval.by-id"}


def test_the_pass_through_hands_on_refusals_and_asks_agents(pass_through: Comparison) -> None:
    assert moved(pass_through, Category.FIXED) >= {
        "retrieval.unknown-id",
        "deletion.unknown-id",
        "retrieval.whole-turn",
        "background.polls",
    }


@pytest.mark.parametrize("name", ["bridge", "pass_through"])
def test_a_request_without_a_key_became_an_error_of_the_server(name: str, request: pytest.FixtureRequest) -> None:
    comparison: Comparison = request.getfixturevalue(name)
    assert moved(comparison, Category.NEWLY_FAILING) == {"authentication.missing-key"}
    assert comparison.exit_code() == 1
