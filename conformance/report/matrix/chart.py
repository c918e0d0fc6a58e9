"""The history of a column as a small chart: one point for each run, joined where runs compare."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from conformance.report import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.report.matrix.board import Suite
    from conformance.report.matrix.brief import Brief

WIDTH, HEIGHT, MARGIN = 120, 28, 4  # of the view box; the page decides how large that is
STEP = 18  # between two runs, as long as there is room


@dataclass(frozen=True)
class Point:
    """A run in the chart; `whole` is false for one that tells only a part."""

    x: float
    y: float
    whole: bool
    run: Brief


@dataclass(frozen=True)
class Chart:
    """Points from the oldest to the newest, the lines between those that compare, and all of it in words."""

    points: tuple[Point, ...]
    lines: tuple[str, ...]
    label: str


def chart(history: Sequence[Brief]) -> Chart | None:
    """The chart of the conformance of several runs; None for fewer than two that scored anything.

    At the top is 1, at the bottom the tenth below the worst: what changes is seldom much.
    """
    scored = [run for run in history if run.tally.scored]
    if len(scored) < 2:
        return None
    bottom = min(0.9, min(floor(10 * (run.tally.conformance or 0)) / 10 for run in scored))
    step = min(STEP, (WIDTH - 2 * MARGIN) / (len(scored) - 1))
    points = tuple(
        Point(round(MARGIN + step * number, 2), _height(run, bottom), not (run.partial or run.interrupted), run)
        for number, run in enumerate(scored)
    )
    return Chart(points, _lines(points), _label(scored, bottom))


def _height(run: Brief, bottom: float) -> float:
    down = (1 - (run.tally.conformance or 0)) / (1 - bottom)
    return round(MARGIN + down * (HEIGHT - 2 * MARGIN), 2)


def _lines(points: tuple[Point, ...]) -> tuple[str, ...]:
    """A line through each stretch of whole runs that one set of requirements judged."""
    stretches: list[list[Point]] = []
    suite: Suite | None = None
    for point in points:
        if not point.whole:
            continue
        if point.run.suite != suite:
            suite = point.run.suite
            stretches.append([])
        stretches[-1].append(point)
    return tuple(" ".join(f"{each.x:g},{each.y:g}" for each in of_one) for of_one in stretches if len(of_one) > 1)


def _label(scored: list[Brief], bottom: float) -> str:
    said = [text.percent(run.tally.conformance) for run in scored]
    return f"Conformance over {len(scored)} runs: {', '.join(said[-12:])}; drawn from {text.percent(bottom)} up"
