"""Badges for a README: the two numbers and the revision, as an SVG of our own and as JSON for shields.io.

A badge is what is read without the report, so it says no more than was shown: green is only what was judged as a whole
and came out right; nothing scored, an interrupted run, errors and a run of a selection have no colour of success.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.report import text, view
from conformance.report.html import environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.report.results import Run
    from conformance.report.view import Report

# White text on each has a contrast of 4.5 and more; most of the usual badge colours have less.
GREEN, YELLOW, RED, GREY, BLUE = "#1f7a46", "#8a5a00", "#b3261e", "#5b6470", "#1f4f9c"
ENOUGH = 0.9  # of coverage, for green
LONGEST = 60  # characters of a message
_WIDTHS = {"il|':.,;!jft ": 3.8, "r-()/": 4.9, "%@mwMW—…": 10.8, "0123456789": 7.0}


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says, and its colour as `#rrggbb`."""

    label: str
    message: str
    color: str

    @property
    def endpoint(self) -> str:
        """As the JSON that https://shields.io/endpoint reads."""
        said = {"schemaVersion": 1, "label": self.label, "message": self.message, "color": self.color}
        return json.dumps(said, ensure_ascii=False) + "\n"

    @property
    def svg(self) -> str:
        """As an SVG image that needs no network, with a title for who does not see it."""
        left, right = _width(self.label), _width(self.message)
        return environment().get_template("badge.svg.j2").render(badge=self, left=left, right=right)


def badge(run: Run, kind: str) -> Badge:
    """The badge of a run; `kind` is one of `KINDS`."""
    return _made(view.report(run), kind)


def render_badges(run: Run) -> dict[str, str]:
    """Every badge of a run in both forms, by file name."""
    report = view.report(run)
    found = {kind: _made(report, kind) for kind in KINDS}
    svgs = {f"badges/{kind}.svg": made.svg for kind, made in found.items()}
    return svgs | {f"badges/{kind}.json": made.endpoint for kind, made in found.items()}


def _made(report: Report, kind: str) -> Badge:
    message, color = KINDS[kind](report)
    color = color if report.whole or color == RED else GREY
    return Badge(kind, text.one_line(text.clean(message), LONGEST), color)


def _conformance(report: Report) -> tuple[str, str]:
    tally = report.tally
    if tally.conformance is None:
        return _said(report, "nothing scored"), GREY
    color = GREEN if tally.conformance == 1 else YELLOW if tally.conformance >= ENOUGH else RED
    return _said(report, f"{text.percent(tally.conformance)} of {tally.scored}"), color


def _coverage(report: Report) -> tuple[str, str]:
    tally = report.tally
    if tally.coverage is None:
        return _said(report, "nothing scored"), GREY
    color = GREEN if tally.coverage >= ENOUGH else YELLOW
    return _said(report, f"{text.percent(tally.coverage)} of {tally.applicable}"), color


def _revision(report: Report) -> tuple[str, str]:
    return report.run.header["revision"], BLUE


def _said(report: Report, message: str) -> str:
    """The message, and why the number is not that of the target as a whole."""
    if report.run.interrupted:
        return f"{message}, interrupted"
    if "error" in report.counts:
        return f"{message}, incomplete"
    return message if report.run.header.get("selected", {}).get("whole", True) else f"{message}, a selection"


KINDS: dict[str, Callable[[Report], tuple[str, str]]] = {
    "conformance": _conformance,
    "coverage": _coverage,
    "revision": _revision,
}
"""What there is a badge of."""


def _width(words: str) -> int:
    """Pixels of a text in 11 px Verdana or what stands in for it, roughly; the image then fits the text to it."""
    return round(sum(next((wide for some, wide in _WIDTHS.items() if c in some), _wide(c)) for c in words))


def _wide(character: str) -> float:
    return 6.8 if ord(character) < 0x2E80 else 11
