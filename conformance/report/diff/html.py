"""A comparison as one HTML page that needs no network and no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report.diff.change import Category, by_outcome
from conformance.report.diff.comparison import GROUPED
from conformance.report.diff.text import numbers
from conformance.report.html import environment

if TYPE_CHECKING:
    from conformance.report.diff.comparison import Comparison

OPEN = (Category.NEWLY_FAILING, Category.NEWLY_WARNING)


def as_html(comparison: Comparison, *, strict: bool = False) -> str:
    """The comparison as a page; everything is escaped by the template engine."""
    template = environment().get_template("diff.html.j2")
    return template.render(
        comparison=comparison,
        anchors=_anchors(comparison),
        numbers=list(numbers(comparison)),
        grouped=GROUPED,
        by_outcome=by_outcome,
        shown=OPEN,
        code=comparison.exit_code(strict=strict),
        sentence=comparison.sentence(strict=strict),
    )


def _anchors(comparison: Comparison) -> dict[str, str]:
    """An anchor for each requirement: that of its view, where no other has it."""
    found: dict[str, str] = {}
    for number, change in enumerate(comparison.entries, 1):
        anchor = change.newest.anchor
        # Only ids of requirements have a dot; the page's own anchors have none.
        free = "." in anchor and anchor not in found.values()
        found[change.id] = anchor if free else f"change-{number}"
    return found
