"""Statuses as letters (in classes, in data for the script), as marks and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.report import view

if TYPE_CHECKING:
    from conformance.report.matrix.board import Cell
    from conformance.report.matrix.brief import Outcome

CODES = {
    "pass": "p", "unexpected-pass": "x", "fail": "f", "expected-fail": "k", "error": "e", "warn": "w",
    "unsupported": "u", "not-applicable": "n", "untested": "t",
}  # fmt: skip
NOT_ASKED = "-"  # nothing of this column: another set of requirements, or not selected
STATUS_WORDS = {
    "pass": "observed and correct",
    "fail": "observed and wrong",
    "expected-fail": "fails, and a list of known failures says why; it counts as a failure",
    "unexpected-pass": "listed as a known failure, but it passes",
    "warn": "wrong where the documentation only advises, or not elicited; not scored",
    "unsupported": "declared absent, and refused as it should be; not scored",
    "error": "could not be judged; not scored",
    "not-applicable": "does not exist at this revision, or cannot be seen in recorded traffic",
}
MARKS = {**view.MARKS, "expected-fail": "✗ᵏ", "unexpected-pass": "✓ᵏ"}
PASSED, FAILED = 1, -1
_SCORES = {"pass": PASSED, "unexpected-pass": PASSED, "fail": FAILED, "expected-fail": FAILED}
_SHADES = ((0.9, "f1"), (0.5, "f2"), (0.000001, "f3"))  # of a feature that fails: by the part of it that passes


def code(outcome: Outcome | None) -> str:
    """The letter of an outcome."""
    return CODES[outcome.status] if outcome else NOT_ASKED


def codes() -> dict[str, list[Any]]:
    """Letter to word, mark and score (1 passed, -1 failed, 0 not scored), for the script."""
    return {letter: [status, MARKS[status], _SCORES.get(status, 0)] for status, letter in CODES.items()}


def shade(cell: Cell) -> str:
    """The class of a feature's cell: its verdict, and how bad a failure is."""
    if cell.verdict != "fail":
        return CODES[cell.verdict]
    passing = cell.tally.conformance or 0
    return next((name for least, name in _SHADES if passing >= least), "f4")
