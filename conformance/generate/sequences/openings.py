"""Sequences that every run begins with, so that each rule is seen at work whatever is drawn afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.generate.sequences.able import Able
from conformance.generate.sequences.step import ASK, How, Step, Steps, tells


def _create(makes: str, of: str = "", how: How = "plain", *, asks: bool = False) -> Step:
    return Step("create", of, makes, how, ASK if asks else tells(makes))


def _get(of: str, how: How = "plain") -> Step:
    return Step("get", of, how=how)


def _look(*of: str) -> Steps:
    return tuple(_get(letter) for letter in of)


BRANCHES: Steps = (
    *(_create("A"), _create("B", "A", asks=True), _create("C", "A"), _create("D", "A", asks=True)),
    *(_create("E", "C", asks=True), _create("F", "E", "stream"), _create("G", "F", asks=True), _create("H")),
    *(*_look("A", "C", "E", "H", "A"), _get("C", "input"), _get("D", "input"), _get("G", "input")),
)
# A is continued by B and C, B by D; E stands alone. Each is looked at after each loss.
DELETIONS: Steps = (
    *(_create("A"), _create("B", "A"), _create("C", "A"), _create("D", "B"), _create("E"), Step("follow", "B")),
    *(_get("B"), Step("delete", "B"), *_look("B", "A", "C", "D", "E"), Step("follow", "B"), _create("F", "B")),
    *(Step("cancel", "A"), _create("G", "A"), _create("H", "D"), Step("delete", "A"), *_look("G", "E", "A", "B")),
)
STREAMS: Steps = (
    *(_create("A"), _create("B", "A", "stream", asks=True), _get("B"), Step("follow", "B"), Step("follow", "B")),
    *(_create("C", how="unstored"), _get("C"), _create("D", "C"), Step("cancel", "A"), *_look("A", "B")),
    *(_create("E", "A", "unstored"), _get("E"), Step("cancel", "B"), *_look("B", "A"), Step("follow", "A")),
    *(Step("delete", "B"), _get("A"), Step("follow", "B")),
)
CANCELS: Steps = (
    *(_create("A"), _create("B", "A", "background"), _create("C", "B"), Step("cancel", "B"), _get("B"), _get("B")),
    *(_create("D", how="background"), _create("E", how="background"), Step("cancel", "D"), *_look("D", "E", "D")),
    *(Step("wait", "E"), Step("cancel", "E"), *_look("E", "A")),
)
RESUMES: Steps = (
    *(_create("A"), _create("B", how="left"), Step("wait", "B"), Step("follow", "B"), Step("resume", "B", part=0.0)),
    *(Step("resume", "B", part=1.0), _get("B"), Step("delete", "B"), _get("B")),
)
UNFINISHED: Steps = (_create("A"), _create("B", how="background"), Step("delete", "B"), _get("B"), _get("A"))


def openings(able: Able) -> Iterator[Steps]:
    """The sequences to begin with, without the steps that a target can't do, and what depends on them."""
    for steps in (BRANCHES, DELETIONS, STREAMS, CANCELS, RESUMES, UNFINISHED):
        lost: set[str] = set()
        left: list[Step] = []
        for step in steps:
            if step.of in lost or not _can(step, able):
                lost |= {step.makes} - {""}
            else:
                left.append(step)
        if len(left) > 1:
            yield tuple(left)


def _can(step: Step, able: Able) -> bool:
    match step.does, step.how:
        case "create", how:
            possible = {"background": able.background, "left": able.resumes, "stream": able.streams}
            return possible.get(how, True) and (able.continues or not step.of)
        case "get", "input":
            return able.input
        case does, _:
            possible = {"delete": able.deletes, "cancel": able.cancels, "resume": able.resumes}
            return possible.get(does, True) and (able.streams or does != "follow")
