"""The committed list of changes: up to date, and with the changes that the documentation announced."""

from __future__ import annotations

import pytest

from conformance.schemadiff import Diff, Side, between
from conformance.schemadiff.__main__ import CHANGES, changes, main


@pytest.fixture(scope="module")
def steps() -> Diff:
    """The step that gave the blocks their new shape."""
    return between("2026-05-07", "2026-05-20")


def test_the_committed_file_is_up_to_date() -> None:
    assert CHANGES.read_text("utf-8") == changes(), "run python -m conformance.schemadiff"


def test_it_has_the_three_steps_in_order() -> None:
    headings = [line for line in changes().splitlines() if line.startswith("## ")]
    pairs = ["2025-12-11 → 2026-05-07", "2026-05-07 → 2026-05-20", "2026-05-20 → 2026-11-16"]
    assert headings == [f"## {pair}" for pair in pairs]


# Clauses rev.rename.outputs-steps and rev.rename.events.
RENAMED = {
    "Interaction.outputs": "steps",
    "PartialInteraction.outputs": "steps",
    "ContentStartEvent.content": "step",
    "InteractionStartEvent.event_type": '"interaction.created"',
    "InteractionCompleteEvent.event_type": '"interaction.completed"',
    "ContentStartEvent.event_type": '"step.start"',
    "ContentDeltaEvent.event_type": '"step.delta"',
    "ContentStopEvent.event_type": '"step.stop"',
    "LegacyTextAnnotationDelta.type": '"text_annotation_delta"',
}


def test_the_announced_renames_are_renames_and_break_both_parties(steps: Diff) -> None:
    found = {
        change.path: change for change in steps.on("response") if change.kind == "renamed" and change.subject != "type"
    }
    assert {path: found[path].after for path in RENAMED} == RENAMED
    assert {change.breaking for change in found.values()} == {("client", "server")}


def test_every_block_that_became_a_step_keeps_its_history(steps: Diff) -> None:
    renamed = {change.before: change.after for change in steps.on("response") if change.kind == "renamed"}
    became = {name for name in renamed if name.endswith("Content")}
    assert {"ThoughtContent", "FunctionCallContent", "FunctionResultContent", "PartialContent"} < became
    assert all(renamed[name] == f"{name.removesuffix('Content')}Step" for name in became)


def test_what_is_removed_names_what_takes_its_place() -> None:
    found = {change.path: change.after for change in between("2025-12-11", "2026-11-16").changes}
    assert found["Usage.total_reasoning_tokens"] == "total_thought_tokens"
    assert found["GoogleSearchResult.rendered_content"] == "search_suggestions"


@pytest.mark.parametrize(
    ("side", "path", "after", "breaking"),
    [
        ("response", "InteractionStatus", '"queued"', ("client",)),
        ("response", "StepStopEvent.step_usage", "Usage", ()),
        ("request", "CreateRequest.labels", "Labels", ("server",)),
    ],
)
def test_what_is_new_in_the_newest(side: Side, path: str, after: str, breaking: tuple[str, ...]) -> None:
    (change,) = [
        change
        for change in between("2026-05-20", "2026-11-16").on(side)
        if (change.path, change.after) == (path, after)
    ]
    assert (change.kind, change.breaking) == ("added", breaking)


def test_arguments_are_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 3
    assert capsys.readouterr().err.startswith("usage:")
