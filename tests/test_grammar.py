"""The order of events: what the machines name where something is out of place, beyond what the mutants show."""

from __future__ import annotations

import json

import pytest

from conformance.event import Event, event_of
from conformance.grammar import STEP, STREAM, Kind, in_steps, in_stream, kinds
from conformance.revisions import LEGACY, REVISIONS, STEPS, Revision
from conformance.sse import Frame

GOOD = "created status_update start:0 delta:0 stop:0 start:1 delta:1 delta:1 stop:1 completed done"


def events(script: str, revision: Revision = STEPS) -> list[Event]:
    """``start:1`` is the start of step 1, a word that is no kind an event of that type."""
    names = {kind.value: name for name, kind in kinds(revision).items()}
    made = []
    for number, word in enumerate(script.split()):
        kind, _, index = word.partition(":")
        data = {"event_type": names.get(kind, kind), **({"index": int(index)} if index else {})}
        text = "[DONE]" if kind == "done" else json.dumps(data)
        made.append(event_of(number, Frame(0, None, names.get(kind, kind), text)))
    return made


def complaints(script: str) -> list[str]:
    stream = events(script)
    return [m.verdict.message for m in in_stream(stream, STEPS) + in_steps(stream, STEPS)]


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_documented_order_is_right_at_every_revision(revision: Revision) -> None:
    assert in_stream(events(GOOD, revision), revision) == []
    assert in_steps(events(GOOD, revision), revision) == []


@pytest.mark.parametrize(
    "script",
    [
        "created status_update completed done",
        "created ping start:0 whatever:0 stop:0 completed ping done",
        "created start:0 status_update delta:0 stop:0 completed done",
        "created start:0 delta:0 error done",
        "error done",
    ],
)
def test_streams_without_steps_with_additions_and_with_errors_are_in_order(script: str) -> None:
    assert complaints(script) == []


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        (
            "start:0 stop:0 completed done",
            "event 0 (step.start): the stream is 'before the first event', which expects interaction.created or error",
        ),
        (
            "created start:0 stop:0 delta:0 completed done",
            "event 3 (step.delta): step 0 is 'stopped', which expects the end of the stream",
        ),
        (
            "created completed",
            "the stream ended: the stream is 'completed', which expects done",
        ),
        (
            "created start:0 completed done",
            "the stream ended: step 0 is 'open', which expects step.delta or step.stop",
        ),
        (
            "created completed done ping completed",
            "event 4 (interaction.completed): the stream is 'done', which expects the end of the stream",
        ),
    ],
)
def test_what_is_out_of_place_names_the_event_the_state_and_what_it_expects(script: str, complaint: str) -> None:
    assert complaint in complaints(script)


def test_one_mistake_is_not_reported_again_with_every_event_that_follows() -> None:
    assert [m.kind for m in in_stream(events(GOOD.removeprefix("created ")), STEPS)] == [Kind.UPDATE, Kind.START]
    assert len(in_stream(events("created start:0 start:1 delta:1 stop:1 completed done"), STEPS)) == 1


def test_every_state_of_the_tables_can_be_reached_and_left() -> None:
    for table in (STREAM, STEP):
        reached = {state for row in table.values() for state in row.values()}
        assert reached - {"closed"} <= table.keys()
        assert table.keys() - reached == {next(iter(table))}


def test_the_names_of_one_revision_mean_nothing_at_another() -> None:
    stream = events(GOOD, LEGACY)
    assert {m.kind for m in in_stream(stream, STEPS)} == {Kind.UPDATE, Kind.DONE}
